use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;

use super::*;
use crate::evidence::Defect;
use crate::lang::Lang;

struct Folder(tempfile::TempDir);

impl Folder {
    fn with(files: &[(&str, &str)]) -> Folder {
        let folder = Folder(tempfile::tempdir().unwrap());
        for (name, text) in files {
            fs::write(folder.path(name), text).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    fn mode(&self, name: &str) -> u32 {
        self.path(name).metadata().unwrap().permissions().mode() & 0o7777
    }

    fn set_mode(&self, name: &str, mode: u32) {
        fs::set_permissions(self.path(name), fs::Permissions::from_mode(mode)).unwrap();
    }
}

fn me() -> u32 {
    nix::unistd::getuid().as_raw()
}

fn planned(repair: &Repair) -> Plan {
    plan(repair, me()).unwrap()
}

fn refused(repair: &Repair, uid: u32) -> String {
    plan(repair, uid).unwrap_err().lang(Lang::En).to_owned()
}

fn undo(done: &Done) {
    let line = done.undo.line().unwrap();
    let ran = std::process::Command::new("sh").args(["-c", line]).status();
    assert!(ran.unwrap().success(), "{line}");
}

#[test]
fn a_block_stands_first_and_the_old_file_beside() {
    let folder = Folder::with(&[("config", "Host *\n    User x\n")]);
    folder.set_mode("config", 0o640);
    let lines = ["Host web1", "    IdentityFile ~/.ssh/work"].map(String::from);
    let repair = Repair::AddHostBlock {
        file: folder.path("config"),
        lines: lines.to_vec(),
    };
    let plan = planned(&repair);
    assert_eq!(plan.shown[0].lang(Lang::En), "+ Host web1");
    let done = plan.apply("1", |_| false).unwrap();
    assert_eq!(
        folder.text("config"),
        "Host web1\n    IdentityFile ~/.ssh/work\n\nHost *\n    User x\n"
    );
    assert_eq!(folder.names(), ["config", "config.sshdoctor-1"]);
    assert_eq!(
        (folder.mode("config"), folder.mode("config.sshdoctor-1")),
        (0o640, 0o640)
    );
    undo(&done);
    assert_eq!(folder.text("config"), "Host *\n    User x\n");
    assert_eq!(folder.names(), ["config"]);
}

#[test]
fn a_file_that_was_not_there_is_made_for_its_owner_alone() {
    let folder = Folder::with(&[]);
    let repair = Repair::AddHostBlock {
        file: folder.path("config"),
        lines: vec![String::from("Host web1")],
    };
    let done = planned(&repair).apply("1", |_| false).unwrap();
    assert_eq!(
        (folder.text("config"), folder.mode("config")),
        (String::from("Host web1\n"), 0o600)
    );
    undo(&done);
    assert!(folder.names().is_empty());
}

#[test]
fn only_the_lines_that_hold_the_key_go() {
    let hosts = "a ssh-ed25519 AAAA1\n# note\nb ssh-ed25519 AAAA2 me\nc ssh-rsa AAAA3\n";
    let folder = Folder::with(&[("known_hosts", hosts)]);
    let lines = |lines: &[(usize, &str)]| Repair::RemoveKnownHost {
        file: folder.path("known_hosts"),
        lines: lines
            .iter()
            .map(|(at, key)| (*at, (*key).to_owned()))
            .collect(),
    };
    for wrong in [
        &[(3, "AAAA1")][..],
        &[(0, "AAAA1")],
        &[(9, "AAAA1")],
        &[(3, "AAAA2"), (2, "x")],
    ] {
        assert!(
            refused(&lines(wrong), me()).contains("is not as it was"),
            "{wrong:?}"
        );
    }
    let done = planned(&lines(&[(1, "AAAA1"), (3, "AAAA2")]))
        .apply("1", |_| false)
        .unwrap();
    assert_eq!(folder.text("known_hosts"), "# note\nc ssh-rsa AAAA3\n");
    undo(&done);
    assert_eq!(folder.text("known_hosts"), hosts);
}

#[test]
fn rights_are_taken_and_never_given() {
    let folder = Folder::with(&[("key", "x")]);
    for (mode, keep, left) in [
        (0o644, 0o600, 0o600),
        (0o666, 0o7755, 0o644),
        (0o400, 0o600, 0o400),
    ] {
        folder.set_mode("key", mode);
        let repair = Repair::SetMode {
            file: folder.path("key"),
            keep,
        };
        let done = planned(&repair).apply("1", |_| false).unwrap();
        assert_eq!(folder.mode("key"), left);
        undo(&done);
        assert_eq!(folder.mode("key"), mode);
    }
}

#[test]
fn a_key_counts_only_once_it_loads() {
    let broken = "-----BEGIN X-----\r\nabc\r\n-----END X-----";
    let folder = Folder::with(&[("key", broken)]);
    folder.set_mode("key", 0o600);
    let repair = Repair::MendKey {
        file: folder.path("key"),
        defect: Defect::Crlf,
    };
    let failed = planned(&repair).apply("1", |_| false).unwrap_err();
    assert!(failed.to_string().contains("does not load"));
    assert_eq!(
        (folder.text("key").as_str(), folder.names()),
        (broken, vec![String::from("key")])
    );
    let loads =
        |file: &Path| fs::read(file).unwrap() == b"-----BEGIN X-----\nabc\n-----END X-----\n";
    let done = planned(&repair).apply("2", loads).unwrap();
    assert_eq!(
        (folder.mode("key"), folder.mode("key.sshdoctor-2")),
        (0o600, 0o600)
    );
    undo(&done);
    assert_eq!(folder.text("key"), broken);
    for defect in [
        Defect::CutShort,
        Defect::Html,
        Defect::Corrupt,
        Defect::Empty,
    ] {
        assert!(!Repair::mends(defect));
        let repair = Repair::MendKey {
            file: folder.path("key"),
            defect,
        };
        assert!(plan(&repair, me()).is_err());
    }
}

#[test]
fn a_socket_gets_another_name() {
    let folder = Folder::with(&[("file", "x")]);
    let socket = folder.path("s");
    let listener = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    let done = planned(&Repair::RemoveSocket { file: socket })
        .apply("1", |_| false)
        .unwrap();
    assert_eq!(folder.names(), ["file", "s.sshdoctor-1"]);
    undo(&done);
    assert_eq!(folder.names(), ["file", "s"]);
    drop(listener);
    let no_socket = Repair::RemoveSocket {
        file: folder.path("file"),
    };
    assert!(refused(&no_socket, me()).contains("is not as it was"));
}

#[test]
fn what_is_not_the_persons_own_file_is_left_alone() {
    let folder = Folder::with(&[("real", "Host a\n")]);
    symlink(folder.path("real"), folder.path("link")).unwrap();
    fs::create_dir(folder.path("folder")).unwrap();
    let block = |name: &str| Repair::AddHostBlock {
        file: folder.path(name),
        lines: vec![String::from("Host web1")],
    };
    let mode = |name: &str| Repair::SetMode {
        file: folder.path(name),
        keep: 0o600,
    };
    for (repair, uid, words) in [
        (block("link"), me(), "symbolic link"),
        (mode("link"), me(), "symbolic link"),
        (block("folder"), me(), "is not as it was"),
        (mode("missing"), me(), "is not there any more"),
        (block("real"), me() + 1, "belongs to another user"),
    ] {
        assert!(refused(&repair, uid).contains(words), "{repair:?}");
    }
    assert_eq!(folder.text("real"), "Host a\n");
}

#[test]
fn a_file_that_changed_meanwhile_is_left_alone() {
    let folder = Folder::with(&[("config", "Host a\n")]);
    let repair = Repair::AddHostBlock {
        file: folder.path("config"),
        lines: vec![String::from("Host web1")],
    };
    let plan = planned(&repair);
    fs::write(folder.path("config"), "Host b\n").unwrap();
    assert!(plan.apply("1", |_| false).is_err());
    assert_eq!(
        (folder.text("config").as_str(), folder.names()),
        ("Host b\n", vec![String::from("config")])
    );
}
