//! Name to address.

use super::{Walk, connect, found, hops, identify, logged, undecided};
use crate::evidence::{
    Evidence, Lookup, Mode, NameServerState, NameServers, Place, Probe, Resolution,
};
use crate::finding::config::config_alias_unmatched::ConfigAliasUnmatched;
use crate::finding::config::environment_differs::{EnvironmentDiffers, There};
use crate::finding::resolve::address_family_missing::AddressFamilyMissing;
use crate::finding::resolve::ipv6_scope_missing::Ipv6ScopeMissing;
use crate::finding::resolve::name_not_found::NameNotFound;
use crate::finding::resolve::resolver_failed::ResolverFailed;
use crate::finding::resolve::resolver_unreachable::ResolverUnreachable;
use crate::finding::{Step, Where, resolve};
use crate::say;

pub(super) fn names(evidence: &Evidence) -> Walk {
    let config = evidence.ssh_config()?;
    // A log tells of the passage in the words and facts of the way to the jump host.
    let in_a_log = evidence.mode() == Mode::Log;
    if let Some(jump) = evidence.jump_host()
        && !in_a_log
    {
        return hops::passage(jump, evidence);
    }
    if let Some(walk) = logged::listen(Place::Connect, evidence) {
        return walk;
    }
    let told_of_the_way = in_a_log && (evidence.connect().is_ok() || evidence.resolution().is_ok());
    if config.goes_through_a_proxy() && !told_of_the_way {
        // The proxy resolves and connects; what reaches this side begins with the identification string.
        return identify::identification(evidence);
    }
    if evidence.is_behind(Probe::Resolution) {
        return connect::tcp(evidence);
    }
    match evidence.resolution()?.clone() {
        Resolution::Literal(_) | Resolution::Found { .. } => connect::tcp(evidence),
        Resolution::NotFound {
            lookup:
                Lookup {
                    elsewhere: Some(block),
                    ..
                },
            ..
        } => found(EnvironmentDiffers {
            home: block.home,
            whose: block.whose,
            there: There::Block {
                file: block.file,
                line: block.line,
            },
        }),
        Resolution::NotFound {
            alias: Some(alias), ..
        } => found(ConfigAliasUnmatched { alias }),
        Resolution::NotFound {
            near,
            alias: None,
            lookup,
        } => {
            let target = &evidence.target;
            let renamed = !target.host.eq_ignore_ascii_case(&target.hostname);
            found(NameNotFound {
                near,
                lookup,
                block: config.host_block.clone().filter(|_| renamed),
            })
        }
        Resolution::NoAddress { other_family } => found(AddressFamilyMissing {
            family: config.address_family.clone(),
            other_family,
        }),
        Resolution::ScopeMissing {
            interfaces,
            of_name,
        } => found(Ipv6ScopeMissing {
            interfaces,
            of_name,
        }),
        Resolution::Failed { text } => found(ResolverFailed {
            servers: Vec::new(),
            text: Some(text),
        }),
        Resolution::TryAgain | Resolution::TimedOut => no_answer(evidence),
    }
}

/// The system's resolver says "try again" for a dead name server and for one that fails: the servers themselves tell.
fn no_answer(evidence: &Evidence) -> Walk {
    let NameServers { servers, near } = evidence.name_servers()?.clone();
    let any = |is: fn(NameServerState) -> bool| servers.iter().any(|server| is(server.state));
    if any(|state| matches!(state, NameServerState::Answered(_))) {
        // A server that answers now contradicts the resolver: it may have been asked for something else, or have
        // recovered meanwhile.
        return undecided(
            say!(
                "The system's resolver gave no answer, and a configured name server answers when asked directly.",
                "システムのリゾルバーは応答を得られませんでしたが、設定済みのネームサーバーに直接問い合わせると応答があります。"
            ),
            vec![
                &resolve::resolver_failed::PAGE,
                &resolve::resolver_unreachable::PAGE,
            ],
            Step::new(
                Where::Client,
                say!(
                    "Try again; it may have recovered.",
                    "もう一度試します。復旧している可能性があります。"
                ),
            )
            .run(evidence.target.again()),
        );
    }
    if any(|state| matches!(state, NameServerState::Failed(_))) {
        return found(ResolverFailed {
            servers,
            text: None,
        });
    }
    found(ResolverUnreachable { servers, near })
}
