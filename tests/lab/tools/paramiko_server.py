#!/usr/bin/env -S python3 -u
"""paramiko_server.py IDENTIFICATION [MOOD]: an SSH server in Python on port 22, as file-transfer products, honeypots and test rigs are.

It takes the keys in a user's authorized_keys, whoever may write to them, and says what every command's exit status is: 0.
MOOD tailnet: it refuses everybody, with the banner of Tailscale SSH."""
import os, pwd, socket, sys, threading
import paramiko


MOOD = sys.argv[2] if len(sys.argv) > 2 else ""


class Logins(paramiko.ServerInterface):
    def get_allowed_auths(self, username):
        return "publickey"

    def get_banner(self):
        if MOOD == "tailnet":
            return "tailscale: tailnet policy does not permit you to SSH to this node\r\n", "en-US"
        return None, None

    def check_auth_publickey(self, username, key):
        try:
            lines = open(os.path.join(pwd.getpwnam(username).pw_dir, ".ssh/authorized_keys")).readlines()
        except (KeyError, OSError):
            lines = []
        known = MOOD != "tailnet" and any(key.get_base64() in line.split() for line in lines)
        return paramiko.AUTH_SUCCESSFUL if known else paramiko.AUTH_FAILED

    def check_channel_request(self, kind, chanid):
        return paramiko.OPEN_SUCCEEDED if kind == "session" else paramiko.OPEN_FAILED_ADMINISTRATIVELY_PROHIBITED

    def check_channel_shell_request(self, channel):
        return self.check_channel_exec_request(channel, b"")

    def check_channel_exec_request(self, channel, command):
        # Only after the reply to this request may the channel say more.
        threading.Timer(0, lambda: (channel.send_exit_status(0), channel.close())).start()
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
