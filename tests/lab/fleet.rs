//! Many real servers in one run: each is ill, or well, in a way of its own, and all of it is told as one.

use serde_json::Value;

use super::matrix::transcript;
use super::requirements::as_root;
use super::world::{Topology, World};
use crate::support::{broken_promises, snapshot};

/// Names of the client's hosts file, and what listens there: an sshd each, on the machine in the middle.
const SERVERS: &[(&str, &str)] = &[
    ("10.99.1.11 web1", "jump_ed25519"),
    ("10.99.1.12 web2", "jump_ed25519"),
    ("10.99.1.13 web3", "jump_ed25519"),
    ("10.99.1.31 stranger1", "jump_ed25519"),
    ("10.99.1.32 stranger2", "jump_ed25519"),
    ("10.99.1.41 rebuilt", "rebuilt"),
];
/// Nothing listens there.
const DOWN: &str = "10.99.1.21 down";

const LIST: &str = "\
# what alice looks after
web1
bob@web2
web3:22
web1
down
-J bob@down bob@behind1
-J bob@down bob@behind2
-J bob@jump bob@srv
-J bob@jump carol@srv
stranger1
stranger2
rebuilt
nosuch.lab.test
web1 web2
";

fn world() -> World {
    let world = World::new(Topology::Jump);
    world.jump_sshd("ListenAddress 10.99.1.254");
    world.sshd("");
    world.dns(&["jump.lab.test=a:10.99.1.254"]);
    let mut hosts = format!("10.99.2.2 srv\n10.99.1.254 jump\n{DOWN}\n");
    let mut known = String::new();
    for (number, (line, key)) in SERVERS.iter().enumerate() {
        let (address, name) = line.split_once(' ').unwrap();
        hosts += &format!("{line}\n");
        known += &format!("echo \"{name} $(cut -d' ' -f1,2 $K/jump_ed25519.pub)\"; ");
        let keys = if name.starts_with("stranger") {
            "none"
        } else {
            ".ssh/authorized_keys"
        };
        let middle = world.router();
        middle.run(&format!(
            "ip address add {address}/24 dev rc; install -m 600 $K/{key} /etc/ssh/key{number}; \
             ip address add {DOWN_ADDRESS}/24 dev rc 2>/dev/null || true; \
             printf 'ListenAddress {address}\\nHostKey /etc/ssh/key{number}\\nAuthorizedKeysFile {keys}\\nPasswordAuthentication no\\n\
             KbdInteractiveAuthentication no\\nUsePAM no\\nPidFile none\\n' > /etc/ssh/config{number}"
        ));
        middle.spawn(
            None,
            &format!("/usr/sbin/sshd -D -f /etc/ssh/config{number} -E /var/log/sshd{number}.log"),
        );
    }
    for (line, _) in SERVERS {
        let (address, _) = line.split_once(' ').unwrap();
        world.client.run(&format!(
            "for i in $(seq 200); do exec 3<>/dev/tcp/{address}/22 && break; sleep 0.05; done"
        ));
    }
    world.hosts(&hosts);
    world
        .client
        .run(&format!("{{ {known} }} >> ~alice/.ssh/known_hosts"));
    world.ssh_config("Host *\n    User bob\n");
    world
        .client
        .write("/home/alice/hosts.txt", LIST, 0o644, 2000);
    world
}

const DOWN_ADDRESS: &str = "10.99.1.21";

/// What of the rest is the point of it.
fn told(lang: &str) -> &'static [&'static str] {
    match lang {
        "en" => &[
            "\nSeen at all of them:\n  - connect to 10.99.1.21:22: Connection refused (RST)\n",
            "       sshdoctor --answer other-ports=yes bob@down\n  then  sshdoctor -J bob@down bob@behind1\n",
            "\nSeen at all of them:\n  - ~/.ssh/id_ed25519: the server refuses ED25519\n",
            "\nWhat to do is shown for stranger1; for each of the others sshdoctor prints its\nown.\n",
            "  then  sshdoctor stranger1\n",
            "       ssh-keygen -R rebuilt -f /home/alice/.ssh/known_hosts\n",
            "\ncost to the servers: ",
        ],
        _ => &[
            "\nすべてに共通の根拠:\n  - 10.99.1.21:22 への接続: Connection refused (RST)\n",
            "\n手順は stranger1 の例です。",
            "  確認  sshdoctor stranger1\n",
            "\nサーバーへの負荷: 接続 ",
        ],
    }
}

/// Every target of the list once, with what is found there.
const FOUND: &[(&str, &str, &str)] = &[
    ("web1", "no-fault-found", "likely"),
    ("bob@web2", "no-fault-found", "likely"),
    ("web3", "no-fault-found", "likely"),
    ("down", "connection-refused", "likely"),
    ("bob@behind1", "connection-refused", "likely"),
    ("bob@behind2", "connection-refused", "likely"),
    ("bob@srv", "no-fault-found", "likely"),
    ("carol@srv", "no-fault-found", "likely"),
    ("stranger1", "key-not-accepted", "likely"),
    ("stranger2", "key-not-accepted", "likely"),
    ("rebuilt", "host-key-changed", "certain"),
    ("nosuch.lab.test", "name-not-found", "certain"),
];

fn found(documents: &[Value]) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let row = |document: &Value| {
        let finding = &document["findings"][0];
        (
            text(&document["target"]["given"]),
            text(&finding["code"]),
            text(&finding["certainty"]),
        )
    };
    let mut rows: Vec<_> = documents.iter().map(row).collect();
    rows.sort();
    rows
}

#[test]
fn a_fleet_of_real_servers() {
    as_root(concat!(module_path!(), "::a_fleet_of_real_servers"), || {
        let world = world();
        let mut expected: Vec<_> = FOUND
            .iter()
            .map(|&(given, code, certainty)| {
                (given.to_owned(), code.to_owned(), certainty.to_owned())
            })
            .collect();
        expected.sort();
        let files = world.alices_files();

        let ran = world.doctor(&["--json", "fleet", "/home/alice/hosts.txt"]);
        let document = ran
            .json()
            .unwrap_or_else(|| panic!("{}", transcript(&world, &ran)));
        assert_eq!(
            (document["mode"].as_str(), ran.status),
            (Some("fleet"), Some(1))
        );
        let results = document["results"].as_array().unwrap();
        assert_eq!(found(results), expected, "{}", transcript(&world, &ran));
        for result in results {
            let status = match result["verdict"].as_str() {
                Some("healthy") => 0,
                _ => 1,
            };
            assert_eq!(broken_promises(result, status), Vec::<String>::new());
        }
        assert_eq!(
            ran.stderr,
            "sshdoctor: /home/alice/hosts.txt: line 15: one target a line: 'web2' is one word too many\n"
        );

        // Two lie behind it: it was looked at once, and logged in to by each.
        let log = world.router().read("/var/log/sshd.log");
        let count = |text: &str| log.lines().filter(|line| line.contains(text)).count();
        assert_eq!(
            count("Connection closed by authenticating user bob"),
            1,
            "{log}"
        );
        assert!(count("Accepted publickey for bob") >= 2, "{log}");

        let ran = world.doctor(&["fleet", "--jsonl", "/home/alice/hosts.txt"]);
        let lines: Vec<Value> = ran
            .stdout
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect();
        assert_eq!((found(&lines), ran.status), (expected, Some(1)));

        // The code is that of the worst: a fault, what was not decided or not read, health.
        for (list, status) in [
            ("web1\nbob@web2\n", 0),
            ("web1\nweb2 x\n", 3),
            ("web1\ndown\n", 1),
        ] {
            world.client.write("/tmp/list", list, 0o644, 2000);
            let ran = world.doctor(&["fleet", "/tmp/list"]);
            assert_eq!(
                ran.status,
                Some(status),
                "{list}{}",
                transcript(&world, &ran)
            );
            assert!(ran.stdout.contains("\nNo fault found: "), "{}", ran.stdout);
        }

        for lang in ["en", "ja"] {
            let ran = world.doctor(&["--lang", lang, "fleet", "/home/alice/hosts.txt"]);
            assert_eq!(ran.status, Some(1), "{}", transcript(&world, &ran));
            snapshot(&format!("fleet.{lang}.txt"), &steady(&ran.stdout));
            for line in told(lang) {
                assert!(
                    ran.stdout.contains(line),
                    "{line:?} is not in\n{}",
                    ran.stdout
                );
            }
        }
        assert_eq!(world.alices_files(), files, "a file of alice's was changed");
    });
}

/// The heads of the groups, and the end: the rest holds fingerprints, ports, versions and times.
fn steady(page: &str) -> String {
    let mut kept = String::new();
    let mut within = false;
    for line in page
        .lines()
        .filter(|line| !line.contains("cost to the servers") && !line.contains("サーバーへの負荷"))
    {
        let begins = line.starts_with(|c: char| c.is_ascii_digit())
            || line.starts_with("No fault")
            || line.starts_with("問題なし");
        let ends = line.is_empty()
            || line.contains("根拠:")
            || ["What remains", "残る", "Seen"]
                .iter()
                .any(|it| line.starts_with(it));
        within = begins || within && !ends;
        if within {
            kept += line;
            kept += "\n";
        }
    }
    kept
}

/// What lies on this machine shows at every target, and is told once.
#[test]
fn one_fault_of_this_machine_is_no_fault_of_each_target() {
    as_root(
        concat!(
            module_path!(),
            "::one_fault_of_this_machine_is_no_fault_of_each_target"
        ),
        || {
            let world = World::direct();
            world.sshd("PasswordAuthentication no");
            world
                .client
                .write("/etc/resolv.conf", "nameserver 127.0.0.1\n", 0o644, 0);
            world.client.write(
                "/tmp/list",
                "a.lab.test\nb.lab.test\nc.lab.test\n",
                0o644,
                2000,
            );
            let here = [
                (
                    "en",
                    "This is one fault of this machine, not one of each target.",
                ),
                (
                    "ja",
                    "これはこの端末側の 1 つの原因で、接続先それぞれの問題ではありません。",
                ),
            ];
            let told = |code: &str, count: usize| {
                for (lang, words) in here {
                    let ran = world.doctor(&["--lang", lang, "fleet", "/tmp/list"]);
                    let page = ran.stdout.replace("\n  ", "");
                    assert_eq!(ran.status, Some(1), "{}", transcript(&world, &ran));
                    assert!(
                        page.contains(words) && page.contains(code),
                        "{}",
                        ran.stdout
                    );
                    let first = ran.stdout.lines().nth(1).unwrap();
                    assert!(first.starts_with(&count.to_string()), "{}", ran.stdout);
                }
            };
            told("resolver-unreachable", 3);

            // The only key is locked, and nobody is asked.
            world
                .client
                .run("ssh-keygen -q -p -P '' -N pw -f ~alice/.ssh/id_ed25519");
            world
                .client
                .write("/tmp/list", "bob@srv\ncarol@srv\nroot@srv\n", 0o644, 2000);
            told("passphrase-required", 3);
        },
    );
}
