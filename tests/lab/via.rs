//! The same ill servers, looked at from alice's machine through another login that still works: `sshdoctor … --via …`. As root it
//! names the cause that lies on the server, with both sides' evidence; as a user without sudo it names no wrong one.

use serde_json::Value;

use super::check_server::is_on_the_server;
use super::fault::{Fault, Shown};
use super::faults;
use super::matrix::{judge, transcript};
use super::queue;
use super::requirements::as_root;
use super::world::{Ran, Topology, World};

/// Servers that are no OpenSSH: what is ill there cannot be told by looking at sshd.
const OTHER_SERVERS: &[&str] = &["dropbear", "asyncssh", "tinysshd", "paramiko"];

/// Where the other login does not lead to the cause, and what is named instead.
const OTHERWISE: &[(&str, &str, &str)] = &[];

/// The worlds of one cable, whose cause lies on the server and is met live.
pub(crate) fn cases() -> Vec<(String, &'static (&'static str, Fault))> {
    let fits = |(name, fault): &&(&str, Fault)| {
        let direct = matches!(fault.topology, Topology::Direct | Topology::Routed);
        let own = !OTHER_SERVERS.iter().any(|server| name.ends_with(server));
        own && direct && matches!(fault.shown, Shown::Live) && is_on_the_server(fault)
    };
    faults::ALL
        .iter()
        .filter(fits)
        .map(|case| (case.0.to_owned(), case))
        .collect()
}

#[test]
fn another_login_names_what_is_ill_on_the_server() {
    as_root(
        concat!(
            module_path!(),
            "::another_login_names_what_is_ill_on_the_server"
        ),
        || {
            let work = |case: &&(&'static str, Fault)| both_sides(case.0, &case.1);
            queue::run("via", &cases(), work, String::new);
        },
    );
}

fn both_sides(name: &str, fault: &Fault) -> Result<String, String> {
    let world = fault.world();
    world.other_logins();
    let ran = doctor(&world, fault, "via-root");
    let wrong =
        |who: &str, wrong: &str, ran: &Ran| format!("{who}: {wrong}\n{}", transcript(&world, ran));
    let code = OTHERWISE
        .iter()
        .find(|(other, ..)| *other == name)
        .map_or(fault.code, |(_, code, _)| code);
    let finding = judge(&ran, &[code], 1).map_err(|told| wrong("root", &told, &ran))?;
    let certainty = finding["certainty"].as_str().unwrap_or_default().to_owned();
    let stages = ran.json().unwrap_or_default()["stages"].to_string();
    if !stages.contains("\"server\"") {
        return Err(wrong("root", "no stage of the server", &ran));
    }
    let user = doctor(&world, fault, "via-carol");
    let finding =
        judge(&user, &[code, fault.seen_as], 1).or_else(|_| judge(&user, &["undecided"], 3));
    let among = |finding: &Value| {
        let codes = finding["candidates"].as_array().into_iter().flatten();
        codes.into_iter().any(|other| other == code)
    };
    let unsure = judge(&user, &["sshd-not-running"], 1).is_ok_and(|finding| among(&finding));
    if !unsure {
        finding.map_err(|told| wrong("carol", &told, &user))?;
    }
    Ok(format!("{:<34} {code:<34} {certainty}", fault.seen_as))
}

fn doctor(world: &World, fault: &Fault, via: &str) -> Ran {
    let words = [&["--via", via][..], &fault.command_line()].concat();
    world.doctor(&words)
}

/// One world, and what is said of it.
fn told(ill: fn(&World), words: &[&str]) -> (World, Ran) {
    let world = World::direct();
    ill(&world);
    world.other_logins();
    let ran = world.doctor(words);
    (world, ran)
}

fn home_of_everybody(world: &World) {
    world.sshd("");
    world.server.run("chmod 777 ~bob");
}

fn named(world: &World, ran: &Ran, code: &str, status: i32) -> Value {
    judge(ran, &[code], status).unwrap_or_else(|told| panic!("{told}\n{}", transcript(world, ran)))
}

fn notes(ran: &Ran) -> String {
    ran.json().unwrap_or_default()["notes"].to_string()
}

#[test]
fn what_is_said_of_the_other_login() {
    as_root(
        concat!(module_path!(), "::what_is_said_of_the_other_login"),
        || {
            // sudo lends what carol lacks.
            let (world, ran) = told(
                home_of_everybody,
                &["--json", "--via", "via-ops", "bob@srv"],
            );
            let finding = named(&world, &ran, "authorized-keys-permissions", 1);
            assert_eq!(finding["certainty"], "certain", "{}", ran.stdout);
            assert!(
                finding["evidence"].to_string().contains("from here: "),
                "{finding}"
            );
            assert!(
                finding["evidence"]
                    .to_string()
                    .contains("this very attempt: "),
                "{finding}"
            );
            // The other login fails: its own words, and the verdict from here.
            let (world, ran) = told(
                home_of_everybody,
                &["--json", "--via", "nobody@srv:2022", "bob@srv"],
            );
            named(&world, &ran, "key-not-accepted", 1);
            assert!(
                notes(&ran).contains("could not be looked at through nobody@srv:2022: "),
                "{}",
                ran.stdout
            );
            assert!(
                notes(&ran).contains("Host key verification failed"),
                "{}",
                ran.stdout
            );
            // Nothing is wrong: the same words as without it, and what the server adds.
            let (world, ran) = told(
                |world| world.sshd(""),
                &["--json", "--via", "via-root", "bob@srv"],
            );
            named(&world, &ran, "no-fault-found", 0);
            assert!(
                notes(&ran).contains("nothing keeps this login out"),
                "{}",
                ran.stdout
            );
            // The cause lies on this side: nobody logs in anywhere.
            let (world, ran) = told(
                |world| {
                    world.sshd("");
                    world.client.run("chmod 644 ~alice/.ssh/id_ed25519");
                },
                &["--json", "--via", "via-root", "bob@srv"],
            );
            named(&world, &ran, "identity-file-permissions", 1);
            assert!(
                !world.logs().contains("Pubkey auth succeeded for 'root'"),
                "{}",
                world.logs()
            );
            // In words: where each thing was seen, and where each thing is typed.
            for (lang, from_here, typed_there) in [
                (
                    "en",
                    "from here: srv refuses the key",
                    "Next, on the server (ssh via-root):",
                ),
                (
                    "ja",
                    "手元から: srv が bob の鍵を拒否",
                    "次にすること(サーバー上で。ssh via-root):",
                ),
            ] {
                let words = ["--lang", lang, "--no-input", "--via", "via-root", "bob@srv"];
                let (world, ran) = told(home_of_everybody, &words);
                let again = "sshdoctor --via via-root bob@srv";
                for expected in [
                    from_here,
                    typed_there,
                    "sudo chmod go-w /home/bob",
                    again,
                    "bad ownership or modes",
                ] {
                    assert!(
                        ran.stdout.contains(expected),
                        "{expected}\n{}",
                        transcript(&world, &ran)
                    );
                }
            }
            // sshd is well, on another port.
            let words = ["--json", "--via", "via-root", "bob@srv"];
            let (world, ran) = told(|world| world.sshd("Port 2222"), &words);
            let finding = named(&world, &ran, "sshd-listens-elsewhere", 1);
            assert_eq!(finding["next"][0]["command"], "ssh -p 2222 bob@srv");
            // The report holds both sides.
            let words = [
                "--no-input",
                "--report",
                "/tmp/report.md",
                "--redact",
                "none",
                "--via",
                "via-root",
                "bob@srv",
            ];
            let (world, _) = told(home_of_everybody, &words);
            let report = world.client.read("/tmp/report.md");
            for expected in [
                "authorized-keys-permissions",
                "the account bob",
                "from here: ",
                "/home/bob",
            ] {
                assert!(report.contains(expected), "{expected}\n{report}");
            }
        },
    );
}

#[test]
fn of_several_machines_and_servers_the_right_one_is_judged() {
    as_root(
        concat!(
            module_path!(),
            "::of_several_machines_and_servers_the_right_one_is_judged"
        ),
        || {
            // Another machine answers to the name: what is ill there is not this login's.
            let world = World::new(Topology::Jump);
            world.sshd("");
            world.jump_sshd("DenyUsers carol");
            world.server.run("chmod 777 ~carol");
            let ran = world.doctor(&[
                "--json",
                "-J",
                "bob@jump",
                "--via",
                "root@jump",
                "carol@srv",
            ]);
            named(&world, &ran, "key-not-accepted", 1);
            assert!(
                notes(&ran).contains("root@jump is another machine (jump)"),
                "{}",
                ran.stdout
            );
            // To the same host by the same way, in whose sshd another user may do more.
            let ran = world.doctor(&["--json", "-J", "bob@jump", "--via", "root@srv", "carol@srv"]);
            let finding = named(&world, &ran, "authorized-keys-permissions", 1);
            assert_eq!(finding["certainty"], "certain", "{}", ran.stdout);
            // Two sshds: the one on the target's port has a configuration of its own.
            let world = World::direct();
            world.sshd("");
            let config = world.server.read("/etc/ssh/sshd_config");
            world.server.write(
                "/etc/ssh/sshd_two",
                format!("Port 2200\nDenyUsers bob\n{config}"),
                0o644,
                0,
            );
            world.server.spawn(
                None,
                "/usr/sbin/sshd -D -f /etc/ssh/sshd_two -E /var/log/sshd_two.log",
            );
            world.server.wait_for_port(2200);
            world.record("[srv]:2200,[10.99.1.2]:2200,srv", &["host_ed25519"]);
            for via in ["root@srv:22", "root@srv"] {
                let ran = world.doctor(&["--json", "-p", "2200", "--via", via, "bob@srv"]);
                let finding = named(&world, &ran, "user-not-allowed", 1);
                assert!(
                    finding["evidence"]
                        .to_string()
                        .contains("/etc/ssh/sshd_two"),
                    "{finding}"
                );
            }
        },
    );
}
