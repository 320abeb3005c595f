//! An RSA key, a server that takes only SHA-1 signatures by it (before OpenSSH 7.2), and a client that makes none (since 8.8); or the reverse, a
//! configuration that still says ssh-rsa and a server that has given SHA-1 up.
//! Known from: server-sig-algs (RFC 8308), PubkeyAcceptedAlgorithms, and two queries: what ssh would send is refused, the other way is taken.
//! sshconnect2.c `key_sig_algorithm`.

use std::path::PathBuf;

use super::words::{host_block, key_name, word};
use crate::evidence::PublicKey;
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "no-mutual-signature-algorithm",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "an RSA key where client and server share no signature algorithm (SHA-1 only)",
        "RSA 鍵について、クライアントとサーバーに共通の署名アルゴリズムがありません (一方が SHA-1 のみ)",
    ),
    text: Say::fixed(
        "\
An RSA key can sign with SHA-1 (\"ssh-rsa\") or SHA-2 (\"rsa-sha2-256\", \"rsa-sha2-512\"). This server is so old that it takes SHA-1 only, and this ssh (8.8 or newer) does not make such signatures any more. The key itself is good on both sides. The reverse happens, too: a \"PubkeyAcceptedAlgorithms ssh-rsa\" once written for an old device, and a server that has given SHA-1 up.

It is known from the two lists: the server announces no rsa-sha2 (server-sig-algs), and PubkeyAcceptedAlgorithms of this ssh has no ssh-rsa. \"ssh -v\" says \"no mutual signature algorithm\", and the end is a plain \"Permission denied (publickey)\".

\"no matching host key type found. Their offer: ssh-rsa\" is the same age showing earlier, at the server's own key. An agent that cannot make SHA-2 signatures says \"returned incorrect signature type\" instead.

For this one host, allow the old signature:

  ssh -o PubkeyAcceptedAlgorithms=+ssh-rsa user@host

Better: an ed25519 key (servers since OpenSSH 6.5 know it), or a newer server. SHA-1 signatures can be forged at a cost that falls every year: never set this under \"Host *\". Red Hat's crypto policy may forbid SHA-1 as well.",
        "\
RSA 鍵は SHA-1 (\"ssh-rsa\") または SHA-2 (\"rsa-sha2-256\"、\"rsa-sha2-512\") で署名できます。このサーバーは古く SHA-1 しか受け付けず、この ssh (8.8 以降) は SHA-1 の署名を行いません。鍵そのものはどちら側でも問題ありません。逆の場合もあります。古い機器のために書いた \"PubkeyAcceptedAlgorithms ssh-rsa\" が残っていて、サーバーが SHA-1 をやめている場合です。

両側の一覧で分かります。サーバーは rsa-sha2 を提示せず (server-sig-algs)、この ssh の PubkeyAcceptedAlgorithms に ssh-rsa はありません。\"ssh -v\" に \"no mutual signature algorithm\" と出て、最後は \"Permission denied (publickey)\" になります。

\"no matching host key type found. Their offer: ssh-rsa\" は、同じ古さがもっと早い段階 (サーバー自身の鍵) で現れたものです。SHA-2 の署名ができないエージェントの場合は \"returned incorrect signature type\" と出ます。

このホストに限って古い署名を許可します。

  ssh -o PubkeyAcceptedAlgorithms=+ssh-rsa user@host

ed25519 の鍵 (OpenSSH 6.5 以降のサーバーで使用可) に替えるか、サーバーを更新するほうが安全です。SHA-1 の署名を偽造する費用は年々下がっているため、\"Host *\" には書かないでください。Red Hat 系では暗号ポリシーでも SHA-1 が禁止されていることがあります。",
    ),
    sentences: &["no mutual signature supported", "no mutual signature algorithm"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoMutualSignatureAlgorithm {
    /// The RSA key.
    pub key: PublicKey,
    /// Its file.
    pub path: Option<PathBuf>,
    /// With this algorithm the server takes the key; nothing where it does not take it that way either, or was not asked.
    pub taken_with: Option<&'static str>,
    /// PubkeyAcceptedAlgorithms in force.
    pub own: Vec<String>,
}

impl NoMutualSignatureAlgorithm {
    /// The person's own configuration knows SHA-1 only.
    fn own_is_old(&self) -> bool {
        self.own.iter().any(|name| name.starts_with("ssh-rsa"))
            && !self.own.iter().any(|name| name.starts_with("rsa-sha2-"))
    }
}

impl Cause for NoMutualSignatureAlgorithm {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        match self.taken_with {
            Some(_) => Certainty::Certain,
            None => Certainty::Likely,
        }
    }

    fn candidates(&self) -> Vec<Code> {
        match self.taken_with {
            Some(_) => Vec::new(),
            None => vec![&super::key_not_accepted::PAGE],
        }
    }

    fn cause(&self, _target: &Target) -> Say {
        let key = key_name(&self.key);
        if self.own_is_old() {
            say!(
                "The configuration lets ssh sign with the RSA key {key} by SHA-1 only (ssh-rsa), which the server does not take.",
                "設定により ssh は RSA 鍵 {key} で SHA-1 の署名 (ssh-rsa) しか行えず、サーバーはそれを受け付けません。",
                key = key,
            )
        } else {
            say!(
                "The server takes the RSA key {key} only with SHA-1 signatures, which this ssh does not make.",
                "サーバーは RSA 鍵 {key} の SHA-1 署名しか受け付けず、この ssh は SHA-1 署名を行いません。",
                key = key,
            )
        }
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let key = Seen::new(
            "identity file",
            say!(
                "an RSA key: {key}",
                "RSA 鍵: {key}",
                key = key_name(&self.key)
            ),
        );
        let mut seen = Vec::new();
        if self.own_is_old() {
            let list = Untrusted::from(self.own.join(",").as_str()).visible(100);
            seen.push(Seen::new(
                "ssh -G",
                Say::verbatim(format!("pubkeyacceptedalgorithms {list}")),
            ));
            seen.push(Seen::new(
                "server",
                say!(
                    "the server refuses the key with the algorithm ssh-rsa",
                    "サーバーはアルゴリズム ssh-rsa ではこの鍵を拒否します"
                ),
            ));
        } else {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server announces neither rsa-sha2-256 nor rsa-sha2-512 (server-sig-algs)",
                    "サーバーは rsa-sha2-256 も rsa-sha2-512 も提示していません (server-sig-algs)"
                ),
            ));
            seen.push(Seen::new(
                "ssh -G",
                say!(
                    "pubkeyacceptedalgorithms has no ssh-rsa",
                    "pubkeyacceptedalgorithms に ssh-rsa がありません"
                ),
            ));
        }
        if let Some(with) = self.taken_with {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts the same key with {with}",
                    "同じ鍵を {with} で問い合わせると、サーバーは受け付けます",
                    with = with
                ),
            ));
        }
        seen.push(match &self.path {
            Some(path) => key.in_file(path),
            None => key,
        });
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        let setting = if self.own_is_old() {
            "PubkeyAcceptedAlgorithms=+rsa-sha2-512,rsa-sha2-256"
        } else {
            "PubkeyAcceptedAlgorithms=+ssh-rsa"
        };
        let mut words = vec![String::from("-o"), setting.to_owned()];
        if let Some(path) = &self.path {
            words.extend([String::from("-i"), word(path)]);
        }
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let lines = host_block(target, &[setting.replacen('=', " ", 1)]);
        if self.own_is_old() {
            return vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Log in with a SHA-2 signature, this once.",
                        "今回は SHA-2 の署名でログインします。"
                    ),
                )
                .run(target.ssh(&words)),
                Step::new(
                    Where::Client,
                    say!(
                        "For good: take PubkeyAcceptedAlgorithms out of the block in ~/.ssh/config that fits this host, or write above it:",
                        "恒久的には、~/.ssh/config のこのホストに当てはまるブロックから PubkeyAcceptedAlgorithms を削除するか、その上に次を書きます。"
                    ),
                )
                .lines(lines),
            ];
        }
        vec![
            Step::new(
                Where::Client,
                say!(
                    "Log in with a SHA-1 signature, this once.",
                    "今回だけ SHA-1 の署名でログインします。"
                ),
            )
            .run(target.ssh(&words))
            .caution(say!(
                "SHA-1 signatures are weak: allow them for this host only, and replace the key or the server.",
                "SHA-1 の署名は弱いため、このホストに限って許可し、鍵またはサーバーを更新してください。"
            )),
            Step::new(
                Where::Client,
                say!(
                    "Until the server is newer, write into ~/.ssh/config:",
                    "サーバーを更新するまでは ~/.ssh/config に書きます。"
                ),
            )
            .lines(lines),
        ]
    }
}
