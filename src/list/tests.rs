use super::*;

fn listed(text: &[u8], common: &str) -> List {
    let mut common_options = Vec::new();
    let mut words = shlex::split(common).unwrap().into_iter();
    while let Some(word) = words.next() {
        let given = crate::ssh_options::bundle(&word, crate::login::takes_value, &mut words);
        common_options.extend(given.unwrap());
    }
    read(text, &common_options).unwrap()
}

/// Each target as `name = its options and word | its user`.
fn targets(list: &List) -> Vec<String> {
    let shown = |Listed { name, target }: &Listed| {
        let words = [target.options.clone(), vec![target.given.clone()]].concat();
        format!("{name} = {} | {}", words.join(" "), target.user)
    };
    list.targets.iter().map(shown).collect()
}

/// Each remark as `place: words`.
fn remarks(list: &List) -> Vec<String> {
    let en = crate::lang::Lang::En;
    let shown = |it: &Remark| format!("{}: {}", it.place.lang(en), it.what.lang(en));
    list.remarks.iter().map(shown).collect()
}

#[track_caller]
fn refused(text: &[u8]) -> String {
    match read(text, &[]) {
        Err(NoList::Other(why)) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_line_is_read_as_it_is_meant() {
    for (line, expected) in [
        ("web1", "web1 = web1 | "),
        ("  deploy@web1 \t", "deploy@web1 = deploy@web1 | deploy"),
        ("web1:2222", "web1:2222 = -p 2222 web1 | "),
        ("a@web1:22", "a@web1:22 = -p 22 a@web1 | a"),
        ("a@b@web1", "a@b@web1 = a@b@web1 | a@b"),
        ("2001:db8::7", "2001:db8::7 = 2001:db8::7 | "),
        (
            "[2001:db8::7]:2222",
            "[2001:db8::7]:2222 = -p 2222 2001:db8::7 | ",
        ),
        ("u@[2001:db8::7]", "u@[2001:db8::7] = u@2001:db8::7 | u"),
        ("fe80::1%eth0", "fe80::1%eth0 = fe80::1%eth0 | "),
        (
            "ssh://u@web1:2222",
            "ssh://u@web1:2222 = ssh://u@web1:2222 | u",
        ),
        ("-p 2222 web1", "web1 = -p 2222 web1 | "),
        ("web1 -p2222 -4", "web1 = -p 2222 -4 web1 | "),
        (
            "-J a,b -i '~/my key' web1",
            "web1 = -J a,b -i ~/my key web1 | ",
        ),
        ("ssh -vp 2222 web1", "web1 = -p 2222 web1 | "),
        ("-l root web1 # the old one", "web1 = -l root web1 | root"),
        ("ssh", ""),
        ("# web1", ""),
        ("", ""),
    ] {
        let list = listed(line.as_bytes(), "");
        assert_eq!(targets(&list).concat(), expected, "{line}");
        assert_eq!(remarks(&list), Vec::<String>::new(), "{line}");
    }
}

/// ssh takes the first value of an option: what a line says counts before what is said for all.
#[test]
fn a_line_counts_before_what_is_said_for_all() {
    for (line, expected) in [
        ("web1", "web1 = -l deploy -p 22 web1 | deploy"),
        ("root@web1", "root@web1 = -p 22 root@web1 | root"),
        ("-l root web1", "web1 = -l root -l deploy -p 22 web1 | root"),
        (
            "web1:2222",
            "web1:2222 = -p 2222 -l deploy -p 22 web1 | deploy",
        ),
        (
            "ssh://web1:23",
            "ssh://web1:23 = -l deploy ssh://web1:23 | deploy",
        ),
    ] {
        let list = listed(line.as_bytes(), "-l deploy -p 22");
        assert_eq!(targets(&list), [expected], "{line}");
    }
}

#[test]
fn a_bad_line_is_told_and_costs_no_other() {
    for (line, why) in [
        (
            "web1 web2",
            "one target a line: 'web2' is one word too many",
        ),
        (
            "10.0.0.1 web1",
            "one target a line: 'web1' is one word too many",
        ),
        (
            "web1 ssh-ed25519 AAAA",
            "one target a line: 'ssh-ed25519' is one word too many",
        ),
        ("web1:0", "bad port '0'"),
        ("web1:x", "bad port 'x'"),
        ("[::1", "[address]:port"),
        ("-p", "option -p needs a value"),
        ("-p 22", "no host is given"),
        ("-z web1", "unknown option '-z'"),
        ("--json web1", "unknown option '--'"),
        (
            "-o ProxyCommand=id web1",
            "option -o is not read from a list; give it for all",
        ),
        ("-F /tmp/x web1", "option -F is not read from a list"),
        ("'web1", "a quotation mark has no partner"),
        ("$(id)", "holds a character no host name has: '$'"),
        ("u;id@web1", "holds a character ssh refuses: ';'"),
        ("-oProxyCommand=id", "option -o is not read"),
        ("we\u{202e}b", "U+202E"),
        ("\x07web", "\\x07web"),
        ("@web1", "login name before '@' is empty"),
    ] {
        let list = listed(format!("first\n{line}\nlast\n").as_bytes(), "");
        assert_eq!(
            targets(&list),
            ["first = first | ", "last = last | "],
            "{line}"
        );
        let told = remarks(&list);
        assert_eq!((told.len(), list.unread), (1, 1), "{line}: {told:?}");
        assert!(
            told[0].starts_with("line 2: ") && told[0].contains(why),
            "{line}: {told:?}"
        );
    }
}

#[test]
fn windows_and_editors_and_repetitions_change_nothing() {
    let list = listed(
        "\u{feff}\r\nweb1\r\n\r\nweb1\nroot@web1\nweb1 # again".as_bytes(),
        "",
    );
    assert_eq!(
        targets(&list),
        ["web1 = web1 | ", "root@web1 = root@web1 | root"]
    );
    assert_eq!((list.repeated, list.unread), (2, 0));
    let list = listed(b"\n\nweb\xff1\n  web2", "");
    assert_eq!(targets(&list), ["web2 = web2 | "]);
    assert_eq!(
        remarks(&list),
        ["line 3: it is not valid UTF-8; is this a list of hosts?"]
    );
}

#[test]
fn a_list_without_end_has_bounds() {
    let long = format!("{}\nweb1\n{}", "a".repeat(1 << 20), "b".repeat(5000));
    let list = listed(long.as_bytes(), "");
    assert_eq!(targets(&list), ["web1 = web1 | "]);
    assert_eq!(list.unread, 2);
    let many: String = (0..MOST + 7).map(|it| format!("h{it}\n")).collect();
    let list = listed(many.as_bytes(), "");
    assert_eq!(
        (list.targets.len(), list.unread, list.remarks.len()),
        (MOST, 7, 7)
    );
    let noise: String = (0..3000).map(|it| format!("a {it}\n")).collect();
    let list = listed(noise.as_bytes(), "");
    assert_eq!((list.unread, list.remarks.len()), (3000, REMARKS));
}

/// Their names alone, without what the inventory says of them, would lead elsewhere.
#[test]
fn an_inventory_of_another_kind_is_left_to_ansible() {
    for text in [
        "# hosts\n[web]\nweb1\n",
        "web1 ansible_host=192.0.2.1\n",
        "[all:vars]\nansible_user=deploy\n",
        "---\nall:\n  hosts:\n    web1:\n",
        "all:\n  hosts:\n",
    ] {
        let why = refused(text.as_bytes());
        assert!(
            why.contains("ansible-inventory -i FILE --list | sshdoctor fleet"),
            "{why}"
        );
    }
}

#[test]
fn an_inventory_is_read_as_ansible_would_log_in() {
    // What ansible-inventory --list prints.
    let list = listed(
        br#"
{
    "_meta": {"hostvars": {
        "web1": {"ansible_host": "192.0.2.1", "ansible_port": 2222, "ansible_user": "deploy", "ansible_password": "hunter2",
                 "ansible_ssh_private_key_file": "~/.ssh/fleet", "ansible_facts": {"a": [1, {"b": null}]}},
        "web2": {"ansible_ssh_common_args": "-o ProxyCommand=\"ssh -W %h:%p gw\" -o Compression=yes", "ansible_user": "deploy"},
        "here": {"ansible_connection": "local"},
        "box": {"ansible_connection": "community.docker.docker"},
        "sw1": {"ansible_connection": "ansible.netcommon.network_cli"},
        "bad": {"ansible_host": "{{ inventory_hostname }}.example.com"},
        "worse": {"ansible_host": "a;id"},
        "odd": {"ansible_port": "http"}
    }},
    "all": {"children": ["ungrouped", "web"]},
    "ungrouped": {"hosts": ["here", "plain", "box", "sw1", "bad", "worse", "odd"]},
    "web": {"hosts": ["web1", "web2", "web1"]}
}"#,
        "-i k",
    );
    assert_eq!(
        targets(&list),
        [
            "plain = -i k plain | ",
            "sw1 = -i k sw1 | ",
            "odd = -p http -i k odd | ",
            "web1 = -p 2222 -i ~/.ssh/fleet -i k deploy@192.0.2.1 | deploy",
            "web2 = -o ProxyCommand=ssh -W %h:%p gw -o Compression=yes -i k deploy@web2 | deploy",
        ]
    );
    assert_eq!(
        remarks(&list),
        [
            "here: left out: Ansible reaches it by the connection 'local', not by ssh",
            "box: left out: Ansible reaches it by the connection 'community.docker.docker', not by ssh",
            "bad: ansible_host is a template, {{ inventory_hostname }}.example.com: write down what it stands for",
            "worse: the host 'a;id' holds a character no host name has: ';'",
        ]
    );
    assert_eq!(list.unread, 2);
}

/// The nearest counts: the host's own variable, its group's, that of a group above, that of all.
#[test]
fn variables_come_down_from_the_groups() {
    let list = listed(
        br#"{"all": {
            "vars": {"ansible_user": "anybody", "ansible_port": 1},
            "hosts": {"alone": null, "own": {"ansible_user": "me"}},
            "children": {
                "eu": {"vars": {"ansible_port": 2}, "children": {"web": {"hosts": {"web1": {}}, "vars": {"ansible_user": "web"}}}},
                "us": {"hosts": {"web1": {"ansible_host": "192.0.2.9"}}}
            }}}"#,
        "",
    );
    assert_eq!(
        targets(&list),
        [
            "alone = -p 1 anybody@alone | anybody",
            "own = -p 1 me@own | me",
            "web1 = -p 2 web@192.0.2.9 | web",
        ]
    );
    // What scripts print, the old way.
    let list = listed(
        br#"{"old": ["a", "b"], "all": {"vars": {"ansible_user": "x"}}, "none": null,
             "up": {"children": ["old"], "vars": {"ansible_port": "7"}}}"#,
        "",
    );
    assert_eq!(targets(&list), ["a = -p 7 x@a | x", "b = -p 7 x@b | x"]);
}

#[test]
fn json_that_is_no_inventory_is_refused_in_one_line() {
    for text in [
        "{",
        "{\"schema\": 1, \"results\": []}",
        "{\"a\": 3}",
        "{\"a\": {\"hosts\": [1]}}",
        "{\"a\": {\"hosts\": {\"b\": 7}}}",
    ] {
        let why = refused(text.as_bytes());
        assert!(
            why.starts_with("this is no Ansible inventory in JSON: "),
            "{why}"
        );
    }
    let deep = "{\"a\":{\"children\":".repeat(100_000);
    assert!(refused(deep.as_bytes()).contains("recursion limit"));
    // Groups that hold each other end.
    let round =
        br#"{"a": {"children": ["b"], "hosts": ["x"]}, "b": {"children": ["a"], "hosts": ["y"]}}"#;
    assert_eq!(targets(&listed(round, "")), ["x = x | ", "y = y | "]);
}
