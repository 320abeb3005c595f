//! The public half stands where the private half belongs, and no agent holds the private half.
//! Known from: the content of the file. With the private half in an agent a .pub as IdentityFile is right (ssh_config(5), IdentityFile).

use std::path::PathBuf;

use super::words::{
    make_key, openssh_says, private_file, show, ssh_with, use_file, user, with_suffix,
};
use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where};
use crate::lang::Say;
use crate::say;
use crate::target::Target;
use crate::text::Untrusted;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "identity-file-is-public-key",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the public half was given as IdentityFile and no agent holds the private half",
        "IdentityFile に公開鍵が指定され、秘密鍵を持つエージェントもありません",
    ),
    text: Say::fixed(
        "\
-i or IdentityFile names a public key (it starts with \"ssh-ed25519\", \"ssh-rsa\" or \"ecdsa-…\", usually in a file ending in .pub). ssh can show it to the server, which may well say yes, but it cannot sign: the private half is not in that file and no agent holds it.

It is known from the content of the file. ssh complains about it as if it were a private key: \"Permissions 0644 for '….pub' are too open\", or \"Load key …: invalid format\". chmod does not help.

With the private half in an agent a .pub file as IdentityFile is fine, even advisable: it picks one of the agent's keys.

Name the private file, which has the same name without .pub, or load it into the agent:

  ssh -i ~/.ssh/id_ed25519 user@host
  ssh-add ~/.ssh/id_ed25519",
        "\
-i または IdentityFile が公開鍵 (\"ssh-ed25519\"、\"ssh-rsa\"、\"ecdsa-…\" で始まり、多くは .pub で終わるファイル) を指しています。ssh はそれをサーバーに提示でき、サーバーが受け付けることもありますが、署名はできません。秘密鍵はそのファイルにはなく、エージェントにもありません。

ファイルの内容で分かります。ssh は秘密鍵だと思って \"Permissions 0644 for '….pub' are too open\" や \"Load key …: invalid format\" と表示します。chmod では直りません。

秘密鍵がエージェントにある場合は、IdentityFile に .pub を指定するのは正しい使い方です (エージェントの鍵をひとつ選ぶ方法です)。

秘密鍵のファイル (.pub を除いた名前) を指定するか、エージェントに読み込みます。

  ssh -i ~/.ssh/id_ed25519 user@host
  ssh-add ~/.ssh/id_ed25519",
    ),
    sentences: &[".pub' are too open"],
};

/// The facts of this case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityFileIsPublicKey {
    /// The file, which holds a public key.
    pub path: PathBuf,
    /// The private half, where it lies beside it.
    pub private_beside: Option<PathBuf>,
    /// The server accepts this public key.
    pub accepted: bool,
    /// What OpenSSH itself says of the file.
    pub openssh: Option<Untrusted>,
}

impl Cause for IdentityFileIsPublicKey {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _target: &Target) -> Say {
        say!(
            "ssh was given the public key {path} where it needs the private one, and no agent holds the private half.",
            "秘密鍵が必要なところに公開鍵 {path} が指定されています。秘密鍵を持つエージェントもありません。",
            path = show(&self.path),
        )
    }

    fn evidence(&self, _target: &Target) -> Vec<Seen> {
        let mut seen = vec![
            Seen::new(
                "identity file",
                say!("the file holds a public key", "ファイルの内容は公開鍵です"),
            )
            .in_file(&self.path),
        ];
        seen.extend(openssh_says(self.openssh.as_ref(), &self.path));
        if self.accepted {
            seen.push(Seen::new(
                "server",
                say!(
                    "the server accepts this key; what is missing is the private half to sign with",
                    "サーバーはこの鍵を受け付けます。署名に使う秘密鍵だけがありません"
                ),
            ));
        }
        if let Some(private) = &self.private_beside {
            seen.push(
                Seen::new(
                    "identity file",
                    say!(
                        "the private half lies beside it: {path}",
                        "秘密鍵は同じ場所にあります: {path}",
                        path = show(private)
                    ),
                )
                .in_file(private),
            );
        }
        seen
    }

    fn next(&self, target: &Target) -> Vec<Step> {
        match &self.private_beside {
            Some(private) => use_file(target, private),
            None => vec![
                Step::new(
                    Where::Client,
                    say!(
                        "Fetch the private half from the machine where the key was made, put it at {path} with mode 600, and use that.",
                        "鍵を作成したマシンから秘密鍵を取得し、{path} にモード 600 で置いて使います。",
                        path = show(&private_file(&self.path)),
                    ),
                )
                .run(ssh_with(target, &private_file(&self.path))),
                make_key(&with_suffix(&private_file(&self.path), "_new")).caution(say!(
                    "Only if the private half is lost: the new public key must be registered for {user} on the server.",
                    "秘密鍵を失った場合だけ行います。新しい公開鍵をサーバーの {user} に登録する必要があります。",
                    user = user(target),
                )),
            ],
        }
    }
}
