//! Gates in front of a server that let in by rules of their own: how they are known. OS Login and EC2 Instance Connect are
//! not among them: they say nothing over SSH, sshd refuses the key as it refuses any other.

use crate::text::Untrusted;

/// A gate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// Tailscale SSH (ssh/tailssh/tailssh.go).
    Tailscale,
    /// Teleport.
    Teleport,
    /// Warpgate.
    Warpgate,
}

/// What a gate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// Which gate.
    pub gate: Gate,
    /// The lines that say it.
    pub lines: Vec<Untrusted>,
    /// It waits for an approval instead of refusing.
    pub waits: bool,
}

impl Gate {
    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Gate::Tailscale => "Tailscale SSH",
            Gate::Teleport => "Teleport",
            Gate::Warpgate => "Warpgate",
        }
    }

    /// Its own command that shows who one is.
    pub const fn status(self) -> Option<&'static [&'static str]> {
        match self {
            Gate::Tailscale => Some(&["tailscale", "status"]),
            Gate::Teleport => Some(&["tsh", "status"]),
            Gate::Warpgate => None,
        }
    }

    /// The gate that identifies itself so. Its software version is the whole name: others may only mention it.
    pub fn of(ident: &Untrusted) -> Option<Gate> {
        let ident = ident.visible(255);
        let software = ident.strip_prefix("SSH-2.0-")?;
        [
            ("Tailscale", Gate::Tailscale),
            ("Teleport", Gate::Teleport),
            ("Warpgate", Gate::Warpgate),
        ]
        .into_iter()
        .find_map(|(name, gate)| software.starts_with(name).then_some(gate))
    }
}

/// What these lines (a banner, the text of a disconnect) say in a gate's own words. A banner that merely names a vendor
/// says nothing.
pub fn word<'a>(lines: impl IntoIterator<Item = &'a Untrusted>) -> Option<Word> {
    let mut found: Option<Word> = None;
    for line in lines {
        let text = line.visible(400).to_ascii_lowercase();
        let says = |words: &str| text.contains(words);
        let (gate, waits) = if text.starts_with("tailscale: ")
            && (says("policy") || says("failed to look up local user"))
        {
            (Gate::Tailscale, false)
        } else if says("tailscale ssh requires an additional check")
            || (found.is_some() && says("https://login.tailscale.com/"))
        {
            (Gate::Tailscale, true)
        } else if says("access denied to ") && says(" connecting to ") {
            (Gate::Teleport, false)
        } else {
            continue;
        };
        let word = found.get_or_insert(Word {
            gate,
            lines: Vec::new(),
            waits,
        });
        word.lines.push(line.clone());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gate_is_known_by_its_own_sentence() {
        for (line, expected) in [
            (
                "tailscale: tailnet policy does not permit you to SSH to this node",
                Some((Gate::Tailscale, false)),
            ),
            (
                "tailscale: tailnet policy does not permit you to SSH as user \"root\"",
                Some((Gate::Tailscale, false)),
            ),
            (
                "tailscale: failed to evaluate SSH policy",
                Some((Gate::Tailscale, false)),
            ),
            (
                "# Tailscale SSH requires an additional check.",
                Some((Gate::Tailscale, true)),
            ),
            (
                "ERROR: access denied to root connecting to node1",
                Some((Gate::Teleport, false)),
            ),
            (
                "Welcome; this host is reached through Tailscale or Teleport",
                None,
            ),
            ("access denied to strangers", None),
        ] {
            let line = Untrusted::from(line);
            let word = word([&line]).map(|word| (word.gate, word.waits));
            assert_eq!(word, expected, "{}", line.visible(100));
        }
    }

    #[test]
    fn a_gate_is_known_by_its_identification() {
        for (ident, gate) in [
            ("SSH-2.0-Tailscale", Some(Gate::Tailscale)),
            ("SSH-2.0-Teleport", Some(Gate::Teleport)),
            ("SSH-2.0-OpenSSH_9.6 Teleport", None),
            ("SSH-2.0-Go", None),
        ] {
            assert_eq!(Gate::of(&Untrusted::from(ident)), gate, "{ident}");
        }
    }
}
