//! "No route to host" at once: macOS keeps this terminal from its own link, or something else. No Mac is here, so the evidence of one
//! is given to the tree.

use std::net::SocketAddr;

use sshdoctor::evidence::specimens::usual_config;
use sshdoctor::evidence::{
    Attempt, Configuration, Connect, Evidence, Fact, Icmp, LocalNetwork, NameOrigin, Need, Probe,
    Resolution, TcpOutcome,
};
use sshdoctor::tree;

use crate::survey::start;

/// ssh's connect to this address says "No route to host" after so many milliseconds.
fn no_route(address: &str, elapsed_ms: f64, icmp: Option<Icmp>) -> Evidence {
    let address: SocketAddr = address.parse().unwrap();
    let mut evidence = start("deploy", false);
    let config = Box::new(usual_config());
    evidence.learn(Fact::Configuration(Configuration::Effective(config)));
    evidence.learn(Fact::Resolution(Resolution::Literal(address.ip())));
    evidence.learn(Fact::Connect(Connect {
        attempts: vec![Attempt {
            address,
            outcome: TcpOutcome::HostUnreachable(icmp),
            elapsed_ms,
        }],
        local: None,
    }));
    evidence.learn(Fact::NameOrigin(NameOrigin::default()));
    evidence
}

/// The code, its certainty and its candidates, once this is known of the link.
fn named(
    mut evidence: Evidence,
    link: Option<LocalNetwork>,
) -> (&'static str, &'static str, Vec<&'static str>) {
    if let Some(link) = link {
        let need = tree::diagnose(&evidence).unwrap_err();
        assert_eq!(need, Need::Probe(Probe::LocalNetwork));
        evidence.learn(Fact::LocalNetwork(link));
    }
    let diagnosis = tree::diagnose(&evidence).unwrap();
    let root = diagnosis.root().unwrap();
    let candidates = root.candidates().iter().map(|page| page.code).collect();
    (root.page().code, root.certainty().name(), candidates)
}

#[test]
fn it_is_the_macs_privacy_only_at_once_and_on_its_own_link() {
    let answered = LocalNetwork::OnLink { neighbour: true };
    let unknown = LocalNetwork::OnLink { neighbour: false };
    let rule = ("local-firewall-blocks", "certain", vec![]);
    for local in ["192.168.1.5:22", "10.0.0.5:22", "169.254.3.4:22"] {
        assert_eq!(
            named(no_route(local, 0.3, None), Some(answered.clone())),
            (
                "local-network-privacy",
                "likely",
                vec!["local-firewall-blocks"]
            ),
            "{local}"
        );
    }
    let local = || no_route("192.168.1.5:22", 0.3, None);
    // The system says so at once for some seconds, too, after a host did not answer.
    assert_eq!(
        named(local(), Some(unknown)),
        (
            "local-network-privacy",
            "possible",
            vec!["host-unreachable", "local-firewall-blocks"]
        )
    );
    // Not a Mac, or an older one; or behind a router.
    assert_eq!(named(local(), Some(LocalNetwork::Unguarded)), rule);
    assert_eq!(named(local(), Some(LocalNetwork::OffLink)), rule);
    // Nobody asks about the link where it is no address of one.
    assert_eq!(named(no_route("203.0.113.5:22", 0.3, None), None), rule);
    // It took as long as a neighbour's silence: that of a host, or of a cable that is not plugged in.
    let unplugged = LocalNetwork::NoLink {
        interface: String::from("en0"),
    };
    for link in [LocalNetwork::Unguarded, answered.clone(), unplugged] {
        let named = named(no_route("192.168.1.5:22", 3060.0, None), Some(link));
        assert_eq!(named, ("host-unreachable", "certain", vec![]));
    }
    // A router's or a firewall's word is its own proof.
    let prohibited = Icmp {
        kind: 3,
        code: 10,
        sender: "192.168.1.5".parse().unwrap(),
        own: false,
    };
    let (code, _, _) = named(no_route("192.168.1.5:22", 0.3, Some(prohibited)), None);
    assert_eq!(code, "connection-prohibited");
}
