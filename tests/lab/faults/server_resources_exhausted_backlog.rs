//! sshd takes no connection off its queue (stopped, or starved), and the queue is full: Linux drops the next SYN.

use crate::lab::cure::Cure;
use crate::lab::fault::Fault;

pub(super) const FAULT: Fault =
    Fault::behind("port-filtered", "server-resources-exhausted", |world| {
        world.server.run("echo 1 > /proc/sys/net/core/somaxconn");
        world.sshd("");
        world.server.run("kill -STOP $(cat /run/sshd.pid)");
        world.client.spawn(
            None,
            "bash -c 'for i in 1 2; do eval \"exec 1$i<>/dev/tcp/10.99.1.2/22\"; done; touch /tmp/full; sleep infinity'",
        );
        world.client.wait_for("a full queue", || {
            world.client.inside("/tmp/full").exists()
        });
    })
    .ssh_says("Connection timed out")
    .cure(Cure::SERVER.first(4));
