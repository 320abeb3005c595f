#!/usr/bin/env -S python3 -u
"""terminal.py WORDS COMMAND...

Runs a command at a terminal, types WORDS whenever it asks for a password, a passphrase or a code, and prints all that the screen shows.
WORDS `--late` are typed only when the server has lost its patience: when its side of the connection is closed."""
import os, pty, sys, time

words, command = sys.argv[1], sys.argv[2:]


def closed():
    """Has the other side of a connection to port 22 said its end? (CLOSE_WAIT in /proc/net/tcp is 08.)"""
    rows = [line.split() for line in open("/proc/net/tcp").readlines()[1:]]
    return any(row[2].endswith(":0016") and row[3] == "08" for row in rows)


def answer():
    if words != "--late":
        return words
    while not closed():
        time.sleep(0.02)
    return "pw"


pid, screen = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
asked = b""
while True:
    try:
        shown = os.read(screen, 4096)
    except OSError:
        break
    os.write(1, shown.replace(b"\r\n", b"\n"))
    asked = (asked + shown)[-200:]
    if asked.rstrip().endswith(b":") and (b"assword" in asked or b"assphrase" in asked or b"code" in asked):
        asked = b""
        os.write(screen, answer().encode() + b"\n")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
