//! The configured name servers, each asked directly: the resolver's "temporary failure" hides which of them is ill, and how.

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Header, Message, MessageType, Query, ResponseCode};
use hickory_proto::rr::{Name, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, BinEncodable};
use tokio::net::UdpSocket;
use tokio::time::timeout;

use super::{datagram, name_service, resolve, side_by_side};
use crate::evidence::{NameServer, NameServerState, NameServers};

/// Where the C library looks for its name servers (resolv.conf(5)).
const RESOLV_CONF: &str = "/etc/resolv.conf";

/// Of a longer list the C library uses the first three (MAXNS of resolv.h).
const MOST_SERVERS: usize = 3;

/// DNS.
const PORT: u16 = 53;

/// A DNS message over UDP without EDNS is at most this long, in bytes (RFC 1035 section 4.2.1).
const LONGEST_MESSAGE: usize = 512;

/// Datagrams get lost: the question is sent this often.
const SENDINGS: u32 = 2;

/// Asks each name server of /etc/resolv.conf (or, as the C library does where there is none, 127.0.0.1) for the addresses
/// of `hostname`, all at the same time. Each has `patience` to answer: more than 3.1 s, if a host that is down on this link
/// is to be told from a silent one. Only *whether and how* it answers is looked at. Like the C library it is asked for both
/// families, and for the name with each search domain behind it: one of these questions may fail where the others do not.
pub async fn ask(hostname: &str, patience: Duration) -> NameServers {
    let text = std::fs::read(RESOLV_CONF).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    let names = names(hostname, &name_service::search());
    let mut asked = ask_each(servers(&text), &names, patience).await;
    let answers = |server: &NameServer| {
        matches!(
            server.state,
            NameServerState::Answered(_) | NameServerState::Failed(_)
        )
    };
    if text.lines().all(|line| nameserver(line).is_none()) && !asked.servers.iter().any(answers) {
        // Nobody set this one: what is ill is that none is set.
        asked.servers.clear();
    }
    asked
}

/// The first configured name server that gives `hostname` an address, and the address. The C library takes the first
/// answer for the last word, and may be told to ask nobody (nsswitch.conf(5)).
pub(super) async fn who_knows(hostname: &str, patience: Duration) -> Option<(SocketAddr, IpAddr)> {
    let text = std::fs::read(RESOLV_CONF).unwrap_or_default();
    let asked = servers(&String::from_utf8_lossy(&text))
        .into_iter()
        .flat_map(|server| {
            [RecordType::A, RecordType::AAAA].map(|kind| {
                let hostname = hostname.to_owned();
                async move {
                    let records = records_of(server, &hostname, kind, patience).await?;
                    let address = records.iter().find_map(|it| name_service::address(it))?;
                    Some((server, address))
                }
            })
        });
    side_by_side(asked).await.into_iter().flatten().next()
}

/// The name as it stands, and with each domain behind it.
fn names(hostname: &str, search: &[String]) -> Vec<String> {
    let longer = search.iter().map(|domain| format!("{hostname}.{domain}"));
    let longer = longer.filter(|_| !hostname.ends_with('.'));
    std::iter::once(hostname.to_owned()).chain(longer).collect()
}

async fn ask_each(servers: Vec<SocketAddr>, names: &[String], patience: Duration) -> NameServers {
    let questions: Vec<(Name, RecordType)> = names
        .iter()
        .flat_map(|name| [RecordType::A, RecordType::AAAA].map(|kind| (question(name), kind)))
        .collect();
    let asked = servers.into_iter().map(|address| {
        let questions = questions.clone();
        async move {
            let asked = questions.into_iter();
            let asked = asked.map(|(name, kind)| ask_one(address, name, kind, patience));
            let states = side_by_side(asked).await;
            NameServer {
                address,
                state: worst(&states),
            }
        }
    });
    NameServers {
        servers: side_by_side(asked).await,
        near: Vec::new(),
    }
}

/// A failure of its own says most of a server; an answer to any question says that it lives.
fn worst(states: &[NameServerState]) -> NameServerState {
    let rank = |state: &&NameServerState| match state {
        NameServerState::Failed(_) => 0,
        NameServerState::Answered(_) => 1,
        NameServerState::PortClosed => 2,
        NameServerState::Unreachable => 3,
        NameServerState::Forbidden => 4,
        NameServerState::Silent => 5,
    };
    let worst = states.iter().min_by_key(rank);
    worst.copied().unwrap_or(NameServerState::Silent)
}

/// The records of type `kind` that the first answering name server has for `hostname`, as they travel; `None` where none
/// answers. Such records may be long, so up to 4096 bytes are taken.
pub async fn records(hostname: &str, kind: RecordType, patience: Duration) -> Option<Vec<Vec<u8>>> {
    let text = std::fs::read(RESOLV_CONF).unwrap_or_default();
    for server in servers(&String::from_utf8_lossy(&text)) {
        if let Some(records) = records_of(server, hostname, kind, patience).await {
            return Some(records);
        }
    }
    None
}

/// The same of one name server.
async fn records_of(
    server: SocketAddr,
    hostname: &str,
    kind: RecordType,
    patience: Duration,
) -> Option<Vec<Vec<u8>>> {
    let mut query = Message::query();
    query.metadata.recursion_desired = true;
    query.add_query(Query::query(question(hostname), kind));
    let packet = query.to_vec().ok()?;
    let socket = datagram::udp(server).ok()?;
    socket.send(&packet).await.ok()?;
    let mut buffer = vec![0; 4096];
    let received = timeout(patience / SENDINGS, socket.recv(&mut buffer)).await;
    let message = Message::from_vec(&buffer[..received.ok()?.ok()?]).ok()?;
    if message.id != query.id || message.message_type != MessageType::Response {
        return None;
    }
    let records = message.answers.iter();
    let records = records.filter(|record| record.record_type() == kind);
    Some(
        records
            .filter_map(|record| record.data.to_bytes().ok())
            .collect(),
    )
}

/// The name servers a resolv.conf names, in its order.
pub fn servers(resolv_conf: &str) -> Vec<SocketAddr> {
    let named: Vec<SocketAddr> = resolv_conf
        .lines()
        .filter_map(nameserver)
        .take(MOST_SERVERS)
        .collect();
    if named.is_empty() {
        return vec![(Ipv4Addr::LOCALHOST, PORT).into()];
    }
    named
}

/// The address on one `nameserver` line. The keyword has to start the line (resolv.conf(5)).
fn nameserver(line: &str) -> Option<SocketAddr> {
    let rest = line.strip_prefix("nameserver")?;
    if !rest.starts_with([' ', '\t']) {
        return None;
    }
    let mut address = resolve::numeric(rest.split_whitespace().next()?)?;
    address.set_port(PORT);
    Some(address)
}

/// The name to ask for. One that cannot stand in a DNS message is replaced by the root: any answer says that the server lives.
fn question(hostname: &str) -> Name {
    let mut name = Name::from_ascii(hostname).unwrap_or_else(|_| Name::root());
    name.set_fqdn(true);
    name
}

async fn ask_one(
    address: SocketAddr,
    name: Name,
    kind: RecordType,
    patience: Duration,
) -> NameServerState {
    let mut query = Message::query();
    query.metadata.recursion_desired = true;
    query.add_query(Query::query(name, kind));
    let Ok(packet) = query.to_vec() else {
        return NameServerState::Silent;
    };
    exchange(address, &packet, query.id, patience)
        .await
        .unwrap_or_else(|error| match error.kind() {
            io::ErrorKind::ConnectionRefused => NameServerState::PortClosed,
            io::ErrorKind::PermissionDenied => NameServerState::Forbidden,
            _ => NameServerState::Unreachable,
        })
}

async fn exchange(
    address: SocketAddr,
    packet: &[u8],
    id: u16,
    patience: Duration,
) -> io::Result<NameServerState> {
    let socket = datagram::udp(address)?;
    for _ in 0..SENDINGS {
        socket.send(packet).await?;
        if let Ok(answered) = timeout(patience / SENDINGS, answer(&socket, id)).await {
            return answered.map(state);
        }
    }
    Ok(NameServerState::Silent)
}

/// The response code of the first datagram that answers question `id`; others are passed over.
async fn answer(socket: &UdpSocket, id: u16) -> io::Result<ResponseCode> {
    let mut buffer = [0; LONGEST_MESSAGE];
    loop {
        let length = socket.recv(&mut buffer).await?;
        if let Ok(header) = Header::read(&mut BinDecoder::new(&buffer[..length]))
            && header.id == id
            && header.message_type == MessageType::Response
        {
            return Ok(header.response_code);
        }
    }
}

fn state(code: ResponseCode) -> NameServerState {
    match code {
        ResponseCode::NoError | ResponseCode::NXDomain => NameServerState::Answered(code.low()),
        _ => NameServerState::Failed(code.low()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_millis(600);

    /// How a name server of the tests answers: the datagrams to send for one question.
    type Mood = fn(&[u8]) -> Vec<Vec<u8>>;

    fn reply(question: &[u8], rcode: u8) -> Vec<u8> {
        let mut reply = question.to_vec();
        reply[2] |= 0x80;
        reply[3] = rcode;
        reply
    }

    fn with_wrong_id(question: &[u8]) -> Vec<u8> {
        let mut reply = reply(question, 0);
        reply[0] ^= 0xff;
        reply
    }

    async fn server(mood: Mood) -> SocketAddr {
        let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        let address = socket.local_addr().unwrap();
        tokio::spawn(async move {
            let mut buffer = [0; LONGEST_MESSAGE];
            loop {
                let (length, from) = socket.recv_from(&mut buffer).await.unwrap();
                for datagram in mood(&buffer[..length]) {
                    socket.send_to(&datagram, from).await.unwrap();
                }
            }
        });
        address
    }

    /// An address nobody listens on.
    fn free_address() -> SocketAddr {
        let socket = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.local_addr().unwrap()
    }

    async fn state_of(mood: Mood) -> NameServerState {
        let address = server(mood).await;
        ask_each(vec![address], &[String::from("web1.example.com")], PATIENCE)
            .await
            .servers[0]
            .state
    }

    #[tokio::test]
    async fn every_mood_of_a_name_server_is_told_apart() {
        use NameServerState::{Answered, Failed, Silent};
        assert_eq!(state_of(|q| vec![reply(q, 0)]).await, Answered(0));
        assert_eq!(state_of(|q| vec![reply(q, 3)]).await, Answered(3));
        assert_eq!(state_of(|q| vec![reply(q, 2)]).await, Failed(2));
        assert_eq!(state_of(|q| vec![reply(q, 5)]).await, Failed(5));
        assert_eq!(state_of(|_| vec![]).await, Silent);
    }

    #[tokio::test]
    async fn only_an_answer_to_our_question_counts() {
        let noise: Mood = |q| {
            let unasked = with_wrong_id(q);
            vec![vec![], vec![0; 4], unasked, q.to_vec(), reply(q, 3)]
        };
        assert_eq!(state_of(noise).await, NameServerState::Answered(3));
        let wrong: Mood = |q| vec![with_wrong_id(q), q.to_vec()];
        assert_eq!(state_of(wrong).await, NameServerState::Silent);
        let flood: Mood = |q| vec![[reply(q, 0), vec![0xff; 60_000]].concat()];
        assert_eq!(state_of(flood).await, NameServerState::Answered(0));
    }

    #[tokio::test]
    async fn a_closed_port_is_known_at_once_and_the_order_stays() {
        let closed = free_address();
        let silent = server(|_| vec![]).await;
        let well = server(|q| vec![reply(q, 0)]).await;
        let servers = vec![silent, closed, well];
        let NameServers {
            servers: states, ..
        } = ask_each(servers.clone(), &[String::from("web1")], PATIENCE).await;
        assert_eq!(
            states.iter().map(|s| s.address).collect::<Vec<_>>(),
            servers
        );
        assert_eq!(states[0].state, NameServerState::Silent);
        assert_eq!(states[1].state, NameServerState::PortClosed);
        assert_eq!(states[2].state, NameServerState::Answered(0));
    }

    #[tokio::test]
    async fn a_name_that_no_message_can_carry_still_gets_an_answer() {
        let address = server(|q| vec![reply(q, 0)]).await;
        let long = "x".repeat(300);
        for name in ["", ".", "a..b", "サーバ", "a b\x1b", long.as_str()] {
            let NameServers {
                servers: states, ..
            } = ask_each(vec![address], &[name.to_owned()], PATIENCE).await;
            assert_eq!(states[0].state, NameServerState::Answered(0), "{name:?}");
        }
    }

    #[tokio::test]
    async fn one_question_that_fails_is_enough() {
        // The name fails with its search domain only, which makes the question longer.
        let picky: Mood = |q| vec![reply(q, if q.len() > 30 { 2 } else { 3 })];
        let address = server(picky).await;
        let state = async |search: &[String]| {
            let names = names("web1", search);
            ask_each(vec![address], &names, PATIENCE).await.servers[0].state
        };
        assert_eq!(state(&[]).await, NameServerState::Answered(3));
        let search = [String::from("lab.test")];
        assert_eq!(state(&search).await, NameServerState::Failed(2));
        assert_eq!(names("web1.", &search), ["web1."]);
    }

    #[test]
    fn resolv_conf_is_read_as_the_c_library_reads_it() {
        let named = |text: &str| -> Vec<String> {
            servers(text).iter().map(SocketAddr::to_string).collect()
        };
        for (text, expected) in [
            ("", vec!["127.0.0.1:53"]),
            ("search example.com\noptions edns0", vec!["127.0.0.1:53"]),
            ("nameserver 10.0.0.1\n", vec!["10.0.0.1:53"]),
            ("nameserver\t10.0.0.1  # main\r\n", vec!["10.0.0.1:53"]),
            ("nameserver fd00::53\n", vec!["[fd00::53]:53"]),
            ("nameserver fe80::1%1\n", vec!["[fe80::1%1]:53"]),
            (
                "#nameserver 10.0.0.1\n; nameserver 10.0.0.2",
                vec!["127.0.0.1:53"],
            ),
            (
                " nameserver 10.0.0.1\nnameservers 10.0.0.2",
                vec!["127.0.0.1:53"],
            ),
            (
                "nameserver dns.example.com\nnameserver",
                vec!["127.0.0.1:53"],
            ),
            (
                "nameserver 10.0.0.1\nnameserver x\nnameserver 10.0.0.2\nnameserver 10.0.0.3\nnameserver 10.0.0.4",
                vec!["10.0.0.1:53", "10.0.0.2:53", "10.0.0.3:53"],
            ),
        ] {
            assert_eq!(named(text), expected, "{text:?}");
        }
    }
}
