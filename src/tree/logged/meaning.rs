//! What each sentence of a log names.

use crate::evidence::Sentence;
use crate::finding::Certainty::{self, Certain, Likely, Possible};

/// What a sentence names, likeliest first, and how surely the first of them: certain only where nothing else prints it.
pub fn meaning(sentence: Sentence) -> (Certainty, &'static [&'static str]) {
    match sentence {
        Sentence::SshdNotRunning => (Possible, &["sshd-not-running", "sshd-config-invalid"]),
        Sentence::SshdConfigInvalid => (Certain, &["sshd-config-invalid"]),
        Sentence::SshdConfigNotLoaded => (Likely, &["sshd-config-not-loaded"]),
        Sentence::SshdHostKeysMissing => (Certain, &["sshd-host-keys-missing"]),
        Sentence::SshdPrivsepMissing => (Certain, &["sshd-privsep-missing"]),
        Sentence::SshdUpgradeIncomplete => (Certain, &["sshd-upgrade-incomplete"]),
        Sentence::SshdBindFailed => (
            Likely,
            &[
                "sshd-listens-elsewhere",
                "sshd-not-running",
                "selinux-denied",
            ],
        ),
        Sentence::FirewallBlocks => (Likely, &["server-firewall-blocks"]),
        Sentence::ClientBanned => (Likely, &["client-banned"]),
        Sentence::HostsDenied => (Certain, &["hosts-denied"]),
        Sentence::UserUnknown => (Certain, &["user-unknown"]),
        Sentence::UserNotAllowed => (Certain, &["user-not-allowed"]),
        Sentence::RefusedByConfig => (Certain, &["connection-refused-by-sshd-config"]),
        Sentence::RootRefused => (Certain, &["root-login-disabled"]),
        Sentence::MethodsUnsatisfied => (
            Likely,
            &["authentication-methods-unsatisfied", "sshd-config-invalid"],
        ),
        Sentence::AccountLocked => (Likely, &["account-locked", "account-expired"]),
        Sentence::AccountExpired => (Certain, &["account-expired"]),
        Sentence::PasswordExpired | Sentence::PasswordChangeRequired => {
            (Certain, &["password-expired"])
        }
        Sentence::ShellInvalid => (Certain, &["shell-invalid"]),
        Sentence::HomeUnusable => (Likely, &["home-unusable"]),
        Sentence::LoginsDisabled | Sentence::LoginsDisabledBanner => {
            (Certain, &["logins-disabled"])
        }
        Sentence::PamDenied => (Certain, &["pam-denied"]),
        Sentence::PamAccountDenied => (
            Likely,
            &[
                "pam-denied",
                "account-expired",
                "logins-disabled",
                "user-not-allowed",
            ],
        ),
        Sentence::AuthorizedKeysNotAFile | Sentence::AuthorizedKeysMissing => {
            (Certain, &["authorized-keys-missing"])
        }
        Sentence::AuthorizedKeysPermissions => (Certain, &["authorized-keys-permissions"]),
        Sentence::AuthorizedKeysUnreadable => (
            Likely,
            &[
                "home-unusable",
                "selinux-denied",
                "authorized-keys-permissions",
            ],
        ),
        Sentence::AuthorizedKeysLineBroken => (Certain, &["authorized-keys-line-broken"]),
        Sentence::KeyRestricted => (Certain, &["key-restricted"]),
        Sentence::KeyAlgorithmRefused => (Certain, &["key-algorithm-refused"]),
        Sentence::KeyRevoked => (Certain, &["key-revoked"]),
        Sentence::CertificateExpired => (Certain, &["certificate-expired"]),
        Sentence::CertificateNotYetValid => (Certain, &["certificate-not-yet-valid"]),
        Sentence::CertificatePrincipal => (Certain, &["certificate-principal-mismatch"]),
        Sentence::CertificateAuthorityUntrusted => (Likely, &["certificate-authority-untrusted"]),
        Sentence::CertificateRefused => (
            Likely,
            &["certificate-not-accepted", "certificate-unsupported"],
        ),
        Sentence::KeysCommandFailed => (Certain, &["keys-command-failed"]),
        Sentence::SelinuxDenied => (Likely, &["selinux-denied"]),
        Sentence::ChrootPermissions => (Certain, &["chroot-permissions"]),
        Sentence::ServerDiskFull => (Certain, &["disk-full"]),
        Sentence::ServerResourcesExhausted => (Likely, &["server-resources-exhausted"]),
        Sentence::MaxStartups => (Certain, &["max-startups-exceeded"]),
        Sentence::Penalised => (Certain, &["penalised-by-server"]),
        Sentence::TooManyFailures => (Certain, &["too-many-authentication-failures"]),
        Sentence::LoginGraceExceeded => (Certain, &["login-grace-exceeded"]),
        Sentence::PasswordFailed => (
            Likely,
            &["password-rejected", "pam-denied", "root-login-disabled"],
        ),
        Sentence::UserUnknownOrRefused => (
            Likely,
            &[
                "user-unknown",
                "user-not-allowed",
                "account-locked",
                "shell-invalid",
            ],
        ),
        Sentence::PublickeyFailed => (
            Likely,
            &[
                "key-not-registered",
                "authorized-keys-missing",
                "authorized-keys-elsewhere",
                "authorized-keys-line-broken",
            ],
        ),
        Sentence::SubsystemMissing => (Certain, &["sftp-unavailable"]),
        Sentence::ForwardingRefusedByServer => (Certain, &["forwarding-refused"]),
        Sentence::NoMoreSessions => (Certain, &["session-limit-reached"]),
        Sentence::ServerChildDied => (
            Likely,
            &[
                "key-exchange-closed",
                "session-dropped",
                "sshd-upgrade-incomplete",
            ],
        ),
        Sentence::ServerGaveUp => (
            Possible,
            &[
                "authentication-closed",
                "key-exchange-closed",
                "session-dropped",
            ],
        ),
        Sentence::ClientNotSsh => (Likely, &["not-ssh"]),
        Sentence::ClientLeftEarly => (
            Possible,
            &[
                "host-key-unknown",
                "host-key-changed",
                "key-exchange-closed",
            ],
        ),
        Sentence::ClientGaveUp => (
            Possible,
            &[
                "key-not-accepted",
                "key-not-registered",
                "authorized-keys-missing",
                "authorized-keys-elsewhere",
                "authorized-keys-line-broken",
                "password-rejected",
            ],
        ),
        Sentence::InvalidUserGaveUp => (
            Possible,
            &[
                "user-unknown",
                "user-not-allowed",
                "shell-invalid",
                "account-locked",
            ],
        ),
        Sentence::ClientOutOfMethods => (
            Possible,
            &[
                "key-not-accepted",
                "password-not-offered",
                "publickey-not-offered",
            ],
        ),
        Sentence::KeyFound => (
            Possible,
            &[
                "agent-refused-to-sign",
                "key-pair-mismatch",
                "passphrase-required",
                "security-key-unavailable",
            ],
        ),
        Sentence::ReverseMapping => (Possible, &["slow-login"]),
        Sentence::ClientSilent => (Likely, &["connection-lost", "idle-disconnect"]),
        Sentence::InactiveClosed => (Certain, &["idle-disconnect"]),
        Sentence::ControlPathUnusable => (Certain, &["control-path-unusable"]),
        Sentence::LocalDiskFull => (Likely, &["local-disk-full"]),
        Sentence::EnvironmentDiffers => (Likely, &["environment-differs"]),
        Sentence::JumpForwardingRefused => (Certain, &["jump-forwarding-refused"]),
        Sentence::JumpTargetUnreachable => (Certain, &["jump-target-unreachable"]),
        Sentence::CaptivePortal => (Likely, &["captive-portal", "not-ssh"]),
        Sentence::ProbablyThrottled => (Likely, &["penalised-by-server", "max-startups-exceeded"]),
        Sentence::NegotiationFailed => (
            Likely,
            &[
                "no-matching-key-exchange-method",
                "no-matching-host-key-type",
                "no-matching-cipher",
                "no-matching-mac",
                "key-exchange-failed",
            ],
        ),
        Sentence::HostKeyAddressMismatch => {
            (Likely, &["host-key-address-mismatch", "host-key-changed"])
        }
        Sentence::SshfpMismatch => (Likely, &["sshfp-mismatch", "host-key-changed"]),
        Sentence::KnownHostsCommandFailed => (Certain, &["known-hosts-command-failed"]),
        Sentence::KnownHostsUnreadable => (Likely, &["known-hosts-unreadable"]),
        Sentence::HostKeyRefused => (
            Possible,
            &[
                "host-key-unknown",
                "host-key-changed",
                "host-key-revoked",
                "known-hosts-unreadable",
            ],
        ),
        Sentence::HostKeyUnknown => (Likely, &["host-key-unknown", "host-key-type-changed"]),
        Sentence::HostKeyChanged => (
            Likely,
            &[
                "host-key-changed",
                "host-key-type-changed",
                "host-key-alternates",
                "name-resolves-elsewhere",
            ],
        ),
        Sentence::PassphraseWrong => (Likely, &["passphrase-wrong"]),
        Sentence::PassphraseRequired => (Likely, &["passphrase-required"]),
        Sentence::SecurityKeyUnavailable => (
            Likely,
            &["security-key-unavailable", "agent-refused-to-sign"],
        ),
        Sentence::Pkcs11Unusable => (Likely, &["pkcs11-key-unusable"]),
        Sentence::CertificateUnsupported => (
            Likely,
            &["certificate-unsupported", "certificate-not-accepted"],
        ),
        Sentence::KeyPairMismatch => (Certain, &["key-pair-mismatch"]),
        Sentence::KeyFileUnusable => (
            Likely,
            &[
                "identity-file-malformed",
                "identity-file-unsupported",
                "identity-file-putty",
                "identity-file-is-public-key",
            ],
        ),
        Sentence::KeyFileMissing => (Likely, &["identity-file-missing"]),
        Sentence::KeyFileUnreadable => (Likely, &["identity-file-unreadable"]),
        Sentence::KeyFileUnsupported => (
            Likely,
            &["identity-file-unsupported", "identity-file-malformed"],
        ),
        Sentence::KeyFileIsPublic => (
            Likely,
            &["identity-file-is-public-key", "identity-file-malformed"],
        ),
        Sentence::KeyFilePutty => (Likely, &["identity-file-putty"]),
        Sentence::TooManyOffered => (Likely, &["too-many-authentication-failures"]),
        Sentence::KeyFileTooOpen => (Likely, &["identity-file-permissions"]),
        Sentence::AgentUnreachable => (Likely, &["agent-unreachable", "agent-forwarding-absent"]),
        Sentence::AgentRefused => (
            Likely,
            &[
                "agent-refused-to-sign",
                "security-key-unavailable",
                "identity-file-permissions",
            ],
        ),
        Sentence::NoMutualSignature => (
            Likely,
            &["no-mutual-signature-algorithm", "key-type-refused"],
        ),
        Sentence::GitAccessDenied => (Likely, &["git-access-denied"]),
        Sentence::GitKeyInUse => (Certain, &["git-key-in-use"]),
        Sentence::VendorPolicy => (
            Likely,
            &["vendor-policy-refused", "login-refused-after-key"],
        ),
        Sentence::SecondFactorRejected => (Likely, &["second-factor-rejected"]),
        Sentence::MoreAuthentication => (
            Likely,
            &["more-authentication-required", "second-factor-rejected"],
        ),
        Sentence::NoIdentity => (Likely, &["no-identity"]),
        Sentence::RootLoginRefused => (Likely, &["root-login-refused"]),
        Sentence::AccountExpiredBanner => (Certain, &["account-expired"]),
        Sentence::PasswordRejected => (
            Likely,
            &[
                "password-rejected",
                "root-login-refused",
                "wrong-user",
                "key-not-accepted",
                "second-factor-rejected",
            ],
        ),
        Sentence::NoMethodLeft => (
            Likely,
            &[
                "password-not-offered",
                "key-not-accepted",
                "publickey-not-offered",
                "no-identity",
            ],
        ),
        Sentence::PasswordNotOffered => (Certain, &["password-not-offered"]),
        Sentence::PublickeyNotOffered => (Certain, &["publickey-not-offered"]),
        Sentence::KeyNotAccepted => (
            Likely,
            &["key-not-accepted", "wrong-user", "git-key-not-registered"],
        ),
        Sentence::GitKeyNotRegistered => (
            Likely,
            &["git-key-not-registered", "no-identity", "wrong-user"],
        ),
        Sentence::PermissionDenied => (Possible, PERMISSION_DENIED),
        Sentence::ClosedInAuthentication => (
            Possible,
            &[
                "authentication-closed",
                "login-refused-after-key",
                "login-grace-exceeded",
                "root-login-refused",
            ],
        ),
        Sentence::Works => (Certain, &["no-fault-found"]),
        Sentence::ShellNotAvailable => (Certain, &["shell-not-available"]),
        Sentence::ShellNotRun => (
            Likely,
            &["shell-invalid", "selinux-denied", "shell-not-available"],
        ),
        Sentence::ShellRequestFailed => (Likely, &["shell-request-failed", "forced-command"]),
        Sentence::PtyRefused => (Certain, &["pty-refused"]),
        Sentence::ForcedCommand => (Certain, &["forced-command"]),
        Sentence::SessionDropped => (
            Possible,
            &[
                "session-dropped",
                "chroot-permissions",
                "pam-denied",
                "session-limit-reached",
            ],
        ),
        Sentence::SessionLimit => (Likely, &["session-limit-reached"]),
        Sentence::RemoteCommandFailed => (Certain, &["remote-command-failed"]),
        Sentence::RemoteCommandEnded => (
            Likely,
            &["remote-command-failed", "session-dropped", "forced-command"],
        ),
        Sentence::HomeMissing => (Likely, &["home-directory-missing", "home-unusable"]),
        Sentence::ShellPrints => (Certain, &["shell-startup-broken"]),
        Sentence::SftpUnavailable => (Likely, &["sftp-unavailable", "forced-command"]),
        Sentence::ForwardingRefused => (Certain, &["forwarding-refused"]),
        Sentence::RemoteForwardFailed => (Likely, &["forwarding-port-busy", "forwarding-refused"]),
        Sentence::ForwardingPortBusy => (Certain, &["forwarding-port-busy"]),
        Sentence::ForwardingPortPrivileged => (Certain, &["forwarding-port-privileged"]),
        Sentence::ForwardingTargetUnreachable => (Certain, &["forwarding-target-unreachable"]),
        Sentence::AgentForwardingAbsent => {
            (Likely, &["agent-forwarding-absent", "agent-unreachable"])
        }
        Sentence::ConnectionLost => (Likely, &["connection-lost", "idle-disconnect"]),
        Sentence::IdleDisconnect => (
            Possible,
            &["idle-disconnect", "connection-lost", "session-dropped"],
        ),
        Sentence::ClosedSomewhere => (
            Possible,
            &[
                "closed-before-identification",
                "key-exchange-closed",
                "authentication-closed",
                "login-refused-after-key",
                "session-dropped",
                "connection-lost",
            ],
        ),
        Sentence::AuthenticationFailed => (
            Possible,
            &[
                "key-not-accepted",
                "password-rejected",
                "no-identity",
                "publickey-not-offered",
                "password-not-offered",
            ],
        ),
        Sentence::TimedOutSomewhere => (
            Possible,
            &[
                "connection-timed-out",
                "port-filtered",
                "identification-timed-out",
                "server-firewall-blocks",
            ],
        ),
        Sentence::WrapperFailed => (Possible, &["undecided"]),
        Sentence::ControlSocketStale => (Likely, &["control-socket-stale"]),
    }
}

/// `Permission denied (publickey,…).` ends most failures of authentication and tells none of them.
pub const PERMISSION_DENIED: &[&str] = &[
    "key-not-accepted",
    "other-key-accepted",
    "agent-key-hidden",
    "no-identity",
    "passphrase-required",
    "wrong-user",
    "root-login-refused",
    "git-key-not-registered",
    "no-mutual-signature-algorithm",
    "certificate-expired",
];
