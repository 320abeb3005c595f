#!/usr/bin/env -S python3 -u
"""fake.py MOOD PORT

What stands on an SSH port and is not a healthy sshd. One function a mood; each gets one connection."""
import os, socket, ssl, struct, sys, threading, time

OPENSSH = b"SSH-2.0-OpenSSH_9.2p1\r\n"
mood, port = sys.argv[1], int(sys.argv[2])


def drain(peer):
    while peer.recv(65536):
        pass


def reset(peer):
    peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(peer):
    drain(peer)


def halfway(peer):
    peer.sendall(OPENSSH[:12])
    drain(peer)


def greeting(peer):
    peer.sendall(b"welcome to the gate\r\n")
    drain(peer)


def redis(peer):
    while heard := peer.recv(4096):
        peer.sendall(b"-ERR unknown command '%s'\r\n" % heard.split()[0])


def close(peer):
    pass


def rst(peer):
    reset(peer)


def http(peer):
    peer.recv(4096)
    body = b"<html><head><title>400 Bad Request</title></head><body>nginx</body></html>"
    peer.sendall(b"HTTP/1.1 400 Bad Request\r\nServer: nginx/1.22.1\r\nContent-Type: text/html\r\n"
                 b"Content-Length: %d\r\nConnection: close\r\n\r\n" % len(body) + body)
    peer.shutdown(socket.SHUT_WR)
    drain(peer)


def portal(peer):
    peer.recv(4096)
    peer.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://login.hotel.test/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    peer.shutdown(socket.SHUT_WR)
    drain(peer)


def smtp(peer):
    peer.sendall(b"220 mail.lab.test ESMTP Postfix (Debian/GNU)\r\n")
    while peer.recv(4096):
        peer.sendall(b"502 5.5.2 Error: command not recognized\r\n")


def ftp(peer):
    peer.sendall(b"220 (vsFTPd 3.0.3)\r\n")
    while peer.recv(4096):
        peer.sendall(b"530 Please login with USER and PASS.\r\n")


def mysql(peer):
    peer.sendall(bytes.fromhex("4a0000000a382e302e3336000800000041424344454647480000ffff0802") + bytes(48))
    drain(peer)


def telnet(peer):
    peer.sendall(bytes.fromhex("fffd18fffd20fffd23fffd27"))
    drain(peer)


def tls(peer):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain("/run/lab/keys/tls.pem")
    with context.wrap_socket(peer, server_side=True) as inner:
        inner.recv(4096)


def garbage(peer):
    peer.sendall(os.urandom(65536))
    drain(peer)


def ssh1(peer):
    peer.sendall(b"SSH-1.5-OpenSSH_3.4p1\n")
    drain(peer)


def identified_then_close(peer):
    peer.sendall(OPENSSH)
    peer.recv(4096)


def identified_then_rst(peer):
    peer.sendall(OPENSSH)
    peer.recv(4096)
    reset(peer)


def identified_then_silent(peer):
    peer.sendall(OPENSSH)
    drain(peer)


def too_many(peer):
    text = b"Too many connections"
    body = b"\x01" + struct.pack(">II", 12, len(text)) + text + bytes(4)
    padding = 8 - (len(body) + 5) % 8 + 8
    peer.sendall(OPENSSH + struct.pack(">IB", len(body) + padding + 1, padding) + body + bytes(padding))
    peer.shutdown(socket.SHUT_WR)
    drain(peer)


def odd_compression(peer):
    """Everything OpenSSH likes, but no connection without a compression of long ago."""
    lists = ["curve25519-sha256", "ssh-ed25519"] + ["aes128-ctr"] * 2 + ["hmac-sha2-256"] * 2 + ["lzs"] * 2 + [""] * 2
    body = b"\x14" + os.urandom(16) + b"".join(struct.pack(">I", len(names)) + names.encode() for names in lists) + bytes(5)
    padding = 8 - (len(body) + 5) % 8 + 8
    peer.sendall(OPENSSH + struct.pack(">IB", len(body) + padding + 1, padding) + body + bytes(padding))
    drain(peer)


def preamble(peer):
    while True:
        peer.sendall(os.urandom(8).hex().encode() + b"\r\n")
        time.sleep(0.7)  # no divisor of a whole second: ssh 9.2 forgets its timeout if it ends just as a byte arrives


def flood(peer):
    while True:
        peer.sendall(b"x" * 200 + b"\r\n")


def refuse(text):
    def mood(peer):
        peer.sendall(text)
        peer.shutdown(socket.SHUT_WR)
        drain(peer)
    return mood


def relay(source, sink):
    """Everything from one to the other, then its end."""
    try:
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)
    except OSError:
        pass


turned_away = threading.Lock()


def pass_on(peer):
    """To the sshd on port 2222."""
    with socket.create_connection(("127.0.0.1", 2222)) as sshd:
        back = threading.Thread(target=relay, args=(sshd, peer))
        back.start()
        relay(peer, sshd)
        back.join()


def not_allowed_once(peer):
    """The first connection is turned away."""
    if turned_away.acquire(blocking=False):
        return refuse(b"Not allowed at this time\r\n")(peer)
    pass_on(peer)


def close_every_other(peer):
    """Of two machines behind the address one is ill."""
    if turned_away.acquire(blocking=False):
        return
    turned_away.release()
    pass_on(peer)


def header_first(peer):
    """With the PROXY protocol on (accept-proxy): whoever does not begin with its header is hung up on."""
    head = b""
    while not head.endswith(b"\n"):
        byte = peer.recv(1)
        head += byte
        if not byte or not head.startswith(b"PROXY "[:len(head)]):
            return
    pass_on(peer)


MOODS = {
    "silent": silent, "close": close, "rst": rst, "http": http, "portal": portal, "smtp": smtp, "ftp": ftp, "mysql": mysql, "telnet": telnet, "tls": tls,
    "garbage": garbage, "ssh1": ssh1, "identified-then-close": identified_then_close, "identified-then-rst": identified_then_rst,
    "identified-then-silent": identified_then_silent, "odd-compression": odd_compression, "preamble": preamble, "flood": flood,
    "exceeded": refuse(b"Exceeded MaxStartups\r\n"), "not-allowed": refuse(b"Not allowed at this time\r\n"), "not-allowed-once": not_allowed_once,
    "close-every-other": close_every_other, "header-first": header_first, "halfway": halfway, "too-many": too_many, "greeting": greeting, "redis": redis,
}


def serve(peer):
    with peer:
        try:
            MOODS[mood](peer)
        except OSError as error:
            print(mood, error, flush=True)


listener = socket.create_server(("::", port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=64)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
