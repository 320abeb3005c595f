#!/usr/bin/env python3
"""security_key.py FILE: the two files of a key whose secret lies in a FIDO token, made without the token, which nobody has here.

Such a file holds only the public half and a handle (OpenSSH PROTOCOL.u2f); with the token gone, that is all there is left of the key."""
import base64, struct, sys


def string(*parts):
    data = b"".join(parts)
    return struct.pack(">I", len(data)) + data


kind, application = string(b"sk-ssh-ed25519@openssh.com"), string(b"ssh:")
point = string(base64.b64decode(open("/run/lab/keys/other.pub").read().split()[1])[-32:])
public = kind + point + application
secret = bytes(8) + public + b"\x01" + string(b"handle" * 8) + string() + string(b"token")
secret += bytes(range(1, 8))[:-len(secret) % 8]
body = b"openssh-key-v1\0" + string(b"none") + string(b"none") + string() + struct.pack(">I", 1) + string(public) + string(secret)
with open(sys.argv[1], "w") as file:
    print("-----BEGIN OPENSSH PRIVATE KEY-----", base64.encodebytes(body).decode(), end="", file=file, sep="\n")
    print("-----END OPENSSH PRIVATE KEY-----", file=file)
with open(sys.argv[1] + ".pub", "w") as file:
    print("sk-ssh-ed25519@openssh.com", base64.b64encode(public).decode(), "token", file=file)
