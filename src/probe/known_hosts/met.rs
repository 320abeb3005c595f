//! Since when a host is on record.

use std::path::Path;

use super::key_text::spells;
use super::{KnownHosts, Marker, pattern};
use crate::evidence::{HostKeyStanding, Met, StandingKind};

impl KnownHosts {
    /// Since when the host of `standing` is on record by its own key, where the file lies in `home`: what others wrote
    /// down for everybody proves no meeting.
    pub fn met(&self, standing: &HostKeyStanding, home: &Path) -> Option<Met> {
        let StandingKind::Known(known) = &standing.kind else {
            return None;
        };
        known.file.starts_with(home).then(|| Met {
            file: known.file.clone(),
            line: known.line,
            written: standing.written_at(&known.file).unwrap_or(0),
            others_since: self
                .lines()
                .filter(|(source, number, line)| {
                    let behind = source.path == known.file && *number > known.line;
                    behind && line.marker == Marker::None
                })
                .filter(|(_, _, line)| !spells(line.key, &known.key))
                .any(|(_, _, line)| !pattern::names(line.hosts, &standing.name)),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;
    use crate::evidence::{PublicKey, SshConfig};

    const ED25519: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAILgWIppIf2XhYcwKp+L59cvB33SVXMZCalF+6wd4gtDl";
    const NOW: u64 = 1_600_000_000;
    const OTHER: &str =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAII1JvRbIU1hgjJdKjA8BvRrD3+hKwmNHOJ2oH2rNPeFK";

    #[test]
    fn a_host_was_met_before_its_file_was_last_written() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("known_hosts");
        let config = SshConfig {
            hostname: String::from("srv"),
            port: 22,
            known_hosts_files: vec![file.clone()],
            ..SshConfig::default()
        };
        let met = |lines: &str, home: &Path| {
            fs::write(&file, lines).unwrap();
            let written = UNIX_EPOCH + Duration::from_secs(1_500_000_000);
            let opened = fs::File::options().append(true).open(&file).unwrap();
            opened.set_modified(written).unwrap();
            let hosts = KnownHosts::load(&config);
            let offered = PublicKey::from_line(ED25519).unwrap();
            hosts.met(&hosts.standing(&config, &offered, None, NOW), home)
        };
        let last = met(&format!("other {OTHER}\nsrv {ED25519}\n"), home.path()).unwrap();
        let expected = Met {
            file: file.clone(),
            line: 2,
            written: 1_500_000_000,
            others_since: false,
        };
        assert_eq!(last, expected);
        for (lines, others_since) in [
            (format!("srv {ED25519}\nother {OTHER}\n"), true),
            // Its other key, its address, an authority: no other host.
            (format!("srv {ED25519}\nsrv {OTHER}\n"), false),
            (format!("srv {ED25519}\n192.0.2.7 {ED25519}\n"), false),
            (format!("srv {ED25519}\n@cert-authority * {OTHER}\n"), false),
        ] {
            let met = met(&lines, home.path()).unwrap();
            assert_eq!(met.others_since, others_since, "{lines}");
        }
        let elsewhere = Path::new("/somebody/else");
        assert_eq!(met(&format!("srv {ED25519}\n"), elsewhere), None);
        assert_eq!(met(&format!("srv {OTHER}\n"), home.path()), None);
    }
}
