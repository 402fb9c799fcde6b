//! One buyer, as Link knows them across merchants: named by a keyed hash of the e-mail address. An
//! address that nobody has signed up with has an object that looks the same from outside.

mod addresses;
mod challenges;
mod defaults;
mod listing;
mod methods;
pub mod passkeys;
mod phones;
mod profile;
pub mod rotation;
mod rows;
mod sessions;
mod store;
pub mod wire;

pub use addresses::AddressQuestion;
pub use listing::Index;
pub use methods::NEW_CONSUMER;

use crate::env::{Edge, SystemClock, SystemRandom};
use crate::objects::alarm;
use crate::objects::call::{answer, question};
use crate::objects::consumer_index::{Place, shard_of};
use crate::ports::{Clock, Fault};
use challenges::Proof;
use rows::SqlRows;
use sessions::{By, Known, View};
use shared::link::consumer::{KeptMethod, Use};
use shared::link::terms::LinkPurpose;
use std::cell::Cell;
use store::{Kind, ONLY, Store};
use wire::{ConsumerAnswer, ConsumerQuestion, Shown};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// The Durable Object of one consumer.
#[durable_object(alarm)]
pub struct ConsumerObject {
    state: State,
    env: Env,
    /// What the alarm is set for, as far as this instance knows: whoever only looks writes nothing.
    armed_ms: Cell<Option<i64>>,
}

impl DurableObject for ConsumerObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            armed_ms: Cell::new(None),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: ConsumerQuestion = question(&mut request).await?;
        let edge = Edge::new(self.env.clone())?;
        let replied = self.reply(&edge, asked).await;
        answer(&replied.map_err(|fault| worker::Error::from(fault.0))?)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        if let Err(fault) = self.sweep(&edge).await {
            worker::console_error!("consumer: {}", fault.0);
        }
        Response::empty()
    }
}

impl ConsumerObject {
    async fn reply(&self, edge: &Edge, asked: ConsumerQuestion) -> Result<ConsumerAnswer, Fault> {
        let owner = self.name()?;
        let rows = self.rows();
        let index = Place { edge, name: &owner };
        let store = store(&rows, edge, &owner)?;
        let visited = visit(&store, &index, &SystemClock, asked).await?;
        self.leave_index(visited.left, owner.clone());
        self.arm(visited.wakes_ms, visited.now_ms).await?;
        Ok(visited.answer)
    }

    async fn sweep(&self, edge: &Edge) -> Result<(), Fault> {
        let owner = self.name()?;
        let rows = self.rows();
        let store = store(&rows, edge, &owner)?;
        let woken = wake(&store, SystemClock.now_ms())?;
        self.leave_index(woken.left, owner.clone());
        // The one that was set has fired.
        self.armed_ms.set(None);
        self.arm(woken.wakes_ms, woken.now_ms).await
    }

    /// Nobody waits for it: a name too many does no harm.
    fn leave_index(&self, left: Option<i64>, name: String) {
        let Some(before) = left else { return };
        let env = self.env.clone();
        self.state.wait_until(async move {
            let left = async {
                let edge = &Edge::new(env)?;
                let place = Place { edge, name: &name };
                place.leave(shard_of(&name), before).await
            };
            if let Err(fault) = left.await {
                worker::console_error!("consumer: {}", fault.0);
            }
        });
    }

    async fn arm(&self, next_ms: Option<i64>, now_ms: i64) -> Result<(), Fault> {
        if next_ms == self.armed_ms.get() {
            return Ok(());
        }
        self.armed_ms.set(next_ms);
        Ok(alarm::set(&self.state.storage(), next_ms, now_ms).await?)
    }

    fn rows(&self) -> SqlRows {
        SqlRows::of(self.state.storage())
    }

    fn name(&self) -> Result<String, Fault> {
        let name = self.state.id().name();
        name.ok_or_else(|| Fault("a consumer's object without a name".to_owned()))
    }
}

fn store<'a>(rows: &'a SqlRows, edge: &'a Edge, owner: &'a str) -> Result<Store<'a>, Fault> {
    Ok(Store {
        rows,
        vault: edge.vault()?,
        random: &SystemRandom,
        owner,
    })
}

/// What an object has done, apart from its runtime.
struct Visited<T> {
    answer: T,
    now_ms: i64,
    /// When the next record expires.
    wakes_ms: Option<i64>,
    /// The generation before which its name can go from the index.
    left: Option<i64>,
}

/// Whatever is written is written after the last suspension.
async fn visit(
    store: &Store<'_>,
    index: &impl Index,
    clock: &impl Clock,
    asked: ConsumerQuestion,
) -> Result<Visited<ConsumerAnswer>, Fault> {
    if !store.rows.exists()? && !is_first(&asked) {
        return Ok(Visited {
            answer: ConsumerAnswer::NoSession,
            now_ms: clock.now_ms(),
            wakes_ms: None,
            left: None,
        });
    }
    store.rows.ensure_tables()?;
    let will_keep = will_keep(store, &asked, clock.now_ms())?;
    // Who has kept something since before there was an index enters, too.
    let has_kept = store.keeps_something()?;
    if will_keep || has_kept {
        listing::enter(store.rows, index).await?;
    }
    let now_ms = clock.now_ms();
    done_at_once(store, now_ms, || reply_now(store, asked, now_ms))
}

/// The alarm: what has expired goes.
fn wake(store: &Store<'_>, now_ms: i64) -> Result<Visited<()>, Fault> {
    store.rows.ensure_tables()?;
    done_at_once(store, now_ms, || Ok(()))
}

fn done_at_once<T>(
    store: &Store<'_>,
    now_ms: i64,
    act: impl FnOnce() -> Result<T, Fault>,
) -> Result<Visited<T>, Fault> {
    rows::transact(store.rows, || {
        store.rows.sweep(now_ms)?;
        Ok(Visited {
            answer: act()?,
            now_ms,
            wakes_ms: store.rows.next_expiry_ms()?,
            left: listing::leave(store)?,
        })
    })
}

/// Whether it may be the first thing that an object hears.
fn is_first(asked: &ConsumerQuestion) -> bool {
    matches!(
        asked,
        ConsumerQuestion::Ask { .. } | ConsumerQuestion::Paid(_) | ConsumerQuestion::Rewrap
    )
}

/// Whether something lasting may be kept for the first time. A wrong code takes no longer where the
/// address is unknown: that is found out before anybody else is asked.
fn will_keep(store: &Store<'_>, asked: &ConsumerQuestion, now_ms: i64) -> Result<bool, Fault> {
    match asked {
        ConsumerQuestion::Prove {
            challenge,
            code,
            asking,
            ..
        } => challenges::would_take(store, challenge, code, asking.as_deref(), now_ms),
        ConsumerQuestion::Paid(paid) => Ok(matches!(paid.terms.purpose, LinkPurpose::Save { .. })),
        // What a code is asked for goes within ten minutes; the others know a device or a passkey,
        // which last.
        ConsumerQuestion::Ask { .. }
        | ConsumerQuestion::AskByPhone { .. }
        | ConsumerQuestion::AskAgain { .. }
        | ConsumerQuestion::Show { .. }
        | ConsumerQuestion::Method { .. }
        | ConsumerQuestion::MakeDefault { .. }
        | ConsumerQuestion::Remove { .. }
        | ConsumerQuestion::EndSession { .. }
        | ConsumerQuestion::Erase { .. }
        | ConsumerQuestion::Address { .. }
        | ConsumerQuestion::AddMethod { .. }
        | ConsumerQuestion::Passkey(_)
        | ConsumerQuestion::Rewrap => Ok(false),
    }
}

fn reply_now(
    store: &Store<'_>,
    asked: ConsumerQuestion,
    now_ms: i64,
) -> Result<ConsumerAnswer, Fault> {
    match asked {
        ConsumerQuestion::Ask {
            challenge,
            code_hash,
            email,
        } => challenges::ask(store, &challenge, code_hash, Proof::Address(email), now_ms),
        ConsumerQuestion::AskByPhone {
            challenge,
            code_hash,
            session,
            method,
        } => proven(store, &session, now_ms, |_| {
            let phone = match phones::of_method(store, &method)? {
                Ok(phone) => phone,
                Err(none) => return Ok(none),
            };
            let session = session.clone();
            let proof = Proof::Phone { phone, session };
            challenges::ask(store, &challenge, code_hash, proof, now_ms)
        }),
        ConsumerQuestion::AskAgain {
            challenge,
            code_hash,
            asking,
        } => challenges::ask_again(store, &challenge, code_hash, asking.as_deref(), now_ms),
        ConsumerQuestion::Prove {
            challenge,
            code,
            asking,
            session,
            device,
        } => match challenges::tried(store, &challenge, &code, asking.as_deref(), now_ms)? {
            Ok(Proof::Address(email)) => {
                sessions::open(store, &session, &email, device, By::Code, now_ms)?;
                sessions::take_over(store, asking.as_deref(), &session)?;
                shown_to(store, &session, now_ms)
            }
            Ok(Proof::Phone { phone, session }) => {
                phones::trust(store, &session, &phone)?;
                Ok(match shown_to(store, &session, now_ms)? {
                    ConsumerAnswer::Shown(shown) => ConsumerAnswer::Trusted(shown),
                    other => other,
                })
            }
            Err(verdict) => Ok(ConsumerAnswer::NotProven(verdict)),
        },
        ConsumerQuestion::Address { session, asked } => proven(store, &session, now_ms, |known| {
            addresses::reply(store, &session, known, asked, now_ms)
        }),
        ConsumerQuestion::AddMethod { session, given } => {
            proven(store, &session, now_ms, |known| {
                methods::add_by_hand(store, &session, &known.email, *given, now_ms)
            })
        }
        ConsumerQuestion::Passkey(asked) => passkeys::reply(store, asked, now_ms),
        ConsumerQuestion::Paid(paid) => methods::paid(store, *paid, now_ms),
        ConsumerQuestion::Show { session } => shown_to(store, &session, now_ms),
        ConsumerQuestion::Method {
            session,
            method,
            with_cvc,
        } => match sessions::used(store, &session, now_ms)? {
            Some(known) => {
                let view = View {
                    hash: &session,
                    session: &known.session,
                };
                methods::to_pay_with(store, &method, view, with_cvc)
            }
            None => Ok(ConsumerAnswer::NoSession),
        },
        ConsumerQuestion::MakeDefault { session, method } => {
            proven(store, &session, now_ms, |_| {
                methods::make_default(store, &method)
            })
        }
        ConsumerQuestion::Remove { session, method } => proven(store, &session, now_ms, |known| {
            methods::remove(store, known.email, &method)
        }),
        ConsumerQuestion::EndSession {
            session,
            ended: None,
        } => sessions::end(store, &session),
        ConsumerQuestion::EndSession {
            session,
            ended: Some(id),
        } => proven(store, &session, now_ms, |_| sessions::end_other(store, &id)),
        ConsumerQuestion::Erase { session } => proven(store, &session, now_ms, |_| {
            store.rows.erase(now_ms)?;
            Ok(ConsumerAnswer::Done)
        }),
        ConsumerQuestion::Rewrap => Ok(ConsumerAnswer::Rewrapped(rotation::rewrap(store)?)),
    }
}

/// Does what only a device may ask for on which a code for the address was typed.
fn proven(
    store: &Store<'_>,
    session: &str,
    now_ms: i64,
    act: impl FnOnce(Known) -> Result<ConsumerAnswer, Fault>,
) -> Result<ConsumerAnswer, Fault> {
    let known = sessions::used(store, session, now_ms)?;
    match known.filter(|known| known.session.is_proven) {
        Some(known) => act(known),
        None => Ok(ConsumerAnswer::NoSession),
    }
}

/// Everything that a device of the buyer's may see.
fn shown_to(store: &Store<'_>, session: &str, now_ms: i64) -> Result<ConsumerAnswer, Fault> {
    let Some(known) = sessions::used(store, session, now_ms)? else {
        return Ok(ConsumerAnswer::NoSession);
    };
    let view = View {
        hash: session,
        session: &known.session,
    };
    let mut kept: Vec<KeptMethod> = contents(store.all(Kind::Method)?);
    kept.retain(|kept| view.shows(&kept.saved_on));
    kept.sort_by_key(|kept| (!kept.is_default, std::cmp::Reverse(kept.added_ms)));
    let addresses = addresses::shown(store, view)?;
    if !known.session.is_proven {
        return Ok(ConsumerAnswer::Shown(Box::new(Shown {
            email: known.email,
            profile: None,
            methods: kept,
            addresses,
            sessions: vec![known.session],
            passkeys: Vec::new(),
            uses: Vec::new(),
        })));
    }
    let mut uses: Vec<Use> = contents(store.all(Kind::Use)?);
    uses.sort_by_key(|used| std::cmp::Reverse(used.at_ms));
    Ok(ConsumerAnswer::Shown(Box::new(Shown {
        email: known.email,
        profile: store.get(Kind::Profile, ONLY)?,
        methods: kept,
        addresses,
        sessions: sessions::all(store, session)?,
        passkeys: passkeys::all(store)?,
        uses,
    })))
}

fn contents<T>(rows: Vec<(String, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, content)| content).collect()
}

#[cfg(any(test, feature = "simulation"))]
pub mod simulation;
