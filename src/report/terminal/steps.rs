//! What to do next, in order, each line complete.

use std::io::{self, Write};

use super::Page;
use crate::finding::{Step, Verdict, Where};
use crate::lang::Lang;
use crate::report::paint::{Tone, paint};
use crate::shell::Command;
use crate::target::Via;
use crate::text::harmless;

impl Page {
    pub(in crate::report) fn steps(
        &self,
        out: &mut dyn Write,
        steps: &[Step],
        verdict: Verdict,
        again: &Command,
        via: Option<&Via>,
    ) -> io::Result<()> {
        let way = via.map(Via::ssh);
        let way = way.as_ref().and_then(|way| way.line());
        let mut place = None;
        for (index, step) in steps.iter().enumerate() {
            if place != Some(step.place) {
                place = Some(step.place);
                let heading = match step.place {
                    Where::Client => self.say("Next, here:", "次にすること(この端末で):"),
                    Where::Server => {
                        self.say("Next, on the server:", "次にすること(サーバー上で):")
                    }
                    Where::Network => {
                        self.say("Next, in the network:", "次にすること(ネットワークで):")
                    }
                    Where::Administrator => {
                        self.say("Next, for the administrator:", "次にすること(管理者へ):")
                    }
                };
                let heading = match (way, step.place, self.lang) {
                    (Some(way), Where::Server, Lang::En) => {
                        format!("Next, on the server ({way}):")
                    }
                    (Some(way), Where::Server, Lang::Ja) => {
                        format!("次にすること(サーバー上で。{way}):")
                    }
                    (_, _, _) => heading.to_owned(),
                };
                writeln!(out)?;
                writeln!(out, "{}", paint(Tone::Strong, &heading))?;
            }
            self.hanging(out, &format!("  {}  ", index + 1), &self.words(&step.text))?;
            if let Some(caution) = &step.caution {
                self.hanging(
                    out,
                    &format!("     {} ", self.say("Mind:", "注意:")),
                    &self.words(caution),
                )?;
            }
            // What is to be written is there before the command that puts it to use.
            for line in &step.lines {
                writeln!(out, "       {}", harmless(line))?;
            }
            if let Some(command) = step.command.as_ref().and_then(|command| command.line()) {
                // A command is never wrapped: a line break would change what is pasted.
                writeln!(out, "       {}", paint(Tone::Strong, command))?;
            }
        }
        if verdict != Verdict::Healthy
            && !steps.is_empty()
            && let Some(again) = again.line()
        {
            writeln!(out, "  {}  {again}", self.say("then", "確認"))?;
        }
        Ok(())
    }
}
