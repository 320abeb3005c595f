//! AuthenticationMethods asks for more than is given, or for a method that is switched off.
//!
//! **Known by**: `authenticationmethods` of `sshd -T -C` against the enabled methods and what the client gives.
//! **Looks the same**: `more-authentication-required` (the client's view), `publickey-disabled`, `key-not-accepted`.
//! **References**: sshd_config(5) AuthenticationMethods; RFC 4252 section 5.1 (partial success); OpenSSH auth2.c,
//! auth2-pubkey.c.

use crate::finding::{Cause, Certainty, Code, Page, Seen, Stage, Step, Where, steps};
use crate::lang::Say;
use crate::shell::Command;
use crate::target::Target;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "authentication-methods-unsatisfied",
    stage: Stage::Server,
    fault: Say::fixed(
        "AuthenticationMethods asks for more than this login gives",
        "AuthenticationMethods が、このログインで示されたもの以上の認証を求めています",
    ),
    text: Say::fixed(
        "\
The server wants several proofs one after the other, and this login brings only some of them; or the list names a method that is switched off, so that nobody can satisfy it.

For this login:
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -E 'authenticationmethods|^(pubkey|password|kbdinteractive|gssapi|hostbased)authentication'
A comma joins methods that are all needed, a blank separates lists of which one is enough: \"publickey,password publickey,keyboard-interactive\" means a key and then either of the other two.

From outside the client is told about partial success: \"Authenticated using \"publickey\" with partial success.\" The key was right then, and the next method is waiting (more-authentication-required). \"publickey,publickey\" wants two different keys; the log says \"refusing previously-used\" when the same one comes twice. If the list cannot be met at all, sshd says \"no authentication methods enabled\" to the client, and in its log \"AuthenticationMethods cannot be satisfied by enabled authentication methods\" (it then does not start) or \"No AuthenticationMethods left after eliminating disabled methods\".

Give all the proofs, in a terminal, without BatchMode:
  ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive,password USER@HOST
Or correct the list, or enable the method it names: password needs PasswordAuthentication yes, keyboard-interactive needs KbdInteractiveAuthentication yes (and UsePAM yes where PAM answers). Then (unit ssh on Debian and Ubuntu, sshd on EL, Fedora, Arch and SUSE):
  sudo sshd -t && sudo systemctl reload ssh
Machines that log in by key alone need a Match block with a list of their own.",
        "\
サーバーは複数の認証を順に求めていますが、このログインはその一部しか示していません。または、無効になっている方式が一覧に含まれ、誰にも満たせなくなっています。

このログインについて確認します。
  sudo sshd -T -C user=USER,host=HOST,addr=ADDRESS | grep -E 'authenticationmethods|^(pubkey|password|kbdinteractive|gssapi|hostbased)authentication'
カンマでつながれた方式はすべて必要です。空白で区切られた一覧はどれか一つで足ります。「publickey,password publickey,keyboard-interactive」なら、鍵に加えて残りの二つのどちらかが必要です。

外からは、部分的な成功として伝わります。「Authenticated using \"publickey\" with partial success.」と出れば鍵は正しく、次の方式を待っています(more-authentication-required)。「publickey,publickey」は異なる二つの鍵を求めます。同じ鍵を二度使うと、ログに「refusing previously-used」と残ります。一覧をまったく満たせない場合、クライアントには「no authentication methods enabled」と伝えられます。ログには「AuthenticationMethods cannot be satisfied by enabled authentication methods」(この場合 sshd は起動しません)または「No AuthenticationMethods left after eliminating disabled methods」と残ります。

BatchMode を使わず、端末ですべての認証に答えます。
  ssh -o BatchMode=no -o PreferredAuthentications=publickey,keyboard-interactive,password USER@HOST
または一覧を直すか、含まれる方式を有効にします。password には PasswordAuthentication yes、keyboard-interactive には KbdInteractiveAuthentication yes(PAM が答える場合は UsePAM yes も)が必要です。その後(ユニット名は Debian と Ubuntu では ssh、EL、Fedora、Arch、SUSE では sshd):
  sudo sshd -t && sudo systemctl reload ssh
鍵だけでログインする機械には、別の一覧を持つ Match ブロックが必要です。",
    ),
    sentences: &[
        "AuthenticationMethods cannot be satisfied by enabled authentication methods",
        "No AuthenticationMethods left after eliminating disabled methods",
        "contains disabled method, skipping",
        "no authentication methods enabled",
        "refusing previously-used",
    ],
};

/// This case of it, as a log tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthenticationMethodsUnsatisfied;

impl Cause for AuthenticationMethodsUnsatisfied {
    fn page(&self) -> Code {
        &PAGE
    }

    fn certainty(&self) -> Certainty {
        Certainty::Certain
    }

    fn cause(&self, _: &Target) -> Say {
        Say::fixed(
            "AuthenticationMethods asks for more, or for something else, than can be given.",
            "AuthenticationMethods が、提供できるものより多く、または別の方式を求めています。",
        )
    }

    /// The lines of the log stand for it.
    fn evidence(&self, _: &Target) -> Vec<Seen> {
        Vec::new()
    }

    fn next(&self, _: &Target) -> Vec<Step> {
        vec![Step::new(Where::Server, Say::fixed("Show what is asked for", "求められている方式を表示します")).run(Command::new(["sudo", "sh", "-c", "sshd -T | grep -Ei 'authentication'"])), Step::new(Where::Server, Say::fixed("Test the configuration, then let sshd read it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)", "設定を検査してから sshd に読み込ませます (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)")).run(steps::restart_sshd_if_valid())]
    }
}
