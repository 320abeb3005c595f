//! The shapes of an inventory. Whatever else stands in it is skipped as it is read: the variables of a cloud's hosts are many.

use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// The whole.
#[derive(Debug, Default)]
pub(super) struct Inventory {
    /// `_meta.hostvars`.
    pub(super) hostvars: Vec<(String, Vars)>,
    pub(super) groups: Vec<(String, Group)>,
}

/// A group: an object, or in old scripts the bare list of its hosts.
#[derive(Debug, Default)]
pub(super) struct Group {
    pub(super) hosts: Named<Vars>,
    pub(super) children: Named<Group>,
    pub(super) vars: Vars,
}

/// A list of names, or an object of them.
#[derive(Debug)]
pub(super) struct Named<T>(pub(super) Vec<(String, T)>);

impl<T> Default for Named<T> {
    fn default() -> Self {
        Named(Vec::new())
    }
}

/// The variables that decide a login, by their names.
#[derive(Debug, Clone, Default)]
pub(super) struct Vars(BTreeMap<&'static str, String>);

const KEPT: [&str; 12] = [
    "ansible_connection",
    "ansible_host",
    "ansible_ssh_host",
    "ansible_port",
    "ansible_ssh_port",
    "ansible_user",
    "ansible_ssh_user",
    "ansible_private_key_file",
    "ansible_ssh_private_key_file",
    "ansible_ssh_args",
    "ansible_ssh_common_args",
    "ansible_ssh_extra_args",
];

impl Vars {
    /// Takes over what is not said yet.
    pub(super) fn add(&mut self, more: &Vars) {
        for (name, value) in &more.0 {
            self.0.entry(name).or_insert_with(|| value.clone());
        }
    }

    /// The first of these that is said.
    pub(super) fn first(&self, names: &[&str]) -> Option<&str> {
        let value = |name: &&str| self.0.get(*name).map(String::as_str);
        names.iter().find_map(value)
    }

    /// The connection that is none of ssh's.
    pub(super) fn other_connection(&self) -> Option<&str> {
        let connection = self.first(&["ansible_connection"])?;
        let name = connection.rsplit('.').next().unwrap_or_default();
        // The last two are what Ansible calls the command lines of switches and routers, over SSH.
        let ssh = [
            "ssh",
            "smart",
            "paramiko",
            "paramiko_ssh",
            "libssh",
            "network_cli",
            "netconf",
        ];
        (!ssh.contains(&name) && !connection.contains("{{")).then_some(connection)
    }

    /// A variable whose value Ansible has yet to work out.
    pub(super) fn template(&self) -> Option<(&'static str, &str)> {
        let mut said = self.0.iter().map(|(name, value)| (*name, value.as_str()));
        said.find(|(_, value)| value.contains("{{"))
    }
}

impl<'de> Deserialize<'de> for Inventory {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Whole;
        impl<'de> Visitor<'de> for Whole {
            type Value = Inventory;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("groups of hosts")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Inventory, A::Error> {
                #[derive(Default, serde::Deserialize)]
                #[serde(default)]
                struct Meta {
                    hostvars: Named<Vars>,
                }
                let mut inventory = Inventory::default();
                while let Some(name) = map.next_key::<String>()? {
                    if name == "_meta" {
                        let meta: Option<Meta> = map.next_value()?;
                        inventory
                            .hostvars
                            .extend(meta.unwrap_or_default().hostvars.0);
                    } else {
                        let group: Option<Group> = map.next_value()?;
                        inventory.groups.push((name, group.unwrap_or_default()));
                    }
                }
                Ok(inventory)
            }
        }
        from.deserialize_map(Whole)
    }
}

impl<'de> Deserialize<'de> for Group {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Default, serde::Deserialize)]
        #[serde(default)]
        struct Object {
            hosts: Named<Vars>,
            children: Named<Group>,
            vars: Option<Vars>,
        }
        struct Either;
        impl<'de> Visitor<'de> for Either {
            type Value = Group;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a group: its hosts, children and vars")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Group, A::Error> {
                let object = Object::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Group {
                    hosts: object.hosts,
                    children: object.children,
                    vars: object.vars.unwrap_or_default(),
                })
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Group, A::Error> {
                Ok(Group {
                    hosts: names(seq)?,
                    ..Group::default()
                })
            }
        }
        from.deserialize_any(Either)
    }
}

impl<'de, T: Deserialize<'de> + Default> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Either<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de> + Default> Visitor<'de> for Either<T> {
            type Value = Named<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("names, or an object of them")
            }

            fn visit_unit<E>(self) -> Result<Named<T>, E> {
                Ok(Named::default())
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Named<T>, A::Error> {
                names(seq)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Named<T>, A::Error> {
                let mut named = Named::default();
                while let Some((name, value)) = map.next_entry::<String, Option<T>>()? {
                    named.0.push((name, value.unwrap_or_default()));
                }
                Ok(named)
            }
        }
        from.deserialize_any(Either(PhantomData))
    }
}

impl<'de> Deserialize<'de> for Vars {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Object;
        impl<'de> Visitor<'de> for Object {
            type Value = Vars;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("variables")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Vars, A::Error> {
                let mut vars = Vars::default();
                while let Some(name) = map.next_key::<String>()? {
                    let Some(kept) = KEPT.into_iter().find(|kept| *kept == name) else {
                        map.next_value::<IgnoredAny>()?;
                        continue;
                    };
                    let Word(value) = map.next_value()?;
                    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
                        vars.0.insert(kept, value);
                    }
                }
                Ok(vars)
            }
        }
        from.deserialize_map(Object)
    }
}

fn names<'de, A: SeqAccess<'de>, T: Default>(mut seq: A) -> Result<Named<T>, A::Error> {
    let mut named = Named::default();
    while let Some(name) = seq.next_element::<String>()? {
        named.0.push((name, T::default()));
    }
    Ok(named)
}

/// A string or a number; anything else is no word.
struct Word(Option<String>);

impl<'de> Deserialize<'de> for Word {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        struct Any;
        impl<'de> Visitor<'de> for Any {
            type Value = Word;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }

            fn visit_str<E>(self, word: &str) -> Result<Word, E> {
                Ok(Word(Some(word.to_owned())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Word, E> {
                Ok(Word(Some(number.to_string())))
            }

            fn visit_i64<E>(self, number: i64) -> Result<Word, E> {
                Ok(Word(Some(number.to_string())))
            }

            fn visit_f64<E>(self, number: f64) -> Result<Word, E> {
                Ok(Word(Some(number.to_string())))
            }

            fn visit_bool<E>(self, _: bool) -> Result<Word, E> {
                Ok(Word(None))
            }

            fn visit_unit<E>(self) -> Result<Word, E> {
                Ok(Word(None))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Word, A::Error> {
                while seq.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Word(None))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Word, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Word(None))
            }
        }
        from.deserialize_any(Any)
    }
}
