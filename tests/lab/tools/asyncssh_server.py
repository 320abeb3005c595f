#!/usr/bin/env -S python3 -u
"""asyncssh_server.py files|commands: an SSH server in Python on port 22; with files only it is what file-transfer appliances are.

It takes the keys in a user's authorized_keys, whoever may write to them, and offers publickey only."""
import asyncio, pwd, sys
import asyncssh


class Logins(asyncssh.SSHServer):
    def connection_made(self, connection):
        self.connection = connection

    def begin_auth(self, username):
        try:
            self.connection.set_authorized_keys(pwd.getpwnam(username).pw_dir + "/.ssh/authorized_keys")
        except (KeyError, OSError):
            self.connection.set_authorized_keys(None)
        return True


# What any command comes to is 0.
SERVES = {"files": {"sftp_factory": True}, "commands": {"process_factory": lambda process: process.exit(0)}}


async def main():
    await asyncssh.listen("", 22, server_host_keys=["/run/lab/keys/host_ed25519"], server_factory=Logins, **SERVES[sys.argv[1]])
    await asyncio.Event().wait()


asyncio.run(main())
