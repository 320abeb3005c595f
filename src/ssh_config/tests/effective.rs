//! What the ssh of this machine says.

use super::*;

#[tokio::test]
async fn ssh_is_asked_and_believed() {
    let ed25519 = "ssh-ed25519";
    let (id, other_id) = (home(".ssh/a"), home(".ssh/deploy_203.0.113.7_2222"));
    for (config, options, destination, name, expected) in [
        ("", "", "web1", "hostname", "web1"),
        ("", "", "WEB1", "hostname", "web1"),
        ("", "", "deploy@web1", "user", "deploy"),
        ("", "-l other", "deploy@web1", "user", "other"),
        ("", "", "ssh://deploy@web1:2222", "port", "2222"),
        ("", "-p 2222", "web1", "port", "2222"),
        ("Port 23", "", "web1", "port", "23"),
        ("Port 23", "-p 24", "web1", "port", "24"),
        (
            "Host web1\nHostName 203.0.113.7\n",
            "",
            "web1",
            "hostname",
            "203.0.113.7",
        ),
        (
            "Host web1\nHostName %h.example\n",
            "",
            "web1",
            "hostname",
            "web1.example",
        ),
        (
            "Host web1\nUser deploy\nHost *\nUser nobody",
            "",
            "web1",
            "user",
            "deploy",
        ),
        (
            "Host w*\nHost web1\nUser x\nHost *\n",
            "",
            "web1",
            "block",
            "2",
        ),
        ("Host w*\nHost *\nUser x", "", "web1", "block", "1"),
        ("Host *\nUser x", "", "web1", "block", "-"),
        (
            "Include DIR/more\nHost web1\nPort 1",
            "",
            "web1",
            "port",
            "2200",
        ),
        (
            "Include DIR/more\nHost web1\nPort 1",
            "",
            "web1",
            "files",
            "2",
        ),
        (
            "Match user deploy host web1\nPort 2022",
            "",
            "deploy@web1",
            "port",
            "2022",
        ),
        (
            "Match user deploy host web1\nPort 2022",
            "",
            "web1",
            "port",
            "22",
        ),
        (
            "Match exec \"test 1 = 1\"\nPort 2022",
            "",
            "web1",
            "port",
            "2022",
        ),
        (
            "Match exec \"test 1 = 1\"\nPort 2022",
            "",
            "web1",
            "exec",
            "test 1 = 1",
        ),
        (
            "Match host other exec \"test 1 = 1\"\nPort 2022",
            "",
            "web1",
            "exec",
            "",
        ),
        (
            "Host web1\nHostName h\nMatch final host h\nPort 9",
            "",
            "web1",
            "port",
            "9",
        ),
        ("HostKeyAlias real", "", "web1", "alias", "real"),
        ("AddressFamily inet6", "", "web1", "family", "inet6"),
        ("", "-4", "web1", "family", "inet"),
        ("", "-b 127.0.0.1", "web1", "bind", "127.0.0.1"),
        ("", "-B lo", "web1", "interface", "lo"),
        ("BatchMode yes", "", "web1", "batch", "true"),
        ("ConnectTimeout 7", "", "web1", "timeout", "Some(7)"),
        ("", "", "web1", "timeout", "None"),
        (
            "StrictHostKeyChecking accept-new",
            "",
            "web1",
            "strict",
            "AcceptNew",
        ),
        ("StrictHostKeyChecking no", "", "web1", "strict", "No"),
        ("StrictHostKeyChecking yes", "", "web1", "strict", "Yes"),
        ("", "", "web1", "strict", "Ask"),
        (
            "UserKnownHostsFile /a /b\nGlobalKnownHostsFile /c",
            "",
            "web1",
            "known_hosts",
            "/a | /b | /c",
        ),
        (
            "UserKnownHostsFile none\nGlobalKnownHostsFile none",
            "",
            "web1",
            "known_hosts",
            "",
        ),
        (
            "RevokedHostKeys /krl",
            "",
            "web1",
            "revoked",
            "Some(\"/krl\")",
        ),
        ("ProxyJump a@b:3,c", "", "web1", "jump", "a@b:3,c"),
        ("ProxyJump b", "-J none", "web1", "jump", "-"),
        ("ProxyCommand nc %h %p", "", "web1", "proxy", "nc %h %p"),
        ("ProxyCommand none", "", "web1", "proxy", "-"),
        (
            "ControlPath /run/%n-%p",
            "",
            "web1",
            "control",
            "Some(\"/run/web1-22\")",
        ),
        (
            "ControlPath /run/%n-%p",
            "-S none",
            "web1",
            "control",
            "None",
        ),
        (
            "KexAlgorithms curve25519-sha256",
            "",
            "web1",
            "kex",
            "curve25519-sha256",
        ),
        ("", "-c aes128-ctr", "web1", "ciphers", "aes128-ctr"),
        ("", "-m hmac-sha2-256", "web1", "macs", "hmac-sha2-256"),
        ("", "-C", "web1", "compression", "true"),
        ("HostKeyAlgorithms ssh-ed25519", "", "web1", "keys", ed25519),
        (
            "PubkeyAcceptedAlgorithms ssh-ed25519",
            "",
            "web1",
            "accepted",
            ed25519,
        ),
        ("PubkeyAuthentication no", "", "web1", "pubkey", "false"),
        ("PasswordAuthentication no", "", "web1", "password", "false"),
        (
            "KbdInteractiveAuthentication no",
            "",
            "web1",
            "keyboard",
            "false",
        ),
        (
            "PreferredAuthentications publickey,password",
            "",
            "web1",
            "preferred",
            "publickey,password",
        ),
        ("IdentitiesOnly yes", "", "web1", "only", "true"),
        ("IdentityAgent none", "", "web1", "agent", "none"),
        (
            "IdentityAgent /run/agent",
            "",
            "web1",
            "agent",
            "/run/agent",
        ),
        ("", "", "web1", "agent", "-"),
        ("", "", "web1", "default", "true"),
        ("IdentityFile ~/.ssh/id_rsa", "", "web1", "default", "false"),
        (
            "IdentityFile ~/.ssh/a",
            "",
            "web1",
            "identities",
            id.as_str(),
        ),
        (
            "Host web1\nHostName 203.0.113.7\nPort 2222\nIdentityFile ~/.ssh/%r_%h_%p\n",
            "",
            "deploy@web1",
            "identities",
            other_id.as_str(),
        ),
        (
            "IdentityFile ${SSHDOCTOR_TEST_KEYS}/%n",
            "",
            "web1",
            "identities",
            "/keys/web1",
        ),
        (
            "IdentityFile \"/a b/日本\"",
            "",
            "web1",
            "identities",
            "/a b/日本",
        ),
        ("IdentityFile none", "", "web1", "identities", ""),
        (
            "CertificateFile /c/%r",
            "",
            "deploy@web1",
            "certificates",
            "/c/deploy",
        ),
        ("", "-i DIR/nowhere", "web1", "ignored", "DIR/nowhere"),
        ("", "-i DIR/nowhere", "web1", "default", "true"),
        ("", "-i DIR/more", "web1", "identities", "DIR/more"),
        (
            "IgnoreUnknown UseKeychain\nUseKeychain yes",
            "",
            "web1",
            "port",
            "22",
        ),
        ("", "", "::1", "hostname", "::1"),
    ] {
        let lab = Lab::with(config);
        lab.write("more", "Port 2200\n");
        let filled = |text: &str| text.replace("DIR", lab.0.path().to_str().unwrap());
        let asked = lab.config(&filled(options), destination).await;
        assert_eq!(
            field(&asked, name),
            filled(expected),
            "{config} {options} {destination}"
        );
    }
}

#[tokio::test]
async fn known_hosts_files_may_have_blanks_in_their_names() {
    let lab = Lab::with(
        "UserKnownHostsFile \"DIR/known hosts\" DIR/b \"DIR/not there\"\nGlobalKnownHostsFile none",
    );
    lab.write("known hosts", "");
    let expected = ["known hosts", "b", "not"].map(|name| lab.path(name));
    let files = lab.config("", "web1").await.known_hosts_files;
    assert_eq!(files[..3], expected);
}

#[tokio::test]
async fn host_key_algorithms_are_reordered_unless_set_outright() {
    let release = Lab::with("").config("", "web1").await.version.unwrap();
    assert!(release.starts_with("OpenSSH_"), "{release}");
    for (config, options, fixed) in [
        ("", "", "false"),
        ("HostKeyAlgorithms rsa-sha2-512,ssh-ed25519", "", "true"),
        ("HostKeyAlgorithms ssh-ed25519", "", "true"),
        ("hostkeyalgorithms = ^rsa-sha2-512", "", "true"),
        ("HostKeyAlgorithms +ssh-rsa", "", "false"),
        ("HostKeyAlgorithms -ssh-ed25519", "", "false"),
        ("Host other\nHostKeyAlgorithms ssh-ed25519", "", "false"),
        (
            "Host other\nHostKeyAlgorithms ssh-ed25519\nHost *\nHostKeyAlgorithms +ssh-rsa",
            "",
            "false",
        ),
        (
            "Host web1\nHostKeyAlgorithms rsa-sha2-512,ssh-ed25519\nHost *\nHostKeyAlgorithms +ssh-rsa",
            "",
            "true",
        ),
        ("", "-o HostKeyAlgorithms=rsa-sha2-512", "true"),
        ("", "-oHostKeyAlgorithms=+ssh-rsa", "false"),
        (
            "HostKeyAlgorithms ssh-ed25519",
            "-o 'HostKeyAlgorithms +ssh-rsa'",
            "false",
        ),
    ] {
        // The command line hands options on as words of their own.
        let options = options.replace("-oH", "-o H");
        let asked = Lab::with(config).config(&options, "web1").await;
        assert_eq!(field(&asked, "keys_fixed"), fixed, "{config} {options}");
    }
}

#[tokio::test]
async fn tokens_mean_what_they_mean_to_ssh() {
    let all = "%C-%d-%h-%i-%L-%l-%n-%p-%r-%u-%%";
    let lab = Lab::with(&format!(
        "Host web1\nHostName h.example\nPort 7\nControlPath {all}\nIdentityFile {all}\nCertificateFile ~/{all}"
    ));
    for options in ["", "-J a@b:2", "-l me"] {
        let config = lab.config(options, "web1").await;
        let ours = &config.identity_files[0];
        assert_eq!(Some(ours), config.control_path.as_ref(), "{options}");
        assert_eq!(
            config.certificate_files,
            [PathBuf::from(home(ours.to_str().unwrap()))]
        );
    }
}

#[tokio::test]
async fn what_this_ssh_can_do_is_asked_on_demand() {
    let program = find_ssh(&environment()).expect("these tests need the package openssh-client");
    for (kind, name) in [
        ("kex", "curve25519-sha256"),
        ("cipher", "aes128-ctr"),
        ("mac", "hmac-sha2-256"),
        ("key", "ssh-ed25519"),
        ("HostKeyAlgorithms", "rsa-sha2-512"),
    ] {
        let names = supported(&program, kind).await;
        assert!(names.iter().any(|other| other == name), "{kind}: {names:?}");
    }
    assert_eq!(supported(&program, "nonsense").await, Vec::<String>::new());
    assert_eq!(
        supported(Path::new("/no/ssh"), "kex").await,
        Vec::<String>::new()
    );
}
