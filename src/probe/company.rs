//! Examinations side by side: together they must be no more of a burden than one after the other.
//!
//! A few run at a time. One at a time goes to one address, and as many more as its penalties allow (PerSourcePenalties of
//! OpenSSH 9.8 and newer: a connection that leaves without logging in costs one second, one that asked about a key five,
//! and from a sum of fifteen on the address is refused, the person's own ssh too). A few at a time go through one jump
//! host, which is examined once for all that lie behind it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedMutexGuard, OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep};

use super::passage::Plan;
use super::{Cost, Prober};
use crate::evidence::{Evidence, Probe};
use crate::target::Target;

/// So many at a time go through one jump host or proxy; sshd begins to drop at ten that have not logged in (MaxStartups).
const THROUGH: u32 = 4;
/// Seconds of penalties that an address may hold before one more run, which adds at most six.
const OWED: u64 = 9;

/// What the examinations of one run share.
pub struct Company {
    seats: Arc<Semaphore>,
    places: Mutex<HashMap<String, Arc<Place>>>,
    jump_hosts: Mutex<HashMap<Vec<String>, JumpHost>>,
}

type JumpHost = Arc<tokio::sync::Mutex<Option<Known>>>;

/// An address, or what stands for it where it is not seen from here.
struct Place {
    name: String,
    room: Arc<Semaphore>,
    /// When the server has forgotten all that it holds against this machine.
    clear: Mutex<Instant>,
}

/// The turn at one place; it ends with this value.
pub(super) struct Turn {
    place: Arc<Place>,
    settled: bool,
    _permit: Option<OwnedSemaphorePermit>,
}

/// A jump host that was examined: what is known of it, and how it is reached.
#[derive(Clone)]
pub struct Known {
    /// All that is known of it; the way on from it is each examination's own.
    pub evidence: Evidence,
    /// The jump hosts before it.
    pub before: Vec<Evidence>,
    /// It lets people through.
    pub well: bool,
    plan: Option<Plan>,
    places: Vec<String>,
}

impl Company {
    /// So many work at a time.
    pub fn of(seats: usize) -> Arc<Company> {
        Arc::new(Company {
            seats: Arc::new(Semaphore::new(seats)),
            places: Mutex::default(),
            jump_hosts: Mutex::default(),
        })
    }

    /// One examination's part in it; it begins once there is a seat.
    pub async fn join(self: &Arc<Company>) -> Member {
        let member = Member {
            company: Arc::clone(self),
            seat: Arc::default(),
        };
        member.sit_down().await;
        member
    }

    fn place(&self, name: &str) -> Arc<Place> {
        let mut places = lock(&self.places);
        let new = || {
            Arc::new(Place {
                name: name.to_owned(),
                room: Arc::new(Semaphore::new(THROUGH as usize)),
                clear: Mutex::new(Instant::now()),
            })
        };
        Arc::clone(places.entry(name.to_owned()).or_insert_with(new))
    }
}

/// One examination among others; those of its jump hosts share its seat.
#[derive(Clone)]
pub struct Member {
    company: Arc<Company>,
    seat: Arc<Mutex<Option<OwnedSemaphorePermit>>>,
}

impl Member {
    async fn sit_down(&self) {
        // The semaphore is never closed.
        let seat = Arc::clone(&self.company.seats).acquire_owned().await.ok();
        *lock(&self.seat) = seat;
    }

    /// Whoever waits for others gives the seat away meanwhile.
    async fn aside<T>(&self, wait: impl Future<Output = T>) -> T {
        drop(lock(&self.seat).take());
        let done = wait.await;
        self.sit_down().await;
        done
    }

    /// The turn at `place`: the only one there, or one of a few who pass through.
    async fn turn(&self, name: &str, passing: bool) -> Turn {
        let place = self.company.place(name);
        let parts = if passing { 1 } else { THROUGH };
        let room = Arc::clone(&place.room);
        let owed = || lock(&place.clear).saturating_duration_since(Instant::now());
        let too_much = || owed().saturating_sub(Duration::from_secs(OWED));
        let free = Arc::clone(&room).try_acquire_many_owned(parts).ok();
        let permit = match free.filter(|_| too_much().is_zero()) {
            Some(permit) => Some(permit),
            None => {
                let wait = async {
                    let permit = room.acquire_many_owned(parts).await.ok();
                    sleep(too_much()).await;
                    permit
                };
                self.aside(wait).await
            }
        };
        Turn {
            settled: false,
            place,
            _permit: permit,
        }
    }
}

impl Turn {
    /// The server keeps in mind what a run did there, for as long as penalties last.
    fn settle(&mut self, cost: Cost) {
        if !std::mem::replace(&mut self.settled, true) {
            let mut clear = lock(&self.place.clear);
            *clear = (*clear).max(Instant::now()) + penalties(cost);
        }
    }
}

/// srclimit.c, servconf.c: `noauth` one second, `authfail` five; a login that succeeded costs nothing.
fn penalties(cost: Cost) -> Duration {
    let connections = cost.connections.saturating_sub(cost.logins);
    let asked = cost.authentication_requests > 2 * cost.logins;
    Duration::from_secs(connections as u64 + if asked { 4 } else { 0 })
}

/// What may already be known of a jump host. Until this is dropped nobody else looks at it.
pub struct Meeting {
    guard: OwnedMutexGuard<Option<Known>>,
}

impl Meeting {
    /// What somebody found there before.
    pub fn known(&self) -> Option<Known> {
        self.guard.clone()
    }

    /// Tells the others.
    pub fn tell(&mut self, evidence: Evidence, before: Vec<Evidence>, well: bool, own: &Prober) {
        let turns = own.turns.iter().map(|turn| turn.place.name.clone());
        *self.guard = Some(Known {
            evidence,
            before,
            well,
            plan: own.carrier.as_ref().map(|carrier| carrier.plan.clone()),
            places: turns.collect(),
        });
    }
}

impl Prober {
    /// The same among others.
    pub fn among(mut self, member: Member) -> Prober {
        self.member = Some(member);
        self
    }

    /// What the others know of this jump host; none where there are no others.
    pub async fn meet(&self, jump: &Target) -> Option<Meeting> {
        let member = self.member.as_ref()?;
        let words = [jump.options.clone(), vec![jump.given.clone()]].concat();
        let host = Arc::clone(lock(&member.company.jump_hosts).entry(words).or_default());
        let guard = match Arc::clone(&host).try_lock_owned() {
            Ok(guard) => guard,
            Err(_) => member.aside(host.lock_owned()).await,
        };
        Some(Meeting { guard })
    }

    /// Goes the way to a jump host that somebody has found well.
    pub async fn follow(&mut self, known: &Known) {
        for place in &known.places {
            self.wait_at(place, true).await;
        }
        self.carrier = known.plan.clone().map(super::passage::Carrier::at_rest);
    }

    /// Waits for the turn to contact what `probe` contacts.
    pub async fn turn(&mut self, probe: Probe, evidence: &Evidence) {
        if self.member.is_none() {
            return;
        }
        let passing = !evidence.behind.is_empty();
        match probe {
            Probe::Connect => {
                let mut places: Vec<String> = self
                    .addresses
                    .iter()
                    .map(|address| address.ip().to_string())
                    .collect();
                // In one order for all: nobody waits for somebody who waits for them.
                places.sort_unstable();
                places.dedup();
                for place in places {
                    self.wait_at(&place, passing).await;
                }
            }
            Probe::Passage => {
                let through = evidence.through.as_ref().map(Target::as_hop);
                let place = behind(&through.unwrap_or_default(), evidence);
                self.wait_at(&place, passing).await;
            }
            Probe::Identification => {
                let proxy = evidence.ssh_config().ok().and_then(|config| config.proxy());
                if let Some(proxy) = proxy.filter(|_| self.carrier.is_none()) {
                    let proxy = proxy.to_owned();
                    self.wait_at(&proxy, true).await;
                    self.wait_at(&behind(&proxy, evidence), passing).await;
                }
            }
            _ => {}
        }
    }

    async fn wait_at(&mut self, place: &str, passing: bool) {
        if let Some(member) = &self.member {
            let turn = member.turn(place, passing).await;
            self.turns.push(turn);
        }
    }

    /// The turns of the way that `own` opened go on as long as this run.
    pub fn stay_with(&mut self, own: &mut Prober) {
        own.settle();
        self.turns.append(&mut own.turns);
    }

    fn settle(&mut self) {
        for turn in &mut self.turns {
            turn.settle(self.cost);
        }
    }
}

/// The machine of that name as it is seen from there.
fn behind(there: &str, evidence: &Evidence) -> String {
    format!("{there} {}", evidence.target.hostname)
}

impl Drop for Prober {
    fn drop(&mut self) {
        self.settle();
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(connections: usize, requests: usize, logins: usize) -> Cost {
        Cost {
            connections,
            authentication_requests: requests,
            failures_a_server_counts: 0,
            logins,
        }
    }

    #[test]
    fn a_server_holds_against_a_run_what_did_not_log_in() {
        for (cost, seconds) in [
            (cost(0, 0, 0), 0),
            (cost(1, 0, 0), 1),
            (cost(1, 2, 0), 5),
            (cost(2, 3, 0), 6),
            (cost(1, 2, 1), 0),
            (cost(2, 4, 1), 5),
        ] {
            assert_eq!(penalties(cost).as_secs(), seconds, "{cost:?}");
        }
    }

    /// Ten runs that ask about a key, one after another: their penalties never sum up to a refusal.
    #[tokio::test(start_paused = true)]
    async fn an_address_is_given_time_to_forget() {
        let company = Company::of(3);
        let start = Instant::now();
        let mut held: Vec<Instant> = Vec::new();
        for _ in 0..10 {
            let mut turn = company.join().await.turn("192.0.2.1", false).await;
            turn.settle(cost(1, 2, 0));
            let sum = held
                .iter()
                .fold(start, |clear, at| clear.max(*at) + Duration::from_secs(5));
            held.push(Instant::now());
            assert!(
                sum.saturating_duration_since(Instant::now()) + Duration::from_secs(5)
                    <= Duration::from_secs(15)
            );
        }
        // Two at once, the third a second later, then one every five seconds.
        assert_eq!((Instant::now() - start).as_secs(), 36);
    }

    /// Who waits for a turn keeps nobody else from working.
    #[tokio::test(start_paused = true)]
    async fn a_seat_is_not_held_while_one_waits() {
        let company = Company::of(2);
        let first = company.join().await;
        let turn = first.turn("192.0.2.1", false).await;
        let second = company.join().await;
        let mut waiting = tokio::spawn(async move { second.turn("192.0.2.1", false).await });
        tokio::task::yield_now().await;
        let third = company.join().await;
        let other = third.turn("192.0.2.2", false).await;
        assert!(!waiting.is_finished());
        drop((turn, first));
        drop(
            tokio::time::timeout(Duration::from_secs(1), &mut waiting)
                .await
                .unwrap(),
        );
        drop((other, third));
    }

    #[tokio::test(start_paused = true)]
    async fn a_few_pass_through_a_jump_host_and_nobody_while_it_is_examined() {
        let company = Company::of(64);
        let mut passing = Vec::new();
        for _ in 0..THROUGH {
            passing.push(company.join().await.turn("gw", true).await);
        }
        let soon = Duration::from_millis(1);
        let one = company.join().await;
        assert!(
            tokio::time::timeout(soon, one.turn("gw", true))
                .await
                .is_err()
        );
        passing.clear();
        let alone = company.join().await.turn("gw", false).await;
        assert!(
            tokio::time::timeout(soon, one.turn("gw", true))
                .await
                .is_err()
        );
        drop(alone);
        one.turn("gw", true).await;
    }
}
