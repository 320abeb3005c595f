//! Every fault of the lab, one a file. A new one is named here twice: as a module and in the list.

mod account_expired;
mod account_expired_without_pam;
mod account_locked;
mod address_family_missing;
mod address_family_missing_inet;
mod addresses_disagree;
mod agent_forwarding_absent;
mod agent_key_hidden;
mod agent_key_hidden_by_another_agent;
mod agent_refused_to_sign;
mod agent_unreachable;
mod authentication_closed;
mod authentication_methods_unsatisfied;
mod authentication_methods_unsatisfied_match;
mod authorized_keys_elsewhere;
mod authorized_keys_line_broken;
mod authorized_keys_line_broken_option;
mod authorized_keys_line_broken_wrapped;
mod authorized_keys_missing;
mod authorized_keys_permissions_directory;
mod authorized_keys_permissions_dropbear;
mod authorized_keys_permissions_file;
mod authorized_keys_permissions_home;
mod authorized_keys_permissions_owner;
mod bind_address_unavailable;
mod captive_portal;
mod certificate_authority_untrusted;
mod certificate_expired;
mod certificate_not_yet_valid;
mod certificate_principal_mismatch;
mod certificate_unsupported;
mod chroot_permissions;
mod chroot_permissions_seen_by_client;
mod client_banned;
mod client_banned_dropped;
mod closed_before_identification;
mod closed_before_identification_header;
mod closed_before_identification_member;
mod config_alias_unmatched;
mod config_alias_unmatched_case;
mod config_bad_permissions;
mod config_proxy_conflict;
mod config_refuses_connection;
mod config_syntax_error;
mod connection_lost;
mod connection_lost_closed;
mod connection_prohibited;
mod connection_prohibited_firewalld;
mod connection_prohibited_router;
mod connection_refused;
mod connection_refused_by_proxy;
mod connection_refused_jump;
mod connection_rejected_by_firewall;
mod connection_rejected_by_firewall_ufw;
mod connection_reset;
mod connection_timed_out_blackhole;
mod connection_timed_out_drop;
mod control_path_unusable;
mod control_socket_stale;
mod disk_full;
mod endless_preamble;
mod endless_preamble_burst;
mod endless_preamble_flood;
mod environment_differs;
mod environment_differs_agent;
mod environment_differs_alias;
mod environment_differs_home;
mod forced_command;
mod forwarding_port_busy;
mod forwarding_port_busy_remote;
mod forwarding_port_privileged;
mod forwarding_refused;
mod forwarding_refused_logged;
mod forwarding_target_unreachable;
mod git_access_denied;
mod git_access_denied_gitolite;
mod git_access_denied_gitolite_printed;
mod git_access_denied_misspelt;
mod git_access_denied_other_account;
mod git_access_denied_other_account_github;
mod git_access_denied_printed;
mod git_access_denied_push;
mod git_key_in_use;
mod git_key_not_registered;
mod git_key_not_registered_gitolite;
mod gssapi_only;
mod home_directory_missing;
mod home_unusable;
mod host_certificate_invalid_authority;
mod host_certificate_invalid_expired;
mod host_certificate_invalid_name;
mod host_key_address_mismatch;
mod host_key_alternates;
mod host_key_changed;
mod host_key_changed_by_command;
mod host_key_changed_hashed;
mod host_key_changed_inner;
mod host_key_changed_one_type;
mod host_key_changed_port;
mod host_key_changed_unchecked;
mod host_key_revoked;
mod host_key_type_changed;
mod host_key_unknown;
mod host_key_unknown_jump;
mod host_name_empty;
mod host_unreachable_asked_before;
mod host_unreachable_forwarded;
mod host_unreachable_neighbour;
mod host_unreachable_no_link;
mod host_unreachable_router;
mod hosts_denied;
mod identification_blocked_reset;
mod identification_blocked_silent;
mod identification_timed_out;
mod identification_timed_out_halfway;
mod identification_timed_out_stopped;
mod identity_file_is_public_key;
mod identity_file_malformed_crlf;
mod identity_file_malformed_cut;
mod identity_file_malformed_joined;
mod identity_file_malformed_no_newline;
mod identity_file_missing;
mod identity_file_permissions;
mod identity_file_putty;
mod identity_file_unreadable;
mod identity_file_unsupported;
mod identity_file_unsupported_type;
mod idle_disconnect;
mod idle_disconnect_logged;
mod ipv6_scope_missing;
mod ipv6_scope_missing_name;
mod ipv6_scope_missing_zone;
mod ipv6_unreachable_asked_for;
mod ipv6_unreachable_silent;
mod jump_forwarding_refused;
mod jump_forwarding_refused_key;
mod jump_target_unreachable;
mod jump_target_unreachable_name;
mod key_algorithm_refused;
mod key_exchange_closed;
mod key_exchange_closed_reset;
mod key_exchange_closed_too_many;
mod key_exchange_failed;
mod key_exchange_stalled;
mod key_not_registered;
mod key_not_registered_asyncssh;
mod key_not_registered_behind_jump;
mod key_not_registered_dropbear;
mod key_not_registered_paramiko;
mod key_not_registered_password;
mod key_not_registered_tinysshd;
mod key_pair_mismatch;
mod key_registered_for_other_user;
mod key_restricted_expired;
mod key_restricted_from;
mod key_revoked;
mod key_type_refused;
mod keyboard_interactive_only;
mod keys_command_failed;
mod known_hosts_command_failed;
mod known_hosts_unreadable;
mod known_hosts_unreadable_revoked;
mod local_disk_full;
mod local_firewall_blocks;
mod local_firewall_blocks_blackhole;
mod local_firewall_blocks_reject;
mod login_grace_exceeded;
mod login_grace_exceeded_printed;
mod logins_disabled;
mod logins_disabled_booting;
mod max_startups_exceeded;
mod max_startups_exceeded_not_allowed;
mod more_authentication_required;
mod mtu_black_hole;
mod mtu_black_hole_back;
mod mtu_black_hole_back_behind_jump;
mod mtu_black_hole_behind_jump;
mod mtu_black_hole_out;
mod name_not_found;
mod name_not_found_canonical;
mod name_not_found_sources;
mod name_resolves_elsewhere;
mod name_resolves_elsewhere_stale;
mod network_unreachable_link_down;
mod network_unreachable_no_route;
mod network_unreachable_router;
mod no_identity;
mod no_matching_cipher;
mod no_matching_compression;
mod no_matching_host_key_type;
mod no_matching_key_exchange_method;
mod no_matching_key_exchange_method_and_more;
mod no_matching_mac;
mod no_matching_mac_own;
mod no_mutual_signature_algorithm;
mod not_ssh_ftp;
mod not_ssh_http;
mod not_ssh_mysql;
mod not_ssh_redis;
mod not_ssh_smtp;
mod not_ssh_telnet;
mod not_ssh_tls;
mod other_key_accepted;
mod outbound_port_blocked;
mod pam_denied;
mod passphrase_required;
mod passphrase_wrong;
mod passphrase_wrong_printed;
mod password_expired;
mod password_expired_logged;
mod password_not_offered;
mod password_rejected;
mod password_rejected_after_keys;
mod password_rejected_logged;
mod password_rejected_once;
mod password_rejected_printed;
mod penalised_by_server;
mod pkcs11_key_unusable;
mod pkcs11_key_unusable_printed;
mod port_filtered_answer_lost;
mod port_filtered_far_router;
mod port_filtered_nft;
mod port_filtered_router;
mod port_filtered_ufw;
mod proxy_command_failed;
mod proxy_command_failed_exit;
mod pty_refused;
mod pty_refused_by_key;
mod publickey_not_offered;
mod publickey_not_offered_match;
mod remote_command_failed;
mod remote_command_failed_git;
mod remote_command_failed_git_asked;
mod resolver_failed_refused;
mod resolver_failed_search;
mod resolver_failed_servfail;
mod resolver_unreachable_closed;
mod resolver_unreachable_dead;
mod resolver_unreachable_forbidden;
mod resolver_unreachable_near;
mod resolver_unreachable_none;
mod resolver_unreachable_silent;
mod root_login_disabled;
mod root_login_refused;
mod second_factor_rejected;
mod second_factor_rejected_printed;
mod second_factor_rejected_quietly;
mod security_key_unavailable;
mod security_key_unavailable_unsigned;
mod server_firewall_blocks;
mod server_firewall_blocks_reset;
mod server_firewall_blocks_ufw;
mod server_resources_exhausted;
mod server_resources_exhausted_backlog;
mod session_dropped;
mod session_limit_reached;
mod session_limit_reached_logged;
mod session_limit_reached_logins;
mod sftp_unavailable;
mod sftp_unavailable_logged;
mod shell_invalid;
mod shell_not_available;
mod shell_request_failed_asyncssh;
mod shell_startup_broken;
mod slow_login_account;
mod slow_login_account_printed;
mod slow_login_gssapi_name;
mod slow_login_gssapi_silent;
mod slow_login_keys_command;
mod slow_login_motd;
mod slow_login_name;
mod slow_login_path;
mod slow_login_shell;
mod slow_login_use_dns;
mod ssh1_only;
mod ssh_client_broken;
mod sshd_config_invalid;
mod sshd_host_keys_missing;
mod sshd_listens_elsewhere;
mod sshd_not_running;
mod sshd_privsep_missing;
mod sshd_privsep_missing_at_start;
mod sshd_upgrade_incomplete;
mod sshfp_mismatch;
mod too_many_authentication_failures;
mod too_many_authentication_failures_agent;
mod user_not_allowed;
mod user_not_allowed_deny;
mod user_not_allowed_group;
mod user_unknown;
mod vendor_policy_refused;
mod vendor_policy_refused_printed;
mod wrong_port;
mod wrong_user;

use super::fault::Fault;

macro_rules! named {
    ($($name:ident),* $(,)?) => { [$((stringify!($name), $name::FAULT)),*] };
}

/// Each fault under the name of its file.
pub(crate) const ALL: &[(&str, Fault)] = &named![
    account_expired,
    account_expired_without_pam,
    account_locked,
    address_family_missing,
    address_family_missing_inet,
    addresses_disagree,
    agent_forwarding_absent,
    agent_key_hidden,
    agent_key_hidden_by_another_agent,
    agent_refused_to_sign,
    agent_unreachable,
    authentication_closed,
    authentication_methods_unsatisfied,
    authentication_methods_unsatisfied_match,
    authorized_keys_elsewhere,
    authorized_keys_line_broken,
    authorized_keys_line_broken_option,
    authorized_keys_line_broken_wrapped,
    authorized_keys_missing,
    authorized_keys_permissions_directory,
    authorized_keys_permissions_dropbear,
    authorized_keys_permissions_file,
    authorized_keys_permissions_home,
    authorized_keys_permissions_owner,
    bind_address_unavailable,
    captive_portal,
    certificate_authority_untrusted,
    certificate_expired,
    certificate_not_yet_valid,
    certificate_principal_mismatch,
    certificate_unsupported,
    chroot_permissions,
    chroot_permissions_seen_by_client,
    client_banned,
    client_banned_dropped,
    closed_before_identification,
    closed_before_identification_header,
    closed_before_identification_member,
    config_alias_unmatched,
    config_alias_unmatched_case,
    config_bad_permissions,
    config_proxy_conflict,
    config_refuses_connection,
    config_syntax_error,
    connection_lost,
    connection_lost_closed,
    connection_prohibited,
    connection_prohibited_firewalld,
    connection_prohibited_router,
    connection_refused,
    connection_refused_by_proxy,
    connection_refused_jump,
    connection_rejected_by_firewall,
    connection_rejected_by_firewall_ufw,
    connection_reset,
    connection_timed_out_blackhole,
    connection_timed_out_drop,
    control_path_unusable,
    control_socket_stale,
    disk_full,
    endless_preamble,
    endless_preamble_burst,
    endless_preamble_flood,
    environment_differs,
    environment_differs_agent,
    environment_differs_alias,
    environment_differs_home,
    forced_command,
    forwarding_port_busy,
    forwarding_port_busy_remote,
    forwarding_port_privileged,
    forwarding_refused,
    forwarding_refused_logged,
    forwarding_target_unreachable,
    git_access_denied,
    git_access_denied_gitolite,
    git_access_denied_gitolite_printed,
    git_access_denied_misspelt,
    git_access_denied_other_account,
    git_access_denied_other_account_github,
    git_access_denied_printed,
    git_access_denied_push,
    git_key_in_use,
    git_key_not_registered,
    git_key_not_registered_gitolite,
    gssapi_only,
    home_directory_missing,
    home_unusable,
    host_certificate_invalid_authority,
    host_certificate_invalid_expired,
    host_certificate_invalid_name,
    host_key_address_mismatch,
    host_key_alternates,
    host_key_changed,
    host_key_changed_by_command,
    host_key_changed_hashed,
    host_key_changed_inner,
    host_key_changed_one_type,
    host_key_changed_port,
    host_key_changed_unchecked,
    host_key_revoked,
    host_key_type_changed,
    host_key_unknown,
    host_key_unknown_jump,
    host_name_empty,
    host_unreachable_asked_before,
    host_unreachable_forwarded,
    host_unreachable_neighbour,
    host_unreachable_no_link,
    host_unreachable_router,
    hosts_denied,
    identification_blocked_reset,
    identification_blocked_silent,
    identification_timed_out,
    identification_timed_out_halfway,
    identification_timed_out_stopped,
    identity_file_is_public_key,
    identity_file_malformed_crlf,
    identity_file_malformed_cut,
    identity_file_malformed_joined,
    identity_file_malformed_no_newline,
    identity_file_missing,
    identity_file_permissions,
    identity_file_putty,
    identity_file_unreadable,
    identity_file_unsupported,
    identity_file_unsupported_type,
    idle_disconnect,
    idle_disconnect_logged,
    ipv6_scope_missing,
    ipv6_scope_missing_name,
    ipv6_scope_missing_zone,
    ipv6_unreachable_asked_for,
    ipv6_unreachable_silent,
    jump_forwarding_refused,
    jump_forwarding_refused_key,
    jump_target_unreachable,
    jump_target_unreachable_name,
    key_algorithm_refused,
    key_exchange_closed,
    key_exchange_closed_reset,
    key_exchange_closed_too_many,
    key_exchange_failed,
    key_exchange_stalled,
    key_not_registered,
    key_not_registered_asyncssh,
    key_not_registered_behind_jump,
    key_not_registered_dropbear,
    key_not_registered_paramiko,
    key_not_registered_password,
    key_not_registered_tinysshd,
    key_pair_mismatch,
    key_registered_for_other_user,
    key_restricted_expired,
    key_restricted_from,
    key_revoked,
    key_type_refused,
    keyboard_interactive_only,
    keys_command_failed,
    known_hosts_command_failed,
    known_hosts_unreadable,
    known_hosts_unreadable_revoked,
    local_disk_full,
    local_firewall_blocks,
    local_firewall_blocks_blackhole,
    local_firewall_blocks_reject,
    login_grace_exceeded,
    login_grace_exceeded_printed,
    logins_disabled,
    logins_disabled_booting,
    max_startups_exceeded,
    max_startups_exceeded_not_allowed,
    more_authentication_required,
    mtu_black_hole,
    mtu_black_hole_back,
    mtu_black_hole_back_behind_jump,
    mtu_black_hole_behind_jump,
    mtu_black_hole_out,
    name_not_found,
    name_not_found_canonical,
    name_not_found_sources,
    name_resolves_elsewhere,
    name_resolves_elsewhere_stale,
    network_unreachable_link_down,
    network_unreachable_no_route,
    network_unreachable_router,
    no_identity,
    no_matching_cipher,
    no_matching_compression,
    no_matching_host_key_type,
    no_matching_key_exchange_method,
    no_matching_key_exchange_method_and_more,
    no_matching_mac,
    no_matching_mac_own,
    no_mutual_signature_algorithm,
    not_ssh_ftp,
    not_ssh_http,
    not_ssh_mysql,
    not_ssh_redis,
    not_ssh_smtp,
    not_ssh_telnet,
    not_ssh_tls,
    other_key_accepted,
    outbound_port_blocked,
    pam_denied,
    passphrase_required,
    passphrase_wrong,
    passphrase_wrong_printed,
    password_expired,
    password_expired_logged,
    password_not_offered,
    password_rejected,
    password_rejected_after_keys,
    password_rejected_logged,
    password_rejected_once,
    password_rejected_printed,
    penalised_by_server,
    pkcs11_key_unusable,
    pkcs11_key_unusable_printed,
    port_filtered_answer_lost,
    port_filtered_far_router,
    port_filtered_nft,
    port_filtered_router,
    port_filtered_ufw,
    proxy_command_failed,
    proxy_command_failed_exit,
    pty_refused,
    pty_refused_by_key,
    publickey_not_offered,
    publickey_not_offered_match,
    remote_command_failed,
    remote_command_failed_git,
    remote_command_failed_git_asked,
    resolver_failed_refused,
    resolver_failed_search,
    resolver_failed_servfail,
    resolver_unreachable_closed,
    resolver_unreachable_dead,
    resolver_unreachable_forbidden,
    resolver_unreachable_near,
    resolver_unreachable_none,
    resolver_unreachable_silent,
    root_login_disabled,
    root_login_refused,
    second_factor_rejected,
    second_factor_rejected_printed,
    second_factor_rejected_quietly,
    security_key_unavailable,
    security_key_unavailable_unsigned,
    server_firewall_blocks,
    server_firewall_blocks_reset,
    server_firewall_blocks_ufw,
    server_resources_exhausted,
    server_resources_exhausted_backlog,
    session_dropped,
    session_limit_reached,
    session_limit_reached_logged,
    session_limit_reached_logins,
    sftp_unavailable,
    sftp_unavailable_logged,
    shell_invalid,
    shell_not_available,
    shell_request_failed_asyncssh,
    shell_startup_broken,
    slow_login_account,
    slow_login_account_printed,
    slow_login_gssapi_name,
    slow_login_gssapi_silent,
    slow_login_keys_command,
    slow_login_motd,
    slow_login_name,
    slow_login_path,
    slow_login_shell,
    slow_login_use_dns,
    ssh1_only,
    ssh_client_broken,
    sshd_config_invalid,
    sshd_host_keys_missing,
    sshd_listens_elsewhere,
    sshd_not_running,
    sshd_privsep_missing,
    sshd_privsep_missing_at_start,
    sshd_upgrade_incomplete,
    sshfp_mismatch,
    too_many_authentication_failures,
    too_many_authentication_failures_agent,
    user_not_allowed,
    user_not_allowed_deny,
    user_not_allowed_group,
    user_unknown,
    vendor_policy_refused,
    vendor_policy_refused_printed,
    wrong_port,
    wrong_user,
];
