use super::*;

fn heard(log: &str) -> Login {
    let mut heard = Heard::default();
    log.lines().for_each(|line| heard.line(line.as_bytes()));
    heard.outcome()
}

fn spent(log: &str) -> Spent {
    let mut heard = Heard::default();
    log.lines().for_each(|line| heard.line(line.as_bytes()));
    heard.spent()
}

#[test]
fn a_login_is_counted_as_the_server_counts_it() {
    let connected = "debug1: Connection established.\n";
    let next = "debug1: Authentications that can continue: publickey,password\n";
    let offer = "debug1: Offering public key: k\n";
    let accepts = "debug1: Server accepts key: k\n";
    for (log, requests, failures) in [
        (vec![connected, next, offer, accepts], 3, 0),
        (vec![connected, next, offer, next, offer, accepts], 4, 1),
        (vec![connected, next, offer, accepts, next], 3, 1),
        (
            vec![
                connected,
                next,
                offer,
                accepts,
                "Connection closed by 10.0.0.2 port 22",
            ],
            3,
            1,
        ),
        (
            vec![
                connected,
                next,
                offer,
                next,
                "debug1: Next authentication method: password\n",
            ],
            3,
            1,
        ),
        (
            vec![
                connected,
                next,
                offer,
                accepts,
                "Authenticated using \"publickey\" with partial success.\n",
                next,
            ],
            3,
            0,
        ),
        (vec![connected], 0, 0),
    ] {
        let expected = Spent {
            connections: 1,
            requests,
            failures,
        };
        assert_eq!(spent(&log.concat()), expected, "{log:?}");
    }
    assert_eq!(spent("ssh: connect to host"), Spent::default());
}

#[test]
fn a_close_after_a_long_wait_is_the_end_of_the_servers_patience() {
    let closed = |before: &[&str], seconds: u64| {
        let mut heard = Heard::default();
        before.iter().for_each(|line| heard.line(line.as_bytes()));
        let stood = Duration::from_secs(seconds);
        heard.line_after(stood, stood, b"Connection closed by 10.0.0.2 port 22");
        heard.outcome()
    };
    let asks = ["debug1: Next authentication method: password"];
    let signs = ["debug1: Server accepts key: k"];
    let refused = [
        asks[0],
        "debug1: Authentications that can continue: password",
        asks[0],
    ];
    let out_of_time = |seconds| Login::OutOfTime {
        seconds,
        said: vec![],
    };
    assert_eq!(closed(&asks, 60), out_of_time(60));
    assert_eq!(closed(&signs, 121), out_of_time(121));
    assert_eq!(closed(&asks, 3), Login::Failed { said: vec![] });
    assert_eq!(
        closed(&refused, 60),
        Login::PasswordRefused { said: vec![] }
    );
}

#[test]
fn what_ssh_says_of_a_login_is_told_apart() {
    let lines = |texts: &[&str]| {
        texts
            .iter()
            .map(|text| Untrusted::from(*text))
            .collect::<Vec<_>>()
    };
    let table = [
        (
            "debug1: Server accepts key: k\nAuthenticated to srv ([10.0.0.2]:22) using \"publickey\".\nleft out",
            Login::Succeeded {
                method: String::from("publickey"),
                remote: vec![],
            },
        ),
        (
            "debug1: Server accepts key: k\nAuthenticated to srv ([10.0.0.2]:22) using \"publickey\".\nConnection closed by 10.0.0.2 port 22",
            Login::Dropped { said: vec![] },
        ),
        (
            "debug1: Server accepts key: k\nAuthenticated using \"publickey\" with partial success.\ndebug1: Authentications that can continue: password\nbob@srv: Permission denied (password).",
            Login::Partial {
                remaining: vec![String::from("password")],
            },
        ),
        (
            "debug1: Server accepts key: k\nYour account has expired; please contact your system administrator.\nConnection closed by 10.0.0.2 port 22",
            Login::RefusedAfterKey {
                said: lines(&[
                    "Your account has expired; please contact your system administrator.",
                ]),
                closed: true,
            },
        ),
        (
            "Warning: Permanently added 'srv' (ED25519) to the list of known hosts.\ndebug1: Server accepts key: k\ndebug1: Authentications that can continue: publickey,password\nroot@srv: Permission denied (publickey,password).",
            Login::RefusedAfterKey {
                said: vec![],
                closed: false,
            },
        ),
        (
            "debug1: Server accepts key: k\nsign_and_send_pubkey: signing failed for ED25519 \"k\" from agent: agent refused operation\nbob@srv: Permission denied (publickey).",
            Login::AgentRefused {
                text: Untrusted::from(
                    "sign_and_send_pubkey: signing failed for ED25519 \"k\" from agent: agent refused operation",
                ),
            },
        ),
        (
            "debug1: Server accepts key: k\nsign_and_send_pubkey: signing failed for ED25519-SK \"k\": device not found\nbob@srv: Permission denied (publickey).",
            Login::CouldNotSign {
                text: Untrusted::from(
                    "sign_and_send_pubkey: signing failed for ED25519-SK \"k\": device not found",
                ),
            },
        ),
        (
            "debug1: Connection established.\nbob@srv: Permission denied (publickey).",
            Login::NotOffered { said: vec![] },
        ),
        (
            "Authorised use only\ndebug1: Server accepts key: k\ndebug1: Authentications that can continue: publickey\nbob@srv: Permission denied (publickey).",
            Login::RefusedAfterKey {
                said: vec![],
                closed: false,
            },
        ),
        (
            "debug1: Server accepts key: k\ndebug2: bad passphrase given, try again...\ndebug1: No more authentication methods to try.\nbob@srv: Permission denied (publickey).",
            Login::PassphraseWrong,
        ),
        (
            "debug1: Server accepts key: k\ndebug2: no passphrase given, try next key\nbob@srv: Permission denied (publickey).",
            Login::CouldNotSign {
                text: Untrusted::from("no signature was made"),
            },
        ),
        (
            "debug1: Authentications that can continue: password\ndebug1: Next authentication method: password\ndebug1: Authentications that can continue: password\nbob@srv: Permission denied (password).",
            Login::PasswordRefused { said: vec![] },
        ),
        (
            "debug1: Next authentication method: keyboard-interactive\ndebug2: input_userauth_info_req: num_prompts 0\ndebug1: Authentications that can continue: keyboard-interactive\nbob@srv: Permission denied (keyboard-interactive).",
            Login::NotOffered { said: vec![] },
        ),
        (
            "debug1: Next authentication method: password\nReceived disconnect from 10.0.0.2 port 22:2: Too many authentication failures",
            Login::PasswordRefused { said: vec![] },
        ),
        (
            "debug1: Server accepts key: k\nAuthenticated using \"publickey\" with partial success.\ndebug1: Authentications that can continue: keyboard-interactive\ndebug1: Next authentication method: keyboard-interactive\ndebug2: input_userauth_info_req: num_prompts 1\ndebug1: Authentications that can continue: keyboard-interactive\nbob@srv: Permission denied (keyboard-interactive).",
            Login::SecondFactorRefused { said: vec![] },
        ),
        (
            "ssh: connect to host srv port 22: Connection refused",
            Login::Failed {
                said: lines(&["ssh: connect to host srv port 22: Connection refused"]),
            },
        ),
    ];
    for (log, expected) in table {
        assert_eq!(heard(log), expected, "{log}");
    }
}
