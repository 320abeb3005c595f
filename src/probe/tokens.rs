//! The security tokens (FIDO, CTAP over USB HID) that are plugged in, as the kernel lists them.

use std::fs;
use std::path::Path;

use crate::evidence::{SshConfig, Tokens};

/// Usage Page 0xF1D0, the FIDO Alliance's (CTAP 2, USB HID report descriptor).
const USAGE_PAGE: [u8; 3] = [0x06, 0xd0, 0xf1];
/// So many devices are looked at.
const DEVICES: usize = 256;

/// Counts them; nothing is opened, so no token blinks.
pub fn look(config: &SshConfig) -> Tokens {
    let internal = |provider: &String| provider.eq_ignore_ascii_case("internal");
    match &config.security_key_provider {
        Some(provider) if !internal(provider) => Tokens::Unknown,
        Some(_) | None => below(Path::new("/sys/class/hidraw")),
    }
}

fn below(class: &Path) -> Tokens {
    // Without the driver this says nothing: containers, WSL, systems other than Linux.
    let Ok(devices) = fs::read_dir(class) else {
        return Tokens::Unknown;
    };
    let is_token = |device: &fs::DirEntry| {
        fs::read(device.path().join("device/report_descriptor"))
            .is_ok_and(|report| report.windows(3).any(|at| at == USAGE_PAGE))
    };
    match devices.take(DEVICES).flatten().filter(is_token).count() {
        0 => Tokens::None,
        count => Tokens::Found(count),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_known_by_its_usage_page() {
        let class = tempfile::tempdir().unwrap();
        assert_eq!(below(&class.path().join("absent")), Tokens::Unknown);
        let device = |name: &str, report: &[u8]| {
            let device = class.path().join(name).join("device");
            fs::create_dir_all(&device).unwrap();
            fs::write(device.join("report_descriptor"), report).unwrap();
        };
        device("hidraw0", &[0x05, 0x01, 0x09, 0x06]);
        assert_eq!(below(class.path()), Tokens::None);
        device("hidraw1", &[0x06, 0xd0, 0xf1, 0x09, 0x01]);
        assert_eq!(below(class.path()), Tokens::Found(1));
    }
}
