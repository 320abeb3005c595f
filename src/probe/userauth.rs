//! `none` and public-key queries, on the one connection that authenticates as nobody.

use super::session::{Query, Session};
use super::{Link, Prober};
use crate::evidence::{
    Closing, Ending, Evidence, Identification, Identities, KeyAnswer, KeyAnswers, KeyReply,
    Methods, Negotiation, Offer, PublicKey, Question, SshConfig,
};

/// With a yes, so many keys may be refused on one connection: MaxAuthTries is 6 by default, and the last refusal hangs up.
const WITH_A_YES: usize = 5;

impl Prober {
    pub(super) async fn methods(&mut self, evidence: &Evidence) -> Methods {
        let Link::Exchanged(session) = &mut self.link else {
            return Methods::Ended {
                ending: Ending::Closed(Closing::Eof),
                banner: Vec::new(),
            };
        };
        self.cost.authentication_requests += 1;
        session.methods(&evidence.target.user).await
    }

    /// Asks about the keys ssh would offer, in its order, up to the first it could log in with.
    pub(super) async fn offered(&mut self, config: &SshConfig, evidence: &Evidence) -> KeyAnswers {
        let none = Identities::default();
        let identities = evidence.identities().unwrap_or(&none);
        let offers = identities.offer(config);
        let keys: Vec<PublicKey> = offers.iter().map(|offer| offer.key.clone()).collect();
        let enough = |key: &PublicKey| {
            offers
                .iter()
                .any(|offer: &Offer| offer.key == *key && identities.can_sign(offer))
        };
        let mut answers = self.ask(&keys, usize::MAX, enough, config, evidence).await;
        if answers.accepted().is_some()
            && answers.refused() < 2
            && may_say_yes_to_everything(evidence)
        {
            let decoy = self.ask(&[decoy()], 1, |_| true, config, evidence).await;
            answers.says_yes_to_everything = decoy.accepted().is_some();
        }
        answers
    }

    /// Asks about the person's other keys, within what is free or was allowed.
    pub(super) async fn others(&mut self, config: &SshConfig, evidence: &Evidence) -> KeyAnswers {
        let keys = evidence.other_candidates().unwrap_or_default();
        let yes = evidence
            .answers
            .get(Question::OtherKeys)
            .is_some_and(|answer| answer.is("yes"));
        let free = evidence.free_refusals().unwrap_or(0);
        if !yes {
            return self.ask(&keys, free, |_| true, config, evidence).await;
        }
        let already = evidence.offered().map_or(0, KeyAnswers::refused);
        if already > 0 || !matches!(self.link, Link::Exchanged(_)) {
            self.hang_up();
            self.reach_userauth(evidence).await;
        }
        self.ask(&keys, WITH_A_YES, |_| true, config, evidence)
            .await
    }

    /// One key after another, until one is `enough`, `limit` are refused, or the connection ends.
    async fn ask(
        &mut self,
        keys: &[PublicKey],
        limit: usize,
        enough: impl Fn(&PublicKey) -> bool,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> KeyAnswers {
        let mut answers = KeyAnswers::default();
        let sha1 = config
            .pubkey_accepted_algorithms
            .iter()
            .any(|algorithm| algorithm == "ssh-rsa");
        let mut rest = keys.iter();
        for key in rest.by_ref() {
            if answers.refused() >= limit {
                answers.unasked.push(key.clone());
                break;
            }
            let Link::Exchanged(session) = &mut self.link else {
                answers.unasked.push(key.clone());
                answers.ending.get_or_insert(Ending::Closed(Closing::Eof));
                break;
            };
            let query = session.query(&evidence.target.user, key, sha1).await;
            let reply = match query {
                Query::Reply(reply) => reply,
                Query::LoggedIn => KeyReply::Accepted,
                Query::CouldNotAsk => {
                    answers.unasked.push(key.clone());
                    continue;
                }
                Query::Ended(ending) => {
                    self.link = Link::Down;
                    if ending.is_too_many_failures() {
                        // The refusal that used up MaxAuthTries is told by hanging up.
                        self.cost.authentication_requests += 1;
                        self.cost.failures_a_server_counts += 1;
                        answers.answers.push(KeyAnswer {
                            key: key.clone(),
                            reply: KeyReply::Refused,
                        });
                    } else {
                        answers.unasked.push(key.clone());
                    }
                    answers.ending = Some(ending);
                    break;
                }
            };
            answers.answers.push(KeyAnswer {
                key: key.clone(),
                reply,
            });
            match reply {
                KeyReply::Accepted => self.cost.authentication_requests += 1,
                KeyReply::Refused => {
                    self.cost.authentication_requests += 1;
                    self.cost.failures_a_server_counts += 1;
                }
                KeyReply::NoSignatureAlgorithm => {}
            }
            if reply == KeyReply::Accepted && enough(key) {
                break;
            }
        }
        answers.unasked.extend(rest.cloned());
        answers
    }

    /// A new connection that stands at the door of user authentication again.
    async fn reach_userauth(&mut self, evidence: &Evidence) {
        let Ok(Negotiation::Agreed(agreed)) = evidence.negotiation() else {
            return;
        };
        let Some(mut opening) = self.open_again(evidence).await else {
            return;
        };
        let Ok(theirs) = opening.kexinit(self.patience).await else {
            return;
        };
        let ours = evidence
            .ssh_config()
            .map(|config| self.ours(config))
            .unwrap_or_default();
        if let (_, Some(mut session)) =
            Session::start(opening, &ours, agreed, &theirs, self.patience).await
        {
            // sshd counts the first request on a connection only if it is not `none`.
            self.cost.authentication_requests += 1;
            if matches!(
                session.methods(&evidence.target.user).await,
                Methods::Offered { .. }
            ) {
                self.link = Link::Exchanged(Box::new(session));
            }
        }
    }
}

/// OpenSSH and dropbear are known to look a key up before they say yes; tinysshd is known not to.
fn may_say_yes_to_everything(evidence: &Evidence) -> bool {
    match evidence.identification() {
        Ok(Identification::Ssh { ident, .. }) => {
            !ident.contains("OpenSSH") && !ident.contains("dropbear")
        }
        Ok(_) | Err(_) => false,
    }
}

/// A key nobody has: 32 random bytes where the point stands.
fn decoy() -> PublicKey {
    use ring::rand::SecureRandom as _;
    let mut point = [0; 32];
    // Should the system have no randomness, all zeros are nobody's key either.
    let _ = ring::rand::SystemRandom::new().fill(&mut point);
    let blob = [&[0, 0, 0, 11][..], b"ssh-ed25519", &[0, 0, 0, 32], &point].concat();
    PublicKey {
        algorithm: String::from("ssh-ed25519"),
        blob,
    }
}
