//! An Ansible inventory in JSON: what `ansible-inventory --list` prints, what inventory scripts print, and the static form
//! whose groups hold their hosts with their variables.
//!
//! Of a host's variables those are kept that decide where and how ssh logs in, in the order in which Ansible hands them to
//! ssh (its plugins/connection/ssh.py, `_build_command`). No password is kept.

mod shape;

use std::collections::BTreeMap;
use std::io::BufRead;

use super::{List, NoList};
use crate::lang::Say;
use crate::login::{Login, takes_value};
use crate::say;
use crate::ssh_options::{Given, bundle};
use crate::text::Untrusted;
use shape::{Group, Inventory, Vars};

/// Bytes. More is no inventory.
const LONGEST: u64 = 256 << 20;
/// Groups within groups.
const DEEPEST: usize = 32;

pub(super) fn read(text: impl BufRead, common: &[Given], list: &mut List) -> Result<(), NoList> {
    let inventory: Inventory = serde_json::from_reader(text.take(LONGEST)).map_err(|error| {
        match error.io_error_kind() {
            Some(kind) => NoList::Io(kind.into()),
            None => NoList::Other(format!("this is no Ansible inventory in JSON: {error}")),
        }
    })?;
    for (name, vars) in hosts(inventory) {
        let place = Say::verbatim(Untrusted::from(name.as_str()).visible(60));
        if let Some(other) = vars.other_connection() {
            let left_out = say!(
                "left out: Ansible reaches it by the connection '{other}', not by ssh",
                "対象外: Ansible は ssh ではなく接続方式 '{other}' を使います",
                other = Untrusted::from(other).visible(40)
            );
            list.note(&place, left_out);
            continue;
        }
        match login(&name, &vars) {
            Ok(login) => list.take(&name, login, common, &place),
            Err(why) => list.bad(&place, why),
        }
    }
    Ok(())
}

/// ssh's own arguments, in Ansible's order.
const ARGUMENTS: [&str; 3] = [
    "ansible_ssh_args",
    "ansible_ssh_common_args",
    "ansible_ssh_extra_args",
];

/// The login that Ansible's ssh makes.
fn login(name: &str, vars: &Vars) -> Result<Login, Say> {
    if let Some((variable, value)) = vars.template() {
        return Err(say!(
            "{variable} is a template, {value}: write down what it stands for",
            "{variable} がテンプレート {value} のままです。実際の値を書いてください",
            variable = variable,
            value = Untrusted::from(value).visible(60)
        ));
    }
    let mut login = Login::default();
    let host = vars.first(&["ansible_host", "ansible_ssh_host"]);
    let host = host.unwrap_or(name);
    let word = match vars.first(&["ansible_user", "ansible_ssh_user"]) {
        Some(user) => format!("{user}@{host}"),
        None => host.to_owned(),
    };
    login.set_destination(word).map_err(Say::verbatim)?;
    let port = ["ansible_port", "ansible_ssh_port"];
    let key = ["ansible_private_key_file", "ansible_ssh_private_key_file"];
    for (letter, names) in [('p', port), ('i', key)] {
        if let Some(value) = vars.first(&names) {
            login.option((letter, Some(value.to_owned())));
        }
    }
    let arguments = ARGUMENTS.iter().filter_map(|name| vars.first(&[*name]));
    for arguments in arguments {
        let words = shlex::split(arguments).ok_or_else(|| {
            say!(
                "a quotation mark in its ssh arguments has no partner",
                "ssh の引数の引用符が閉じられていません"
            )
        })?;
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            for given in bundle(&word, takes_value, &mut words).map_err(Say::verbatim)? {
                login.option(given);
            }
        }
    }
    Ok(login)
}

/// A group on its own.
#[derive(Default)]
struct Flat {
    hosts: Vec<(String, Vars)>,
    vars: Vars,
    parents: Vec<String>,
}

/// Every host once, in the order of the inventory, with all that is said of it: its own variables first, then those of its
/// group, of the groups above that, of `all`.
fn hosts(inventory: Inventory) -> Vec<(String, Vars)> {
    let mut flat: BTreeMap<String, Flat> = BTreeMap::new();
    let mut order = Vec::new();
    for (name, group) in inventory.groups {
        flatten(name, group, None, &mut flat, &mut order);
    }
    let mut names: Vec<String> = Vec::new();
    let mut known: BTreeMap<String, Vars> = BTreeMap::new();
    for (name, vars) in inventory.hostvars {
        known.entry(name).or_default().add(&vars);
    }
    let mut met = std::collections::BTreeSet::new();
    for group in &order {
        let Some(Flat { hosts, .. }) = flat.get(group) else {
            continue;
        };
        let inherited = inherited(group, &flat, DEEPEST);
        for (name, vars) in hosts {
            let whole = known.entry(name.clone()).or_default();
            whole.add(vars);
            whole.add(&inherited);
            if met.insert(name.clone()) {
                names.push(name.clone());
            }
        }
    }
    let rest: Vec<String> = known
        .keys()
        .filter(|name| !met.contains(*name))
        .cloned()
        .collect();
    let all = flat.remove("all").unwrap_or_default().vars;
    let whole = |name: String| {
        let mut vars = known.get(&name).cloned().unwrap_or_default();
        vars.add(&all);
        (name, vars)
    };
    names.into_iter().chain(rest).map(whole).collect()
}

fn flatten(
    name: String,
    group: Group,
    parent: Option<&str>,
    flat: &mut BTreeMap<String, Flat>,
    order: &mut Vec<String>,
) {
    if !flat.contains_key(&name) {
        order.push(name.clone());
    }
    let own = flat.entry(name.clone()).or_default();
    own.vars.add(&group.vars);
    own.hosts.extend(group.hosts.0);
    own.parents.extend(parent.map(str::to_owned));
    for (child, group) in group.children.0 {
        flatten(child, group, Some(&name), flat, order);
    }
}

/// The variables of a group and of those it belongs to, the nearest first.
fn inherited(group: &str, flat: &BTreeMap<String, Flat>, deeper: usize) -> Vars {
    let Some(own) = flat.get(group).filter(|_| deeper > 0) else {
        return Vars::default();
    };
    let mut vars = own.vars.clone();
    for parent in &own.parents {
        vars.add(&inherited(parent, flat, deeper - 1));
    }
    vars
}
