//! Two sides without a common algorithm: what it takes to let them meet, and whether ssh itself then agrees.

use super::Prober;
use super::wire::negotiate::{self, Ours, Supported};
use crate::evidence::{Agreed, Configuration, Mend, NoCommon, Release, Slot, SshConfig};
use crate::ssh_config;
use crate::target::Target;
use crate::text::Untrusted;

impl Prober {
    /// Completes what is known of a negotiation that failed.
    pub(super) async fn how_to_meet(
        &mut self,
        mut stop: NoCommon,
        ours: Ours,
        config: &SshConfig,
        target: &Target,
    ) -> NoCommon {
        stop.client = config.version.as_deref().and_then(Release::read);
        let Some(program) = &config.program else {
            return stop;
        };
        let (kex, host_key, keys, cipher, mac) = tokio::join!(
            ssh_config::supported(program, "kex"),
            ssh_config::supported(program, "HostKeyAlgorithms"),
            ssh_config::supported(program, "key"),
            ssh_config::supported(program, "cipher"),
            ssh_config::supported(program, "mac"),
        );
        // `ssh -Q HostKeyAlgorithms` came with OpenSSH 8.2.
        let host_key = if host_key.is_empty() { keys } else { host_key };
        let supported = Supported {
            kex,
            host_key,
            cipher,
            mac,
        };
        let known = match stop.slot {
            Slot::Kex => &supported.kex,
            Slot::HostKey => &supported.host_key,
            Slot::Cipher => &supported.cipher,
            Slot::Mac => &supported.mac,
            Slot::Compression => return stop,
        };
        stop.could_enable = Some(negotiate::could_enable(stop.slot, &stop.theirs, known));
        let mut mend = negotiate::mend(&ours, &self.theirs, &supported);
        // Every `ssh -G` runs the commands of Match exec lines: once is enough.
        if mend.stuck.is_none() && config.match_exec.is_empty() {
            mend.proved = self.proved(&mend, stop.client, target).await;
        }
        stop.mend = Some(mend);
        stop
    }

    /// Negotiates once more with the lists ssh itself makes of the person's configuration and these settings. Of two
    /// values ssh takes the first, so a setting before all others stands where a block above all others would.
    async fn proved(
        &mut self,
        mend: &Mend,
        client: Option<Release>,
        target: &Target,
    ) -> Option<Agreed> {
        let settings = mend.settings(client);
        let added = settings
            .iter()
            .flat_map(|(keyword, value)| [String::from("-o"), format!("{keyword}={value}")]);
        let options: Vec<String> = added.chain(target.options.iter().cloned()).collect();
        let amended =
            ssh_config::effective(&options, &target.given, &self.environment, self.patience);
        let Configuration::Effective(config) = amended.await else {
            return None;
        };
        let ours = self.ours(&config);
        negotiate::negotiate(&ours, &self.theirs, &Untrusted::default()).ok()
    }
}
