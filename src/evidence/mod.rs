//! What is known: one outcome a probe, each an enum of what a client can really see.
//!
//! "Not looked at" is `None`, never `false`; "looked and could not tell" is an outcome of its own. Live probes, a pasted
//! log and the server side fill the same [`Evidence`]; one tree judges all.

mod age;
pub mod algorithms;
mod asking;
pub mod block;
mod certificate;
mod configuration;
mod connect;
pub mod gate;
pub mod git;
mod home;
mod hops;
mod hostkey;
mod identify;
pub mod image;
mod jump;
mod kex;
mod keys;
mod listed;
mod log;
mod offer;
pub mod pace;
pub(crate) mod pattern;
mod public_key;
mod question;
mod release;
mod remark;
mod resolve;
mod sentence;
pub mod server;
pub mod specimens;
mod trace;
mod usable;
mod userauth;

pub use age::{FileDate, KeyAge, Met};
pub use asking::{CONNECTIONS_WITH_A_YES, WITH_A_YES, WayToTheWords};
pub use block::BlockView;
pub use certificate::Certificate;
pub use configuration::{Configuration, ControlMaster, SshConfig, StrictHostKeyChecking};
pub use connect::{
    Attempt, Connect, Icmp, LocalNetwork, Losses, OtherFamily, OtherPort, OtherPortKey, OtherPorts,
    PortState, Refusal, SecondHost, SignsOfLife, TcpOutcome,
};
pub use home::{Keeper, OtherHome, Whose};
pub use hops::{ControlSocket, Passage, Unusable};
pub use hostkey::{
    BY_COMMAND, HostKeyStanding, KnownHostsCommand, KnownKey, RecordedKey, Sshfp, StandingKind,
};
pub use identify::{Closing, HangUp, Identification, Protocol, SecondTry};
pub use kex::{Agreed, Disconnect, KeyExchange, Lost, Mend, Negotiation, NoCommon, Slot, Stall};
pub use keys::{Agent, AgentKey, Defect, FileState, Identities, IdentityFile, Origin, Provider};
pub use listed::ListedKey;
pub use log::{Log, Mark, Mode, Said, UNTOLD_ADDRESS, UNTOLD_HOST, UNTOLD_USER, is_untold};
pub use offer::{Offer, usable_by};
pub use public_key::PublicKey;
pub(crate) use public_key::{
    MLDSA44_ED25519, RSA_MINIMUM, UNKNOWN as UNKNOWN_FINGERPRINT, push_string, take_string,
    take_u32,
};
pub use question::{Answer, Answers, Question};
pub use release::{Release, not_before};
pub use remark::{Remark, RemarkKind, reasons};
pub use resolve::{
    BlockElsewhere, Lookup, NameOrigin, NameServer, NameServerState, NameServers, Resolution,
};
pub use sentence::{Place, Sentence};
pub use server::{AskedKey, ServerAsk, ServerSide};
pub use trace::{Hop, Trace};
pub use userauth::{
    Ending, Footprint, KeyAnswer, KeyAnswers, KeyReply, Login, Methods, OpensshSays, OtherUser,
    ServerWords, Ticket, Tokens,
};

use crate::target::Target;

/// What stops the tree: the one fact it needs next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Need {
    /// Ask the network or the disk.
    Probe(Probe),
    /// Ask the person.
    Ask(Question),
}

/// What starts programs where nobody sits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Starter {
    /// cron, anacron, at.
    Cron,
    /// A service manager.
    Service,
}

/// What is known before any probe: who asks, and whether ssh could ask them something.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// The target, as far as it is known: complete once the configuration is.
    pub target: Target,
    /// Could ssh ask this person something (a controlling terminal, or an askpass program)?
    pub someone_to_ask: bool,
    /// What started this run, where no person did.
    pub started_by: Option<Starter>,
    /// Stop before any authentication request (`--no-auth`).
    pub no_auth: bool,
    /// The machines that are to be reached through this one, the next first; none where this is the target itself.
    pub behind: Vec<Target>,
    /// The jump host before this machine, once it was examined and found well.
    pub through: Option<Target>,
    /// Nobody is asked anything in this run (`--json`, `--no-input`, no terminal).
    pub unattended: bool,
    /// This machine's clock, seconds since 1970.
    pub now: u64,
    /// What the person answered.
    pub answers: Answers,
    /// What the person answered beforehand (`--answer`), asked or not.
    pub given: Answers,
    /// The repository that a git command in front asked for.
    pub repository: Option<git::Repository>,
    /// What a log adds; none in a run of its own probes.
    pub log: Option<Box<Log>>,
    /// Where the time of a login went, as its own lines tell: those of the login this run made, or of a log with a clock.
    pub waits: Vec<pace::Wait>,
    /// The login that is asked about on the server itself; none where this is the client.
    pub at_server: Option<Box<ServerAsk>>,
    facts: Facts,
    times: Vec<(Probe, f64)>,
}

/// Declares the facts: one line a probe gives the probe its name, the fact its type and the tree its accessor.
macro_rules! facts {
    ($( $(#[$doc:meta])* $probe:ident $field:ident: $outcome:ty, )+) => {
        /// Asks the network or the disk for one fact.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Probe { $( $(#[$doc])* $probe, )+ }

        /// One outcome of one probe.
        #[derive(Debug, Clone)]
        pub enum Fact { $( $(#[$doc])* $probe($outcome), )+ }

        #[derive(Debug, Clone, Default)]
        struct Facts { $( $field: Option<$outcome>, )+ }

        impl Probe {
            /// All of them, in the order in which a login passes them.
            pub const ALL: &[Probe] = &[ $( Probe::$probe, )+ ];

            /// Its name, for people who read the tree.
            pub const fn name(self) -> &'static str {
                match self { $( Probe::$probe => stringify!($field), )+ }
            }
        }

        impl Fact {
            /// The probe that brings such a fact.
            pub const fn probe(&self) -> Probe {
                match self { $( Fact::$probe(_) => Probe::$probe, )+ }
            }
        }

        impl Evidence {
            /// Has this probe's outcome been learned?
            pub const fn knows(&self, probe: Probe) -> bool {
                match probe { $( Probe::$probe => self.facts.$field.is_some(), )+ }
            }

            /// As if this probe had not been run.
            pub fn forget(&mut self, probe: Probe) {
                match probe { $( Probe::$probe => self.facts.$field = None, )+ }
            }

            /// Takes in one fact.
            pub fn learn(&mut self, fact: Fact) {
                match fact { $( Fact::$probe(outcome) => self.facts.$field = Some(outcome), )+ }
            }

            $(
                $(#[$doc])*
                pub const fn $field(&self) -> Result<&$outcome, Need> {
                    match &self.facts.$field {
                        Some(outcome) => Ok(outcome),
                        None => Err(Need::Probe(Probe::$probe)),
                    }
                }
            )+
        }
    };
}

facts! {
    /// What the person's own ssh would do (`ssh -G`).
    Configuration configuration: Configuration,
    /// The socket at ControlPath.
    ControlSocket control_socket: ControlSocket,
    /// The way through the jump host.
    Passage passage: Passage,
    /// The addresses of the host name, from the system's resolver.
    Resolution resolution: Resolution,
    /// The configured name servers, asked directly.
    NameServers name_servers: NameServers,
    /// Where the address of the name comes from.
    NameOrigin name_origin: NameOrigin,
    /// TCP to every address.
    Connect connect: Connect,
    /// Does anything at a silent address live?
    SignsOfLife signs_of_life: SignsOfLife,
    /// Has this machine's own link to do with it?
    LocalNetwork local_network: LocalNetwork,
    /// Other ports of the same host (only after a yes).
    OtherPorts other_ports: OtherPorts,
    /// The host key on the other port, against the record.
    OtherPortKey other_port_key: OtherPortKey,
    /// The addresses that AddressFamily leaves out.
    OtherFamily other_family: OtherFamily,
    /// The same port of another host (only the one the person named).
    SecondHost second_host: SecondHost,
    /// How far packets to the port get (only after a yes).
    Trace trace: Trace,
    /// The identification string and what came before it.
    Identification identification: Identification,
    /// The same again, some seconds later.
    SecondTry second_try: SecondTry,
    /// What a server that hangs up at once does with a client that keeps quiet.
    HangUp hang_up: HangUp,
    /// Does the path lose what travels on this connection (only where a step was slow)?
    Losses losses: Losses,
    /// Both sides' algorithm lists, compared.
    Negotiation negotiation: Negotiation,
    /// The key exchange itself, which proves the server's host key.
    KeyExchange key_exchange: KeyExchange,
    /// The host key against known_hosts.
    HostKeyStanding host_key: HostKeyStanding,
    /// What KnownHostsCommand says of the key.
    KnownHostsCommand known_hosts_command: KnownHostsCommand,
    /// What DNS says of the key.
    Sshfp sshfp: Sshfp,
    /// The key type on record, asked for by name.
    RecordedKey recorded_key: RecordedKey,
    /// The answer to the request `none` (RFC 4252 section 5.2).
    Methods methods: Methods,
    /// The keys of this machine: identity files, agent, others.
    Identities identities: Identities,
    /// The server's answers to the keys ssh would offer.
    KeyAnswers offered: KeyAnswers,
    /// The server's answers to the person's other keys.
    OtherKeyAnswers others: KeyAnswers,
    /// The server's answer to a key for another login name (only after a yes to that name).
    OtherUser other_user: OtherUser,
    /// A complete login that the person asked for.
    Login login: Login,
    /// Whom a Git host that refuses the repository takes the key for (only after a yes).
    Greeting greeting: Login,
    /// What sshd says of the refused keys once another way in has succeeded (only after a yes).
    ServerWords server_words: ServerWords,
    /// What OpenSSH says of the one identity file that is the cause.
    OpensshSays openssh_says: OpensshSays,
    /// ssh's own view with the Host block in front that offers the key found among the others.
    BlockView block_view: BlockView,
    /// The security tokens of this machine.
    Tokens tokens: Tokens,
    /// The Kerberos ticket of this machine.
    Ticket ticket: Ticket,
    /// The server's own side.
    ServerSide server_side: ServerSide,
}

impl Evidence {
    /// Nothing known yet but the target's words.
    pub fn about(target: Target) -> Evidence {
        Evidence {
            target,
            ..Evidence::default()
        }
    }

    /// The person's answer; the question itself if it was not asked yet. Beside a log nobody is asked.
    pub fn ask(&self, question: Question) -> Result<&Answer, Need> {
        let nobody = self.log.as_ref().is_some_and(|log| !log.wonder)
            || self.target.via.is_some() && question.is_told_by_the_server();
        let unanswered = nobody.then_some(&Answer::Unanswered);
        self.answers
            .get(question)
            .or(unanswered)
            .ok_or(Need::Ask(question))
    }

    /// What finds this run in the server's log.
    pub fn footprint(&self) -> Footprint {
        Footprint {
            from: self.connect().ok().and_then(|connect| connect.local),
            when: (self.mode() == Mode::Live).then_some(self.now),
        }
    }

    /// Where the evidence comes from.
    pub const fn mode(&self) -> Mode {
        if self.log.is_some() {
            Mode::Log
        } else if self.at_server.is_some() {
            Mode::Server
        } else {
            Mode::Live
        }
    }

    /// A log shows something later than this fact, so that it was passed, and does not show the fact itself.
    pub fn is_behind(&self, probe: Probe) -> bool {
        let reached = self.log.as_ref().and_then(|log| log.reached);
        reached.is_some_and(|reached| probe < reached) && !self.knows(probe)
    }

    /// The sentences a log has for this place of the tree.
    pub fn said(&self, place: Place) -> impl Iterator<Item = &Said> {
        let said = self.log.as_ref().map_or(&[][..], |log| log.said.as_slice());
        said.iter().filter(move |said| said.what.place() == place)
    }

    /// The machine that this one is reached through.
    pub fn jump_host(&self) -> Option<Target> {
        if self.through.is_some() {
            return self.through.clone();
        }
        self.ssh_config().ok()?.jump_host(&self.target)
    }

    /// May a login be completed? Only after a yes; but where nobody can be asked, a jump host is logged in to as plain ssh
    /// would do it (the person's own ssh, BatchMode, the keys it uses anyway), because nothing behind it can be seen else.
    pub fn may_log_in(&self) -> Result<bool, Need> {
        let answer = self.ask(Question::LogIn)?;
        let as_ssh_would = !self.behind.is_empty() && self.unattended;
        Ok(answer.is("yes") || as_ssh_would && *answer == Answer::Unanswered)
    }

    /// May ssh ask the person something on this jump host? In a run that asks nothing only after a yes given beforehand.
    pub fn may_be_asked(&self) -> bool {
        let yes = |answer: &Answer| answer.is("yes");
        let allowed = !self.unattended || self.answers.get(Question::LogIn).is_some_and(yes);
        self.someone_to_ask && allowed
    }

    /// Takes in one fact and how long it took, in milliseconds.
    pub fn learn_timed(&mut self, fact: Fact, elapsed_ms: f64) {
        self.times.push((fact.probe(), elapsed_ms));
        self.learn(fact);
    }

    /// How long this probe took, in milliseconds.
    pub fn elapsed_ms(&self, probe: Probe) -> Option<f64> {
        self.times
            .iter()
            .rev()
            .find(|(timed, _)| *timed == probe)
            .map(|(_, elapsed)| *elapsed)
    }

    /// The configuration ssh would use, where there is one.
    pub fn ssh_config(&self) -> Result<&SshConfig, Need> {
        match self.configuration()? {
            Configuration::Effective(config) | Configuration::Defaults(config) => Ok(config),
            Configuration::Syntax { .. }
            | Configuration::Permissions { .. }
            | Configuration::RefusesConnection { .. }
            | Configuration::Proxy { .. }
            | Configuration::HostName { .. }
            | Configuration::ClientBroken { .. }
            | Configuration::Failed { .. } => Err(Need::Probe(Probe::Configuration)),
        }
    }
}
