sh -c 'u=$1 p=$2 k=$3 PATH=$PATH:/usr/sbin:/sbin:/usr/local/sbin LC_ALL=C; export PATH LC_ALL; exec </dev/null 2>/dev/null
t() { if timeout 1 true; then timeout 9 "$@"; else "$@"; fi; }; f() { head -n "$2" | cut -c 1-${3:-300} | sed "s/^/$1 /"; }
w() { a=$1; while :; do if l=$(ls -ldn "$a"); then set -- $l; echo "walk $1 $3 $4 $a"; else d=${a%/*}
  if [ -x "${d:-/}" ] || [ $i = 0 ]; then echo "walk-missing $a"; else echo "walk-denied $a"; fi; fi
  [ "$a" = / ] && break; a=${a%/*}; a=${a:-/}; done; }; z() { readlink $1/ns/net || echo 0; }
{ echo sshdoctor-facts 1 begin; i=$(id -u); echo "uid $i"; echo "now $(date +%s)"; echo "host $(uname -n)"; echo short
echo "asked-user $u"; echo "asked-port $p"; for x in $k; do echo "asked-key $x"; done
grep -E "^ID(_LIKE)?=" /etc/os-release | f os 2; ssh -V 2>&1 | f version 1; echo processes-seen proc
for d in /proc/[0-9]*; do read -r c <$d/comm; case $c in sshd | sshd-listener) ;; *) continue ;; esac; [ $(z $d) = $(z /proc/self) ] || [ $i -gt 0 ] || continue
  a=$(tr "\000" " " <$d/cmdline); case $a in "sshd: "*listener*) a=${a#sshd: }; a=${a%% ?listener*} ;; "sshd: "* | "") continue ;; esac
  echo "listener ${d#/proc/} ? $(sed "s/.*) //" $d/stat | cut -c 1) $a"; done
s=$(command -v sshd || echo /usr/sbin/sshd); [ -x $s ] && echo "sshd $s"
[ $i = 0 ] && { o=$($s -t 2>&1); echo "test $?"; echo "$o" | grep . | f test-says 6; }
c=user=$u,host=UNKNOWN,addr=255.255.255.255,laddr=127.0.0.1,lport=$p
for m in -T -G; do e=$(t $s $m -C $c) && break; done; [ -n "$e" ] && echo effective-for user
n="port|listenaddress|usepam|permitrootlogin|pubkeyauthentication|passwordauthentication|kbdinteractiveauthentication|usedns"
n="$n|authenticationmethods|authorizedkeysfile|authorizedkeyscommand|trustedusercakeys|revokedkeys|strictmodes|allowusers"
n="$n|denyusers|allowgroups|denygroups|chrootdirectory|pubkeyacceptedalgorithms|requiredrsasize|refuseconnection|forcecommand"
echo "$e" | grep -iE "^($n) " | f effective 60 2000
for x in /etc/ssh/sshd_config /etc/ssh/sshd_config.d/*.conf; do [ -e $x ] || continue; echo "config-file $x"; [ -r $x ] || echo config-denied
  grep -nvE "^[[:space:]]*(#|$)" $x | grep -vi setenv | head -n 60 | sed "s/:/ /" | f config 60; done
command -v ss >/dev/null && { echo sockets-seen ss; t ss -ltnp | awk "\$1 == \"LISTEN\" {print \$4, \$6}" | grep -E "sshd|:$p " | f listen 12; }
if [ $i = 0 ] && command -v nft >/dev/null; then r=$(t nft list ruleset); [ $(echo "$r" | wc -l) -lt 90 ] && {
  echo firewall-seen nft; echo "$r" | f nft 90; }; fi
for x in /etc/nologin /run/nologin; do [ -e $x ] && { echo "nologin $x"; f nologin-says 1 <$x; }; done; cat /etc/pam.d/sshd /etc/pam.d/common-account | grep -E "^ *account" | f pam 12 120
y=$(getent passwd "$u" || grep "^$u:" /etc/passwd); [ -n "$y" ] || echo account none
[ -n "$y" ] && { IFS=:; set -- $y; IFS=" "; h=$6 q=$7; echo "account $3 $4"; echo "home $h"; w "$h"; echo "shell $q"; q=${q:-/bin/sh}
  if [ -x "$q" ]; then echo shell-state fine; elif [ -e "$q" ]; then echo shell-state not-executable; else echo shell-state missing; fi
  id -G "$u" | tr " " "\n" | while read -r g; do echo "group $g $(getent group $g | cut -d: -f1)"; done
  if [ $i = 0 ]; then grep "^$u:" /etc/shadow | awk -F: "{m = substr(\$2, 1, 1); if (index(\"*\041\", m) == 0) m = \"set\"
    print \"shadow\", m, \$3 \"\", (\$5 == \"\" ? \"-\" : \$5), (\$8 == \"\" ? \"-\" : \$8)}"; else echo shadow-denied; fi; }
v=$(echo "$e" | sed -n "s/^authorizedkeysfile //p"); [ -n "$h" ] && for x in ${v:-.ssh/authorized_keys}; do
  x=$(echo "$x" | sed "s|%h|$h|g; s|%u|$u|g"); case $x in /*) ;; *) x=$h/$x ;; esac; echo "keys-file $x"; echo "real $(readlink -f "$x")"
  if [ -r "$x" ]; then echo state readable; elif [ -x "${x%/*}" ] || [ $i = 0 ]; then echo state missing; else echo state denied; fi; w "$x"
  grep -nE "ssh-|ecdsa-|sk-" "$x" | sed -E "s/(from|expiry-time)=\"([^\"~]*)\"/\1=~\2~/g; s/=\"([^\"\\\\]|\\\\.)*\"/=*/g; s/=\".*/=*/; s/:/ /
    s/=~([^~]*)~/=\"\1\"/g" | f key 40 1200; done; echo others-denied
df -P / /var /home /run | awk "NR > 1 {sub(\"%\", \"\", \$5); print \"space\", \$5, \$6}" | sort -u
{ t journalctl -t sshd -t sshd-session -n 300 -o short-iso --no-pager; tail -n 2000 /var/log/auth.log /var/log/secure; } |
  grep -a sshd | grep -aF "$u" | tail -n 12 | f log 12; echo sshdoctor-facts end
} | tr "\t\r" "  " | tr -cd "\n -~" | sed "s/ *\$//" | awk "BEGIN {print \"\"} {print \"@\" NR \" \" length(\$0) \" \" \$0}"' sh USER PORT KEYS
