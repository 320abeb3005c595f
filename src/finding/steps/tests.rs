use super::*;

fn target(given: &str, options: &[&str]) -> Target {
    Target {
        given: given.to_owned(),
        options: options.iter().map(|&word| word.to_owned()).collect(),
        ..check::web1()
    }
}

fn line(command: &Command) -> &str {
    command.line().unwrap()
}

#[test]
fn a_setting_overrules_the_person_s_own() {
    let settings = [("KexAlgorithms", "+x")];
    for (options, expected) in [
        (&[][..], "ssh -o KexAlgorithms=+x deploy@web1"),
        (
            &["-p", "2222", "-oKexAlgorithms=a"][..],
            "ssh -o KexAlgorithms=+x -p 2222 deploy@web1",
        ),
        (
            &["-o", "kexalgorithms a", "-i", "-o"][..],
            "ssh -o KexAlgorithms=+x -i -o deploy@web1",
        ),
    ] {
        let command = ssh_with(&target("deploy@web1", options), &settings);
        assert_eq!(line(&command), expected);
    }
}

#[test]
fn another_port_or_host_replaces_the_old() {
    let on_port = ssh_on_port(&target("deploy@web1", &["-p22", "-A"]), 2222);
    assert_eq!(line(&on_port), "ssh -p 2222 -A deploy@web1");
    for (given, expected) in [
        ("web1", "ssh web2"),
        ("deploy@web1", "ssh deploy@web2"),
        ("ssh://deploy@web1:22", "ssh -p 22 deploy@web2"),
        ("ssh://web1", "ssh -p 22 web2"),
    ] {
        assert_eq!(
            line(&with_host(&target(given, &[]), "web2").ssh(&[])),
            expected
        );
    }
}

#[test]
fn a_file_of_the_system_is_edited_as_root() {
    assert_eq!(
        line(&comment_out(Path::new("/home/u/.ssh/config"), 3)),
        "cp -p /home/u/.ssh/config /home/u/.ssh/config.before && sed '3s/^/#/' /home/u/.ssh/config.before > /home/u/.ssh/config"
    );
    assert_eq!(
        line(&edit(Path::new("/etc/ssh/ssh_config"), &["sed", "3d"])),
        "sudo cp -p /etc/ssh/ssh_config /etc/ssh/ssh_config.before && sudo sh -c 'sed 3d /etc/ssh/ssh_config.before > /etc/ssh/ssh_config'"
    );
}
