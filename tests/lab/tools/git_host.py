#!/usr/bin/env -S python3 -u
"""git_host.py IDENTIFICATION ACCOUNT=KEY …: the SSH side of a Git hosting service on port 22, as GitHub and GitLab have it.

Everybody is git; a key of the lab says who it is. An account may read what is named after it (alice: alice/site), a deploy key's
"account" is its repository (acme/site). Without a command there is a greeting; of anything else the host says that there is none."""
import socket, sys, threading
import paramiko

GITLAB = "GitLab" in sys.argv[1]
ACCOUNTS = {}
for account, key in (pair.split("=") for pair in sys.argv[2:]):
    ACCOUNTS[open(f"/run/lab/keys/{key}.pub").read().split()[1]] = account
NOBODY = "remote: ERROR: The project you were looking for could not be found or you don't have permission to view it." if GITLAB \
    else "ERROR: Repository not found."


class Logins(paramiko.ServerInterface):
    account = None

    def get_allowed_auths(self, username):
        return "publickey"

    def check_auth_publickey(self, username, key):
        self.account = ACCOUNTS.get(key.get_base64()) if username == "git" else None
        return paramiko.AUTH_SUCCESSFUL if self.account else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED if kind == "session" else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_shell_request(self, channel):
        if GITLAB:
            return self.answer(channel, out=f"Welcome to GitLab, @{self.account}!\n", status=0)
        return self.answer(channel, err=f"Hi {self.account}! You've successfully authenticated, but GitHub does not provide shell access.\n")

    def check_channel_exec_request(self, channel, command):
        asked = command.decode().removeprefix("git-upload-pack ").strip("'").strip("/").removesuffix(".git")
        if asked == self.account or asked.startswith(f"{self.account}/"):
            return self.answer(channel, out="0000", status=0)
        return self.answer(channel, err=f"{NOBODY}\n")

    def answer(self, channel, out="", err="", status=1):
        # Only after the reply to the request may the channel say more.
        def say():
            channel.sendall(out.encode())
            channel.sendall_stderr(err.encode())
            channel.send_exit_status(status)
            channel.close()
        threading.Timer(0, say).start()
        return True

    def check_channel_env_request(self, channel, name, value):
        return False


def serve(peer):
    transport = paramiko.Transport(peer)
    transport.local_version = sys.argv[1]
    transport.add_server_key(paramiko.ECDSAKey.from_private_key_file("/run/lab/keys/host_ecdsa"))
    try:
        transport.start_server(server=Logins(), event=threading.Event())
        transport.join()
    except (paramiko.SSHException, EOFError, OSError) as error:
        print(error, flush=True)


listener = socket.create_server(("::", 22), family=socket.AF_INET6, dualstack_ipv6=True)
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
