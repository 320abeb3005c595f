#!/usr/bin/env -S python3 -u
"""syslogd.py FILE: what programs send to /dev/log, one line each, as rsyslog writes it."""
import os, re, socket, sys, time

log = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
log.bind("/dev/log")
os.chmod("/dev/log", 0o666)
with open(sys.argv[1], "a", buffering=1) as file:
    while True:
        message = log.recv(65536).decode(errors="replace").rstrip("\0\n")
        text = re.sub(r"^<\d+>([A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d )?", "", message)
        file.write(time.strftime("%b %e %H:%M:%S ") + f"{socket.gethostname()} {text}\n")
