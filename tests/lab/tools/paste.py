#!/usr/bin/env -S python3 -u
"""paste.py FILE COMMAND...

Runs a shell at a terminal of 80 columns, pastes FILE into it once it has shown its prompt, and prints all that the screen shows."""
import fcntl, os, pty, select, struct, sys, termios

file, command = sys.argv[1], sys.argv[2:]
pid, screen = pty.fork()
if pid == 0:
    os.execvp(command[0], command)
fcntl.ioctl(screen, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
os.set_blocking(screen, False)
left, prompted = open(file, "rb").read(), False
while True:
    readable, writable, _ = select.select([screen], [screen] if left and prompted else [], [])
    if readable:
        try:
            os.write(1, os.read(screen, 4096))
        except OSError:
            break
        prompted = True
    if writable:
        left = left[os.write(screen, left[:200]) :]
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
