#!/usr/bin/env -S python3 -u
"""asyncssh_server.py: an SSH server in Python on port 22 that serves files and no shell, as file-transfer appliances are.

It takes the keys in a user's authorized_keys, whoever may write to them, and offers publickey only."""
import asyncio, pwd
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


async def main():
    await asyncssh.listen("", 22, server_host_keys=["/run/lab/keys/host_ed25519"], server_factory=Logins, sftp_factory=True)
    await asyncio.Event().wait()


asyncio.run(main())
