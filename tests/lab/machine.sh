#!/bin/bash
# First process of one machine, already in its own network, mount, UTS, IPC and PID namespaces.
# usage: machine.sh HOSTNAME SCRATCH KEYS TOOLS PROGRAM
# Prints READY and lives until its standard input ends: whoever built the machine, however it died, takes the machine along.
set -e
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin
name=$1 scratch=$2 keys=$3 tools=$4 program=$5

# A root of its own in memory: empty homes and logs, and programs from outside. In a user namespace the outer root would belong
# to nobody, and sshd trusts no file below a directory that is not root's.
mount --make-rprivate /
mount -t tmpfs -o mode=0755 lab "$scratch"
cd "$scratch"
mkdir -p dev/{mqueue,net,pts,shm} etc home proc root run/{lab/keys,lab/tools,lock,sshd} tmp var/{lib/fail2ban,log,mail,tmp}
chmod 700 root
chmod 1777 tmp var/tmp
for place in bin gnu lib lib32 lib64 libx32 nix sbin usr; do
    if [ -L /$place ]; then
        cp -P /$place .
    elif [ -d /$place ]; then
        mkdir $place
        mount --rbind /$place $place
    fi
done
mount --bind "$keys" run/lab/keys
mount --bind "$tools" run/lab/tools
touch run/lab/sshdoctor
mount --bind "$program" run/lab/sshdoctor
ln -s /run var/run

# Its own /dev, so that /dev/log and the terminals are its own.
for node in null zero full random urandom tty net/tun; do
    touch dev/$node
    mount --bind /dev/$node dev/$node 2>/dev/null || true
done
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts dev/pts
mount -t tmpfs -o mode=1777 lab dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for fd in 0:stdin 1:stdout 2:stderr; do ln -s /proc/self/fd/${fd%:*} dev/${fd#*:}; done
mount -t proc proc proc

# Its own /etc: of the outer one only what the C library, PAM, bash, useradd and fail2ban read.
(cd /etc; cp -a --no-preserve=ownership --parents alternatives bash.bashrc default environment fail2ban gai.conf host.conf iproute2 \
    ld.so.cache ld.so.conf ld.so.conf.d localtime login.defs pam.d profile protocols security services shells skel ssl/openssl.cnf terminfo \
    "$scratch/etc/" 2>/dev/null || true)

pivot_root . .
umount -l .
cd /

mkdir -p /etc/ssh
cat >/etc/passwd <<'X'
root:x:0:0:root:/root:/bin/bash
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
sshd:x:103:65534::/run/sshd:/usr/sbin/nologin
X
cat >/etc/group <<'X'
root:x:0:
tty:x:5:
shadow:x:42:
wheel:x:50:
nogroup:x:65534:
X
echo 'root:*:19000:0:99999:7:::' >/etc/shadow
chmod 640 /etc/shadow
printf 'passwd: files\ngroup: files\nshadow: files\nhosts: files dns\n' >/etc/nsswitch.conf
printf '127.0.0.1 localhost\n::1 localhost\n127.0.1.1 %s\n' "$name" >/etc/hosts
: >/etc/resolv.conf
printf 'Host *\n    SendEnv LANG LC_*\n    HashKnownHosts yes\n    GSSAPIAuthentication yes\n' >/etc/ssh/ssh_config
hostname "$name"
ip link set lo up
echo 0 >/proc/sys/net/ipv6/conf/all/accept_dad
echo 0 >/proc/sys/net/ipv6/conf/default/accept_dad
# An ordinary Linux lets everybody ping; a new network namespace starts with nobody. (A user namespace need not have so many groups.)
echo '0 2147483647' >/proc/sys/net/ipv4/ping_group_range 2>/dev/null || echo '0 65535' >/proc/sys/net/ipv4/ping_group_range

echo READY
exec >/dev/null
while read -r _; do :; done
