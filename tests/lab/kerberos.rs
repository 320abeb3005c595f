//! A Kerberos realm in a world: its key distribution centre stands at 10.99.1.53, alice has a ticket, bob's account takes it.

use super::client::ALICE;
use super::world::World;

const CLIENT: &str = "[libdefaults]\ndefault_realm = LAB.TEST\ndns_lookup_kdc = false\n\
    [realms]\nLAB.TEST = {\nkdc = 10.99.1.53\n}\n[domain_realm]\n.lab.test = LAB.TEST\nsrv = LAB.TEST\n";
const CENTRE: &str = "[kdcdefaults]\nkdc_listen = 10.99.1.53:88\nkdc_tcp_listen = 10.99.1.53:88\n\
    [realms]\nLAB.TEST = {\ndatabase_name = /var/lib/krb5kdc/principal\nkey_stash_file = /etc/krb5kdc/stash\n}\n";

impl World {
    /// Debian's own packages: krb5-kdc and krb5-user. Each machine reads `more` in its [libdefaults].
    pub(crate) fn kerberos(&self, more: &str) {
        let configuration = CLIENT.replace("[realms]", &format!("{more}\n[realms]"));
        for machine in [&self.client, &self.server] {
            machine.write("/etc/krb5.conf", &configuration, 0o644, 0);
        }
        self.server.write("/etc/krb5kdc/kdc.conf", CENTRE, 0o600, 0);
        self.server.run(
            "hostname srv; echo 10.99.1.2 srv srv.lab.test >> /etc/hosts; mkdir -p /var/lib/krb5kdc; \
             kdb5_util create -s -r LAB.TEST -P centre >/dev/null; \
             for of in '-pw pw alice' '-randkey host/srv' '-randkey host/srv.lab.test'; do kadmin.local -q \"addprinc $of\"; done; \
             kadmin.local -q 'ktadd host/srv host/srv.lab.test'; \
             install -m 644 -o bob -g bob /dev/stdin ~bob/.k5login <<< alice@LAB.TEST",
        );
        self.server.spawn(None, "krb5kdc -n");
        self.server.wait_for_port(88);
        self.client.run(&format!(
            "setpriv --reuid={id} --regid={id} --clear-groups kinit -c /tmp/krb5cc_{id} alice <<< pw",
            id = ALICE.id
        ));
    }
}
