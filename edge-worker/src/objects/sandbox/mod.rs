//! The simulated provider's record of one attempt, in an object of its own, so that faults are
//! real: what it did stays done, whether or not anybody heard of it.

mod calls;
mod news;
mod pages;
mod store;

use crate::env::Edge;
use crate::objects::call::{answer, question};
use crate::partners::sandbox::wire::{SandboxAnswer, SandboxRequest};
use crate::ports::Fault;
use worker::{DurableObject, Env, Request, Response, State, durable_object};

/// The Durable Object of one attempt at the provider.
#[durable_object(alarm)]
pub struct SandboxObject {
    state: State,
    env: Env,
}

impl DurableObject for SandboxObject {
    fn new(state: State, env: Env) -> Self {
        Self { state, env }
    }

    async fn fetch(&self, mut request: Request) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        let asked: SandboxRequest = question(&mut request).await?;
        match self.reply(&edge, asked).await {
            Ok(reply) => answer(&reply),
            Err(fault) => {
                worker::console_error!("sandbox: {}", fault.0);
                answer(&SandboxAnswer::ServerError)
            }
        }
    }

    async fn alarm(&self) -> worker::Result<Response> {
        let edge = Edge::new(self.env.clone())?;
        if let Err(fault) = self.wake(&edge).await {
            worker::console_error!("sandbox alarm: {}", fault.0);
        }
        Response::empty()
    }
}

impl SandboxObject {
    async fn reply(&self, edge: &Edge, asked: SandboxRequest) -> Result<SandboxAnswer, Fault> {
        match asked {
            SandboxRequest::Authorize {
                account,
                call,
                origin,
                return_url,
            } => {
                self.authorize(edge, account, *call, &origin, return_url)
                    .await
            }
            SandboxRequest::Capture {
                key,
                amount,
                is_final,
            } => {
                self.change(&key, |record, now| record.take(amount, is_final, now))
                    .await
            }
            SandboxRequest::Increment { key, amount } => {
                self.change(&key, |record, _| record.increment(&key, amount))
                    .await
            }
            SandboxRequest::Cancel { key } => self.change(&key, |record, _| record.cancel()).await,
            SandboxRequest::Reverse { key } => {
                self.change(&key, |record, _| record.reverse()).await
            }
            SandboxRequest::Lookup { key } => self.lookup(&key),
            SandboxRequest::Refund { call } => self.refund(edge, &call).await,
            SandboxRequest::CancelRefund { key, refund } => self.cancel_refund(&key, &refund).await,
            SandboxRequest::LookupRefund { key, refund } => self.lookup_refund(&key, &refund),
            SandboxRequest::SubmitEvidence {
                key,
                dispute,
                evidence,
            } => {
                self.dispute(&key, |record, now| {
                    record.submit_evidence(&dispute, &evidence, now)
                })
                .await
            }
            SandboxRequest::AcceptDispute { key, dispute } => {
                self.dispute(&key, |record, _| record.accept_dispute(&dispute))
                    .await
            }
            SandboxRequest::Verify { given } => self.verify(&given).await,
            SandboxRequest::View => self.view(),
            SandboxRequest::Press { button } => self.press(edge, button).await,
            SandboxRequest::Send { minor } => self.send(edge, minor).await,
            SandboxRequest::Effects => Ok(SandboxAnswer::Effects {
                effects: self
                    .record()?
                    .map(|record| record.effects)
                    .unwrap_or_default(),
            }),
        }
    }
}
