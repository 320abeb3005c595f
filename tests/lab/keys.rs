//! The keys of the lab: made once by ssh-keygen, kept with the build, used by every world.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

const RECIPE: &str = r#"
make() { ssh-keygen -q -N "$1" -C "$2" -f "$2" "${@:3}"; }
for name in id_ed25519 other carols host_ed25519 rebuilt jump_ed25519 inner_ed25519 ca other_ca k1 k2 k3 k4 k5 k6; do make '' $name -t ed25519; done
for name in id_rsa host_rsa rebuilt_rsa; do make '' $name -t rsa -b 2048; done
for name in id_ecdsa host_ecdsa rebuilt_ecdsa; do make '' $name -t ecdsa; done
make pw encrypted -t ed25519
cp host_ecdsa host_ecdsa_pem; ssh-keygen -q -p -m PEM -N '' -f host_ecdsa_pem >/dev/null  # the form dropbearconvert reads
puttygen id_ed25519 -O private -o id_ed25519.ppk --new-passphrase /dev/null
openssl req -x509 -newkey rsa:2048 -nodes -days 3650 -subj /CN=srv.lab.test -keyout tls.key -out tls.crt 2>/dev/null
cat tls.key tls.crt > tls.pem
"#;

/// Where the keys lie. Two test processes at once may both make them; the first to finish wins, the other throws its own away.
pub(crate) fn directory() -> &'static Path {
    static KEYS: OnceLock<PathBuf> = OnceLock::new();
    KEYS.get_or_init(|| {
        let mut recipe = DefaultHasher::new();
        RECIPE.hash(&mut recipe);
        let target = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let keys = target.join(format!("lab-keys-{:016x}", recipe.finish()));
        if !keys.is_dir() {
            let fresh = tempfile::tempdir_in(target).expect("a directory for keys");
            let made = Command::new("bash")
                .args(["-ec", RECIPE])
                .current_dir(&fresh)
                .output()
                .expect("bash");
            assert!(
                made.status.success(),
                "ssh-keygen: {}",
                String::from_utf8_lossy(&made.stderr)
            );
            let fresh = fresh.keep();
            if std::fs::rename(&fresh, &keys).is_err() {
                std::fs::remove_dir_all(&fresh).expect("removing a second set of keys");
            }
        }
        keys
    })
}
