# Facts about this machine's sshd and one login, for sshdoctor: it reads, and changes nothing.
# usage: sh facts.sh [USER [ADDRESS [KEY [CERTIFICATE [PORT]]]]]
# KEY is `type base64` or SHA256:…, CERTIFICATE is `type base64`; an empty word is one that was not given. ADDRESS = is the one
# this login came from, =HERE the same where it came to HERE. Of several sshds the one on PORT is judged.
# One line a fact: its name, then the rest. No password hash, no private key and no value of command= or environment= is
# printed; nothing is asked of PAM, nothing outside this machine. A tool that is missing leaves its facts out.
user=$1 from=$2 key=$3 certificate=$4 asked_port=$5
case $from in =*)
    # By the same way, or to the same address, the other login came from where this one comes from.
    set -- ${SSH_CONNECTION:-- - -}
    case $from in = | "=$3") from=${1#-} ;; *) from= ;; esac
    ;;
esac
exec </dev/null 2>/dev/null
LC_ALL=C PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin:/usr/bin:/bin
export LC_ALL PATH
unset IFS
set -f
umask 077
nl='
'

# What a name or a text holds cannot begin another line.
say() {
    case $* in
    *"$nl"*) printf '%s' "$*" | tr '\n' ' ' && echo ;;
    *) printf '%s\n' "$*" ;;
    esac
}
have() { command -v "$1" >/dev/null; }
if timeout 1 true; then
    limit() { timeout "$@"; }
else
    limit() { shift && "$@"; }
fi
# Standard input as facts of this name: so many lines, each so long.
each() { head -n "$2" | cut -c "1-${3:-400}" | tr -d '\r' | sed "s/^/$1 /"; }
root() { [ "$id" = 0 ]; }
mtime() { stat -c %Y "$1" || stat -f %m "$1"; }
parent() {
    parent=${1%/*}
    [ -n "$parent" ] || parent=/
}

# The tokens of sshd_config(5) for this user; another account's home and name may stand for theirs.
expand() {
    rest=$1 expanded=
    while :; do
        case $rest in
        *%*)
            expanded=$expanded${rest%%\%*}
            rest=${rest#*%}
            token=${rest%"${rest#?}"}
            rest=${rest#?}
            case $token in
            %) expanded=$expanded% ;;
            h) expanded=$expanded$2 ;;
            u) expanded=$expanded$3 ;;
            U) expanded=$expanded$4 ;;
            *) expanded=$expanded%$token ;;
            esac
            ;;
        *) break ;;
        esac
    done
    expanded=$expanded$rest
    case $expanded in
    /* | none | NONE) ;;
    *) expanded=$2/$expanded ;;
    esac
}

# Owner and mode of a path and of everything above it.
walk() {
    up=$1 steps=0
    while [ $steps -lt 40 ]; do
        steps=$((steps + 1))
        if listed=$(ls -ldn -- "$up"); then
            set -- $listed
            say "walk $1 $3 $4 $up"
        else
            parent "$up"
            if [ -x "$parent" ] || root; then say "walk-missing $up"; else say "walk-denied $up"; fi
        fi
        [ "$up" != / ] || break
        parent "$up"
        up=$parent
    done
}

# The file by its real name, what it is, and the walk up from there.
file() {
    say "$1 $2"
    real=$(readlink -f -- "$2") || real=
    if [ -z "$real" ] && [ -L "$2" ]; then real=$2; fi
    say "real ${real:-$2}"
    parent "$2"
    if [ -f "$2" ]; then
        if [ -r "$2" ]; then state=readable; else state=denied; fi
    elif [ -e "$2" ]; then
        state=no-file
    elif root || [ -x "$parent" ] || [ ! -e "$parent" ]; then
        state=missing
    else
        state=denied
    fi
    say "state $state"
    walk "${real:-$2}"
}

# Options whose values are nobody's business; a private key that was put here by mistake.
mask='s/([Cc][Oo][Mm][Mm][Aa][Nn][Dd]|[Ee][Nn][Vv][Ii][Rr][Oo][Nn][Mm][Ee][Nn][Tt])="([^"\\]|\\.)*"/\1=*/g
s/([Cc][Oo][Mm][Mm][Aa][Nn][Dd]|[Ee][Nn][Vv][Ii][Rr][Oo][Nn][Mm][Ee][Nn][Tt])=".*/\1="*/'
key_text() {
    limit 5 head -c 2000000 -- "$1" | tr '\000\r' ' \001' |
        sed -E -e '/-----BEGIN .*PRIVATE KEY/,/-----END .*PRIVATE KEY/s/.*/PRIVATE KEY/' \
            -e '/^Private-Lines/,/^Private-MAC/s/.*/PRIVATE KEY/' -e "$mask"
}
numbered() {
    key_text "$2" | grep -n '' | head -n 2000 | cut -c 1-9000 | sed "s/^\([0-9]*\):/$1 \1 /"
}

# The lines of a file that hold the key.
blob=
case $key in *\ *) blob=${key#* } ;; esac
found_in() {
    [ -f "$1" ] && [ -r "$1" ] || return 0
    if [ -n "$blob" ]; then
        limit 5 head -c 2000000 -- "$1" | grep -nF -e "$blob" | head -n 5 | cut -d: -f1
    elif [ -n "$key" ] && limit 5 ssh-keygen -lf "$1" | grep -qF -e "$key "; then
        limit 5 head -c 2000000 -- "$1" | head -n 300 | {
            line=0
            while IFS= read -r text; do
                line=$((line + 1))
                case $text in '' | \#*) continue ;; esac
                if printf '%s\n' "$text" | ssh-keygen -lf - | grep -qF -e "$key "; then echo $line; fi
            done
        } | head -n 5
    fi
}

id=$(id -u)
say "sshdoctor-facts 1 begin"
say "uid $id"
say "now $(date +%s)"
say "host $(uname -n)"
[ -z "$rights" ] || say "rights $rights"
[ -z "$from" ] || say "from $from"
[ -z "$SSH_CONNECTION" ] || say "connection $SSH_CONNECTION"
{ ip -o addr || ifconfig; } | sed -n 's/.*inet6* \(addr:\)*\([0-9a-fA-F.:]*\).*/\2/p' | each address 60 60
say "system $(uname -sr)"
if [ -r /etc/os-release ]; then
    grep -E '^(ID|ID_LIKE|VERSION_ID)=' /etc/os-release | each os 3 80
fi

# --- sshd: the program, the process that listens, its configuration
sshd=
for at in "$(command -v sshd)" /usr/sbin/sshd /usr/local/sbin/sshd /usr/bin/sshd /opt/local/sbin/sshd; do
    if [ -n "$at" ] && [ -f "$at" ]; then
        sshd=$at
        break
    fi
done
arguments= logfile= config=/etc/ssh/sshd_config
take_arguments() {
    while [ $# -gt 0 ]; do
        case $1 in
        -f) config=$2 ;;
        -E) logfile=$2 ;;
        -o | -p | -h | -c) arguments="$arguments $1 $2" ;;
        -4 | -6) arguments="$arguments $1" ;;
        esac
        case $1 in -[fEophcCgubk]) shift ;; esac
        [ $# -eq 0 ] || shift
    done
}
# Does this sshd listen on the port that is asked about? Whose sockets are whose only root may see.
on_the_port() {
    [ -n "$asked_port" ] || return 1
    if root; then
        cat /proc/net/tcp /proc/net/tcp6 | awk -v end="$(printf ':%04X' "$asked_port")" \
            -v own="$(ls -l "$1/fd" | sed -n 's/.*socket:\[\([0-9]*\)\].*/\1/p' | tr '\n' ' ')" '
            BEGIN { count = split(own, sockets, " ") }
            $4 == "0A" && substr($2, length($2) - 4) == end { for (i = 1; i <= count; i++) if (sockets[i] == $10) found = 1 }
            END { exit !found }'
    else
        case " $arguments " in *" -p $asked_port "*) return 0 ;; *" -p "*) return 1 ;; esac
        grep -qiE "^[[:space:]]*port[[:space:]=]+$asked_port([[:space:]]|\$)" "$config"
    fi
}
listeners=0 best=0
if [ -r /proc/1/stat ]; then
    say "processes-seen proc"
    set +f
    for at in /proc/[0-9]*; do
        read -r name <"$at/comm" || continue
        case $name in sshd | sshd-listener) ;; *) continue ;; esac
        set -f
        owner=$(ls -ldn "$at" | awk '{print $3}')
        [ "$owner" = 0 ] || continue
        # A container's sshd is seen from its host, and is not the host's.
        [ "$(readlink "$at/ns/net")" = "$(readlink /proc/self/ns/net)" ] || ! root || continue
        title=$(tr '\000\n' '  ' <"$at/cmdline")
        case $title in
        "sshd: "*" ["*"] "*"-"*" startups"* | "sshd: "*" [listener]"*)
            title=${title#sshd: }
            title=${title%% \[listener\]*}
            ;;
        "sshd: "* | '') continue ;;
        esac
        kept_arguments=$arguments kept_logfile=$logfile kept_config=$config
        arguments= logfile= config=/etc/ssh/sshd_config
        take_arguments $title
        # Of several the one on the port is judged, else the one with the usual configuration, else the first.
        rank=1
        case $config in /etc/ssh/sshd_config) rank=2 ;; esac
        ! on_the_port "$at" || rank=3
        # Where a port is asked about, an sshd for something else is not that port's.
        if [ -n "$asked_port" ] && [ $rank = 1 ]; then
            arguments=$kept_arguments logfile=$kept_logfile config=$kept_config
            continue
        fi
        age=$(awk -v hz="$(getconf CLK_TCK || echo 100)" '
            NR == 1 { up = $1 } NR == 2 { sub(/.*\) /, ""); printf "%d", up - $20 / hz }' /proc/uptime "$at/stat")
        state=$(sed 's/.*) //' "$at/stat" | cut -c 1)
        say "listener ${at#/proc/} ${age:-?} ${state:-?} $title"
        listeners=$((listeners + 1))
        if [ $rank -gt $best ]; then
            best=$rank
            if root; then
                most=$(awk '/^Max open files/ {print $4}' "$at/limits")
                say "open-files $(ls "$at/fd" | wc -l) ${most:-?}"
            fi
        else
            arguments=$kept_arguments logfile=$kept_logfile config=$kept_config
        fi
        [ $listeners -lt 16 ] || break
    done
    set -f
elif have ps; then
    say "processes-seen ps"
    ps -axo pid,user,args | grep '[s]shd' | grep root | each ps 16 300
fi
if [ -n "$sshd" ]; then
    say "sshd $sshd"
    # sshd itself leaves the distribution out.
    { limit 3 ssh -V && limit 3 "$sshd" -V; } 2>&1 | grep -i openssh | each version 2 120
    if root; then
        told=$(limit 5 "$sshd" -t -f "$config" $arguments 2>&1)
        say "test $?"
        printf '%s\n' "$told" | grep . | each test-says 20 300
    fi
fi
known_settings='^(port|listenaddress|addressfamily|usepam|permitrootlogin|pubkeyauthentication|passwordauthentication|kbdinteractiveauthentication|gssapiauthentication|hostbasedauthentication|authenticationmethods|authorizedkeysfile|authorizedkeyscommand|authorizedkeyscommanduser|authorizedprincipalsfile|authorizedprincipalscommand|trustedusercakeys|revokedkeys|strictmodes|allowusers|denyusers|allowgroups|denygroups|chrootdirectory|pubkeyacceptedalgorithms|pubkeyacceptedkeytypes|casignaturealgorithms|requiredrsasize|usedns|refuseconnection|forcecommand|loglevel) '
# Which settings hold: for this very login where its user is known.
effective=
ask_sshd() {
    effective=$(limit 5 "$sshd" "$@" -f "$config" $arguments) && [ -n "$effective" ]
}
if [ -n "$sshd" ]; then
    way=-T
    ask_sshd -T || { way=-G && ask_sshd -G; }
    names=$(printf '%s\n' "$effective" | grep -i '^usedns ')
    port=$(printf '%s\n' "$effective" | awk 'tolower($1) == "port" {print $2; exit}')
    if [ -n "$effective" ] && [ -n "$user" ]; then
        set -- $SSH_CONNECTION
        here=${3:-127.0.0.1}
        where=${from:-255.255.255.255}
        host=$where
        case $names in *yes*) host=$(limit 3 getent hosts "$where" | awk '{print $2; exit}') ;; esac
        say "host-seen ${host:-$where}"
        connection="user=$user,host=${host:-$where},addr=$where"
        general=$effective
        if ask_sshd $way -C "$connection,laddr=$here,lport=${port:-22}" || ask_sshd $way -C "$connection"; then
            say "effective-for user"
        else
            effective=$general
            say "effective-for everybody"
        fi
    elif [ -n "$effective" ]; then
        say "effective-for everybody"
    fi
    printf '%s\n' "$effective" | grep -iE "$known_settings" | each effective 300 3000
fi
setting() { printf '%s\n' "$effective" | grep -i "^$1 " | head -n 1 | cut -d' ' -f2-; }
# The keys by which a client knows this machine.
{
    printf '%s\n' "$effective" | awk 'tolower($1) == "hostkey" {print $2 ".pub"}'
    for at in ecdsa ed25519 rsa; do echo "/etc/ssh/ssh_host_${at}_key.pub"; done
} | sort -u | while read -r at; do head -n 1 -- "$at"; done | cut -d' ' -f1,2 | each host-key 12 1400

# The lines that stand in the files, for a verdict that quotes them; values of SetEnv stay there.
config_file() {
    say "config-file $1"
    if [ ! -r "$1" ]; then
        if [ -e "$1" ]; then say "config-denied"; else say "config-missing"; fi
        return 0
    fi
    say "config-changed $(mtime "$1")"
    limit 5 head -c 1000000 -- "$1" | grep -nE '^[[:space:]]*[^#[:space:]]' | head -n 400 | cut -c 1-600 | tr '\r' ' ' |
        sed -e 's/^\([0-9]*\):/config \1 /' -e 's/^\(config [0-9]* [[:space:]]*[Ss][Ee][Tt][Ee][Nn][Vv]\).*/\1 */'
}
includes() { grep -iE '^[[:space:]]*include[[:space:]=]' "$1" | sed 's/#.*//' | tr '"=' '  ' | head -n 20; }
config_file "$config"
includes "$config" | while read -r _ patterns; do
    for pattern in $patterns; do
        case $pattern in /*) ;; *) pattern=/etc/ssh/$pattern ;; esac
        set +f
        for at in $pattern; do
            set -f
            [ ! -e "$at" ] || config_file "$at"
        done
    done
    set -f
done | head -n 3000

# --- the way in
if have ss; then
    say "sockets-seen ss"
    limit 3 ss -ltnp | awk '$1 == "LISTEN" {print $4, $6}' | each listen 200 200
elif have netstat; then
    say "sockets-seen netstat"
    # BusyBox may not know who listens.
    { limit 3 netstat -ltnp || limit 3 netstat -ltn; } | awk '/^tcp/ {print $4, $7}' | each listen 200 200
elif [ -r /proc/net/tcp ]; then
    say "sockets-seen proc"
    cat /proc/net/tcp /proc/net/tcp6 | awk '$4 == "0A" {print $2}' | each listen-hex 200 60
fi
if have systemctl && [ -d /run/systemd/system ]; then
    for unit in ssh.service sshd.service ssh.socket sshd.socket; do
        limit 3 systemctl show -p LoadState -p ActiveState -p SubState -p UnitFileState -p Result "$unit" |
            tr '\n' ' ' | each "unit $unit" 1 300
    done
fi
if [ -r /etc/hosts.deny ] || [ -r /etc/hosts.allow ]; then
    linked=no
    for at in "$sshd" /usr/lib/openssh/sshd-session /usr/libexec/openssh/sshd-session /usr/lib/ssh/sshd-session; do
        [ -n "$at" ] && [ -f "$at" ] && have ldd && limit 3 ldd "$at" | grep -q libwrap && linked=yes
    done
    have ldd || linked=unknown
    say "libwrap $linked"
    for at in /etc/hosts.allow /etc/hosts.deny; do
        [ -r "$at" ] || continue
        say "wrapper-file $at"
        grep -nE '^[[:space:]]*[^#[:space:]]' "$at" | head -n 200 | cut -c 1-300 | sed 's/^\([0-9]*\):/wrapper \1 /'
    done
fi
if root; then
    # Listing rules would load a module that is not there; where there is no /sys nobody can tell.
    if { [ -d /sys/module/nf_tables ] || [ ! -d /sys/module ]; } && have nft; then
        say "firewall-seen nft"
        rules=$(limit 5 nft list ruleset | head -n 3000)
        printf '%s\n' "$rules" | grep -v '^$' | each nft 600 400
        if [ -n "$from" ]; then
            printf '%s\n' "$rules" | awk -v from="$from" '
                $1 == "table" { table = $2 " " $3 }
                $1 == "set" { set = $2 }
                $1 == "chain" { set = "" }
                set != "" && index($0, from) {
                    line = " " $0 " "; gsub(/[^0-9a-fA-F.:\/]/, " ", line)
                    if (index(line, " " from " ")) print table, set
                }' | each ban-set 5 200
        fi
    fi
    if grep -q filter /proc/net/ip_tables_names && have iptables-legacy; then
        say "firewall-seen iptables"
        limit 5 iptables-legacy -S | each iptables 300 300
    fi
    if have ufw && grep -qi '^ENABLED=yes' /etc/ufw/ufw.conf; then
        limit 5 ufw status | each ufw 60 200
    fi
    if have firewall-cmd && limit 5 firewall-cmd --state >/dev/null; then
        limit 5 firewall-cmd --list-all | each firewalld 60 300
    fi
    if [ -n "$from" ] && have fail2ban-client && limit 5 fail2ban-client ping >/dev/null; then
        limit 5 fail2ban-client status | sed -n 's/.*Jail list://p' | tr ',' ' ' | tr -s ' \t' '\n\n' | head -n 40 |
            while read -r jail; do
                [ -n "$jail" ] || continue
                limit 5 fail2ban-client status "$jail" | sed -n 's/.*Banned IP list://p' | tr -s ' \t' '\n\n' |
                    grep -qxF -e "$from" && say "ban fail2ban $jail"
            done
    fi
    if [ -n "$from" ] && have cscli; then
        limit 5 cscli decisions list -i "$from" -o raw | sed -n 2p | grep -q . && say "ban crowdsec -"
    fi
fi

# --- the account
for at in /etc/nologin /run/nologin /var/run/nologin; do
    [ -e "$at" ] || continue
    say "nologin $at"
    head -c 2000 -- "$at" | each nologin-says 5 200
done
cat /etc/pam.d/sshd /etc/pam.d/common-account /etc/pam.d/password-auth | grep -E '^[[:space:]]*-?(account|session)' | each pam 60 160
home=
if [ -n "$user" ]; then
    if have getent; then entry=$(limit 10 getent passwd "$user"); else entry=$(grep "^$user:" /etc/passwd); fi
    grep -E '^passwd:' /etc/nsswitch.conf | each nss 1 120
    if [ -z "$entry" ]; then
        # Systems without getent may keep accounts elsewhere.
        id -u "$user" >/dev/null || say "account none"
    else
        rest=${entry#*:*:}
        uid=${rest%%:*} rest=${rest#*:}
        gid=${rest%%:*} rest=${rest#*:*:}
        home=${rest%%:*} shell=${rest#*:}
        say "account $uid $gid"
        say "home $home"
        walk "$home"
        say "home-real $(readlink -f -- "$home")"
        say "shell $shell"
        shell=${shell:-/bin/sh}
        if [ ! -e "$shell" ]; then
            say "shell-state missing"
        elif [ -f "$shell" ] && ls -ldnL -- "$shell" | cut -c 4,7,10 | grep -q '[xst]'; then
            say "shell-state fine"
        else
            say "shell-state not-executable"
        fi
        groups=$(id -G "$user")
        for group in $groups; do say "group $group $(limit 5 getent group "$group" | cut -d: -f1)"; done | head -n 300
        if root; then
            if have getent; then entry=$(limit 10 getent shadow "$user"); else entry=$(grep "^$user:" /etc/shadow); fi
            printf '%s\n' "$entry" | awk -F: 'NF > 7 {
                mark = substr($2, 1, 1)
                if ($2 == "") mark = "empty"; else if (mark != "!" && mark != "*") mark = "set"
                print "shadow", mark, ($3 == "" ? "-" : $3), ($5 == "" ? "-" : $5), ($8 == "" ? "-" : $8); exit }'
            entry=
        else
            say "shadow-denied"
        fi
    fi
fi

# --- the keys
if [ -n "$home" ]; then
    files=$(setting authorizedkeysfile)
    [ -n "$effective" ] || files=".ssh/authorized_keys .ssh/authorized_keys2"
    read_files=$nl files_found=
    for pattern in $files; do
        expand "$pattern" "$home" "$user" "$uid"
        case $expanded in none | NONE) continue ;; esac
        read_files=$read_files$expanded$nl
        file keys-file "$expanded"
        parent "$expanded"
        case $expanded in *[!a-zA-Z0-9/._-]*) ;; *) files_found="$files_found $expanded $parent" ;; esac
        [ "$state" != readable ] || numbered key "$expanded"
        [ "$state" != readable ] || found_in "$expanded" | each key-at 5 20
    done
    for at in "$home"/.ssh/authorized_keys "$home"/.ssh/authorized_keys2 "$home"/.ssh/authorized_key "$home"/.ssh/authorised_keys \
        "$home"/.ssh/authorized_keys.pub "$home"/.ssh/authorized-keys "$home"/authorized_keys "$home"/.authorized_keys \
        /etc/ssh/authorized_keys/"$user" /etc/ssh/authorized_keys.d/"$user" /etc/ssh/keys/"$user" \
        /etc/ssh/keys/"$user"/authorized_keys /var/lib/ssh/"$user"/authorized_keys; do
        case $read_files in *"$nl$at$nl"*) continue ;; esac
        [ -f "$at" ] || continue
        say "unread $at"
        found_in "$at" | each unread-at 5 20
    done
    # Who is in a group that may write there: Debian's sshd lets the user's private group.
    for gid in $(for at in "$home" "$home/.ssh" "$home/.ssh/authorized_keys" $files_found; do
        ls -ldnL -- "$at" | awk 'substr($1, 6, 1) == "w" {print $4}'
    done | sort -u | head -n 8); do
        say "group-members $gid $(limit 5 getent group "$gid" | cut -d: -f4 | cut -c 1-300)"
        { limit 10 getent passwd || cat /etc/passwd; } | awk -F: -v gid="$gid" '$4 == gid {print $3}' | head -n 20 |
            each "group-primary $gid" 20 20
    done
    # The same key with somebody else.
    if [ -n "$key" ]; then
        { limit 10 getent passwd || cat /etc/passwd; } | head -n 1000 | while IFS=: read -r name _ number _ _ place _; do
            [ "$name" != "$user" ] && [ -d "$place" ] || continue
            for pattern in ${files:-.ssh/authorized_keys} .ssh/authorized_keys; do
                expand "$pattern" "$place" "$name" "$number"
                case $read_files in *"$nl$expanded$nl"*) continue ;; esac
                if [ -f "$expanded" ] && [ ! -r "$expanded" ] || [ ! -x "$place" ]; then say "others-denied"; fi
                found_in "$expanded" | head -n 1 | while read -r line; do say "other $line $name:$expanded"; done
            done
        done | sort -u | head -n 40
    fi
    revoked=$(setting revokedkeys)
    for at in $revoked; do
        case $at in none) continue ;; esac
        file revoked-file "$at"
        if [ "$state" = readable ]; then
            for line in "$key" "$certificate"; do
                case $line in *\ *) ;; *) continue ;; esac
                if [ "$(head -c 6 -- "$at")" = SSHKRL ]; then
                    printf '%s\n' "$line" | limit 5 ssh-keygen -Q -f "$at" /dev/stdin >/dev/null
                    say "revoked $?"
                else
                    if grep -qF -e "${line#* }" "$at"; then say "revoked 1"; else say "revoked 0"; fi
                fi
            done
        fi
    done
    authorities=$(setting trustedusercakeys)
    for at in $authorities; do
        case $at in none) continue ;; esac
        file authorities "$at"
        [ "$state" != readable ] || limit 5 ssh-keygen -lf "$at" | each authority 100 300
    done
    principals=$(setting authorizedprincipalsfile)
    case ${principals:-none} in none) ;; *)
        expand "$principals" "$home" "$user" "$uid"
        file principals-file "$expanded"
        [ "$state" != readable ] || numbered principal "$expanded"
        ;;
    esac
    for option in authorizedkeyscommand authorizedprincipalscommand; do
        command=$(setting $option)
        case ${command:-none} in none) continue ;; esac
        set -- $command
        file "helper" "$1"
        say "helper-of $option"
        runs_as=$(setting ${option}user)
        [ -n "$runs_as" ] && id -u "$runs_as" >/dev/null || say "helper-user-unknown $runs_as"
    done
    chroot=$(setting chrootdirectory)
    case ${chroot:-none} in none) ;; *)
        expand "$chroot" "$home" "$user" "$uid"
        say "chroot $expanded"
        walk "$expanded"
        ;;
    esac
fi

# --- what may stand in the way besides
if have getenforce; then
    say "selinux $(getenforce)"
    [ -z "$home" ] || ls -dZ -- "$home" "$home/.ssh" "$home/.ssh/authorized_keys" | each context 5 300
    root && have ausearch && limit 5 ausearch -m avc -c sshd -ts recent | grep 'denied' | tail -n 5 | each avc 5 400
fi
for at in / /var /run /tmp /home $home; do
    [ -d "$at" ] || continue
    limit 3 df -P -- "$at" | awk 'NR > 1 {sub("%", "", $5); print $5, $6; exit}' | each space 1 200
    limit 3 df -Pi -- "$at" | awk 'NR > 1 {sub("%", "", $5); print $5, $6; exit}' | each inodes 1 200
done | sort -u

# --- what sshd wrote
logged() { grep -aE 'sshd|PAM|pam_' | tail -n 300; }
if [ -n "$logfile" ]; then
    if [ -r "$logfile" ]; then
        say "log-from $logfile"
        lines=$(limit 5 tail -n 300 -- "$logfile")
    else
        say "log-denied $logfile"
    fi
fi
if [ -z "$lines" ] && have journalctl && [ -d /run/log/journal -o -d /var/log/journal ]; then
    lines=$(limit 10 journalctl -t sshd -t sshd-session -t sshd-auth -n 300 -o short-iso --no-pager | grep -av '^-- ')
    [ -z "$lines" ] || say "log-from journalctl"
fi
more=
for at in /var/log/auth.log /var/log/secure /var/log/messages; do
    [ -z "$more" ] && [ -e "$at" ] || continue
    if [ -r "$at" ]; then
        more=$(limit 5 tail -n 4000 -- "$at" | logged)
        [ -z "$more" ] || say "log-from $at"
    else
        say "log-denied $at"
    fi
done
printf '%s\n%s\n' "$lines" "$more" | grep . | each log 500 500
say "sshdoctor-facts end"
