//! A world leaves nothing behind, however it ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use super::requirements::as_root;
use super::world::World;

#[test]
fn nothing_is_left_of_a_world() {
    as_root(
        concat!(module_path!(), "::nothing_is_left_of_a_world"),
        || {
            let world = World::direct();
            world.sshd("");
            let [first, second] = [&world.client, &world.server].map(|machine| machine.pid);
            let inside = world.server.processes();
            drop(world);
            assert!(inside.len() > 1, "sshd was there: {inside:?}");
            for pid in inside.into_iter().chain([first, second]) {
                assert!(
                    !Path::new(&format!("/proc/{pid}")).exists(),
                    "process {pid} is left"
                );
            }
        },
    );
}

#[test]
fn nothing_is_left_after_a_panic() {
    as_root(
        concat!(module_path!(), "::nothing_is_left_after_a_panic"),
        || {
            let mut pid = 0;
            let panic = catch_unwind(AssertUnwindSafe(|| {
                let world = World::direct();
                pid = world.server.pid;
                world.server.run("no-such-command --at-all");
            }));
            let message = panic
                .expect_err("a command that fails ends the test")
                .downcast::<String>()
                .expect("its message");
            assert!(
                message.contains("no-such-command --at-all"),
                "the message names the command: {message}"
            );
            assert!(
                !Path::new(&format!("/proc/{pid}")).exists(),
                "process {pid} is left"
            );
        },
    );
}

#[test]
fn a_world_is_there_in_a_moment() {
    as_root(
        concat!(module_path!(), "::a_world_is_there_in_a_moment"),
        || {
            World::direct(); // makes the keys, if this is the first one
            let start = Instant::now();
            let world = World::direct();
            world.sshd("");
            let seconds = start.elapsed().as_secs_f64();
            assert_eq!(world.ssh(&["bob@srv"]).status, Some(0), "{}", world.logs());
            eprintln!("two machines and an sshd in {seconds:.2} s");
        },
    );
}
