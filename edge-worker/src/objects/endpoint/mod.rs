//! One webhook endpoint: its queue, delivered behind the hand-over and by alarm, with back-off. It
//! delays no other.

mod backoff;
mod deliver;
mod lane;
mod post;
mod queue;
pub mod wire;

use crate::env::{Edge, SystemClock};
use crate::objects::call::{answer, question};
use crate::ports::{Clock, Fault};
use deliver::{Busy, Delivering};
use shared::ids::WebhookEndpointId;
use std::rc::Rc;
use wire::{EndpointAnswer, EndpointQuestion, NewDelivery, Settings};
use worker::{DurableObject, Env, Request, Response, SqlStorage, State, durable_object};

/// The Durable Object of one webhook endpoint.
#[durable_object(alarm)]
pub struct EndpointObject {
    state: State,
    env: Env,
    busy: Rc<Busy>,
}

impl DurableObject for EndpointObject {
    fn new(state: State, env: Env) -> Self {
        Self {
            state,
            env,
            busy: Rc::default(),
        }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let asked: EndpointQuestion = question(&mut request).await?;
        let reply = self
            .reply(asked)
            .await
            .map_err(|fault| worker::Error::from(fault.0))?;
        answer(&reply)
    }

    async fn alarm(&self) -> worker::Result<Response> {
        if let Err(fault) = self.wake().await {
            worker::console_error!("delivery: {}", fault.0);
        }
        Response::empty()
    }
}

impl EndpointObject {
    async fn reply(&self, asked: EndpointQuestion) -> Result<EndpointAnswer, Fault> {
        match asked {
            EndpointQuestion::Configure { settings } => self.configure(&settings).await,
            EndpointQuestion::Enqueue { deliveries } => self.enqueue(&deliveries).await,
            EndpointQuestion::Close => self.close().await,
            EndpointQuestion::Deliveries { limit } => Ok(EndpointAnswer::Deliveries {
                deliveries: queue::reports(&self.sql(), limit)?,
            }),
        }
    }

    async fn configure(&self, settings: &Settings) -> Result<EndpointAnswer, Fault> {
        let sql = self.sql();
        queue::ensure_tables(&sql, SystemClock.now_ms())?;
        let is_newer = queue::settings(&sql)?.is_none_or(|known| settings.version > known.version);
        if is_newer {
            queue::configure(&sql, settings)?;
            self.rearm().await?;
        }
        Ok(EndpointAnswer::Accepted)
    }

    /// All of it is stored, and the alarm set, before the first suspension. The first try follows
    /// at once, behind the answer.
    async fn enqueue(&self, deliveries: &[NewDelivery]) -> Result<EndpointAnswer, Fault> {
        let sql = self.sql();
        let Some(settings) = queue::settings(&sql)? else {
            return Ok(EndpointAnswer::NotConfigured);
        };
        // What comes after the endpoint was disabled is not kept for later.
        if settings.is_enabled {
            let now_ms = SystemClock.now_ms();
            for delivery in deliveries {
                queue::insert(&sql, delivery, now_ms)?;
            }
            self.rearm().await?;
            self.deliver_behind_the_answer();
        }
        Ok(EndpointAnswer::Accepted)
    }

    /// The settings stay, disabled, so that a late hand-over finds the door shut.
    async fn close(&self) -> Result<EndpointAnswer, Fault> {
        let sql = self.sql();
        if let Some(settings) = queue::settings(&sql)? {
            let settings = Settings {
                is_enabled: false,
                version: u64::MAX,
                ..settings
            };
            queue::configure(&sql, &settings)?;
            self.rearm().await?;
        }
        Ok(EndpointAnswer::Accepted)
    }

    /// The alarm does not wait for merchants' servers, so that the next one can come meanwhile.
    async fn wake(&self) -> Result<(), Fault> {
        let (sql, now_ms) = (self.sql(), SystemClock.now_ms());
        queue::ensure_tables(&sql, now_ms)?;
        queue::prune(&sql, now_ms)?;
        self.rearm().await?;
        self.deliver_behind_the_answer();
        Ok(())
    }

    fn deliver_behind_the_answer(&self) {
        let (storage, env, busy) = (
            self.state.storage(),
            self.env.clone(),
            Rc::clone(&self.busy),
        );
        let id = self.id();
        self.state.wait_until(async move {
            let delivered = async {
                let (edge, id) = (Edge::new(env)?, id?);
                let delivering = Delivering {
                    storage: &storage,
                    edge: &edge,
                    busy: &busy,
                    id: &id,
                };
                delivering.run().await
            };
            if let Err(fault) = delivered.await {
                worker::console_error!("delivery: {}", fault.0);
            }
        });
    }

    async fn rearm(&self) -> Result<(), Fault> {
        let (edge, id) = (Edge::new(self.env.clone())?, self.id()?);
        let storage = self.state.storage();
        let delivering = Delivering {
            storage: &storage,
            edge: &edge,
            busy: &self.busy,
            id: &id,
        };
        delivering.rearm().await
    }

    /// The endpoint, from the name that the object goes by.
    fn id(&self) -> Result<WebhookEndpointId, Fault> {
        self.state
            .id()
            .name()
            .as_deref()
            .and_then(WebhookEndpointId::parse)
            .ok_or_else(|| Fault("an endpoint object without an endpoint in its name".to_owned()))
    }

    fn sql(&self) -> SqlStorage {
        self.state.storage().sql()
    }
}
