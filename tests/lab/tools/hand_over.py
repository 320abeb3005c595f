#!/usr/bin/env python3
"""hand_over.py HOST PORT

A proxy dialer for ProxyUseFdpass, as `nc -F` is one: it connects, sends the socket over its standard output, and ends."""
import socket, sys

with socket.create_connection((sys.argv[1], int(sys.argv[2]))) as connection:
    with socket.socket(fileno=1) as ssh:
        socket.send_fds(ssh, [b"\0"], [connection.fileno()])
