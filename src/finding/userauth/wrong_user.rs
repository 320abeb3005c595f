//! Another login name takes the key. Known from: PK_OK for a name the person agreed to try; no name is ever tried unasked.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "wrong-user",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "another login name accepts the key",
        "別のログイン名なら鍵が受け付けられます",
    ),
    text: Say::fixed(
        "\
The key is good, for another account on the same server. Without a name ssh uses the local one; with a cloud image the key lies in the image's own account, and every other name gets the same \"Permission denied (publickey)\".

It is known by asking the server about the key under the other name, after the person agreed to that one try: it says yes. An unknown name and a known one without the key are answered alike, so nothing else tells.

Usual names: ubuntu (Ubuntu), admin or debian (Debian), ec2-user (Amazon Linux, SUSE, RHEL on EC2), cloud-user (RHEL), centos, rocky, almalinux, fedora, arch, alpine, bitnami, freebsd, opc (Oracle Cloud), Administrator (Windows), git (Git hosts). Raspberry Pi OS has the name chosen at set-up.

Log in with that name, and keep it in ~/.ssh/config:

  ssh -l ubuntu host

  Host host
      User ubuntu

Do not try one name after another: each unknown one counts as an attack (fail2ban, penalties).",
        "\
鍵は正しく、同じサーバーの別のアカウントに登録されています。ログイン名を省略すると手元のユーザー名が使われます。クラウドのイメージでは鍵がイメージ既定のアカウントに登録されるため、ほかの名前ではすべて同じ \"Permission denied (publickey)\" になります。

本人の同意を得てその名前で一度問い合わせ、サーバーが鍵を受け付けたことで分かりました。存在しない名前と、存在するが鍵のない名前には同じ応答が返るため、ほかの方法では区別できません。

既定の名前: ubuntu (Ubuntu)、admin または debian (Debian)、ec2-user (Amazon Linux、SUSE、EC2 の RHEL)、cloud-user (RHEL)、centos、rocky、almalinux、fedora、arch、alpine、bitnami、freebsd、opc (Oracle Cloud)、Administrator (Windows)、git (Git のホスト)。Raspberry Pi OS は初期設定で決めた名前です。

その名前でログインし、~/.ssh/config に書いておきます。

  ssh -l ubuntu host

  Host host
      User ubuntu

名前を次々に試さないでください。存在しない名前は攻撃として数えられます (fail2ban、ペナルティ)。",
    ),
    sentences: &["Please login as the user"],
};
