#!/usr/bin/env -S python3 -u
"""hang.py SOCKET: a socket that takes connections and never answers."""
import signal, socket, sys

listener = socket.socket(socket.AF_UNIX)
listener.bind(sys.argv[1])
listener.listen()
signal.pause()
