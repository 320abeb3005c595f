#!/usr/bin/env -S python3 -u
"""dns.py ADDRESS NAME=ANSWER ...

A name server with moods. ANSWER: a:IPV4 | aaaa:IPV6 | nodata | servfail | refused | silent | slow:SECONDS:IPV4 | sshfp:ALGORITHM:TYPE:HEX
A name may be given more than once, `*` stands for every other name; without it those do not exist."""
import ipaddress, socket, struct, sys, threading, time

A, AAAA, SSHFP, NXDOMAIN = 1, 28, 44, 3
CODES = {"servfail": 2, "refused": 5}
records = {}
for argument in sys.argv[2:]:
    name, answer = argument.split("=", 1)
    records.setdefault(name.lower(), []).append(answer)


def reply(query):
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += query[at] + 1
    asked, = struct.unpack(">H", query[at + 1 : at + 3])
    name = ".".join(labels).lower()
    found = records.get(name) or records.get("*")
    code, answers = (0 if found else NXDOMAIN), []
    print(name, asked, found, flush=True)
    for answer in found or []:
        kind, _, value = answer.partition(":")
        if kind == "silent":
            return None
        if kind == "slow":
            seconds, value = value.split(":", 1)
            time.sleep(float(seconds))
            kind = "a"
        code = CODES.get(kind, 0)
        if kind == "a" and asked == A or kind == "aaaa" and asked == AAAA:
            answers.append(ipaddress.ip_address(value).packed)
        if kind == "sshfp" and asked == SSHFP:
            algorithm, hash, digest = value.split(":")
            answers.append(bytes([int(algorithm), int(hash)]) + bytes.fromhex(digest))
    head = query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, len(answers), 0, 0)
    body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", asked, 1, 5, len(data)) + data for data in answers)
    return head + query[12 : at + 5] + body


def over_udp(query, peer):
    answer = reply(query)
    if answer:
        udp.sendto(answer, peer)


def over_tcp():
    while True:
        peer, _ = tcp.accept()
        with peer:
            length, = struct.unpack(">H", peer.recv(2))
            answer = reply(peer.recv(length))
            if answer:
                peer.sendall(struct.pack(">H", len(answer)) + answer)


tcp = socket.create_server((sys.argv[1], 53))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind((sys.argv[1], 53))
threading.Thread(target=over_tcp, daemon=True).start()
while True:
    threading.Thread(target=over_udp, args=udp.recvfrom(4096), daemon=True).start()
