use super::*;

fn look(nft: &str) -> Look {
    Look {
        nft: nft.lines().map(Untrusted::from).collect(),
        ..Look::default()
    }
}

#[test]
fn the_rule_that_turns_ssh_away_is_found() {
    let input = |rules: &str, policy: &str| {
        format!(
            "table inet t {{\n chain input {{\n type filter hook input priority filter; policy {policy};\n{rules}\n }}\n}}"
        )
    };
    let from: Option<IpAddr> = Some("192.0.2.9".parse().unwrap());
    for (ruleset, expected) in [
        (input("tcp dport 22 drop", "accept"), Some(true)),
        (
            input("tcp dport 22 counter packets 0 bytes 0 drop", "accept"),
            Some(true),
        ),
        (
            input(
                "meta l4proto tcp tcp dport { 22, 80 } reject with tcp reset",
                "accept",
            ),
            Some(true),
        ),
        (input("tcp dport 2222 drop", "accept"), None),
        (
            input("ip saddr 198.51.100.0/24 tcp dport 22 drop", "accept"),
            None,
        ),
        (input("ip saddr 192.0.2.0/24 drop", "accept"), Some(true)),
        (
            input(
                "ct state established,related accept\niifname \"lo\" accept\ntcp dport ssh accept",
                "drop",
            ),
            None,
        ),
        (
            input(
                "ct state established,related accept\ntcp dport 80 accept",
                "drop",
            ),
            Some(true),
        ),
        (input("ip saddr @allowed accept", "drop"), None),
        (
            input("ip saddr @allowed accept\ntcp dport 22 drop", "accept"),
            Some(false),
        ),
        (input("ip protocol icmp drop", "accept"), None),
        (input("accept\ntcp dport 22 drop", "accept"), None),
        (
            format!(
                "{}\ntable inet t {{\n chain ssh {{\n tcp dport 22 reject\n }}\n}}",
                input("jump ssh", "accept")
            ),
            Some(true),
        ),
        (String::new(), None),
    ] {
        let found = look(&ruleset).firewall_blocks(22, from);
        assert_eq!(found.map(|blocks| blocks.sure), expected, "{ruleset}");
    }
}

#[test]
fn the_rules_of_iptables_are_read_as_well() {
    let rules = "-P INPUT ACCEPT\n-N own\n-A INPUT -m state --state ESTABLISHED -j ACCEPT\n-A INPUT -j own\n-A own -p tcp -m tcp --dport 22 -j DROP";
    let look = Look {
        iptables: rules.lines().map(Untrusted::from).collect(),
        ..Look::default()
    };
    assert!(look.firewall_blocks(22, None).unwrap().sure);
    assert_eq!(look.firewall_blocks(80, None), None);
}
