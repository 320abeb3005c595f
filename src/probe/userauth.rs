//! `none` and public-key queries, on the one connection that authenticates as nobody.

use std::time::Duration;

use tokio::time::sleep;

use super::session::{Query, Session};
use super::{Link, Prober, login, rsa};
use crate::evidence::{
    CONNECTIONS_WITH_A_YES, Closing, Ending, Evidence, Identities, KeyAnswer, KeyAnswers,
    KeyExchange, KeyReply, Login, Methods, Negotiation, Offer, OtherUser, PublicKey, Question,
    ServerWords, SshConfig, StandingKind, StrictHostKeyChecking, WITH_A_YES, git,
};
use crate::target::Target;

/// Without one, so many: no more than plain ssh gets, or two.
const FREE: usize = 2;
/// Before the last of its connections a yes waits until the server's penalty for the first has passed (PerSourcePenalties,
/// `authfail` 5 s; from a sum of 15 on the person's own ssh would be refused, too).
const PENALTY: Duration = Duration::from_secs(5);

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
        if answers.accepted().is_some() {
            self.decoy(&mut answers, config, evidence).await;
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
        let mut limit = evidence.free_refusals().unwrap_or(0);
        // A login in between has hung up; every key that the host takes is wanted then, not the first.
        let all = evidence.refuses_the_repository();
        if all && !yes && limit > 0 {
            self.reach_userauth(evidence).await;
        }
        if yes {
            let offered = evidence.offered();
            let already = offered.map_or(0, |answers| answers.refusals);
            let cut = offered.is_ok_and(|answers| {
                let ending = answers.ending.as_ref();
                ending.is_some_and(Ending::is_too_many_failures)
            });
            // Where this server's MaxAuthTries is known, one less is refused without hanging up.
            limit = match already {
                1.. if cut => WITH_A_YES.min(already - 1).max(1),
                _ => WITH_A_YES,
            };
            if already > 0 || !matches!(self.link, Link::Exchanged(_)) {
                self.hang_up();
                self.reach_userauth(evidence).await;
            }
        }
        let mut answers = self.ask(&keys, limit, |_| !all, config, evidence).await;
        for connection in 2..=CONNECTIONS_WITH_A_YES {
            let cut = answers
                .ending
                .as_ref()
                .is_some_and(Ending::is_too_many_failures);
            let over = (!all && answers.accepted().is_some()) || answers.unasked.is_empty();
            if !yes || over || (answers.ending.is_some() && !cut) {
                break;
            }
            self.hang_up();
            if connection == CONNECTIONS_WITH_A_YES && evidence.ident().contains("OpenSSH") {
                sleep(PENALTY).await;
            }
            self.reach_userauth(evidence).await;
            if !matches!(self.link, Link::Exchanged(_)) {
                break;
            }
            if cut {
                limit = limit.min(answers.answers.len().saturating_sub(1)).max(1);
            }
            let rest = std::mem::take(&mut answers.unasked);
            let more = self.ask(&rest, limit, |_| !all, config, evidence).await;
            answers.answers.extend(more.answers);
            answers.refusals += more.refusals;
            answers.unasked = more.unasked;
            answers.ending = more.ending;
        }
        if answers.accepted().is_some() {
            self.decoy(&mut answers, config, evidence).await;
        }
        answers
    }

    /// One key for another login name, on a connection of its own: sshd hangs up when the name changes.
    pub(super) async fn other_user(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> Option<OtherUser> {
        let (name, key) = evidence.other_user_to_ask()?;
        self.hang_up();
        let mut other = OtherUser {
            name,
            key,
            reply: None,
        };
        let mut session = self.start_again(evidence).await?;
        let hash = match other.key.plain_algorithm().as_str() {
            "ssh-rsa" => {
                let announced = session.announced_rsa_hash().await;
                rsa::chosen(config, &other.key, announced).flatten()
            }
            _ => None,
        };
        self.cost.authentication_requests += 1;
        other.reply = match session.query(&other.name, &other.key, hash).await {
            Query::Reply(reply) => Some(reply),
            Query::LoggedIn => Some(KeyReply::Accepted),
            Query::Ended(_) | Query::CouldNotAsk => None,
        };
        if other.reply != Some(KeyReply::Accepted) {
            self.cost.failures_a_server_counts += 1;
        }
        Some(other)
    }

    /// A complete login, as the person's ssh is configured.
    pub(super) async fn login(&mut self, config: &SshConfig, evidence: &Evidence) -> Login {
        self.hang_up();
        let target = self.target_through_the_way(evidence);
        let person = self.person_of(&target, config, evidence);
        let (login, spent, waits) = match evidence.question() {
            Some(question) => login::asked(&person, &question).await,
            None if evidence.greets() => login::greeted(&person).await,
            None => login::run(&person, evidence.takes_a_key()).await,
        };
        self.count(spent);
        self.waits = waits;
        login
    }

    /// A second login, to a Git host that refuses the repository: whom does it take the key for?
    pub(super) async fn greeting(&mut self, config: &SshConfig, evidence: &Evidence) -> Login {
        self.hang_up();
        let target = self.target_through_the_way(evidence);
        let person = self.person_of(&target, config, evidence);
        let (login, spent, _) = login::greeted(&person).await;
        self.count(spent);
        login
    }

    /// The key that is refused, then the other way in, on one connection.
    pub(super) async fn server_words(
        &mut self,
        config: &SshConfig,
        evidence: &Evidence,
    ) -> ServerWords {
        self.hang_up();
        let Some(way) = evidence.way_to_the_words() else {
            return ServerWords::NoLogin(Login::Failed { said: Vec::new() });
        };
        let target = self.target_through_the_way(evidence);
        let person = self.person_of(&target, config, evidence);
        let working = way.working.as_deref();
        let (words, spent) = login::after_refusal(&person, &way.refused, working).await;
        self.count(spent);
        words
    }

    /// The target as the person's ssh reaches it: through the jump hosts that this run came through, each logged in to.
    fn target_through_the_way(&mut self, evidence: &Evidence) -> Target {
        let way = self.carrier.as_ref().map(|carrier| &carrier.plan);
        let target = way.map_or_else(
            || evidence.target.clone(),
            |way| way.lead_to(&evidence.target),
        );
        let logins = way.map_or(0, |way| way.logins);
        self.cost.logins(logins);
        target
    }

    fn person_of<'a>(
        &self,
        target: &'a Target,
        config: &'a SshConfig,
        evidence: &Evidence,
    ) -> login::Person<'a> {
        let unknown = evidence
            .host_key()
            .is_ok_and(|standing| standing.kind == StandingKind::Unknown);
        let written = matches!(
            config.strict_host_key_checking,
            StrictHostKeyChecking::AcceptNew | StrictHostKeyChecking::No
        );
        login::Person {
            keeps_no_record: unknown && written,
            target,
            config,
            someone_to_ask: evidence.someone_to_ask,
            patience: self.patience,
        }
    }

    fn count(&mut self, spent: login::Spent) {
        self.cost.connections += spent.connections;
        self.cost.authentication_requests += spent.requests;
        self.cost.failures_a_server_counts += spent.failures;
    }

    /// A yes counts only where a key that nobody has gets a no: asked of servers not known to look a key up.
    async fn decoy(&mut self, answers: &mut KeyAnswers, config: &SshConfig, evidence: &Evidence) {
        if answers.refusals >= FREE || !may_say_yes_to_everything(evidence) {
            return;
        }
        let decoy = self.ask(&[decoy()], 1, |_| true, config, evidence).await;
        answers.says_yes_to_everything = decoy.accepted().is_some();
        answers.refusals += decoy.refusals;
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
        let user = &evidence.target.user;
        let mut rest = keys.iter();
        for key in rest.by_ref() {
            if answers.refusals >= limit {
                answers.unasked.push(key.clone());
                break;
            }
            let reply = match self.one(key, user, &mut answers, config).await {
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
                        self.cost.failures_a_server_counts += 1;
                        answers.refusals += 1;
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
            if reply == KeyReply::Accepted && enough(key) {
                break;
            }
        }
        answers.unasked.extend(rest.cloned());
        answers
    }

    /// One key, with the signature algorithm ssh would use for it; an RSA key for which ssh has none, or only one that the
    /// server refuses, is asked about once more with the server's, while that is free.
    async fn one(
        &mut self,
        key: &PublicKey,
        user: &str,
        answers: &mut KeyAnswers,
        config: &SshConfig,
    ) -> Query {
        if key.plain_algorithm() != "ssh-rsa" {
            return self.query(user, key, None, answers).await;
        }
        let Link::Exchanged(session) = &mut self.link else {
            return Query::Ended(Ending::Closed(Closing::Eof));
        };
        let announced = session.announced_rsa_hash().await;
        let own = rsa::chosen(config, key, announced);
        let first = match own {
            Some(hash) => self.query(user, key, hash, answers).await,
            None => Query::Reply(KeyReply::NoSignatureAlgorithm { taken_with: None }),
        };
        let instead = rsa::alternative(config, key, announced)
            .filter(|_| first != Query::Reply(KeyReply::Accepted) && answers.refusals < FREE);
        let (Query::Reply(reply), Some(hash)) = (&first, instead) else {
            return first;
        };
        match self.query(user, key, hash, answers).await {
            Query::Reply(KeyReply::Accepted) => Query::Reply(KeyReply::NoSignatureAlgorithm {
                taken_with: Some(rsa::name(hash)),
            }),
            Query::Ended(ending) => Query::Ended(ending),
            Query::Reply(_) | Query::LoggedIn | Query::CouldNotAsk => Query::Reply(*reply),
        }
    }

    /// One request, counted.
    async fn query(
        &mut self,
        user: &str,
        key: &PublicKey,
        hash: rsa::Hash,
        answers: &mut KeyAnswers,
    ) -> Query {
        let Link::Exchanged(session) = &mut self.link else {
            return Query::Ended(Ending::Closed(Closing::Eof));
        };
        let query = session.query(user, key, hash).await;
        if query != Query::CouldNotAsk {
            self.cost.authentication_requests += 1;
        }
        if query == Query::Reply(KeyReply::Refused) {
            self.cost.failures_a_server_counts += 1;
            answers.refusals += 1;
        }
        query
    }

    /// A new connection that stands at the door of user authentication again.
    async fn reach_userauth(&mut self, evidence: &Evidence) {
        let Some(mut session) = self.start_again(evidence).await else {
            return;
        };
        // sshd counts the first request on a connection only if it is not `none`.
        self.cost.authentication_requests += 1;
        if matches!(
            session.methods(&evidence.target.user).await,
            Methods::Offered { .. }
        ) {
            self.link = Link::Exchanged(Box::new(session));
        }
    }

    /// A new connection whose key exchange is done, to a server that proves the same host key.
    async fn start_again(&mut self, evidence: &Evidence) -> Option<Session> {
        let Ok(Negotiation::Agreed(agreed)) = evidence.negotiation() else {
            return None;
        };
        let mut opening = self.open_again(evidence).await?;
        let theirs = opening.kexinit(self.patience).await.ok()?;
        let ours = self.ours(evidence.ssh_config().ok()?);
        let (again, session) = Session::start(opening, &ours, agreed, &theirs, self.patience).await;
        let Ok(KeyExchange::Done { host_key, .. }) = evidence.key_exchange() else {
            return None;
        };
        let same = matches!(&again, KeyExchange::Done { host_key: now, .. } if now == host_key);
        session.filter(|_| same)
    }
}

/// OpenSSH, dropbear and the Git hosts are known to look a key up before they say yes; tinysshd is known not to.
fn may_say_yes_to_everything(evidence: &Evidence) -> bool {
    let ident = evidence.ident();
    !ident.contains("OpenSSH")
        && !ident.contains("dropbear")
        && git::service(&evidence.target.hostname, &ident).is_none()
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
