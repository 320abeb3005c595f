//! Older releases, and no ssh at all.

use super::*;

#[tokio::test]
async fn older_releases_print_other_names_and_fewer() {
    let lab = Lab::with("");
    let script = "#!/bin/sh\ncat <<'END'\nuser deploy\nhostname web1\nport 2222\nchallengeresponseauthentication no\npubkeyacceptedkeytypes ssh-ed25519\nuserknownhostsfile ~/.ssh/known_hosts\nglobalknownhostsfile none\nidentityfile ~/.ssh/id_rsa\nidentityfile ~/.ssh/id_dsa\nidentityfile ~/.ssh/id_ecdsa\nidentityfile ~/.ssh/id_ed25519\nEND\necho 'OpenSSH_7.4p1, OpenSSL 1.0.2k-fips' >&2\n";
    let Configuration::Effective(config) = lab.ask_script(script, PATIENCE).await else {
        panic!();
    };
    for (name, expected) in [
        ("keyboard", "false"),
        ("accepted", "ssh-ed25519"),
        ("known_hosts", &home(".ssh/known_hosts")),
        ("default", "true"),
        ("password", "true"),
    ] {
        assert_eq!(field(&config, name), expected, "{name}");
    }
    assert_eq!(config.required_rsa_size, 1024);
    assert_eq!(config.version.as_deref(), Some("OpenSSH_7.4p1"));
    assert_eq!(config.program, Some(lab.path("ssh")));
}

#[tokio::test]
async fn without_ssh_the_command_line_and_openssh_s_defaults_remain() {
    let lab = Lab::with("");
    let environment = Environment {
        login_name: String::from("me"),
        home: Some(PathBuf::from("/home/me")),
        ..Environment::default()
    }
    .with("PATH", lab.0.path().to_str().unwrap());
    for (options, destination, name, expected) in [
        ("", "web1", "user", "me"),
        ("", "deploy@web1", "user", "deploy"),
        ("-l a", "web1", "user", "a"),
        ("-o User=a", "web1", "user", "a"),
        ("", "web1", "port", "22"),
        ("-p 2222", "web1", "port", "2222"),
        ("", "ssh://web1:2222", "port", "2222"),
        ("-o HostName=%h.example", "web1", "hostname", "web1.example"),
        (
            "-i ~/k -o IdentityFile=/%h",
            "web1",
            "identities",
            "/home/me/k | /web1",
        ),
        ("", "web1", "default", "true"),
        ("-i k", "web1", "default", "false"),
        ("-4", "web1", "family", "inet"),
        ("-J a,b", "web1", "jump", "a,b"),
        ("-c aes128-ctr", "web1", "ciphers", "aes128-ctr"),
        ("-o StrictHostKeyChecking=yes", "web1", "strict", "Yes"),
        (
            "-o GlobalKnownHostsFile=none",
            "web1",
            "known_hosts",
            "/home/me/.ssh/known_hosts | /home/me/.ssh/known_hosts2",
        ),
    ] {
        let options = shlex::split(options).unwrap();
        let found = effective(&options, destination, &environment, PATIENCE).await;
        let Configuration::Defaults(config) = found else {
            panic!("{found:?}");
        };
        assert_eq!(field(&config, name), expected, "{options:?}");
        assert!(config.kex_algorithms.len() > 5 && config.program.is_none());
        assert_eq!(
            config.strict_host_key_checking == StrictHostKeyChecking::Yes,
            name == "strict"
        );
    }
    let options = [
        "-o",
        "HostKeyAlgorithms=-ssh-ed25519",
        "-o",
        "Ciphers=+x",
        "-o",
        "MACs=^y",
    ]
    .map(String::from);
    let Configuration::Defaults(config) = effective(&options, "web1", &environment, PATIENCE).await
    else {
        panic!();
    };
    assert!(
        !config
            .host_key_algorithms
            .contains(&String::from("ssh-ed25519"))
    );
    assert_eq!(config.ciphers.last().map(String::as_str), Some("x"));
    assert_eq!(config.macs.first().map(String::as_str), Some("y"));
}
