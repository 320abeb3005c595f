//! Faults that no printed command mends in the lab, each with the reason.

use std::collections::BTreeSet;

use super::faults;

/// One that is cured after all fails the test.
const WITHOUT_A_CURE: &[(&str, &[&str])] = &[
    (
        "the right secret, or the card, is the person's to bring",
        &[
            "passphrase_wrong",
            "password_rejected",
            "password_rejected_after_keys",
            "second_factor_rejected",
            "pkcs11_key_unusable",
        ],
    ),
    ("what is slow is the person", &["login_grace_exceeded"]),
    (
        "a rule of the gate or the Git host is its owner's to change",
        &[
            "vendor_policy_refused",
            "git_access_denied",
            "git_access_denied_gitolite",
        ],
    ),
    (
        "the account is the administrator's to mend: the printed commands show what is wrong with it",
        &[
            "home_unusable",
            "user_unknown",
            "logins_disabled",
            "pam_denied",
            "root_login_refused",
        ],
    ),
    (
        "sshd_config is the administrator's to mend: the printed command shows the line",
        &[
            "authorized_keys_elsewhere",
            "gssapi_only",
            "jump_forwarding_refused",
            "jump_forwarding_refused_key",
            "key_algorithm_refused",
            "keys_command_failed",
            "sshd_config_invalid",
            "sshd_listens_elsewhere",
            "user_not_allowed",
            "user_not_allowed_deny",
            "user_not_allowed_group",
        ],
    ),
    (
        "was meant to keep somebody out: a person decides",
        &[
            "config_refuses_connection",
            "host_key_revoked",
            "host_key_changed_by_command",
            "known_hosts_unreadable_revoked",
            "hosts_denied",
            "key_revoked",
        ],
    ),
    (
        "bob's authorized_keys is closed to bob himself, and root's hands stay off what a user could make a link of",
        &["authorized_keys_permissions_owner"],
    ),
    (
        "new host keys come with the mend, and the login then meets host-key-changed",
        &["sshd_host_keys_missing"],
    ),
    (
        "needs a certificate that only its authority makes",
        &[
            "certificate_authority_untrusted",
            "certificate_expired",
            "certificate_not_yet_valid",
            "certificate_unsupported",
        ],
    ),
    (
        "the private key is gone, or was never there: a new one has to be registered by somebody else",
        &[
            "identity_file_is_public_key",
            "identity_file_malformed_cut",
            "identity_file_missing",
            "identity_file_unsupported",
            "no_identity",
        ],
    ),
    (
        "the key was only in an agent that is gone, or waits for a confirmation at a screen",
        &["agent_refused_to_sign", "agent_unreachable"],
    ),
    (
        "a rule by hand, outside ufw and firewalld (whose own worlds are cured): the printed commands show it to whoever wrote it",
        &[
            "connection_prohibited",
            "connection_rejected_by_firewall",
            "connection_timed_out_drop",
            "port_filtered_answer_lost",
            "port_filtered_nft",
            "server_firewall_blocks",
            "server_firewall_blocks_reset",
        ],
    ),
    (
        "looks like a closed port: the printed commands show that sshd listens, and the rule is found after that",
        &["server_firewall_blocks_ufw"],
    ),
    (
        "lies on the path, where neither alice nor root has a shell",
        &[
            "captive_portal",
            "connection_prohibited_router",
            "connection_reset",
            "connection_timed_out_blackhole",
            "host_unreachable_neighbour",
            "host_unreachable_asked_before",
            "host_unreachable_forwarded",
            "host_unreachable_no_link",
            "host_unreachable_router",
            "identification_blocked_reset",
            "identification_blocked_silent",
            "network_unreachable_router",
            "outbound_port_blocked",
            "port_filtered_far_router",
            "port_filtered_router",
            "slow_login_path",
        ],
    ),
    (
        "this machine's own network: which rule, route, interface or line of hosts is to go is the person's to say",
        &[
            "local_firewall_blocks",
            "local_firewall_blocks_blackhole",
            "local_firewall_blocks_reject",
            "name_resolves_elsewhere",
            "network_unreachable_link_down",
            "network_unreachable_no_route",
        ],
    ),
    (
        "the name service is somebody else's to mend: the printed commands show who answers what",
        &[
            "name_not_found_canonical",
            "resolver_failed_refused",
            "resolver_failed_search",
            "resolver_failed_servfail",
            "resolver_unreachable_closed",
            "resolver_unreachable_dead",
            "resolver_unreachable_none",
            "resolver_unreachable_silent",
            "name_not_found_sources",
            "resolver_unreachable_forbidden",
            "slow_login_name",
            "slow_login_use_dns",
            "sshfp_mismatch",
        ],
    ),
    (
        "the other side is a program of the lab, not a sick sshd: there is nothing behind it to log in to",
        &[
            "closed_before_identification",
            "closed_before_identification_header",
            "closed_before_identification_member",
            "endless_preamble",
            "endless_preamble_burst",
            "endless_preamble_flood",
            "identification_timed_out",
            "identification_timed_out_halfway",
            "key_exchange_closed",
            "key_exchange_closed_reset",
            "key_exchange_closed_too_many",
            "key_exchange_stalled",
            "no_matching_compression",
            "not_ssh_ftp",
            "not_ssh_http",
            "not_ssh_mysql",
            "not_ssh_redis",
            "not_ssh_smtp",
            "not_ssh_telnet",
            "not_ssh_tls",
            "penalised_by_server",
            "ssh1_only",
        ],
    ),
    (
        "sshd's child is killed at every login: its journal tells by whom, and the lab has none",
        &["authentication_closed"],
    ),
    (
        "two servers behind one address: somebody has to give them the same key",
        &["host_key_alternates"],
    ),
    (
        "the target behind the jump host is ill or unknown there, and its console is nobody's in this world",
        &["jump_target_unreachable", "jump_target_unreachable_name"],
    ),
    (
        "needs the Git host's web page, or its administrator",
        &["git_key_not_registered", "git_key_not_registered_gitolite"],
    ),
    (
        "needs a package to be installed",
        &["ssh_client_broken", "sshd_upgrade_incomplete"],
    ),
    (
        "the secret, or another way in, is the person's to find",
        &[
            "login_grace_exceeded_printed",
            "passphrase_wrong_printed",
            "password_rejected_printed",
            "password_rejected_logged",
            "password_rejected_once",
            "pkcs11_key_unusable_printed",
            "second_factor_rejected_printed",
            "second_factor_rejected_quietly",
            "security_key_unavailable",
            "security_key_unavailable_unsigned",
        ],
    ),
    (
        "what alice typed is hers to type anew: another port, another name, another command",
        &[
            "forwarding_port_busy",
            "forwarding_port_busy_remote",
            "forwarding_port_privileged",
            "forwarding_target_unreachable",
            "git_access_denied_misspelt",
            "host_name_empty",
            "remote_command_failed",
            "remote_command_failed_git",
            "remote_command_failed_git_asked",
        ],
    ),
    (
        "over when it is told: the next login works without any mend",
        &[
            "connection_lost",
            "connection_lost_closed",
            "idle_disconnect",
            "idle_disconnect_logged",
            "server_resources_exhausted",
        ],
    ),
    (
        "which files may go is the person's to say",
        &["disk_full", "local_disk_full"],
    ),
    (
        "what the server waits for is its administrator's to mend: the printed commands show the lines it stands in",
        &[
            "slow_login_account",
            "slow_login_account_printed",
            "slow_login_keys_command",
            "slow_login_motd",
            "slow_login_shell",
        ],
    ),
    (
        "the start-up file is bob's to mend: the printed command shows what it prints",
        &["shell_startup_broken"],
    ),
    (
        "sshd's or PAM's configuration, as the administrator wants it: the printed command shows the line",
        &[
            "agent_forwarding_absent",
            "authentication_methods_unsatisfied",
            "authentication_methods_unsatisfied_match",
            "forwarding_refused",
            "forwarding_refused_logged",
            "root_login_disabled",
            "session_dropped",
            "session_limit_reached",
            "session_limit_reached_logged",
            "session_limit_reached_logins",
            "sftp_unavailable",
            "sftp_unavailable_logged",
        ],
    ),
    (
        "the client cannot know: the printed command reads sshd's log, which chroot_permissions proves",
        &["chroot_permissions_seen_by_client"],
    ),
    (
        "a new password is asked for at a terminal",
        &["password_expired", "password_expired_logged"],
    ),
    (
        "the other side is a file server, or a gate with a policy of its own: it gives no shell to mend anything in",
        &[
            "shell_request_failed_asyncssh",
            "vendor_policy_refused_printed",
        ],
    ),
    (
        "needs the Git host's web page, and its owner",
        &[
            "git_access_denied_gitolite_printed",
            "git_access_denied_printed",
            "git_access_denied_push",
            "git_key_in_use",
        ],
    ),
];

#[test]
fn every_fault_is_cured_or_says_why_not() {
    let names = |cured: bool| -> BTreeSet<&str> {
        let all = faults::ALL.iter();
        all.filter(|(_, fault)| fault.is_cured() == cured)
            .map(|(name, _)| *name)
            .collect()
    };
    let listed: Vec<&str> = WITHOUT_A_CURE
        .iter()
        .flat_map(|(_, names)| names.iter().copied())
        .collect();
    let exempt: BTreeSet<&str> = listed.iter().copied().collect();
    assert_eq!(listed.len(), exempt.len(), "a fault is exempt twice");
    let uncured = names(false);
    let open: Vec<_> = uncured.difference(&exempt).collect();
    assert!(open.is_empty(), "neither cured nor exempt: {open:?}");
    let needless: Vec<_> = exempt.difference(&uncured).collect();
    assert!(
        needless.is_empty(),
        "exempt, and cured or gone: {needless:?}"
    );
}
