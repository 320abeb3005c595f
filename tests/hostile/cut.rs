//! A connection that dies, at any byte: russh calls every death of a session a refused key, and a program that believes
//! it sends people to mend a server that is well.

use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpStream};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;
use socket2::SockRef;

use super::wire::{Exchange, PK_OK, Secure, failure, key_of, message, string};
use super::{examine, home, serve};
use crate::support::broken_promises;

/// Bytes between two cuts.
const STEP: usize = 16;

/// A healthy server that takes the key, or one that refuses it.
fn healthy(stream: TcpStream, takes: bool) -> io::Result<()> {
    let Some(secure) = Secure::exchange(stream, Exchange::Right)? else {
        return Ok(());
    };
    let mut secure = secure.up_to_none()?;
    secure.send(&failure("publickey"))?;
    loop {
        let (algorithm, blob) = key_of(&secure.receive()?);
        secure.send(&match takes {
            true => message(PK_OK, &[string(algorithm), string(blob)]),
            false => failure("publickey"),
        })?;
    }
}

/// How the connection dies.
#[derive(Debug, Clone, Copy)]
enum Death {
    Fin,
    Rst,
}

/// Passes `limit` bytes of what the server on `port` says, then cuts; counts what it passed.
fn pass(
    client: TcpStream,
    port: u16,
    limit: usize,
    death: Death,
    passed: &AtomicUsize,
) -> io::Result<()> {
    let mut server = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
    let (mut from, mut to) = (client.try_clone()?, server.try_clone()?);
    let back = std::thread::spawn(move || io::copy(&mut from, &mut to).map(drop));
    let mut client = client;
    let mut chunk = [0; 4096];
    let mut left = limit;
    while left > 0 {
        let room = left.min(chunk.len());
        let count = server.read(&mut chunk[..room])?;
        if count == 0 {
            break;
        }
        client.write_all(&chunk[..count])?;
        passed.fetch_add(count, Ordering::Relaxed);
        left -= count;
    }
    // What was said arrives before the connection dies.
    std::thread::sleep(Duration::from_millis(20));
    if let Death::Rst = death {
        SockRef::from(&client).set_linger(Some(Duration::ZERO))?;
        // The kernel sends it when nobody holds the connection any more.
        client.shutdown(Shutdown::Read)?;
        let _ = back.join();
        return Ok(());
    }
    client.shutdown(Shutdown::Both)
}

/// The code of a session that was cut after `limit` bytes, and how many bytes passed.
fn code(takes: bool, limit: usize, death: Death) -> (String, usize) {
    let server = serve(move |stream, _| drop(healthy(stream, takes)));
    let passed = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&passed);
    let port = serve(move |stream, _| drop(pass(stream, server, limit, death, &counted)));
    let (output, _) = examine(&home(port), &["--json"]);
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    let broken = broken_promises(&document, output.status.code().unwrap_or(-1));
    assert_eq!(broken, Vec::<String>::new(), "cut after {limit}");
    let code = document["findings"][0]["code"].as_str().unwrap().to_owned();
    (code, passed.load(Ordering::Relaxed))
}

#[test]
fn a_cut_session_is_neither_refused_nor_healthy() {
    for (takes, whole_code) in [(true, "no-fault-found"), (false, "key-not-accepted")] {
        let (whole, length) = code(takes, usize::MAX, Death::Fin);
        assert_eq!(whole, whole_code);
        assert!(length > 500, "only {length} bytes");
        let cuts: Vec<(usize, Death)> = (0..length)
            .step_by(STEP)
            .chain([length - 1])
            .flat_map(|limit| [(limit, Death::Fin), (limit, Death::Rst)])
            .collect();
        let (next, wrong) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    while let Some((limit, death)) = cuts.get(next.fetch_add(1, Ordering::Relaxed))
                    {
                        let (code, _) = code(takes, *limit, *death);
                        if !is_about_the_connection(&code) {
                            wrong
                                .lock()
                                .unwrap()
                                .push(format!("{limit} of {length}, {death:?}: {code}"));
                        }
                    }
                });
            }
        });
        let wrong = wrong.into_inner().unwrap();
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

/// What a dead connection may be called, by how far it came.
fn is_about_the_connection(code: &str) -> bool {
    [
        "closed-before-identification",
        "key-exchange-closed",
        "key-exchange-failed",
        "authentication-closed",
    ]
    .contains(&code)
}
