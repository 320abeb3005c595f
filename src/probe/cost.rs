//! What a run costs the server.

/// What a run has cost the server.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cost {
    /// TCP connections that opened.
    pub connections: usize,
    /// Authentication requests of any kind.
    pub authentication_requests: usize,
    /// Requests that count towards MaxAuthTries, penalties and bans.
    pub failures_a_server_counts: usize,
    /// Complete logins among the connections, by the person's own ssh on the way.
    pub logins: usize,
}

impl Cost {
    /// So many complete logins: each asks `none` and sends a signature.
    pub(super) fn logins(&mut self, count: usize) {
        self.connections += count;
        self.authentication_requests += 2 * count;
        self.logins += count;
    }

    /// Both together.
    pub fn add(&mut self, other: Cost) {
        self.connections += other.connections;
        self.authentication_requests += other.authentication_requests;
        self.failures_a_server_counts += other.failures_a_server_counts;
        self.logins += other.logins;
    }
}
