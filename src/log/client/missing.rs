//! ssh itself, or what is to start it, is missing or cannot run: in the words of shells, of the loader and of programs.

use std::path::PathBuf;

use crate::evidence::{Configuration, Fact};
use crate::log::attempt::{Attempt, Line};
use crate::log::scan::{Row, fresh};
use crate::text::Untrusted;

pub(super) const ROWS: &[Row] = &[
    fresh("ssh: command not found", client_broken),
    fresh("ssh: not found", client_broken),
    fresh("command not found: ssh", client_broken),
    fresh("error: cannot run ssh", client_broken),
    fresh("sshpass: command not found", client_broken),
    fresh("you must install the sshpass program", client_broken),
    fresh("exec: \"ssh\": executable file not found", client_broken),
    fresh("spawn ssh ENOENT", client_broken),
    fresh("The term 'ssh' is not recognized", client_broken),
    fresh(
        "'ssh' is not recognized as an internal or external command",
        client_broken,
    ),
    fresh("ssh: error while loading shared libraries", client_broken),
    fresh("ssh: symbol lookup error", client_broken),
    // cmd and PowerShell.
    fresh("'ssh' は、内部コマンドまたは外部コマンド", client_broken),
    fresh(
        "Der Befehl \"ssh\" ist entweder falsch geschrieben",
        client_broken,
    ),
    fresh(
        "'ssh' n'est pas reconnu en tant que commande",
        client_broken,
    ),
    fresh("'ssh' no se reconoce como un comando", client_broken),
    fresh("'ssh' 不是内部或外部命令", client_broken),
    fresh("用語 'ssh' は、コマンドレット", client_broken),
    fresh("Die Benennung \"ssh\" wurde nicht als Name", client_broken),
    fresh("无法将“ssh”项识别为 cmdlet", client_broken),
    // bash (its po files).
    fresh("ssh: bevel nie gevind nie", client_broken),
    fresh("ssh: командата не е открита", client_broken),
    fresh("ssh: no s'ha trobat l'ordre", client_broken),
    fresh("ssh: příkaz nenalezen", client_broken),
    fresh("ssh: kommando ikke fundet", client_broken),
    fresh("ssh: Kommando nicht gefunden", client_broken),
    fresh("ssh: εντολή δεν βρέθηκε", client_broken),
    fresh("ssh: Komando ne trovita", client_broken),
    fresh("ssh: orden no encontrada", client_broken),
    fresh("ssh: käsku ei ole", client_broken),
    fresh("ssh: komentoa ei löydy", client_broken),
    fresh("ssh : commande introuvable", client_broken),
    fresh("ssh: níor aimsíodh an t-ordú", client_broken),
    fresh("ssh: non se atopou a orde", client_broken),
    fresh("ssh: naredba nije pronađena", client_broken),
    fresh("ssh: parancs nem található", client_broken),
    fresh("ssh: perintah tidak ditemukan", client_broken),
    fresh("ssh: comando non trovato", client_broken),
    fresh("ssh: コマンドが見つかりません", client_broken),
    fresh("ssh: 명령어를 찾을 수 없음", client_broken),
    fresh("ssh: komanda nerasta", client_broken),
    fresh("fant ikke kommando ssh", client_broken),
    fresh("ssh: opdracht niet gevonden", client_broken),
    fresh("ssh: nie znaleziono polecenia", client_broken),
    fresh("ssh: comando não encontrado", client_broken),
    fresh("ssh: comandă negăsită", client_broken),
    fresh("ssh: команда не найдена", client_broken),
    fresh("ssh: príkaz nenájdený", client_broken),
    fresh("ssh: ukaza ni mogoče najti", client_broken),
    fresh("ssh: нема такве наредбе", client_broken),
    fresh("ssh: kommandot finns inte", client_broken),
    fresh("ssh: komut yok", client_broken),
    fresh("ssh: команду не знайдено", client_broken),
    fresh("ssh: không tìm thấy lệnh", client_broken),
    fresh("ssh: 未找到命令", client_broken),
    fresh("ssh：指令找不到", client_broken),
];

fn client_broken(attempt: &mut Attempt, line: &Line<'_>) {
    let program = PathBuf::from(if line.text.contains("sshpass") {
        "sshpass"
    } else {
        "ssh"
    });
    attempt.learn_first(
        Fact::Configuration(Configuration::ClientBroken {
            program,
            text: Untrusted::from(line.text),
        }),
        line,
    );
    attempt.ends(line);
}
