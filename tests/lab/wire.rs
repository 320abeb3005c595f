//! A cable in user space between two machines, for what a kernel without netem cannot do: delay, loss, a size limit, an idle NAT.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use super::machine::Machine;

pub(crate) struct Wire(Child);

impl Wire {
    /// The options are those of `wire.py`; both ends are called eth0.
    pub(crate) fn between(one: &Machine, other: &Machine, options: &str) -> Self {
        let tool = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/lab/tools/wire.py");
        let mut child = Command::new("python3")
            .arg("-u")
            .arg(tool)
            .args([one.pid.to_string(), other.pid.to_string()])
            .args(options.split_whitespace())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("python3");
        let mut line = String::new();
        BufReader::new(child.stdout.as_mut().expect("piped"))
            .read_line(&mut line)
            .expect("a line from wire.py");
        let wire = Self(child);
        assert_eq!(
            line, "READY\n",
            "wire.py {options} does not start (it opens /dev/net/tun)"
        );
        wire
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        drop(self.0.stdin.take()); // its end, as of everything in the lab
        let _ = self.0.wait();
    }
}
