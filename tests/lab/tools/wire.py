#!/usr/bin/env -S python3 -u
"""wire.py CLIENT_PID SERVER_PID [option=value ...]

A cable in user space: a TUN device called eth0 in each of two network namespaces, and a loop that carries packets between them.
Prints READY and ends when its standard input does.

delay=MS        each way
jitter=MS       up to so much more
loss=P          of the packets, 0 to 1
rate=BYTES      a second
mtu_drop=N[:c2s|s2c]   packets larger than N bytes vanish without a word: a path MTU black hole
rst_on=TEXT     a TCP segment with TEXT in it ends its connection with a RST to both sides
drop_on=TEXT    after a TCP segment with TEXT in it the connection goes silent
blackhole_after=N      so does every connection after N bytes from the server
idle=S          a connection that was idle for S seconds is forgotten; its packets vanish
"""
import ctypes, fcntl, heapq, os, random, select, struct, sys, time

CLONE_NEWNET, TUNSETIFF, IFF_TUN_NO_PI = 0x40000000, 0x400454CA, 0x1001
options = dict(option.split("=", 1) for option in sys.argv[3:])


def number(name):
    return float(options.get(name, 0))


def tun(pid):
    libc = ctypes.CDLL(None, use_errno=True)
    with open(f"/proc/{pid}/ns/net") as namespace:
        if libc.setns(namespace.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, TUNSETIFF, struct.pack("16sH14x", b"eth0", IFF_TUN_NO_PI))
    return device


def checksum(data):
    data += b"\0" * (len(data) % 2)
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def reset(source, target, source_port, target_port, sequence):
    tcp = struct.pack(">HHIIBBHHH", source_port, target_port, sequence, 0, 0x50, 0x04, 0, 0, 0)
    total = checksum(source + target + struct.pack(">BBH", 0, 6, 20) + tcp)
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, 0, 0x4000, 64, 6, 0, source, target)
    return ip[:10] + struct.pack(">H", checksum(ip)) + ip[12:] + tcp[:16] + struct.pack(">H", total) + tcp[18:]


def put(device, packet):
    try:
        os.write(device, packet)
    except OSError:
        pass  # the other end is down: the packet is lost, as on any cable


client, server = tun(sys.argv[1]), tun(sys.argv[2])
delay, jitter, loss, rate, idle = number("delay") / 1e3, number("jitter") / 1e3, number("loss"), number("rate"), number("idle")
limit, _, limited = options.get("mtu_drop", "0").partition(":")
limit, blackhole_after = int(limit), number("blackhole_after")
rst_on, drop_on = options.get("rst_on", "").encode(), options.get("drop_on", "").encode()
dice = random.Random(1)  # the same losses in every run
seen, dead, delivered, waiting, count = {}, set(), 0, [], 0
free = {client: 0.0, server: 0.0}


def swallowed(packet, came_from, now):
    """Whether this TCP segment gets lost for what it says."""
    global delivered
    to_server = came_from == client
    header = (packet[0] & 15) * 4
    source, target = packet[12:16], packet[16:20]
    source_port, target_port, sequence, acknowledged, offset, flags = struct.unpack(">HHIIBB", packet[header : header + 14])
    payload = packet[header + (offset >> 4) * 4 : struct.unpack(">H", packet[2:4])[0]]
    flow = (source, source_port, target, target_port) if to_server else (target, target_port, source, source_port)
    delivered += 0 if to_server else len(payload)
    forgotten = idle and flow in seen and now - seen[flow] > idle and not flags & 2
    seen[flow] = now
    if flow in dead:
        return True
    if rst_on and rst_on in payload:
        dead.add(flow)
        put(server if to_server else client, reset(source, target, source_port, target_port, sequence))
        put(came_from, reset(target, source, target_port, source_port, acknowledged))
    elif forgotten or drop_on and drop_on in payload or blackhole_after and delivered >= blackhole_after:
        dead.add(flow)
    return flow in dead


print("READY", flush=True)
while True:
    now = time.monotonic()
    while waiting and waiting[0][0] <= now:
        put(*heapq.heappop(waiting)[2:])
    ready, _, _ = select.select([client, server, sys.stdin], [], [], max(0, waiting[0][0] - now) if waiting else None)
    if sys.stdin in ready:
        sys.exit()
    for device in ready:
        try:
            packet = os.read(device, 65536)
        except BlockingIOError:
            continue
        now = time.monotonic()
        way = "c2s" if device == client else "s2c"
        if loss and dice.random() < loss or limit and len(packet) > limit and limited in ("", way):
            continue
        if packet[0] >> 4 == 4 and packet[9] == 6 and swallowed(packet, device, now):
            continue
        due = now + delay + (dice.random() * jitter if jitter else 0)
        if rate:
            free[device] = max(free[device], now) + len(packet) / rate
            due = free[device] + delay
        count += 1
        heapq.heappush(waiting, (due, count, server if device == client else client, packet))
