//! The error queue of a socket (ip(7), IP_RECVERR): which ICMP error failed it, and who sent that. No privilege is
//! needed. Linux only; elsewhere nothing is ever found in it.

use std::os::fd::AsFd;

use crate::evidence::{Icmp, Refusal};

#[cfg(target_os = "linux")]
mod linux {
    use std::io::IoSliceMut;
    use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
    use std::os::fd::{AsFd, AsRawFd};

    use nix::cmsg_space;
    use nix::libc;
    use nix::sys::socket::{ControlMessageOwned, MsgFlags, recvmsg, setsockopt, sockopt};

    use super::Icmp;
    use crate::probe::interfaces;

    /// More errors than this are not looked through: one connect causes one, a few where SYNs are repeated.
    const MOST_ENTRIES: usize = 16;

    pub(super) fn keep_errors(socket: &impl AsFd, ipv4: bool, keep: bool) {
        // Without it the errors are still seen, only less of them is known: nothing to report.
        let _ = if ipv4 {
            setsockopt(socket, sockopt::Ipv4RecvErr, &keep)
        } else {
            setsockopt(socket, sockopt::Ipv6RecvErr, &keep)
        };
    }

    pub(super) fn icmp_error(socket: &impl AsFd, errno: i32) -> Option<Icmp> {
        (0..MOST_ENTRIES)
            .map_while(|_| next_entry(socket))
            .find_map(|entry| entry.icmp(errno))
    }

    /// One entry: `None` inside is an entry that is not about ICMP.
    struct Entry(Option<(libc::sock_extended_err, IpAddr)>);

    impl Entry {
        fn icmp(self, errno: i32) -> Option<Icmp> {
            let (error, sender) = self.0?;
            let from_icmp = matches!(
                error.ee_origin,
                libc::SO_EE_ORIGIN_ICMP | libc::SO_EE_ORIGIN_ICMP6
            );
            let about_this = i32::try_from(error.ee_errno) == Ok(errno);
            (from_icmp && about_this).then(|| Icmp {
                kind: error.ee_type,
                code: error.ee_code,
                sender,
                own: interfaces::is_own(sender),
            })
        }
    }

    fn next_entry(socket: &impl AsFd) -> Option<Entry> {
        // The packet that caused the error is not of interest: it is our own.
        let mut packet = [0; 0];
        let mut control = cmsg_space!(libc::sock_extended_err, libc::sockaddr_in6);
        let mut slices = [IoSliceMut::new(&mut packet)];
        let flags = MsgFlags::MSG_ERRQUEUE | MsgFlags::MSG_DONTWAIT;
        let fd = socket.as_fd().as_raw_fd();
        let message = recvmsg::<()>(fd, &mut slices, Some(&mut control), flags).ok()?;
        let entry = message.cmsgs().ok()?.find_map(|control| match control {
            ControlMessageOwned::Ipv4RecvErr(error, Some(from)) => {
                let sender = Ipv4Addr::from(u32::from_be(from.sin_addr.s_addr));
                Some((error, IpAddr::V4(sender)))
            }
            ControlMessageOwned::Ipv6RecvErr(error, Some(from)) => {
                let sender = Ipv6Addr::from(from.sin6_addr.s6_addr);
                Some((error, IpAddr::V6(sender)))
            }
            _ => None,
        });
        Some(Entry(entry))
    }
}

/// Lets `socket` keep its ICMP errors, and fail at once where it would otherwise go on trying. An established connection
/// must not `keep` them: it would die of an error that TCP otherwise gets over.
#[cfg(target_os = "linux")]
pub(super) fn keep_errors(socket: &impl AsFd, ipv4: bool, keep: bool) {
    linux::keep_errors(socket, ipv4, keep);
}

/// This system has no error queue.
#[cfg(not(target_os = "linux"))]
pub(super) fn keep_errors(_socket: &impl AsFd, _ipv4: bool, _keep: bool) {}

/// The ICMP error that failed `socket` with `errno`, if one did. Takes it off the queue.
#[cfg(target_os = "linux")]
pub(super) fn icmp_error(socket: &impl AsFd, errno: i32) -> Option<Icmp> {
    linux::icmp_error(socket, errno)
}

/// This system does not tell.
#[cfg(not(target_os = "linux"))]
pub(super) fn icmp_error(_socket: &impl AsFd, _errno: i32) -> Option<Icmp> {
    None
}

/// Who refused a connection whose error queue held `icmp`. An empty queue means RST only where a TCP socket that is
/// still connecting has a queue at all: Linux since 5.18 (commit "tcp: allow traceroute -Mtcp for unpriv users").
pub(super) fn refusal(icmp: Option<Icmp>) -> Refusal {
    match icmp {
        Some(icmp) => Refusal::Icmp(icmp),
        None if tcp_has_a_queue() => Refusal::Rst,
        None => Refusal::Unknown,
    }
}

pub(super) fn tcp_has_a_queue() -> bool {
    cfg!(target_os = "linux")
        && std::fs::read_to_string("/proc/sys/kernel/osrelease")
            .is_ok_and(|release| kernel_version(&release) >= Some((5, 18)))
}

/// Major and minor number of a kernel release such as `5.15.0-91-generic`.
fn kernel_version(release: &str) -> Option<(u32, u32)> {
    let mut numbers = release.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_queue_proves_a_reset_on_new_kernels_only() {
        for (release, version) in [
            ("6.18.5\n", Some((6, 18))),
            ("5.15.0-91-generic", Some((5, 15))),
            ("5.18-rc1", Some((5, 18))),
            ("", None),
            ("FreeBSD", None),
        ] {
            assert_eq!(kernel_version(release), version, "{release}");
        }
        assert!(kernel_version("4.19.0") < Some((5, 18)));
        assert!(kernel_version("junk") < Some((5, 18)));
    }
}
