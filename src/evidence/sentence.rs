//! The sentences that clients and servers print, each with the place in the course of a login where it tells.

/// Declares the sentences: each with the place in the course of a login where the tree listens for it.
macro_rules! sentences {
    ($( $place:ident { $( $(#[$doc:meta])* $name:ident, )+ } )+) => {
        /// What a sentence says.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Sentence { $($( $(#[$doc])* $name, )+)+ }

        impl Sentence {
            /// All of them.
            pub const ALL: &[Sentence] = &[ $($( Sentence::$name, )+)+ ];

            /// Where the tree listens for it.
            pub const fn place(self) -> Place {
                match self { $($( Sentence::$name => Place::$place, )+)+ }
            }
        }
    };
}

/// Where the tree listens: before it looks at the facts of that layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// sshd's own log: it knows why.
    Server,
    /// The person's own configuration and programs.
    Config,
    /// What carries the connection.
    Connect,
    /// The identification string.
    Identify,
    /// Key exchange.
    Kex,
    /// The host key.
    Hostkey,
    /// Authentication, before the methods are looked at.
    Userauth,
    /// Authentication, where the facts of the keys do not tell.
    AfterKeys,
    /// After a login.
    Session,
    /// What wraps ssh and only repeats that it failed.
    Last,
}

sentences! {
    Server {
        /// sshd is told to end, does not start, or is not there.
        SshdNotRunning,
        /// A line of sshd_config that sshd does not take.
        SshdConfigInvalid,
        /// The unit's files are newer than what systemd runs.
        SshdConfigNotLoaded,
        /// No host key to be had.
        SshdHostKeysMissing,
        /// /run/sshd and the like.
        SshdPrivsepMissing,
        /// Parts of two versions.
        SshdUpgradeIncomplete,
        /// A port or address sshd could not bind.
        SshdBindFailed,
        /// The server's firewall writes down what it drops.
        FirewallBlocks,
        /// fail2ban and its like.
        ClientBanned,
        /// libwrap.
        HostsDenied,
        /// No such account.
        UserUnknown,
        /// AllowUsers and the rest.
        UserNotAllowed,
        /// RefuseConnection of sshd_config.
        RefusedByConfig,
        /// PermitRootLogin.
        RootRefused,
        /// AuthenticationMethods.
        MethodsUnsatisfied,
        /// A locked account.
        AccountLocked,
        /// An expired account.
        AccountExpired,
        /// An expired password.
        PasswordExpired,
        /// A shell that is not there.
        ShellInvalid,
        /// A home directory that cannot be entered.
        HomeUnusable,
        /// nologin.
        LoginsDisabled,
        /// PAM's account or session phase.
        PamDenied,
        /// The fatal sentence of PAM's account phase, which does not say which module.
        PamAccountDenied,
        /// authorized_keys is no file.
        AuthorizedKeysNotAFile,
        /// authorized_keys is not there.
        AuthorizedKeysMissing,
        /// StrictModes.
        AuthorizedKeysPermissions,
        /// authorized_keys cannot be opened.
        AuthorizedKeysUnreadable,
        /// A line of authorized_keys with options nobody knows.
        AuthorizedKeysLineBroken,
        /// from=, expiry-time.
        KeyRestricted,
        /// PubkeyAcceptedAlgorithms, RequiredRSASize.
        KeyAlgorithmRefused,
        /// RevokedKeys.
        KeyRevoked,
        /// A certificate past its time.
        CertificateExpired,
        /// A certificate before its time.
        CertificateNotYetValid,
        /// A certificate for other names.
        CertificatePrincipal,
        /// A certificate of an unknown authority.
        CertificateAuthorityUntrusted,
        /// A certificate refused for another reason.
        CertificateRefused,
        /// AuthorizedKeysCommand.
        KeysCommandFailed,
        /// SELinux.
        SelinuxDenied,
        /// ChrootDirectory.
        ChrootPermissions,
        /// A full file system on the server.
        ServerDiskFull,
        /// Memory, processes, descriptors, connection tracking.
        ServerResourcesExhausted,
        /// MaxStartups, in sshd's log.
        MaxStartups,
        /// PerSourcePenalties, in sshd's log.
        Penalised,
        /// MaxAuthTries, in sshd's log.
        TooManyFailures,
        /// LoginGraceTime, in sshd's log.
        LoginGraceExceeded,
        /// A wrong password, in sshd's log.
        PasswordFailed,
        /// A wrong password of a user sshd does not know, or does not let in.
        UserUnknownOrRefused,
        /// A key refused, in sshd's log.
        PublickeyFailed,
        /// The subsystem is not there, in sshd's log.
        SubsystemMissing,
        /// A forwarding refused, in sshd's log.
        ForwardingRefusedByServer,
        /// MaxSessions, in sshd's log.
        NoMoreSessions,
        /// The child that speaks to the network died.
        ServerChildDied,
        /// sshd ended the login, in words that name no cause of the catalogue.
        ServerGaveUp,
        /// A client asked in another protocol, or none.
        ClientNotSsh,
        /// The client left before authentication.
        ClientLeftEarly,
        /// The client gave up while it authenticated.
        ClientGaveUp,
        /// The client gave up; sshd took its user for invalid.
        InvalidUserGaveUp,
        /// A client without any method left.
        ClientOutOfMethods,
        /// The key is registered, and the client did not sign.
        KeyFound,
        /// Reverse look-ups that fail.
        ReverseMapping,
        /// A session whose client does not answer.
        ClientSilent,
        /// ChannelTimeout, UnusedConnectionTimeout.
        InactiveClosed,
    }
    Config {
        /// The control socket's path.
        ControlPathUnusable,
        /// This machine's disk.
        LocalDiskFull,
        /// sudo, cron or an IDE run another ssh.
        EnvironmentDiffers,
    }
    Connect {
        /// The jump host forbids it.
        JumpForwardingRefused,
        /// The jump host cannot reach the target.
        JumpTargetUnreachable,
        /// A log-in page of the network.
        CaptivePortal,
    }
    Identify {
        /// The connection is throttled or banned: the text does not say which.
        ProbablyThrottled,
    }
    Kex {
        /// The other side spoke of no common algorithm and did not say which.
        NegotiationFailed,
    }
    Hostkey {
        /// The name's key is right, the address's is another.
        HostKeyAddressMismatch,
        /// SSHFP.
        SshfpMismatch,
        /// KnownHostsCommand.
        KnownHostsCommandFailed,
        /// known_hosts cannot be read or written.
        KnownHostsUnreadable,
        /// The host key is refused; changed or unknown is not said.
        HostKeyRefused,
        /// The host key is not on record.
        HostKeyUnknown,
        /// The host key changed; where it is on record is not said.
        HostKeyChanged,
    }
    Userauth {
        /// The passphrase given is wrong.
        PassphraseWrong,
        /// The key needs a passphrase.
        PassphraseRequired,
        /// A FIDO token.
        SecurityKeyUnavailable,
        /// PKCS#11.
        Pkcs11Unusable,
        /// A certificate OpenSSH does not load.
        CertificateUnsupported,
        /// The private half belongs to another key.
        KeyPairMismatch,
        /// A key in a format this client cannot read.
        KeyFileUnusable,
        /// A key file that is not there.
        KeyFileMissing,
        /// A key file others may read.
        KeyFileTooOpen,
        /// A key file this person may not read.
        KeyFileUnreadable,
        /// A kind of key or cipher this client does not know.
        KeyFileUnsupported,
        /// The public half was given for the private one.
        KeyFileIsPublic,
        /// A PuTTY key given to a client that does not read it.
        KeyFilePutty,
        /// MaxAuthTries was used up by keys that are not the right one.
        TooManyOffered,
        /// The agent does not answer.
        AgentUnreachable,
        /// The agent will not sign.
        AgentRefused,
        /// No signature algorithm in common.
        NoMutualSignature,
        /// The Git host knows the key as somebody else's.
        GitAccessDenied,
        /// The Git host has the key elsewhere.
        GitKeyInUse,
        /// A gate in front of the server.
        VendorPolicy,
        /// The second factor.
        SecondFactorRejected,
        /// Partial success, and then the end.
        MoreAuthentication,
        /// The client has no key at all.
        NoIdentity,
        /// Root is refused.
        RootLoginRefused,
        /// The account has expired, as the banner says.
        AccountExpiredBanner,
        /// nologin's text.
        LoginsDisabledBanner,
    }
    AfterKeys {
        /// A password was asked for and refused.
        PasswordRejected,
        /// The client has no method left that the server takes.
        NoMethodLeft,
        /// The server takes no password.
        PasswordNotOffered,
        /// The server takes no keys.
        PublickeyNotOffered,
        /// Every key was refused.
        KeyNotAccepted,
        /// A Git host refused every key.
        GitKeyNotRegistered,
        /// Refused, and only that is said.
        PermissionDenied,
        /// Closed while it authenticated.
        ClosedInAuthentication,
    }
    Session {
        /// It works.
        Works,
        /// The account's shell could not be started.
        ShellNotRun,
        /// The shell turns people away.
        ShellNotAvailable,
        /// shell or exec is refused.
        ShellRequestFailed,
        /// The terminal is refused.
        PtyRefused,
        /// The password must be changed first.
        PasswordChangeRequired,
        /// One fixed command.
        ForcedCommand,
        /// Ended right after the login.
        SessionDropped,
        /// No more sessions or processes.
        SessionLimit,
        /// The remote command's own failure.
        RemoteCommandFailed,
        /// The program at the far end has ended, and did not say why.
        RemoteCommandEnded,
        /// The home directory is not there.
        HomeMissing,
        /// A start-up file prints.
        ShellPrints,
        /// No sftp.
        SftpUnavailable,
        /// A forwarding is forbidden.
        ForwardingRefused,
        /// A port here or there is taken, or it is forbidden: one text.
        RemoteForwardFailed,
        /// A port is taken.
        ForwardingPortBusy,
        /// A port needs privileges.
        ForwardingPortPrivileged,
        /// The tunnel's far end.
        ForwardingTargetUnreachable,
        /// No agent on the far side.
        AgentForwardingAbsent,
        /// The connection broke.
        ConnectionLost,
        /// The connection broke after a pause.
        IdleDisconnect,
    }
    Last {
        /// Closed by the other side at no known point.
        ClosedSomewhere,
        /// PuTTY and others: authentication failed.
        AuthenticationFailed,
        /// A timeout at no known point.
        TimedOutSomewhere,
        /// git, scp, Ansible: it failed, says the wrapper.
        WrapperFailed,
        /// A control socket nobody answers on; ssh goes on without it.
        ControlSocketStale,
    }
}
