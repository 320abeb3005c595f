//! What a run costs, as the server counts it: `cost` may not be prettier than the server's own log.

use super::requirements::as_root;
use super::world::World;

#[test]
fn the_cost_is_what_the_server_logged() {
    as_root(
        concat!(module_path!(), "::the_cost_is_what_the_server_logged"),
        || {
            let world = World::direct();
            world.register("other");
            world.own("k1", "id_rsa"); // the names do not matter to ssh, only the order
            world.sshd("LogLevel VERBOSE\nPasswordAuthentication no");
            let ran = world.doctor(&["--json", "bob@srv"]);
            let document = ran
                .json()
                .unwrap_or_else(|| panic!("no JSON document: {}{}", ran.stdout, ran.stderr));
            let log = world.server_log();
            let count = |text: &str| log.lines().filter(|line| line.contains(text)).count() as u64;
            assert_eq!(
                document["findings"][0]["code"], "key-not-accepted",
                "{}",
                ran.stdout
            );
            assert_eq!(
                document["cost"]["connections"],
                count("Connection from 10.99.1.1"),
                "{log}"
            );
            assert_eq!(
                document["cost"]["failures_a_server_counts"],
                count("Failed publickey for bob"),
                "{log}"
            );
            assert!(count("Connection from 10.99.1.1") <= 2, "{log}");
            assert!(
                count("authenticating user bob") <= 1,
                "more than one connection reached authentication\n{log}"
            );
            assert_eq!(count("Accepted"), 0, "{log}");
        },
    );
}
