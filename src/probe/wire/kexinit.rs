//! SSH_MSG_KEXINIT (RFC 4253 section 7.1).

use super::packet::KEXINIT;

/// The name-lists of one side's KEXINIT.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct KexInit {
    /// kex_algorithms
    pub kex: Vec<String>,
    /// server_host_key_algorithms
    pub host_key: Vec<String>,
    /// encryption_algorithms client to server, server to client
    pub cipher: [Vec<String>; 2],
    /// mac_algorithms client to server, server to client
    pub mac: [Vec<String>; 2],
    /// compression_algorithms client to server, server to client
    pub compression: [Vec<String>; 2],
}

impl KexInit {
    /// Reads a payload; the error says what is wrong with it.
    pub fn read(payload: &[u8]) -> Result<KexInit, &'static str> {
        if payload.first() != Some(&KEXINIT) {
            return Err("not a KEXINIT");
        }
        let mut rest = payload.get(17..).ok_or("cookie cut short")?;
        let mut list = || name_list(&mut rest);
        Ok(KexInit {
            kex: list()?,
            host_key: list()?,
            cipher: [list()?, list()?],
            mac: [list()?, list()?],
            compression: [list()?, list()?],
        })
    }
}

/// One name-list (RFC 4251 section 5); names that are not plain ASCII are left out: no ssh can mean them.
fn name_list(rest: &mut &[u8]) -> Result<Vec<String>, &'static str> {
    let length = rest
        .first_chunk::<4>()
        .map(|bytes| u32::from_be_bytes(*bytes) as usize)
        .ok_or("name-list cut short")?;
    let names = rest.get(4..4 + length).ok_or("name-list cut short")?;
    *rest = &rest[4 + length..];
    Ok(names
        .split(|&byte| byte == b',')
        .filter(|name| {
            !name.is_empty() && name.len() <= 64 && name.iter().all(u8::is_ascii_graphic)
        })
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn payload(lists: [&str; 8]) -> Vec<u8> {
        let mut payload = vec![KEXINIT];
        payload.extend([0; 16]);
        for list in lists {
            payload.extend(u32::to_be_bytes(list.len() as u32));
            payload.extend(list.as_bytes());
        }
        payload.extend([0; 4 + 4 + 1 + 4]);
        payload
    }

    #[test]
    fn the_lists_are_read_in_order() {
        let read = KexInit::read(&payload([
            "k1,k2",
            "h",
            "c",
            "d",
            "m",
            "n",
            "none",
            "zlib,none",
        ]))
        .unwrap();
        assert_eq!(read.kex, ["k1", "k2"]);
        assert_eq!(read.cipher, [["c"], ["d"]]);
        assert_eq!(read.compression[1], ["zlib", "none"]);
    }

    #[test]
    fn what_is_cut_short_is_said_so() {
        let whole = payload(["k1,k2", "h", "c", "d", "m", "n", "none", "none"]);
        for cut in 0..whole.len() - 13 {
            assert!(KexInit::read(&whole[..cut]).is_err(), "{cut}");
        }
        assert!(KexInit::read(&[&whole[..17], &[255; 8]].concat()).is_err());
    }
}
