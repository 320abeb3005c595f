//! The words of the questions.

use crate::evidence::git::Repository;
use crate::evidence::{Evidence, Question};
use crate::lang::Say;
use crate::say;
use crate::text::Untrusted;

/// What is asked.
pub fn words(question: Question, evidence: &Evidence) -> Say {
    let target = &evidence.target;
    match question {
        Question::LogIn if !evidence.behind.is_empty() => say!(
            "Log in to the jump host {jump} to look behind it? Your own ssh does it and only carries the connection on; nothing is run there.",
            "踏み台 {jump} にログインして、その先を確認しますか(お使いの ssh がログインし、接続を中継するだけで何も実行しません)",
            jump = target.as_hop()
        ),
        Question::LogIn if evidence.way_to_the_words().is_some() => why(evidence),
        Question::LogIn if evidence.question().is_some() => for_repository(evidence),
        Question::LogIn if evidence.greets() => say!(
            "{host} would take your key. Log in for real, to see which account it stands for? Your own ssh signs; no command is given, and {host} has no shell: it prints a greeting and closes.",
            "{host} は鍵を受け付けます。実際にログインして、どのアカウントの鍵かを確かめますか(署名はお使いの ssh が行います。コマンドは送らず、{host} にはシェルもないため、挨拶を表示して切断されます)",
            host = target.host
        ),
        Question::LogIn if !evidence.takes_a_key() => say!(
            "The server asks for something to be typed. Log in for real? Your own ssh asks you, this program does not see it; nothing is run, the connection is closed at once.",
            "サーバーはパスワードなどの入力を求めています。実際にログインして確かめますか(入力はお使いの ssh が受け取り、このプログラムは受け取りません。何も実行せずにすぐ切断します)"
        ),
        Question::LogIn => say!(
            "The server would take your key. Log in for real? Your own ssh signs; nothing is run, the connection is closed at once.",
            "サーバーは鍵を受け付けます。実際にログインして確かめますか(署名はお使いの ssh が行い、何も実行せずにすぐ切断します)"
        ),
        Question::OtherKeys => {
            let count = evidence.other_candidates().map_or(0, |keys| keys.len());
            let (refusals, connections) = evidence.cost_of_other_keys();
            say!(
                "Ask the server about {count} more of your keys? Up to {refusals} may be refused, at most 5 a connection, which the server counts as failures; connections: {connections}.",
                "この端末にあるほかの鍵 {count} 個も、使えるかサーバーに問い合わせますか(最大 {refusals} 回の拒否が、サーバーに失敗として数えられます。接続は {connections} 回、1 接続あたり最大 5 個です)",
                count = count,
                refusals = refusals,
                connections = connections
            )
        }
        Question::OtherPorts => say!(
            "Look for SSH on other ports of {host} (2222, 22022, 443 and so on, 8 at most)?",
            "{host} のほかのポートで SSH が動いていないか調べますか(2222, 22022, 443 など最大 8 個)",
            host = target.host
        ),
        Question::SecondHost => say!(
            "Name a host that is known to work, to see whether this network blocks port {port} (or no).",
            "このネットワークがポート {port} を遮断しているか調べるため、接続できることが分かっているホスト名を入力してください(調べない場合は no)",
            port = target.port
        ),
        Question::Trace => say!(
            "See how far packets to port {port} of {host} get? Up to 32 hop limits are tried, a few SYN packets each.",
            "{host} のポート {port} へのパケットがどこまで届くか調べますか(ホップ数の上限を最大 32 まで変え、それぞれ SYN を数個送ります)",
            port = target.port,
            host = target.host
        ),
        Question::TryUser => match evidence.usual_user() {
            Some(usual) => say!(
                "Ask the server about another login name, once (or no)? Such a system usually has {usual}. A name that does not exist counts as a failure there.",
                "別のログイン名で一度だけサーバーに問い合わせますか(しない場合は no)。この種のシステムでは通常 {usual} です。存在しない名前は失敗として数えられます",
                usual = usual
            ),
            None => say!(
                "Ask the server about another login name, once (or no)? A name that does not exist counts as a failure there.",
                "別のログイン名で一度だけサーバーに問い合わせますか(しない場合は no)。存在しない名前は失敗として数えられます"
            ),
        },
        Question::ServerRebuilt => say!(
            "{host} shows another host key than the one on record. Was it reinstalled, or its address given to another machine?",
            "{host} のホスト鍵が記録と異なります。再インストールされましたか。または、そのアドレスが別のマシンに割り当てられましたか",
            host = target.host
        ),
        Question::WorkedBefore => say!(
            "Has this very login worked before?",
            "以前はこのログインに成功していましたか"
        ),
        Question::JustFailed => say!(
            "Did several logins fail just before this began (a wrong password, many keys, a script)?",
            "この状態になる直前に、ログインの失敗が何度か続きましたか(パスワードの間違い、多数の鍵、スクリプトなど)"
        ),
        Question::WayIn => {
            say!(
                "Is there another way into this server?",
                "このサーバーに入るほかの手段はありますか"
            )
        }
        Question::KeyInstalled => {
            say!(
                "How did the key get onto the server?",
                "公開鍵はどのようにサーバーへ登録しましたか"
            )
        }
        Question::Image => say!(
            "Which system does the server run?",
            "サーバーの OS は何ですか"
        ),
    }
}

/// The login in which git's own question is asked.
fn for_repository(evidence: &Evidence) -> Say {
    let name = evidence.repository.as_ref().map(Repository::name);
    let name = name.unwrap_or_default();
    if !evidence.greets() {
        return say!(
            "{host} would take your key. Log in for real, and ask for {repository} as \"git ls-remote\" does, read-only? Your own ssh signs; nothing is changed there.",
            "{host} は鍵を受け付けます。実際にログインし、\"git ls-remote\" と同じ読み取り専用の問い合わせで {repository} を読めるか確かめますか(署名はお使いの ssh が行い、何も変更しません)",
            host = evidence.target.host,
            repository = Untrusted::from(name.as_str()).visible(120)
        );
    }
    say!(
        "{host} would take your key. Log in for real, and ask for {repository} as \"git ls-remote\" does, read-only? Your own ssh signs; nothing is changed there. If it is refused, one more login shows which account the key stands for.",
        "{host} は鍵を受け付けます。実際にログインし、\"git ls-remote\" と同じ読み取り専用の問い合わせで {repository} を読めるか確かめますか(署名はお使いの ssh が行い、何も変更しません。拒否された場合は、どのアカウントの鍵かを調べるためにもう一度ログインします)",
        host = evidence.target.host,
        repository = Untrusted::from(name.as_str()).visible(120)
    )
}

/// The extra login that makes sshd say why it refuses the key.
fn why(evidence: &Evidence) -> Say {
    let Some(way) = evidence.way_to_the_words() else {
        return Say::verbatim("");
    };
    let refused = way.refused.display();
    match &way.working {
        Some(working) => say!(
            "sshd says why it refuses a key once another login on the same connection works. Shall your ssh show it {refused} and then log in with {working}? Nothing is run, the connection is closed at once.",
            "sshd は、同じ接続で別のログインに成功すると、先の鍵を拒否した理由を示します。お使いの ssh で {refused} を提示してから {working} でログインしますか(何も実行せずにすぐ切断します)",
            refused = refused,
            working = working.display()
        ),
        None => say!(
            "sshd says why it refuses a key once another login on the same connection works. Shall your ssh show it {refused} and then ask you for the password? This program does not see it; nothing is run, the connection is closed at once.",
            "sshd は、同じ接続で別のログインに成功すると、先の鍵を拒否した理由を示します。お使いの ssh で {refused} を提示してからパスワードを入力しますか(このプログラムはパスワードを受け取りません。何も実行せずにすぐ切断します)",
            refused = refused
        ),
    }
}

/// One choice in words.
pub fn choice(question: Question, value: &'static str) -> Say {
    match (question, value) {
        (_, "yes") => Say::fixed("yes", "はい"),
        (Question::WayIn, "console") => Say::fixed(
            "a console in a browser or on a screen",
            "ブラウザーや画面のコンソール",
        ),
        (Question::WayIn, "login") => Say::fixed(
            "another user or key that still works",
            "まだ使える別のユーザーまたは鍵",
        ),
        (Question::WayIn, "password") => {
            Say::fixed("a password for this user", "このユーザーのパスワード")
        }
        (Question::WayIn, "none") => {
            Say::fixed("no: somebody else looks after it", "ない(管理者は別の人)")
        }
        (Question::KeyInstalled, "ssh-copy-id") => {
            Say::fixed("with ssh-copy-id", "ssh-copy-id で登録した")
        }
        (Question::KeyInstalled, "console") => Say::fixed(
            "pasted by hand, on a console or in an editor",
            "コンソールやエディターで手で貼り付けた",
        ),
        (Question::KeyInstalled, "provider") => Say::fixed(
            "by the cloud provider, when the machine was made",
            "クラウド事業者がマシン作成時に登録した",
        ),
        (Question::KeyInstalled, "administrator") => {
            Say::fixed("an administrator did it", "管理者が登録した")
        }
        (Question::KeyInstalled, "never") => {
            Say::fixed("it was never installed", "まだ登録していない")
        }
        (_, "no") => Say::fixed("no", "いいえ"),
        (_, "unknown") => Say::fixed("I do not know", "分からない"),
        (_, "other") => Say::fixed("another one", "その他"),
        (_, other) => Say::verbatim(other),
    }
}
