//! known_hosts, held against OpenSSH itself: `ssh-keygen -F` for who is on record, a real `ssh` for what it concludes.

mod keys;
mod lookup;
mod worlds;
