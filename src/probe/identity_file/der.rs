//! As much DER (X.690) as a private key needs.

use ring::signature::KeyPair as _;

use crate::evidence::{PublicKey, push_string};

/// Tags.
pub(super) const INTEGER: u8 = 0x02;
pub(super) const BIT_STRING: u8 = 0x03;
pub(super) const OCTET_STRING: u8 = 0x04;
pub(super) const OID: u8 = 0x06;
pub(super) const SEQUENCE: u8 = 0x30;
pub(super) const PARAMETERS: u8 = 0xa0;
pub(super) const PUBLIC_POINT: u8 = 0xa1;

/// Why something is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It says it is longer than it is.
    Short,
    /// Something else stands there.
    Wrong,
}

/// Elements one after another.
pub(super) struct Elements<'a>(pub(super) &'a [u8]);

impl<'a> Elements<'a> {
    /// The contents of the next element, which must have this tag.
    pub(super) fn take(&mut self, tag: u8) -> Result<&'a [u8], Fault> {
        let (&found, rest) = self.0.split_first().ok_or(Fault::Short)?;
        if found != tag {
            return Err(Fault::Wrong);
        }
        let (length, rest) = length(rest)?;
        let contents = rest.get(..length).ok_or(Fault::Short)?;
        self.0 = &rest[length..];
        Ok(contents)
    }

    /// The next element, if it has this tag.
    pub(super) fn take_if(&mut self, tag: u8) -> Result<Option<&'a [u8]>, Fault> {
        if self.0.first() == Some(&tag) {
            self.take(tag).map(Some)
        } else {
            Ok(None)
        }
    }

    /// The elements of a SEQUENCE.
    pub(super) fn sequence(&mut self) -> Result<Elements<'a>, Fault> {
        self.take(SEQUENCE).map(Elements)
    }

    /// The next `count` integers.
    fn integers(&mut self, count: usize) -> Result<Vec<&'a [u8]>, Fault> {
        (0..count).map(|_| self.take(INTEGER)).collect()
    }
}

fn length(rest: &[u8]) -> Result<(usize, &[u8]), Fault> {
    let (&first, rest) = rest.split_first().ok_or(Fault::Short)?;
    if first < 0x80 {
        return Ok((usize::from(first), rest));
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) {
        return Err(Fault::Wrong);
    }
    let bytes = rest.get(..count).ok_or(Fault::Short)?;
    let length = bytes
        .iter()
        .fold(0, |length, &byte| length << 8 | usize::from(byte));
    Ok((length, &rest[count..]))
}

/// The public half of an `RSAPrivateKey` (RFC 8017): a DER integer is written as an SSH mpint is.
pub(super) fn rsa(der: &[u8]) -> Result<Option<PublicKey>, Fault> {
    let fields = Elements(der).sequence()?.integers(9)?;
    Ok(key("ssh-rsa", &[fields[2], fields[1]]))
}

/// The public half of OpenSSL's DSA key.
pub(super) fn dsa(der: &[u8]) -> Result<Option<PublicKey>, Fault> {
    let fields = Elements(der).sequence()?.integers(6)?;
    Ok(key("ssh-dss", &fields[1..5]))
}

/// The public half of an Ed25519 key in PKCS#8 (RFC 8410), which must be computed.
pub(super) fn ed25519(der: &[u8]) -> Option<PublicKey> {
    let pair = ring::signature::Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).ok()?;
    key("ssh-ed25519", &[pair.public_key().as_ref()])
}

/// The public half of an `ECPrivateKey` (RFC 5915), where it is written there; `outer` is the curve PKCS#8 names.
pub(super) fn ec(
    der: &[u8],
    outer: Option<Curve>,
) -> Result<(Option<Curve>, Option<PublicKey>), Fault> {
    let mut fields = Elements(der).sequence()?;
    fields.take(INTEGER)?;
    fields.take(OCTET_STRING)?;
    let inner = fields
        .take_if(PARAMETERS)?
        .map(|it| Elements(it).take_if(OID));
    let inner = inner.transpose()?.flatten().map(Curve::named);
    let Some(curve) = inner.or(outer) else {
        return Ok((None, None));
    };
    let point = fields.take_if(PUBLIC_POINT)?;
    let point = point.map(|it| Elements(it).take(BIT_STRING)).transpose()?;
    let public = point
        .and_then(|bits| bits.strip_prefix(&[0]))
        .filter(|point| point.first() == Some(&4)) // compressed ones would have to be computed
        .zip(curve.ssh_name())
        .and_then(|(point, name)| key(&format!("ecdsa-sha2-{name}"), &[name.as_bytes(), point]));
    Ok((Some(curve), public))
}

/// A curve, by its object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
    Other,
}

impl Curve {
    pub(super) fn named(oid: &[u8]) -> Curve {
        match oid {
            [0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7] => Curve::P256,
            [0x2b, 0x81, 4, 0, 34] => Curve::P384,
            [0x2b, 0x81, 4, 0, 35] => Curve::P521,
            _ => Curve::Other,
        }
    }

    pub(super) const fn ssh_name(self) -> Option<&'static str> {
        match self {
            Curve::P256 => Some("nistp256"),
            Curve::P384 => Some("nistp384"),
            Curve::P521 => Some("nistp521"),
            Curve::Other => None,
        }
    }
}

fn key(algorithm: &str, fields: &[&[u8]]) -> Option<PublicKey> {
    let mut blob = Vec::new();
    push_string(&mut blob, algorithm.as_bytes());
    fields
        .iter()
        .for_each(|field| push_string(&mut blob, field));
    PublicKey::from_blob(&blob)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_read_and_never_trusted() {
        assert_eq!(Elements(&[2, 1, 9]).take(INTEGER), Ok(&[9][..]));
        assert_eq!(Elements(&[2, 0x81, 1, 9]).take(INTEGER), Ok(&[9][..]));
        assert_eq!(Elements(&[2, 2, 9]).take(INTEGER), Err(Fault::Short));
        assert_eq!(
            Elements(&[2, 0x84, 255, 255, 255, 255]).take(INTEGER),
            Err(Fault::Short)
        );
        assert_eq!(Elements(&[2, 0x80]).take(INTEGER), Err(Fault::Wrong));
        assert_eq!(Elements(&[4, 1, 9]).take(INTEGER), Err(Fault::Wrong));
        assert_eq!(Elements(&[]).take(INTEGER), Err(Fault::Short));
    }
}
