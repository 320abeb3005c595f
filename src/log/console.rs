//! The block of a console script, wherever in the input it stands, and what it means.

use std::io::{self, Read};

use super::{last_attempt, sentences};
use crate::evidence::server::{AskedKey, ConsoleBlock, Look};
use crate::evidence::{Evidence, Fact, ServerAsk, ServerSide};
use crate::finding::done::undecided::Undecided;
use crate::finding::{Diagnosis, Step, Verdict, Where, server};
use crate::lang::Say;
use crate::say;
use crate::shell::Command;
use crate::text::Untrusted;
use crate::tree;

/// No block is longer, and none of its lines.
const BLOCK: usize = 1 << 20;
const LINE: usize = 8 << 10;

/// Keeps the last block that passes by.
#[derive(Debug, Default)]
pub(super) struct Listener {
    line: Vec<u8>,
    kept: Vec<u8>,
    whole: Vec<u8>,
}

/// An input that is listened to while it is read.
pub(super) struct Heard<'a> {
    pub(super) input: Box<dyn Read>,
    pub(super) listener: &'a mut Listener,
}

impl Read for Heard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.input.read(buffer)?;
        match buffer.get(..length) {
            Some([]) | None => self.listener.end_of_line(),
            Some(bytes) => self.listener.hear(bytes),
        }
        Ok(length)
    }
}

impl Listener {
    fn hear(&mut self, bytes: &[u8]) {
        for (at, piece) in bytes.split(|byte| *byte == b'\n').enumerate() {
            if at > 0 {
                self.end_of_line();
            }
            let room = LINE.saturating_sub(self.line.len());
            self.line.extend_from_slice(&piece[..piece.len().min(room)]);
        }
    }

    fn end_of_line(&mut self) {
        let holds = |part: &[u8]| self.line.windows(part.len()).any(|window| window == part);
        if holds(b"@1 23 ") {
            self.kept.clear();
            self.kept.push(b'\n');
        }
        if !self.kept.is_empty() && self.kept.len() < BLOCK {
            self.kept.extend_from_slice(&self.line);
            self.kept.push(b'\n');
        }
        if !self.kept.is_empty() && holds(b"19 sshdoctor-facts end") {
            self.whole = std::mem::take(&mut self.kept);
        }
        self.line.clear();
    }

    /// The last block that came to its end, else one that was cut off.
    pub(super) fn block(self) -> Option<ConsoleBlock> {
        let whole = ConsoleBlock::find(&self.whole);
        whole.or_else(|| ConsoleBlock::find(&self.kept))
    }
}

/// What a block tells, and what it means.
pub(super) fn judged(block: &ConsoleBlock) -> Option<(Evidence, Diagnosis)> {
    let ServerSide::Looked(mut look) = ServerSide::from_block(&block.facts) else {
        return None;
    };
    let ask = asked(&look);
    understand(&mut look, &ask);
    let host = look.host.visible(64);
    let mut evidence = Evidence::about(ask.target(&host, ask.port.unwrap_or(22)));
    evidence.log = Some(Box::default());
    evidence.at_server = Some(Box::new(ask.clone()));
    if !block.missing.is_empty() {
        return Some((evidence, in_pieces(block, &ask)));
    }
    evidence.learn(Fact::ServerSide(ServerSide::Looked(look)));
    let diagnosis = tree::diagnose(&evidence).ok()?;
    Some((evidence, diagnosis))
}

/// A fact that is missing looks like one that is not so: of a block in pieces nothing is concluded.
fn in_pieces(block: &ConsoleBlock, ask: &ServerAsk) -> Diagnosis {
    let some: Vec<String> = block
        .missing
        .iter()
        .take(12)
        .map(usize::to_string)
        .collect();
    let more = if block.missing.len() > 12 { " …" } else { "" };
    let lines = format!("{}{more}", some.join(", "));
    let told = Untrusted::new(
        block
            .facts
            .split(|byte| *byte == b'\n')
            .rfind(|line| !line.is_empty())
            .unwrap_or_default(),
    );
    let missing = say!(
        "the block is not whole: its lines {lines} are missing or damaged (@ and the number stand before each line). The last that came through: {last}",
        "ブロックが完全ではありません。{lines} 行目がないか、壊れています (各行の先頭に @ と番号があります)。最後に読めた行: {last}",
        lines = lines,
        last = told.visible(80)
    );
    let step = Step::new(
        Where::Client,
        say!(
            "Print the script once more, paste it, and copy the whole block, from @1 to \"sshdoctor-facts end\".",
            "スクリプトをもう一度出力して貼り付け、@1 から \"sshdoctor-facts end\" までをすべてコピーします。"
        ),
    )
    .run(Command::new(&ask.words));
    Diagnosis::of(Undecided {
        missing,
        candidates: Vec::new(),
        step,
    })
}

/// The login the script was made for, with the key that is registered, where one of its keys is.
fn asked(look: &Look) -> ServerAsk {
    let registered = |key: &&crate::evidence::PublicKey| {
        let lines = look.files.iter().flat_map(|file| &file.lines);
        lines
            .into_iter()
            .any(|line| line.is_key(&key.fingerprint()))
    };
    let key = look
        .asked_keys
        .iter()
        .find(registered)
        .or(look.asked_keys.first());
    let user = look.asked.user.clone();
    let host = look.host.visible(64);
    let login = match &user {
        Some(user) => format!("{user}@{host}"),
        None => host,
    };
    ServerAsk {
        user,
        key: key.map(|key| AskedKey {
            key: key.clone(),
            certificate: None,
        }),
        from: None,
        port: look.asked.port,
        words: ["sshdoctor", "console-script", &login]
            .map(String::from)
            .to_vec(),
    }
}

/// What sshd itself said, as the reader of logs understands it.
pub fn understand(look: &mut Look, ask: &ServerAsk) {
    look.account_of_log = ask
        .user
        .as_deref()
        .and_then(|user| last_attempt(&look.log, user, ask.from.or(look.from)));
    if let Some(test) = &mut look.test {
        test.said = sentences(&test.says);
    }
}

/// Does the block name the reason of what this client met? What stands before sshd is met before the login is.
pub(super) fn explains(block: &Diagnosis, client: &Diagnosis) -> bool {
    let Some(root) = block.root().filter(|_| block.verdict() == Verdict::Fault) else {
        return false;
    };
    let on_the_way = client.root().is_some_and(|root| {
        root.page().stage < crate::finding::Stage::Userauth && client.verdict() == Verdict::Fault
    });
    let code = root.page().code;
    let before_login = server::PAGES
        .iter()
        .take_while(|page| page.code != "user-unknown")
        .any(|page| page.code == code);
    before_login == on_the_way
}

/// The block's verdict in one line.
pub(super) fn note(diagnosis: &Diagnosis) -> Option<Say> {
    let code = diagnosis.root()?.page().code;
    Some(say!(
        "The server's block by itself: {code}",
        "サーバーのブロックだけの判定: {code}",
        code = code
    ))
}
