#!/usr/bin/env -S python3 -u
"""tcpsvd.py PORT PROGRAM [ARGUMENT ...]: an inetd for servers that speak on their standard input and output."""
import socket, subprocess, sys

listener = socket.create_server(("::", int(sys.argv[1])), family=socket.AF_INET6, dualstack_ipv6=True)
running = []
while True:
    peer, _ = listener.accept()
    running = [process for process in running if process.poll() is None]
    with peer:
        running.append(subprocess.Popen(sys.argv[2:], stdin=peer.fileno(), stdout=peer.fileno()))
