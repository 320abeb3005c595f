//! The Git host takes the key, and the account behind it may not do what was asked.
//! Known from: its greeting (`Hi NAME!`) or its ERROR line after a login that works.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "git-access-denied",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the Git host knows the key, but as another account or without access",
        "Git ホストは鍵を知っていますが、別のアカウントのものか、権限がありません",
    ),
    text: Say::fixed(
        "\
The SSH login works: the Git host knows the key. But the account it stands for is another one than meant, or has no access to this repository, so the host says \"ERROR: Repository not found\", \"Permission to … denied to NAME\" or asks for single sign-on.

It is known from the host's own words after the login. \"ssh -T\" shows which account the key stands for.

Hosts say \"not found\" for private repositories one may not see, so a typing mistake in the URL and missing access look alike. With two accounts, the agent simply offers the first account's key first.

See which account answers, and pin one key for each:

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

and use git@github-work:org/repo.git as the remote. A deploy key is good for one repository and may be read-only. For single sign-on: authorise the key in the account's settings.",
        "\
SSH のログインは成功していて、Git ホストは鍵を知っています。ただし、その鍵のアカウントが意図したものと違うか、このリポジトリへの権限がないため、\"ERROR: Repository not found\"、\"Permission to … denied to NAME\"、シングルサインオンの要求などが返ります。

ログイン後のホスト自身の文言で分かります。\"ssh -T\" で、鍵がどのアカウントのものかを確認できます。

閲覧権限のない非公開リポジトリにも \"not found\" が返るため、URL の誤りと権限不足は区別できません。アカウントが 2 つある場合は、エージェントが先のアカウントの鍵を先に提示しているだけのこともあります。

どのアカウントとして扱われるかを確認し、アカウントごとに鍵を固定します。

  ssh -T git@github.com

  Host github-work
      HostName github.com
      User git
      IdentityFile ~/.ssh/id_work
      IdentitiesOnly yes

リモートには git@github-work:org/repo.git を使います。deploy key はひとつのリポジトリ専用で、読み取り専用のこともあります。シングルサインオンの場合は、アカウントの設定で鍵を承認します。",
    ),
    sentences: &["ERROR: Repository not found", "The project you were looking for could not be found", "ERROR: Permission to"],
};
