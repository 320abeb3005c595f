//! The servers: name, the code each must come to, and what it does with a connection.

use std::io::{self, Write as _};
use std::net::TcpStream;
use std::thread::sleep;
use std::time::Duration;

use socket2::SockRef;

use super::Act;
use super::wire::*;

/// Everything a terminal, or a reader of it, could be fooled with.
const NASTY: &str = "\x1b[2J\x1b]0;owned\x07\x1b[31mred\rover\u{9b}31m\u{202e}gnp\u{2066}\u{200b}\u{e0041}\x08\x7f\0e\u{301}\u{301}\u{301}\u{301}";

/// Keeps the connection open, and reads what comes.
fn wait(mut stream: TcpStream) -> io::Result<()> {
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

/// Says it and waits.
fn say(mut stream: TcpStream, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    stream.write_all(bytes.as_ref())?;
    wait(stream)
}

/// Says it and hangs up, with a FIN: what the client has sent is read first.
fn say_and_close(mut stream: TcpStream, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_millis(50)))?;
    stream.write_all(bytes.as_ref())?;
    let _ = io::copy(&mut stream, &mut io::sink());
    Ok(())
}

/// Says it and hangs up with a RST.
fn say_and_reset(mut stream: TcpStream, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    stream.write_all(bytes.as_ref())?;
    // Let it arrive: a RST throws away what has not been read.
    sleep(Duration::from_millis(100));
    SockRef::from(&stream).set_linger(Some(Duration::ZERO))
}

/// Says it for ever, as fast as it is taken.
fn flood(mut stream: TcpStream, bytes: impl AsRef<[u8]>) -> io::Result<()> {
    let many = bytes.as_ref().repeat(64);
    loop {
        stream.write_all(&many)?;
    }
}

/// Bytes that look random and are the same each time.
fn garbage(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let mut byte = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..count).map(|_| byte()).collect()
}

/// The identification string, then these bytes.
fn identified(bytes: impl AsRef<[u8]>) -> Vec<u8> {
    [format!("{IDENT}\r\n").as_bytes(), bytes.as_ref()].concat()
}

/// The identification string, then this payload in a packet.
fn identified_packet(payload: &[u8]) -> Vec<u8> {
    identified(packet(payload))
}

/// As [`LISTS`], with one list replaced.
fn lists_with(at: usize, list: &[u8]) -> Vec<u8> {
    let mut lists = LISTS.map(str::as_bytes);
    lists[at] = list;
    kexinit(lists)
}

fn good_kexinit() -> Vec<u8> {
    kexinit(LISTS.map(str::as_bytes))
}

/// Ten thousand names nobody has.
fn many_names() -> Vec<u8> {
    let names: Vec<String> = (0..10_000)
        .map(|number| format!("name{number}@example"))
        .collect();
    names.join(",").into_bytes()
}

/// Behind the key exchange.
fn secure(stream: TcpStream) -> io::Result<Secure> {
    Secure::exchange(stream, Exchange::Right)?.ok_or_else(|| io::Error::other("no exchange"))
}

/// Behind the key exchange, where the client has asked `none`.
fn asked_none(stream: TcpStream) -> io::Result<Secure> {
    secure(stream)?.up_to_none()
}

/// Refuses whatever is asked, as a healthy server does.
fn refuse_all(mut secure: Secure) -> io::Result<()> {
    loop {
        secure.receive()?;
        secure.send(&failure("publickey"))?;
    }
}

/// Lets the client see `methods`, takes the first key query, and goes on with it.
fn asked_key(stream: TcpStream) -> io::Result<(Secure, Vec<u8>)> {
    let mut secure = asked_none(stream)?;
    secure.send(&failure("publickey"))?;
    let request = secure.receive()?;
    Ok((secure, request))
}

fn pk_ok(request: &[u8]) -> Vec<u8> {
    let (algorithm, blob) = key_of(request);
    message(PK_OK, &[string(algorithm), string(blob)])
}

/// Name, code, deed.
pub(super) const SERVERS: &[(&str, &str, Act)] = &[
    // Before the identification string.
    ("silent", "identification-timed-out", |stream, _| {
        wait(stream)
    }),
    ("closes", "closed-before-identification", |stream, _| {
        say_and_close(stream, "")
    }),
    ("resets", "closed-before-identification", |stream, _| {
        say_and_reset(stream, "")
    }),
    (
        "refuses by name",
        "closed-before-identification",
        |stream, _| say_and_close(stream, "You are not welcome to use sshd from 127.0.0.1.\n"),
    ),
    (
        "refuses with escapes",
        "closed-before-identification",
        |stream, _| say_and_close(stream, "\x1b[2J\x1b]0;owned\x07 go away\r\n"),
    ),
    ("drips its string", "endless-preamble", |mut stream, _| {
        for byte in format!("{IDENT} Debian-2+deb12u10\r\n").bytes() {
            stream.write_all(&[byte])?;
            sleep(Duration::from_millis(100));
        }
        wait(stream)
    }),
    ("drips lines", "endless-preamble", |mut stream, _| {
        loop {
            stream.write_all(b"4f2a9c\r\n")?;
            sleep(Duration::from_millis(100));
        }
    }),
    ("floods lines", "endless-preamble", |stream, _| {
        flood(stream, [&b"x".repeat(200)[..], b"\r\n"].concat())
    }),
    ("floods empty lines", "endless-preamble", |stream, _| {
        flood(stream, "\n")
    }),
    ("floods one line", "endless-preamble", |stream, _| {
        flood(stream, "A".repeat(1000))
    }),
    (
        "floods lines of escapes",
        "endless-preamble",
        |stream, _| flood(stream, "\x1b[2J\x1b[31m\u{202e}\r\n"),
    ),
    (
        "a thousand long lines, then its string",
        "key-exchange-closed",
        |stream, _| {
            let lines = [vec![b'x'; 8000], b"\r\n".to_vec()].concat().repeat(1000);
            say_and_close(stream, [lines, identified("")].concat())
        },
    ),
    ("exceeded", "max-startups-exceeded", |stream, _| {
        say_and_close(stream, "Exceeded MaxStartups\r\n")
    }),
    ("throttled", "penalised-by-server", |stream, _| {
        say_and_close(stream, "Not allowed at this time\r\n")
    }),
    (
        "throttled once",
        "max-startups-exceeded",
        |stream, index| match index {
            0 => say_and_close(stream, "Not allowed at this time\r\n"),
            _ => say_and_close(stream, identified("")),
        },
    ),
    // Something else.
    ("garbage", "not-ssh", |stream, _| {
        say_and_close(stream, garbage(65_536))
    }),
    ("NULs", "not-ssh", |stream, _| {
        say_and_close(stream, [0; 1000])
    }),
    ("NULs, then nothing", "not-ssh", |stream, _| {
        say(stream, [0; 1000])
    }),
    ("a prompt", "not-ssh", |stream, _| say(stream, "login: ")),
    ("HTTP", "not-ssh", |stream, _| {
        say_and_close(
            stream,
            "HTTP/1.1 400 Bad Request\r\nServer: nginx\x1b[2J\r\nConnection: close\r\n\r\n<html>",
        )
    }),
    ("HTML that never ends", "not-ssh", |stream, _| {
        flood(stream, "<html><title>\x1b]0;owned\x07</title>\r\n")
    }),
    ("TLS alert", "not-ssh", |stream, _| {
        say_and_close(stream, b"\x15\x03\x01\x00\x02\x02\x46")
    }),
    ("SMTP", "not-ssh", |stream, _| {
        say(stream, "220 mail.example ESMTP Postfix\r\n")
    }),
    ("FTP", "not-ssh", |stream, _| {
        say(stream, "220 (vsFTPd 3.0.3)\r\n")
    }),
    ("POP3", "not-ssh", |stream, _| say(stream, "+OK ready\r\n")),
    ("IMAP", "not-ssh", |stream, _| {
        say(stream, "* OK IMAP4rev1 ready\r\n")
    }),
    ("VNC", "not-ssh", |stream, _| say(stream, "RFB 003.008\n")),
    ("MySQL", "not-ssh", |stream, _| {
        say(
            stream,
            b"J\x00\x00\x00\x0a8.0.36\x00\x08\x00\x00\x00ABCDEFGH\x00",
        )
    }),
    ("telnet", "not-ssh", |stream, _| {
        say(stream, b"\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27")
    }),
    ("echo", "not-ssh", |mut stream, _| {
        let mut back = stream.try_clone()?;
        io::copy(&mut stream, &mut back).map(drop)
    }),
    ("SSH-1", "ssh1-only", |stream, _| {
        say(stream, "SSH-1.5-OpenSSH_3.4p1\n")
    }),
    ("SSH-1 with escapes", "ssh1-only", |stream, _| {
        say(stream, format!("SSH-1.5-{NASTY}\n"))
    }),
    ("SSH-3", "not-ssh", |stream, _| {
        say(stream, "SSH-3.0-future\r\n")
    }),
    ("SSH without software", "not-ssh", |stream, _| {
        say(stream, "SSH-2.0\r\n")
    }),
    // The identification string, and no KEXINIT.
    (
        "string, then nothing",
        "key-exchange-stalled",
        |stream, _| say(stream, identified("")),
    ),
    (
        "both protocols, then nothing",
        "key-exchange-stalled",
        |stream, _| say(stream, "SSH-1.99-OpenSSH_3.9p1\n"),
    ),
    (
        "string with escapes, then nothing",
        "key-exchange-stalled",
        |stream, _| say(stream, format!("SSH-2.0-{NASTY}\r\n")),
    ),
    ("string without end", "key-exchange-stalled", |stream, _| {
        say(stream, format!("SSH-2.0-{}\r\n", "x".repeat(8000)))
    }),
    (
        "string, then a close",
        "key-exchange-closed",
        |stream, _| say_and_close(stream, identified("")),
    ),
    (
        "string, then a reset",
        "key-exchange-closed",
        |stream, _| say_and_reset(stream, identified("")),
    ),
    (
        "string, then garbage",
        "key-exchange-failed",
        |stream, _| {
            say_and_close(
                stream,
                identified([&[0xff; 4][..], &garbage(4096)].concat()),
            )
        },
    ),
    ("string, then words", "key-exchange-failed", |stream, _| {
        say(stream, identified("Protocol mismatch.\n"))
    }),
    ("half a packet", "key-exchange-stalled", |stream, _| {
        say(stream, &identified_packet(&good_kexinit())[..60])
    }),
    (
        "half a packet, then a close",
        "key-exchange-closed",
        |stream, _| say_and_close(stream, &identified_packet(&good_kexinit())[..60]),
    ),
    (
        "IGNORE without end",
        "key-exchange-failed",
        |mut stream, _| {
            stream.write_all(&identified(""))?;
            flood(stream, packet(&message(IGNORE, &[string([0; 4000])])))
        },
    ),
    (
        "DEBUG with escapes, then nothing",
        "key-exchange-stalled",
        |stream, _| {
            let debug = message(DEBUG, &[vec![1], string(NASTY), string("")]);
            say(stream, identified_packet(&debug))
        },
    ),
    // DISCONNECT in clear.
    ("DISCONNECT", "key-exchange-closed", |stream, _| {
        say_and_close(
            stream,
            identified_packet(&disconnect(11, b"Too many users")),
        )
    }),
    (
        "DISCONNECT in Latin-1",
        "key-exchange-closed",
        |stream, _| {
            say_and_close(
                stream,
                identified_packet(&disconnect(11, b"Zugriff verweigert f\xfcr Sie")),
            )
        },
    ),
    (
        "DISCONNECT with escapes",
        "key-exchange-closed",
        |stream, _| say_and_close(stream, identified_packet(&disconnect(2, NASTY.as_bytes()))),
    ),
    (
        "DISCONNECT turned around",
        "key-exchange-closed",
        |stream, _| {
            say_and_close(
                stream,
                identified_packet(&disconnect(2, "\u{202e}\u{2066}egassem".as_bytes())),
            )
        },
    ),
    ("DISCONNECT 0", "key-exchange-closed", |stream, _| {
        say_and_close(stream, identified_packet(&disconnect(0, b"")))
    }),
    ("DISCONNECT 99", "key-exchange-closed", |stream, _| {
        say_and_close(
            stream,
            identified_packet(&disconnect(99, b"no such reason")),
        )
    }),
    (
        "DISCONNECT cut short",
        "key-exchange-closed",
        |stream, _| {
            say_and_close(
                stream,
                identified_packet(b"\x01\x00\x00\x00\x02\xff\xff\xff\xffx"),
            )
        },
    ),
    (
        "KEXINIT, then DISCONNECT",
        "key-exchange-closed",
        |stream, _| {
            let both = [
                packet(&good_kexinit()),
                packet(&disconnect(99, b"f\xfcr \x1b[2J")),
            ]
            .concat();
            say_and_close(stream, identified(both))
        },
    ),
    // KEXINIT that is none.
    ("KEXINIT cut short", "key-exchange-failed", |stream, _| {
        say(stream, identified_packet(&good_kexinit()[..80]))
    }),
    (
        "KEXINIT with a list beyond its end",
        "key-exchange-failed",
        |stream, _| {
            let payload = [&[KEXINIT][..], &[7; 16], &[0xff; 4], b"curve25519-sha256"].concat();
            say(stream, identified_packet(&payload))
        },
    ),
    (
        "a packet of four gigabytes",
        "key-exchange-failed",
        |stream, _| say(stream, identified(b"\xff\xff\xff\xf0\x08\x14")),
    ),
    ("a packet of nothing", "key-exchange-failed", |stream, _| {
        say(stream, identified([0; 64]))
    }),
    (
        "padding beyond the packet",
        "key-exchange-failed",
        |stream, _| {
            say(
                stream,
                identified(b"\x00\x00\x00\x0c\xff\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"),
            )
        },
    ),
    (
        "KEXINIT of empty lists",
        "no-matching-key-exchange-method",
        |stream, _| say(stream, identified_packet(&kexinit([b""; 8]))),
    ),
    (
        "KEXINIT of names nobody can read",
        "no-matching-key-exchange-method",
        |stream, _| {
            let list = "\u{202e}curve25519-sha256,\x1b[2J,鍵交換".as_bytes();
            say(stream, identified_packet(&lists_with(0, list)))
        },
    ),
    (
        "KEXINIT of ten thousand names",
        "no-matching-key-exchange-method",
        |stream, _| say(stream, identified_packet(&lists_with(0, &many_names()))),
    ),
    (
        "KEXINIT of old ciphers",
        "no-matching-cipher",
        |stream, _| {
            say(
                stream,
                identified_packet(&lists_with(2, b"3des-cbc,arcfour,$(id)")),
            )
        },
    ),
    (
        "KEXINIT of no host key",
        "no-matching-host-key-type",
        |stream, _| say(stream, identified_packet(&lists_with(1, b"ssh-dss,null"))),
    ),
    // The exchange.
    (
        "KEXINIT, then nothing",
        "key-exchange-stalled",
        |stream, _| {
            let stream_too = stream.try_clone()?;
            Secure::exchange(stream, Exchange::NoReply)?;
            wait(stream_too)
        },
    ),
    (
        "KEXINIT, then a close",
        "key-exchange-closed",
        |stream, _| Secure::exchange(stream, Exchange::NoReply).map(drop),
    ),
    (
        "KEXINIT, then a reset",
        "key-exchange-closed",
        |stream, _| {
            let stream_too = stream.try_clone()?;
            Secure::exchange(stream, Exchange::NoReply)?;
            say_and_reset(stream_too, "")
        },
    ),
    (
        "a signature of something else",
        "key-exchange-failed",
        |stream, _| Secure::exchange(stream, Exchange::WrongSignature).map(drop),
    ),
    ("a point of zeros", "key-exchange-failed", |stream, _| {
        Secure::exchange(stream, Exchange::ZeroPoint).map(drop)
    }),
    // Behind it, before the method list.
    (
        "NEWKEYS, then nothing",
        "authentication-closed",
        |stream, _| wait(secure(stream)?.stream),
    ),
    (
        "NEWKEYS, then a close",
        "authentication-closed",
        |stream, _| secure(stream).map(drop),
    ),
    (
        "NEWKEYS, then a reset",
        "authentication-closed",
        |stream, _| say_and_reset(secure(stream)?.stream, ""),
    ),
    (
        "NEWKEYS, then garbage",
        "authentication-closed",
        |stream, _| say(secure(stream)?.stream, garbage(4096)),
    ),
    (
        "EXT_INFO of four thousand million",
        "undecided",
        |stream, _| {
            let mut secure = secure(stream)?;
            secure.send(&message(
                EXT_INFO,
                &[vec![0xff; 4], string("server-sig-algs"), string("")],
            ))?;
            wait(secure.stream)
        },
    ),
    (
        "SERVICE_ACCEPT, then nothing",
        "authentication-closed",
        |stream, _| wait(asked_none(stream)?.stream),
    ),
    (
        "DISCONNECT for none",
        "authentication-closed",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            secure.send(&disconnect(2, NASTY.as_bytes()))?;
            say_and_close(secure.stream, "")
        },
    ),
    (
        "channel data before any login",
        "authentication-closed",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            secure.send(&message(94, &[vec![0; 4], string(NASTY)]))?;
            wait(secure.stream)
        },
    ),
    (
        "KEXINIT again, then nothing",
        "authentication-closed",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            secure.send(&good_kexinit())?;
            wait(secure.stream)
        },
    ),
    (
        "banners without end",
        "authentication-closed",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            loop {
                secure.send(&banner("all your terminal\r\n".repeat(1000)))?;
            }
        },
    ),
    (
        "IGNORE without end before the answer",
        "authentication-closed",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            loop {
                secure.send(&message(IGNORE, &[string([0; 16_000])]))?;
            }
        },
    ),
    // Method lists.
    ("a banner with escapes", "key-not-accepted", |stream, _| {
        let mut secure = asked_none(stream)?;
        secure.send(&banner(format!("Welcome\r\n{NASTY}\n")))?;
        secure.send(&failure("publickey"))?;
        refuse_all(secure)
    }),
    // russh cannot read it, ssh can: what lies behind is not known.
    ("a banner that is no text", "undecided", |stream, _| {
        let mut secure = asked_none(stream)?;
        secure.send(&banner(b"caf\xe9 \xff\xfe"))?;
        secure.send(&failure("publickey"))?;
        refuse_all(secure)
    }),
    (
        "methods nobody knows",
        "publickey-not-offered",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            secure.send(&failure("quux@example.com,\x1b[2Jfrob,$(id)"))?;
            wait(secure.stream)
        },
    ),
    ("no methods", "publickey-not-offered", |stream, _| {
        let mut secure = asked_none(stream)?;
        secure.send(&failure(""))?;
        wait(secure.stream)
    }),
    ("a thousand methods", "key-not-accepted", |stream, _| {
        let mut secure = asked_none(stream)?;
        let many: Vec<String> = (0..1000).map(|number| format!("m{number}")).collect();
        secure.send(&failure(format!("{},publickey", many.join(","))))?;
        refuse_all(secure)
    }),
    ("success for none", "no-fault-found", |stream, _| {
        let mut secure = asked_none(stream)?;
        secure.send(&[SUCCESS])?;
        wait(secure.stream)
    }),
    // Answers to keys.
    ("yes to every key", "no-fault-found", |stream, _| {
        let (mut secure, mut request) = asked_key(stream)?;
        loop {
            secure.send(&pk_ok(&request))?;
            request = secure.receive()?;
        }
    }),
    (
        "success for a key nobody signed with",
        "no-fault-found",
        |stream, _| {
            let (mut secure, _) = asked_key(stream)?;
            secure.send(&[SUCCESS])?;
            wait(secure.stream)
        },
    ),
    (
        "failures without being asked",
        "key-not-accepted",
        |stream, _| {
            let mut secure = asked_none(stream)?;
            for _ in 0..100 {
                secure.send(&failure("publickey"))?;
            }
            refuse_all(secure)
        },
    ),
    ("nothing for a key", "authentication-closed", |stream, _| {
        wait(asked_key(stream)?.0.stream)
    }),
    ("a close for a key", "authentication-closed", |stream, _| {
        asked_key(stream).map(drop)
    }),
    ("a reset for a key", "authentication-closed", |stream, _| {
        say_and_reset(asked_key(stream)?.0.stream, "")
    }),
    (
        "DISCONNECT for a key",
        "authentication-closed",
        |stream, _| {
            let (mut secure, _) = asked_key(stream)?;
            secure.send(&disconnect(2, NASTY.as_bytes()))?;
            say_and_close(secure.stream, "")
        },
    ),
    // One key was offered: fewer cannot be the mend.
    (
        "too many failures for one key",
        "key-not-accepted",
        |stream, _| {
            let (mut secure, _) = asked_key(stream)?;
            secure.send(&disconnect(2, b"Too many authentication failures"))?;
            say_and_close(secure.stream, "")
        },
    ),
    (
        "a broken packet for a key",
        "authentication-closed",
        |stream, _| {
            let (mut secure, _) = asked_key(stream)?;
            let mut sealed = secure.seal(&failure("publickey"));
            *sealed.last_mut().unwrap() ^= 1;
            say(secure.stream, sealed)
        },
    ),
];
