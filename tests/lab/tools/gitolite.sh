#!/bin/bash
# gitolite.sh ACCOUNTS: gitolite as its package brings it, for a new account git. ACCOUNTS is "NAME=KEY NAME=KEY": who has which key of
# the lab. alice owns the repository alice/site, bob the repository bob/site, and nobody else may look.
set -e
. /run/lab/tools/world.sh
account git 3002
home=/home/git
as_git() { setpriv --reuid=3002 --regid=3002 --clear-groups env -i HOME=$home USER=git LOGNAME=git PATH=$PATH LC_ALL=C "$@"; }
as_git mkdir -p $home/.gitolite/{conf,keydir,logs}
for pair in $1; do
    install -o git -g git -m 644 $K/${pair#*=}.pub $home/.gitolite/keydir/${pair%%=*}.pub
done
# The first set-up keeps what stands here already.
for owner in alice bob; do printf 'repo %s/site\n    RW+ = %s\n' $owner $owner; done >$home/.gitolite/conf/gitolite.conf
chown git: $home/.gitolite/conf/gitolite.conf
cp $K/ca.pub $home/admin.pub
as_git git config --global init.defaultBranch main
cd $home
as_git gitolite setup -pk admin.pub >/dev/null 2>&1
