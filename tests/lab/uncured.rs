//! Faults that no printed command mends in the lab, each with the reason.

use std::collections::BTreeSet;

use super::faults;

/// One that is cured after all fails the test.
const WITHOUT_A_CURE: &[(&str, &[&str])] = &[
    (
        "the account is the administrator's to mend: the printed commands show what is wrong with it",
        &[
            "account_expired",
            "account_expired_without_pam",
            "account_locked",
            "home_unusable",
            "shell_invalid",
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
        "needs ufw or firewalld, which the lab's servers do not run",
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
        "lies on the path, where neither alice nor root has a shell",
        &[
            "captive_portal",
            "connection_prohibited_router",
            "connection_timed_out_blackhole",
            "host_unreachable_neighbour",
            "host_unreachable_router",
            "identification_blocked_reset",
            "identification_blocked_silent",
            "network_unreachable_router",
            "outbound_port_blocked",
            "port_filtered_router",
        ],
    ),
    (
        "this machine's own network: which rule, route, interface or line of hosts is to go is the person's to say",
        &[
            "local_firewall_blocks",
            "local_firewall_blocks_reject",
            "name_resolves_elsewhere",
            "network_unreachable_link_down",
            "network_unreachable_no_route",
        ],
    ),
    (
        "the name service is somebody else's to mend: the printed commands show who answers what",
        &[
            "resolver_failed_refused",
            "resolver_failed_servfail",
            "resolver_unreachable_closed",
            "resolver_unreachable_dead",
            "resolver_unreachable_none",
            "resolver_unreachable_silent",
            "slow_login_name",
            "slow_login_use_dns",
            "sshfp_mismatch",
        ],
    ),
    (
        "the other side is a program of the lab, not a sick sshd: there is nothing behind it to log in to",
        &[
            "closed_before_identification",
            "endless_preamble",
            "endless_preamble_flood",
            "identification_timed_out",
            "key_exchange_closed",
            "key_exchange_closed_reset",
            "key_exchange_stalled",
            "no_matching_compression",
            "not_ssh_ftp",
            "not_ssh_http",
            "not_ssh_mysql",
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
    ("needs the Git host's web page", &["git_key_not_registered"]),
    ("needs a package to be installed", &["ssh_client_broken"]),
];

#[test]
fn every_fault_is_cured_or_says_why_not() {
    let names = |cured: bool| -> BTreeSet<&str> {
        let all = faults::ALL.iter();
        all.filter(|(_, fault)| fault.cure.is_some() == cured)
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
