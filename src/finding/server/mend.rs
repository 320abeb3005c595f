//! Steps for the server, with the file, the line and the key filled in.

use std::path::Path;

use crate::evidence::PublicKey;
use crate::evidence::server::{Component, ConfigLine, Person};
use crate::finding::{Step, Where, steps};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;

/// Tests the configuration and lets sshd read it.
pub(crate) fn load() -> Step {
    Step::new(
        Where::Server,
        Say::fixed(
            "Then test the configuration and let sshd read it (the unit is ssh on Debian and Ubuntu, sshd elsewhere)",
            "その後、設定を検査してから sshd に読み込ませます (ユニット名は Debian と Ubuntu では ssh、ほかでは sshd です)",
        ),
    )
    .run(steps::restart_sshd_if_valid())
}

/// Opens the file at this line.
pub(crate) fn edit(line: &ConfigLine) -> Step {
    let at = format!("+{}", line.line);
    Step::new(
        Where::Server,
        say!(
            "Change line {line} of {file}: {text}",
            "{file} の {line} 行目を変更します: {text}",
            line = line.line,
            file = line.file.display(),
            text = line.text.visible(120)
        ),
    )
    .run(Command::new([
        "sudo",
        "vi",
        &at,
        &line.file.to_string_lossy(),
    ]))
}

/// Adds a word to the end of this line.
pub(crate) fn append(line: &ConfigLine, word: &str) -> Step {
    let edit = format!("{}s/[[:space:]]*$/ {word}/", line.line);
    Step::new(
        Where::Server,
        say!(
            "Add {word} to line {line} of {file}; the file as it was stays beside it as .bak",
            "{file} の {line} 行目に {word} を追加します。元のファイルは .bak として残ります",
            word = word,
            line = line.line,
            file = line.file.display()
        ),
    )
    .run(Command::new([
        "sudo",
        "sed",
        "-i.bak",
        &edit,
        &line.file.to_string_lossy(),
    ]))
    .caution(who_decides())
}

/// A rule that somebody made is theirs to change.
pub(crate) fn who_decides() -> Say {
    Say::fixed(
        "who may log in here is for the server's administrator to decide",
        "誰のログインを許可するかは、サーバーの管理者が決めることです",
    )
}

/// Makes this one path as sshd wants it.
pub(crate) fn safe(component: &Component, user: &str, foreign: bool) -> Vec<Step> {
    let path = component.path.to_string_lossy();
    let mut steps = Vec::new();
    if foreign {
        steps.push(
            Step::new(
                Where::Server,
                say!("Give it to {user}", "{user} の所有にします", user = user),
            )
            .run(Command::new(["sudo", "chown", user, &path])),
        );
    }
    if component.group_writes() || component.others_write() {
        steps.push(
            Step::new(
                Where::Server,
                Say::fixed(
                    "Let only its owner write to it",
                    "所有者だけが書き込めるようにします",
                ),
            )
            .run(Command::new(["sudo", "chmod", "go-w", &path])),
        );
    }
    steps
}

/// Adds the key to this file, as the user where the file lies in the home, so that owner and mode come out right.
pub(crate) fn register_in(file: &Path, person: &Person, user: &str, key: &PublicKey) -> Step {
    let text = say!(
        "Register the key for {user} in {file}",
        "{file} に {user} の鍵を登録します",
        user = Untrusted::from(user).visible(64),
        file = file.display()
    );
    let path = file.to_string_lossy().into_owned();
    let in_home = file.starts_with(&person.home) || file.starts_with(&person.home_real);
    let command = if in_home {
        let script = format!(
            r#"umask 077; mkdir -p "$(dirname "$0")" && printf "\n%s\n" "{}" >> "$0""#,
            key.line()
        );
        Command::new(["sudo", "su", "-s", "/bin/sh", user, "-c", &script, &path])
    } else {
        let script = format!(
            r#"umask 022; mkdir -p "$(dirname "$0")" && printf "\n%s\n" "{}" >> "$0" && chmod 644 "$0""#,
            key.line()
        );
        Command::new(["sudo", "sh", "-c", &script, &path])
    };
    Step::new(Where::Server, text).run(command)
}

/// Takes one line out of a file of keys: as the user where it lies in the home, so that no link there leads root astray.
pub(crate) fn without_line(file: &Path, line: usize, person: &Person, user: &str) -> Step {
    let path = file.to_string_lossy();
    let edit = format!("{line}d");
    let command = if file.starts_with(&person.home) || file.starts_with(&person.home_real) {
        let script = format!(r#"sed -i.bak {edit} "$0""#);
        Command::new(["sudo", "su", "-s", "/bin/sh", user, "-c", &script, &path])
    } else {
        Command::new(["sudo", "sed", "-i.bak", &edit, &path])
    };
    Step::new(
        Where::Server,
        say!(
            "Take line {line} out; the file as it was stays beside it as .bak",
            "{line} 行目を削除します。元のファイルは .bak として残ります",
            line = line
        ),
    )
    .run(command)
}

/// Shows one line of a file, with what cannot be seen made visible.
pub(crate) fn show_line(file: &Path, line: usize) -> Step {
    Step::new(
        Where::Server,
        say!(
            "Look at line {line}",
            "{line} 行目を確認します",
            line = line
        ),
    )
    .run(Command::new([
        "sudo",
        "sed",
        "-n",
        &format!("{line}l"),
        &file.to_string_lossy(),
    ]))
}

/// Makes the home directory.
pub(crate) fn make_home(person: &Person, user: &str) -> Step {
    Step::new(
        Where::Server,
        Say::fixed(
            "If it lies on a disk of its own, mount that. Else make it",
            "別のディスクにある場合はマウントします。そうでなければ作成します",
        ),
    )
    .run(Command::new([
        "sudo",
        "install",
        "-d",
        "-m",
        "700",
        "-o",
        user,
        "-g",
        &person.gid.to_string(),
        &person.home.to_string_lossy(),
    ]))
}
