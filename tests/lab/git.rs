//! git in front: which ssh it runs, where its remotes lead, and what is said where the Git host lets the person in.

use serde_json::Value;

use super::machine::firewall;
use super::queue;
use super::requirements::as_root;
use super::world::World;

/// The right key for alice/site is `work`; the default key is that of another account.
fn two_accounts() -> World {
    let world = World::direct();
    world.git_service("babeld-57ca1323", "bob=id_ed25519 alice=other");
    world.own("other", "work");
    world.work_tree("git@srv:alice/site.git");
    world
}

struct Way {
    /// What alice has set up in ~/site.
    setting: &'static str,
    /// What stands behind sshdoctor.
    command: &'static str,
    /// The code, and a part of a note or of the cause.
    says: (&'static str, &'static str),
}

const READS: (&str, &str) = ("no-fault-found", "the host lists alice/site");
const DENIED: (&str, &str) = ("git-access-denied", "for the account \"bob\"");

const WAYS: &[(&str, Way)] = &[
    (
        "a remote",
        Way {
            setting: "true",
            command: "git -C /home/alice/site pull",
            says: DENIED,
        },
    ),
    (
        "core.sshCommand",
        Way {
            setting: "git config core.sshCommand 'ssh -o IdentitiesOnly=yes -i ~/.ssh/work'",
            command: "git -C /home/alice/site fetch origin",
            says: READS,
        },
    ),
    (
        "core.sshCommand with a variable",
        Way {
            setting: r#"git config core.sshCommand 'ssh -o IdentitiesOnly=yes -i "$HOME/.ssh/work"'"#,
            command: "git -C /home/alice/site push",
            says: ("no-fault-found", "Whether it may push was not tried"),
        },
    ),
    (
        "GIT_SSH_COMMAND in front",
        Way {
            setting: "git config core.sshCommand 'ssh -i /nowhere'",
            command: "GIT_SSH_COMMAND='ssh -o IdentitiesOnly=yes -i ~/.ssh/work' git -C /home/alice/site push origin main",
            says: ("no-fault-found", "for the account \"alice\""),
        },
    ),
    (
        "insteadOf",
        Way {
            setting: "git config --global url.git@srv:.insteadOf gh:; git remote set-url origin gh:alice/site",
            command: "git -C /home/alice/site ls-remote",
            says: DENIED,
        },
    ),
    (
        "insteadOf, typed",
        Way {
            setting: "git config --global url.ssh://git@srv/.insteadOf https://srv/",
            command: "git clone https://srv/alice/site",
            says: DENIED,
        },
    ),
    (
        "another address for a push",
        Way {
            setting: "git remote set-url origin https://srv/alice/site; git remote set-url --push origin git@srv:bob/fork",
            command: "git -C /home/alice/site push",
            says: ("no-fault-found", "the host lists bob/fork"),
        },
    ),
    (
        "another remote for a push",
        Way {
            setting: "git remote add fork git@srv:bob/fork; git config remote.pushDefault fork",
            command: "git -C /home/alice/site push",
            says: ("no-fault-found", "the host lists bob/fork"),
        },
    ),
    (
        "a submodule",
        Way {
            setting: "git config -f .gitmodules submodule.lib.path lib; git config -f .gitmodules submodule.lib.url git@srv:bob/lib",
            command: "git -C /home/alice/site submodule update --init",
            says: ("no-fault-found", "the host lists bob/lib"),
        },
    ),
    (
        "a Host block",
        Way {
            setting: "printf 'Host srv\\n    IdentityFile ~/.ssh/work\\n    IdentitiesOnly yes\\n' > ~/.ssh/config; chmod 600 ~/.ssh/config",
            command: "git -C /home/alice/site fetch",
            says: READS,
        },
    ),
];

#[test]
fn what_git_is_configured_to_do_is_what_is_examined() {
    let name = "::what_git_is_configured_to_do_is_what_is_examined";
    as_root(&format!("{}{name}", module_path!()), || {
        let cases: Vec<_> = WAYS
            .iter()
            .map(|(name, way)| ((*name).to_owned(), way))
            .collect();
        queue::run("git", &cases, |way| examined(way), String::new);
    });
}

fn examined(way: &Way) -> Result<String, String> {
    let world = two_accounts();
    let set = world.typed(&format!("cd; cd site; {}", way.setting));
    let files = world.alices_files();
    let words = shlex::split(way.command).expect("words");
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let ran = world.doctor(&[&["--json", "--answer", "log-in=yes"], &words[..]].concat());
    let told = || format!("{}\n{}\n{}", set.stdout, ran.stdout, ran.stderr);
    let document = ran.json().ok_or_else(told)?;
    let finding = &document["findings"][0];
    let notes = document["notes"].as_array().into_iter().flatten();
    let mut said = notes.chain([&finding["cause"]]).filter_map(Value::as_str);
    let (code, text) = way.says;
    if finding["code"] != code || !said.any(|said| said.contains(text)) {
        return Err(told());
    }
    if world.alices_files() != files {
        return Err(String::from("a file of alice's was changed"));
    }
    Ok(code.to_owned())
}

/// A world in which port 22 is shut.
type Shut = fn() -> World;

/// The ways in which a network keeps port 22 shut, for a name that is GitHub's own.
#[test]
fn the_way_by_port_443_is_named_and_not_tried() {
    let name = "::the_way_by_port_443_is_named_and_not_tried";
    as_root(&format!("{}{name}", module_path!()), || {
        let shut: [(&str, &str, Shut); 4] = [
            ("refused", "connection-refused", World::direct),
            ("dropped", "port-filtered", || {
                let world = World::direct();
                firewall(&world.server, "input", "tcp dport 22 drop");
                world
            }),
            ("prohibited", "connection-prohibited", || {
                let world = World::direct();
                let rule = "tcp dport 22 reject with icmp type admin-prohibited";
                firewall(&world.server, "input", rule);
                world
            }),
            (
                "reset once SSH is spoken",
                "closed-before-identification",
                || {
                    let world = World::wire("rst_on=SSH-2.0");
                    world.sshd("");
                    world
                },
            ),
        ];
        let cases = shut.map(|(name, code, world)| (name.to_owned(), (code, world)));
        queue::run("443", &cases, by_443, String::new);
    });
}

fn by_443((code, world): &(&str, Shut)) -> Result<String, String> {
    let world = world();
    world.hosts("10.99.1.2 github.com ssh.github.com");
    let ran = world.doctor(&[
        "--json",
        "--timeout",
        "1",
        "git",
        "ls-remote",
        "git@github.com:alice/site",
    ]);
    let told = || format!("{}\n{}", ran.stdout, ran.stderr);
    let document = ran.json().ok_or_else(told)?;
    let notes = document["notes"].as_array().into_iter().flatten();
    let mut notes = notes.filter_map(Value::as_str);
    let named = notes.any(|note| {
        [
            "ssh -T -p 443 git@ssh.github.com",
            "[ssh.github.com]:443",
            "SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU",
            "not tried",
        ]
        .iter()
        .all(|part| note.contains(part))
    });
    if document["findings"][0]["code"] != *code || !named {
        return Err(told());
    }
    Ok((*code).to_owned())
}
