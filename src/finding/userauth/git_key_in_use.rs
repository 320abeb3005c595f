//! The Git host refuses to register a key that another account or repository already has.
//! Known from: `Key is already in use`.

use crate::finding::{Page, Stage};
use crate::lang::Say;

/// The catalogue's entry.
pub static PAGE: Page = Page {
    code: "git-key-in-use",
    stage: Stage::Userauth,
    fault: Say::fixed(
        "the key is already registered elsewhere on the Git host (deploy key, another account)",
        "鍵が Git ホストの別の場所 (deploy key、別アカウント) に登録済みです",
    ),
    text: Say::fixed(
        "\
A Git host finds the account by the key, so every key may stand in one place only: one account, or one repository as deploy key. This one is taken: \"Key is already in use\".

It is known from the host's own words. Which account or repository holds it, the host does not tell.

\"ssh -T\" with this key shows it, though: the greeting names the account (\"Hi NAME!\") or the repository (\"Hi owner/repo!\").

  ssh -T -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 git@github.com

Remove it there, or make another key for this place:

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519_repo",
        "\
Git ホストは鍵からアカウントを判断するため、ひとつの鍵はひとつの場所 (ひとつのアカウント、またはひとつのリポジトリの deploy key) にしか登録できません。この鍵は使用済みです: \"Key is already in use\"。

ホスト自身の文言で分かります。どのアカウントやリポジトリに登録されているかは表示されません。

ただし、この鍵で \"ssh -T\" を実行すると、挨拶にアカウント名 (\"Hi NAME!\") またはリポジトリ名 (\"Hi owner/repo!\") が出ます。

  ssh -T -o IdentitiesOnly=yes -i ~/.ssh/id_ed25519 git@github.com

そこから削除するか、この用途のために別の鍵を作成します。

  ssh-keygen -t ed25519 -f ~/.ssh/id_ed25519_repo",
    ),
    sentences: &["Key is already in use", "has already been taken"],
};
