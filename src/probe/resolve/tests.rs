//! Names that need no network, and the errors of the resolver by their codes.

use super::*;

const PATIENCE: Duration = Duration::from_secs(5);

async fn resolved(hostname: &str, family: &str) -> (Resolution, Vec<SocketAddr>) {
    resolve_with_zones(hostname, family, PATIENCE, &[]).await
}

#[tokio::test]
async fn addresses_are_taken_as_they_are() {
    for text in ["127.0.0.1", "::1", "203.0.113.7", "2001:db8::7"] {
        let address: IpAddr = text.parse().unwrap();
        let (resolution, sockets) = resolved(text, "any").await;
        assert_eq!(resolution, Resolution::Literal(address));
        assert_eq!(sockets, [SocketAddr::new(address, 0)]);
    }
    let loopback = IpAddr::from([127, 0, 0, 1]);
    assert_eq!(
        resolved("127.1", "any").await.0,
        Resolution::Literal(loopback)
    );
}

#[tokio::test]
async fn an_address_of_the_wrong_family_is_no_address() {
    let expected = |text: &str| Resolution::NoAddress {
        other_family: vec![text.parse().unwrap()],
    };
    assert_eq!(resolved("::1", "inet").await.0, expected("::1"));
    assert_eq!(resolved("10.0.0.1", "inet6").await.0, expected("10.0.0.1"));
}

#[tokio::test]
async fn a_link_local_address_needs_its_interface() {
    for text in ["fe80::1", "fe80::1%no-such-interface"] {
        let (resolution, sockets) = resolved(text, "any").await;
        assert!(
            matches!(resolution, Resolution::ScopeMissing { .. }),
            "{text}"
        );
        assert!(sockets.is_empty());
    }
    let (resolution, sockets) = resolved("fe80::1%1", "any").await;
    assert_eq!(resolution, Resolution::Literal("fe80::1".parse().unwrap()));
    assert_eq!(sockets[0].to_string(), "[fe80::1%1]:0");
}

#[tokio::test]
async fn localhost_is_found() {
    let (resolution, sockets) = resolved("localhost", "inet").await;
    let addresses = vec![IpAddr::from([127, 0, 0, 1])];
    assert_eq!(resolution, Resolution::Found { addresses });
    assert_eq!(sockets, ["127.0.0.1:0".parse().unwrap()]);
}

#[tokio::test]
async fn an_error_is_known_by_its_code() {
    let until = Instant::now() + Duration::ZERO;
    let outcome = async |code| {
        let near = [String::from("web1")];
        unresolved(&LookupError::new(code), "wbe1", Family::Any, until, &near).await
    };
    let near = vec![String::from("web1")];
    let lookup = name_service::lookup("wbe1", Duration::ZERO).await;
    assert_eq!(
        outcome(libc::EAI_NONAME).await,
        Resolution::NotFound {
            near,
            alias: None,
            lookup
        }
    );
    let none = Resolution::NoAddress {
        other_family: vec![],
    };
    assert_eq!(outcome(EAI_ADDRFAMILY).await, none);
    assert_eq!(outcome(libc::EAI_AGAIN).await, Resolution::TryAgain);
    let failed = outcome(libc::EAI_FAIL).await;
    assert!(matches!(failed, Resolution::Failed { text } if !text.contains("failed to lookup")));
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn glibc_and_musl_tell_a_name_without_addresses() {
    let until = Instant::now() + Duration::ZERO;
    let error = LookupError::new(libc::EAI_NODATA);
    let outcome = unresolved(&error, "web1", Family::Any, until, &[]).await;
    let none = Resolution::NoAddress {
        other_family: vec![],
    };
    assert_eq!(outcome, none);
}

#[tokio::test]
async fn a_name_that_cannot_be_one_is_an_outcome() {
    let (resolution, _) = resolved("a\0b", "any").await;
    assert!(matches!(resolution, Resolution::Failed { .. }));
}

#[test]
fn a_resolver_that_hangs_keeps_nothing_waiting() {
    let started = std::time::Instant::now();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let answer = in_its_own_thread(|| thread::sleep(Duration::from_secs(20))).unwrap();
        let until = Instant::now() + Duration::from_millis(20);
        assert!(timeout_at(until, answer).await.is_err());
    });
    drop(runtime);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn every_slip_of_the_fingers_counts_once() {
    for (a, b, distance) in [
        ("", "", 0),
        ("", "ab", 2),
        ("web1", "web1", 0),
        ("web1", "wbe1", 1),
        ("web1", "web", 1),
        ("web1", "web11", 1),
        ("web1", "wab1", 1),
        ("ca", "abc", 3),
        ("kitten", "sitting", 3),
        ("サーバ", "サバ", 1),
    ] {
        assert_eq!(edit_distance(a, b), distance, "{a} {b}");
        assert_eq!(edit_distance(b, a), distance, "{b} {a}");
    }
}

#[test]
fn the_nearest_names_come_first() {
    let names = [
        "example.org",
        "Web1.example.com",
        "web12.exmaple.com",
        "web1.example.com",
    ]
    .map(String::from);
    assert_eq!(
        nearest("web1.exmaple.com", &names),
        ["Web1.example.com", "web1.example.com", "web12.exmaple.com"]
    );
    assert!(nearest("db", &["web1", "dbserver", "db"].map(String::from)).is_empty());
}
