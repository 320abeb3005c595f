//! A world leaves nothing behind, however it ends.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::Instant;

use super::queue;
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
            let (waited, worked) = queue::alone(|| {
                let before = work_of_children();
                let start = Instant::now();
                let world = World::direct();
                world.sshd("");
                let waited = start.elapsed().as_secs_f64();
                assert_eq!(world.ssh(&["bob@srv"]).status, Some(0), "{}", world.logs());
                drop(world);
                (waited, work_of_children() - before)
            });
            eprintln!(
                "two machines and an sshd in {waited:.2} s; with a login and the end {worked:.2} s of work"
            );
            // Not the clock on the wall, which tells how busy the cores are with others; and theirs is in part counted here, too.
            assert!(worked < 3.0, "{worked:.2} s of work");
        },
    );
}

/// Seconds of processor time of every child that has ended (cutime and cstime in proc(5), in hundredths).
fn work_of_children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").expect("/proc");
    let behind_name = stat.rsplit_once(')').expect("a name").1;
    let fields = behind_name.split_whitespace().skip(13).take(2);
    fields
        .map(|ticks| ticks.parse::<f64>().expect("ticks") / 100.0)
        .sum()
}
