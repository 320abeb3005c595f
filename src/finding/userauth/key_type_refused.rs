//! The key's algorithm or size is left out: by this side's own configuration (the struct), or by the server's announced list.
//! Known from: PubkeyAcceptedAlgorithms and RequiredRSASize of `ssh -G`, or server-sig-algs. sshconnect2.c `pubkey_prepare` (`Skipping … key`),
//! sshkey.c `sshkey_check_rsa_length`. RequiredRSASize cannot be set below 1024.

use std::path::PathBuf;

use super::words::{
    copy_id, host_block, join, key_name, make_default_key, make_key, others_refused, private_file,
    use_file, with_suffix, word,
};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "key-type-refused",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the server refuses this type or size of key, or the client is configured not to offer it",
        "サーバーがこの種類・長さの鍵を拒否するか、クライアントが提示しない設定になっています",
    ),
    text: Say::fixed(
        "\
ssh offers a key only if its type stands in PubkeyAcceptedAlgorithms, and an RSA key only if it has at least RequiredRSASize bits (1024 by default; 2048 where a crypto policy says so). A key that fails this is skipped, almost without a word, and the login ends as if there were none.

It is known from the configuration in force (\"ssh -G host\") against the key. \"ssh -v\" says \"Skipping … key … not in PubkeyAcceptedAlgorithms\"; for a short RSA key only \"Skipping key … Invalid key length\" at debug level.

The server has the same two settings (key-algorithm-refused). Its announced list shows only what it can do at all, so its own restriction stays invisible from here.

Use a key of another type:

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

or widen the list for this host only: ssh -o PubkeyAcceptedAlgorithms=+ssh-ed25519 user@host. In FIPS mode use -t ecdsa.",
        "\
ssh が鍵を提示するのは、その種類が PubkeyAcceptedAlgorithms にある場合だけです。RSA 鍵はさらに RequiredRSASize ビット以上 (既定は 1024、暗号ポリシーにより 2048) が必要です。満たさない鍵はほとんど表示なしに飛ばされ、鍵がないのと同じ終わり方になります。

有効な設定 (\"ssh -G host\") と鍵を比べると分かります。\"ssh -v\" には \"Skipping … key … not in PubkeyAcceptedAlgorithms\" と出ます。短い RSA 鍵の場合はデバッグレベルで \"Skipping key … Invalid key length\" と出るだけです。

サーバーにも同じ 2 つの設定があります (key-algorithm-refused)。サーバーが提示する一覧は実装が対応するものだけなので、サーバー側の制限はここからは見えません。

別の種類の鍵を使います。

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519
  ssh-copy-id -i ~/.ssh/id_ed25519.pub user@host

または、このホストに限って一覧を広げます: ssh -o PubkeyAcceptedAlgorithms=+ssh-ed25519 user@host。FIPS モードでは -t ecdsa を使います。",
    ),
    sentences: &["corresponding algorithm not in PubkeyAcceptedAlgorithms", "corresponding algorithm not supported by server"],
};

/// The facts of this case: this side's own configuration leaves the key out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTypeRefused {
    /// The key.
    pub key: PublicKey,
    /// Its file.
    pub path: Option<PathBuf>,
    /// PubkeyAcceptedAlgorithms in force.
    pub accepted_algorithms: Vec<String>,
    /// Bits of an RSA key.
    pub bits: Option<usize>,
    /// RequiredRSASize in force.
    pub required_bits: u32,
    /// Other keys, which ssh does offer and the server refuses.
    pub others_refused: usize,
}

/// RequiredRSASize cannot be set below this (sshkey.h `SSH_RSA_MINIMUM_MODULUS_SIZE`).
const LEAST_RSA_BITS: usize = 1024;

impl KeyTypeRefused {
    fn too_short(&self) -> Option<usize> {
        self.bits.filter(|&bits| bits < self.required_bits as usize)
    }

    /// The option that lets ssh offer this key, if there is one.
    fn option(&self) -> Option<(&'static str, String)> {
        if let Some(bits) = self.too_short() {
            return (bits >= LEAST_RSA_BITS).then(|| ("RequiredRSASize", bits.to_string()));
        }
        let names = match self.key.algorithm.as_str() {
            "ssh-rsa" => "rsa-sha2-512,rsa-sha2-256",
            "ssh-rsa-cert-v01@openssh.com" => {
                "rsa-sha2-512-cert-v01@openssh.com,rsa-sha2-256-cert-v01@openssh.com"
            }
            "ssh-dss" => return None,
            name => name,
        };
        Some(("PubkeyAcceptedAlgorithms", format!("+{names}")))
    }
}

impl Cause for KeyTypeRefused {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.others_refused {
            0 => Certainty::Certain,
            _ => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.others_refused {
            0 => Vec::new(),
            _ => vec![&super::key_not_accepted::PAGE],
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        match self.too_short() {
            Some(bits) => say!(
                "ssh does not offer the RSA key {key}: it has {bits} bits and RequiredRSASize asks for {required}.",
                "RSA 鍵 {key} は {bits} ビットで、RequiredRSASize の {required} ビットに満たないため、ssh は提示しません。",
                key = key_name(&self.key),
                bits = bits,
                required = self.required_bits,
            ),
            None => say!(
                "ssh does not offer the key {key}: PubkeyAcceptedAlgorithms in its configuration leaves {algorithm} out.",
                "設定の PubkeyAcceptedAlgorithms に {algorithm} がないため、ssh は鍵 {key} を提示しません。",
                key = key_name(&self.key),
                algorithm = Untrusted::from(self.key.algorithm.as_str()).visible(60),
            ),
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let setting = match self.too_short() {
            Some(_) => Say::verbatim(format!("requiredrsasize {}", self.required_bits)),
            None => Say::verbatim(format!(
                "pubkeyacceptedalgorithms {}",
                join(&self.accepted_algorithms)
            )),
        };
        let key = Seen::new(
            "identity file",
            match self.bits {
                Some(bits) => say!(
                    "the key: {key}, {bits} bits",
                    "鍵: {key}、{bits} ビット",
                    key = key_name(&self.key),
                    bits = bits
                ),
                None => say!("the key: {key}", "鍵: {key}", key = key_name(&self.key)),
            },
        );
        let key = match &self.path {
            Some(path) => key.in_file(path),
            None => key,
        };
        let others = others_refused(self.others_refused);
        [Seen::new("ssh -G", setting), key]
            .into_iter()
            .chain(others)
            .collect()
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let new = self
            .path
            .as_deref()
            .map(|path| with_suffix(&private_file(path), "_ed25519"));
        let mut steps = Vec::new();
        if let Some((name, value)) = self.option() {
            let option = format!("{name}={value}");
            let mut words = vec![String::from("-o"), option];
            if let Some(path) = &self.path {
                words.extend([String::from("-i"), word(path)]);
            }
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "Let ssh offer it to this host.",
                        "このホストに対して提示できるようにします。"
                    ),
                )
                .run(target.ssh(&words)),
            );
            steps.push(
                Step::new(
                    Where::Client,
                    say!(
                        "For good: delete the line that sets {name}, or write above it into ~/.ssh/config:",
                        "恒久的には、{name} を設定している行を削除するか、~/.ssh/config のその行より上に書きます。",
                        name = name
                    ),
                )
                .lines(host_block(target, &[format!("{name} {value}")])),
            );
        } else if let Some(new) = new {
            steps.extend([make_key(&new), copy_id(target, &new)]);
            steps.extend(use_file(target, &new));
        } else {
            steps.push(make_default_key());
        }
        steps
    }
}
