//! One buyer, as Link knows them across merchants: named by a keyed hash of the e-mail address. An
//! address that nobody has signed up with has an object that looks the same from outside.

mod cards;
mod challenges;
mod sessions;
mod store;
pub mod wire;

pub use cards::NEW_CONSUMER;

use crate::env::{Edge, SystemClock};
use crate::objects::call::{answer, question};
use crate::ports::{Clock, Fault};
use sessions::{By, Known};
use shared::link::consumer::{KeptCard, Session, Use};
use std::cell::Cell;
use store::{Kind, ONLY, Store};
use wire::{ConsumerAnswer, ConsumerQuestion, Shown};
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// The Durable Object of one consumer.
#[durable_object]
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
    /// All of it is written before the first suspension, with the alarm that ends it.
    async fn reply(&self, edge: &Edge, asked: ConsumerQuestion) -> Result<ConsumerAnswer, Fault> {
        let owner = self.name()?;
        let store = self.store(edge, &owner)?;
        let starts = matches!(
            asked,
            ConsumerQuestion::Ask { .. } | ConsumerQuestion::Paid(_)
        );
        if starts {
            store.ensure_tables()?;
        } else if !store.exists()? {
            return Ok(ConsumerAnswer::NoSession);
        }
        let now_ms = SystemClock.now_ms();
        store.sweep(now_ms)?;
        let replied = reply_now(&store, asked, now_ms)?;
        self.arm(store.next_expiry_ms()?, now_ms).await?;
        Ok(replied)
    }

    async fn sweep(&self, edge: &Edge) -> Result<(), Fault> {
        let owner = self.name()?;
        let store = self.store(edge, &owner)?;
        let now_ms = SystemClock.now_ms();
        store.ensure_tables()?;
        store.sweep(now_ms)?;
        // The one that was set has fired.
        self.armed_ms.set(None);
        self.arm(store.next_expiry_ms()?, now_ms).await
    }

    async fn arm(&self, next_ms: Option<i64>, now_ms: i64) -> Result<(), Fault> {
        if next_ms == self.armed_ms.get() {
            return Ok(());
        }
        self.armed_ms.set(next_ms);
        let storage = self.state.storage();
        match next_ms {
            // A number is taken as an offset from now.
            Some(at_ms) => {
                storage
                    .set_alarm(at_ms.saturating_sub(now_ms).max(0))
                    .await?
            }
            None => storage.delete_alarm().await?,
        }
        Ok(())
    }

    fn store<'a>(&self, edge: &'a Edge, owner: &'a str) -> Result<Store<'a>, Fault> {
        Ok(Store {
            sql: self.state.storage().sql(),
            vault: edge.vault()?,
            owner,
        })
    }

    fn name(&self) -> Result<String, Fault> {
        let name = self.state.id().name();
        name.ok_or_else(|| Fault("a consumer's object without a name".to_owned()))
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
        } => challenges::ask(store, &challenge, code_hash, email, now_ms),
        ConsumerQuestion::AskAgain {
            challenge,
            code_hash,
        } => challenges::ask_again(store, &challenge, code_hash, now_ms),
        ConsumerQuestion::Prove {
            challenge,
            code,
            session,
            device,
        } => match challenges::tried(store, &challenge, &code, now_ms)? {
            Ok(email) => {
                sessions::open(store, &session, &email, device, By::Code, now_ms)?;
                shown_to(store, &session, now_ms)
            }
            Err(verdict) => Ok(ConsumerAnswer::NotProven(verdict)),
        },
        ConsumerQuestion::Paid(paid) => cards::paid(store, *paid, now_ms),
        ConsumerQuestion::Show { session } => shown_to(store, &session, now_ms),
        ConsumerQuestion::Card {
            session,
            method,
            with_cvc,
        } => match sessions::used(store, &session, now_ms)? {
            Some(known) => {
                let view = View {
                    hash: &session,
                    session: &known.session,
                };
                cards::to_pay_with(store, &method, view, with_cvc)
            }
            None => Ok(ConsumerAnswer::NoSession),
        },
        ConsumerQuestion::MakeDefault { session, method } => {
            proven(store, &session, now_ms, |_| {
                cards::make_default(store, &method)
            })
        }
        ConsumerQuestion::Remove { session, method } => proven(store, &session, now_ms, |known| {
            cards::remove(store, known.email, &method)
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
            store.erase(now_ms)?;
            Ok(ConsumerAnswer::Done)
        }),
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

/// What a device may see.
#[derive(Clone, Copy)]
struct View<'a> {
    hash: &'a str,
    session: &'a Session,
}

impl View<'_> {
    fn shows(self, card: &KeptCard) -> bool {
        self.session.is_proven || card.saved_on == self.hash
    }

    fn is_trusted_with(self, card: &KeptCard) -> bool {
        self.session.trusted_with.contains(&card.id)
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
    let mut cards: Vec<KeptCard> = contents(store.all(Kind::Card)?);
    cards.retain(|card| view.shows(card));
    cards.sort_by_key(|card| (!card.is_default, std::cmp::Reverse(card.added_ms)));
    if !known.session.is_proven {
        return Ok(ConsumerAnswer::Shown(Box::new(Shown {
            email: known.email,
            profile: None,
            cards,
            sessions: vec![known.session],
            uses: Vec::new(),
        })));
    }
    let mut uses: Vec<Use> = contents(store.all(Kind::Use)?);
    uses.sort_by_key(|used| std::cmp::Reverse(used.at_ms));
    Ok(ConsumerAnswer::Shown(Box::new(Shown {
        email: known.email,
        profile: store.get(Kind::Profile, ONLY)?,
        cards,
        sessions: sessions::all(store, session)?,
        uses,
    })))
}

fn contents<T>(rows: Vec<(String, T)>) -> Vec<T> {
    rows.into_iter().map(|(_, content)| content).collect()
}
