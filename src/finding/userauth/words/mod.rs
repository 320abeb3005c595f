//! What the sentences and commands of this stage share.

mod block;
mod certificates;
mod names;
mod register;
mod said;

pub(crate) use block::{
    again_with, config_path, host_block, only_this, ssh_with, use_agent_key, use_file,
    use_key_of_environment, use_offer,
};
pub(crate) use certificates::{
    ask_authority, certificate_name, certificate_seen, if_a_plain_key_is_meant, plain_keys_refused,
    principals, show_certificate, unless_a_plain_key_is_meant,
};
pub(crate) use names::{
    certificate_file, host, join, join_paths, key_name, private_file, public_file, show, user, utc,
    with_suffix, word,
};
pub(crate) use register::{
    copy_id, hand_over, keys_before_passwords, make_default_key, make_key, register, registrable,
    takes_password,
};
pub(crate) use said::{
    account_steps, openssh_says, others_refused, quotes, refusals, tried, viewed,
};
