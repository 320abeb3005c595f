# How the machines of a world begin: sourced by each of them, then one function is called.

# client SERVER SERVER6 GATEWAY GATEWAY6: a network, alice with her key, and a record of every server she knows.
client() {
    cable eth0 10.99.1.1 fd99:1::1
    ip route add default via $3
    ip -6 route add default via $4
    printf '%s srv srv.lab.test\n%s srv6\n10.99.1.254 jump\n' $1 $2 >>/etc/hosts
    account alice 2000
    install -m 600 -o alice -g alice $K/id_ed25519 ~alice/.ssh
    install -m 644 -o alice -g alice $K/id_ed25519.pub ~alice/.ssh
    {
        for type in ed25519 ecdsa rsa; do echo "srv,srv6,srv.lab.test,$1,$2 $(cut -d' ' -f1,2 $K/host_$type.pub)"; done
        echo "jump $(cut -d' ' -f1,2 $K/jump_ed25519.pub)"
    } | install -m 600 -o alice -g alice /dev/stdin ~alice/.ssh/known_hosts
}

# server ADDRESS ADDRESS6 GATEWAY GATEWAY6: a network and what sshd needs.
server() {
    cable eth0 $1 $2
    ip route add default via $3
    ip -6 route add default via $4
    [ $3 != 10.99.1.1 ] || ip address add 10.99.1.53/24 dev eth0 # for the name server
    logins host
}

router() {
    between
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
}

# The first and the second of two routers.
near() {
    cable rc 10.99.1.254 fd99:1::fe
    cable rs 10.99.3.1 fd99:3::1
    ip address add 10.99.1.53/24 dev rc
    forwards 10.99.2.0/24 10.99.3.2 fd99:2::/64 fd99:3::2
}

far() {
    cable rc 10.99.3.2 fd99:3::2
    cable rs 10.99.2.254 fd99:2::fe
    forwards 10.99.1.0/24 10.99.3.1 fd99:1::/64 fd99:3::1
}

# forwards NETWORK ROUTER NETWORK6 ROUTER6: what lies behind the other router.
forwards() {
    echo 1 >/proc/sys/net/ipv4/ip_forward
    echo 1 >/proc/sys/net/ipv6/conf/all/forwarding
    ip route add $1 via $2
    ip -6 route add $3 via $4
}

jump() {
    between
    echo 10.99.2.2 srv >>/etc/hosts
    logins jump
}

# The same, its cable to the server being one in user space.
jump_on_a_wire() {
    cable rc 10.99.1.254 fd99:1::fe
    cable eth0 10.99.2.254 fd99:2::fe
    echo 10.99.2.2 srv >>/etc/hosts
    logins jump
}

# The first and the second of two jump hosts; the second stands in the record of the client.
first() {
    cable rc 10.99.1.254 fd99:1::fe
    cable rs 10.99.3.1 fd99:3::1
    echo 10.99.3.2 inner >>/etc/hosts
    logins jump
}

inner() {
    cable rc 10.99.3.2 fd99:3::2
    cable rs 10.99.2.254 fd99:2::fe
    echo 10.99.2.2 srv >>/etc/hosts
    logins inner
}

knows_inner() {
    echo "inner $(cut -d' ' -f1,2 $K/inner_ed25519.pub)" >>~alice/.ssh/known_hosts
}

between() {
    cable rc 10.99.1.254 fd99:1::fe
    cable rs 10.99.2.254 fd99:2::fe
    ip address add 10.99.1.53/24 dev rc
}

cable() {
    ip address add $2/24 dev $1
    ip address add $3/64 dev $1 nodad
    ip link set $1 up
}

# logins HOSTKEYS: bob and carol, and root, who all take alice's key; the host keys of that name.
logins() {
    account bob 3000
    account carol 3001
    install -d -m 700 ~root/.ssh
    for name in bob carol root; do
        install -m 600 -o $name -g $name $K/id_ed25519.pub $(eval echo ~$name)/.ssh/authorized_keys
    done
    for type in ed25519 ecdsa rsa; do
        [ -f $K/$1_$type ] || continue
        install -m 600 $K/$1_$type /etc/ssh/ssh_host_${type}_key
        install -m 644 $K/$1_$type.pub /etc/ssh/ssh_host_${type}_key.pub
    done
}

# account NAME NUMBER: with the password pw.
account() {
    hash='$6$lab$zCgf9uYqxp03ZD6uX6/hPNdBKZLNoCH7INy.MHQ5U15iKLBfl7Hf.4cjfJV9WoXqytncLURG4EeasGab/PJhx0'
    echo "$1:x:$2:$2::/home/$1:/bin/bash" >>/etc/passwd
    echo "$1:x:$2:" >>/etc/group
    echo "$1:$hash:19000:0:99999:7:::" >>/etc/shadow
    install -d -m 755 -o $1 -g $1 /home/$1
    install -d -m 700 -o $1 -g $1 /home/$1/.ssh
}
