//! What stands between the client and sshd on the server itself: bans, firewall, tcp wrappers.

use super::{Judge, sure};
use crate::finding::server::client_banned::ClientBanned;
use crate::finding::server::hosts_denied::HostsDenied;
use crate::finding::server::looked::{Looked, printed};
use crate::finding::server::server_firewall_blocks::ServerFirewallBlocks;
use crate::finding::{Seen, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;

/// Names of sets that ban tools make in nftables.
const BAN_SETS: [&str; 6] = [
    "f2b",
    "fail2ban",
    "addr-set",
    "sshguard",
    "crowdsec",
    "attackers",
];

impl Judge<'_> {
    /// What turns the client away before sshd sees it.
    pub(super) fn way(self) -> Option<Looked> {
        self.banned()
            .or_else(|| self.firewall())
            .or_else(|| self.wrappers())
    }

    fn banned(self) -> Option<Looked> {
        let from = self.ask.from?.to_string();
        let cause = ClientBanned {
            text: Untrusted::from(from.as_str()),
        };
        if let Some((tool, jail)) = self.look.bans.first() {
            let (tool, jail) = (tool.visible(40), jail.visible(60));
            let seen = vec![Seen::new(
                "ban tool",
                say!(
                    "{tool} lists {from} ({jail})",
                    "{tool} の一覧に {from} があります ({jail})",
                    tool = tool,
                    from = from,
                    jail = jail
                ),
            )];
            let free = if tool == "crowdsec" {
                Command::new(["sudo", "cscli", "decisions", "delete", "-i", &from])
            } else {
                Command::new(["sudo", "fail2ban-client", "set", &jail, "unbanip", &from])
            };
            let step = Step::new(Where::Server, Say::fixed("Let it in again", "解除します")).run(free).caution(Say::fixed(
                "what earned the ban goes on earning it: stop that first, or list the address in ignoreip",
                "遮断の原因が続くと再び遮断されます。原因を止めるか、ignoreip にアドレスを加えます",
            ));
            return Some(Looked::certain(cause, seen).mended_by(vec![step]));
        }
        let set = self
            .look
            .ban_sets
            .iter()
            .find(|set| BAN_SETS.iter().any(|name| set.contains(name)))?;
        let words = set.visible(120);
        let seen = vec![Seen::new(
            "nft",
            say!(
                "the set {words} holds {from}",
                "集合 {words} に {from} があります",
                words = words,
                from = from
            ),
        )];
        let mut parts: Vec<&str> = vec!["sudo", "nft", "delete", "element"];
        parts.extend(words.split(' '));
        let element = format!("{{ {from} }}");
        parts.push(&element);
        let step = Step::new(Where::Server, Say::fixed("Let it in again", "解除します"))
            .run(Command::new(parts));
        Some(Looked::certain(cause, seen).mended_by(vec![step]))
    }

    fn firewall(self) -> Option<Looked> {
        let port = self.port();
        let from = self.ask.from.filter(|from| !from.is_loopback());
        let blocks = self.look.firewall_blocks(port, from)?;
        let mut seen = vec![Seen::new(
            "nft",
            say!(
                "{place}: {rule}",
                "{place}: {rule}",
                place = blocks.place.visible(60),
                rule = blocks.rule.visible(160)
            ),
        )];
        let of_port =
            |line: &&Untrusted| line.contains(&port.to_string()) || line.contains("OpenSSH");
        // Of ufw's rules for the port the first decides.
        let by_ufw = self
            .look
            .ufw
            .iter()
            .find(of_port)
            .filter(|line| line.contains("REJECT") || line.contains("DENY"));
        seen.extend(by_ufw.map(|line| printed("ufw status", line)));
        let cause = ServerFirewallBlocks {
            port: Some(port.into()),
        };
        let port = format!("{port}/tcp");
        let active = self
            .look
            .ufw
            .iter()
            .any(|line| line.contains("Status: active"));
        let step = |text, command| Step::new(Where::Server, text).run(command);
        let steps = if active {
            let mut steps = Vec::new();
            if let Some(line) = by_ufw {
                let verb = if line.contains("REJECT") {
                    "reject"
                } else {
                    "deny"
                };
                steps.push(step(
                    Say::fixed("Take the rule off", "規則を外します"),
                    Command::new(["sudo", "ufw", "delete", verb, &port]),
                ));
            }
            steps.push(step(
                Say::fixed("Let ssh in", "ssh を許可します"),
                Command::new(["sudo", "ufw", "allow", &port]),
            ));
            steps
        } else if !self.look.firewalld.is_empty() {
            vec![step(
                Say::fixed(
                    "Let ssh in, now and after a reload",
                    "ssh を許可します (再読み込み後も有効)",
                ),
                Command::new([
                    "sudo",
                    "firewall-cmd",
                    "--permanent",
                    &format!("--add-port={port}"),
                ])
                .and(Command::new(["sudo", "firewall-cmd", "--reload"])),
            )]
        } else {
            vec![step(
                Say::fixed(
                    "See the rules with their handles; delete the one named, or put an accept before it",
                    "規則をハンドル付きで表示します。示した規則を削除するか、その前に accept を置きます",
                ),
                Command::new(["sudo", "nft", "-a", "list", "ruleset"]),
            )]
        };
        Some(
            Looked::certain(cause, seen)
                .at_most(sure(blocks.sure || by_ufw.is_some()))
                .mended_by(steps),
        )
    }

    fn wrappers(self) -> Option<Looked> {
        let (line, certain) = self.look.wrappers_deny(self.ask.from)?;
        let seen = Seen::new("tcp wrappers", Say::verbatim(line.text.visible(160)))
            .in_file(&line.file)
            .at_line(line.line);
        let linked = (self.look.libwrap == Some(true)).then(|| {
            Seen::new(
                "ldd",
                say!(
                    "this sshd links libwrap, which reads these files",
                    "この sshd は、これらのファイルを読む libwrap を使っています"
                ),
            )
        });
        let who = self.ask.from.map_or_else(
            || String::from("ALL"),
            |from| match from {
                std::net::IpAddr::V6(from) => format!("[{from}]"),
                std::net::IpAddr::V4(from) => from.to_string(),
            },
        );
        let cause = HostsDenied {
            text: Untrusted::from(who.as_str()),
        };
        let allow = format!("sshd: {who}");
        let step = Step::new(
            Where::Server,
            Say::fixed(
                "Allow it: hosts.allow is read first",
                "許可します。hosts.allow が先に読まれます",
            ),
        )
        .run(Command::new(["echo", &allow]).pipe(Command::new([
            "sudo",
            "tee",
            "-a",
            "/etc/hosts.allow",
        ])));
        let looked = Looked::certain(cause, [seen].into_iter().chain(linked).collect())
            .at_most(sure(certain));
        Some(if self.ask.from.is_some() {
            looked.mended_by(vec![step])
        } else {
            looked
        })
    }
}
