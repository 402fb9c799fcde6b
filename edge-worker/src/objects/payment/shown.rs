//! A payment's objects, as the merchant API shows them.

use super::log::client_secret;
use super::wire::Shown;
use crate::env::Edge;
use crate::qr_code::drawn;
use serde_json::Value;
use shared::api::balance_transaction::balance_transaction;
use shared::api::charge::charge;
use shared::api::dispute::dispute;
use shared::api::mandate::mandate;
use shared::api::payment_intent::{Audience, Rendering, payment_intent};
use shared::api::payment_method::payment_method;
use shared::api::refund::{RefundTransactions, refund};
use shared::api::setup_intent::setup_intent;
use shared::ids::{ChargeId, PaymentMethodId};
use shared::ledger::posting::Posting;
use shared::payment::charge::Charge;
use shared::payment::dispute::Dispute;
use shared::payment::method::PaymentMethod;
use shared::payment::refund::Refund;
use shared::payment::state::{Payment, State};
use shared::payment::terms::Purpose;

/// A payment at one moment, and all that it had moved by then.
pub struct Picture<'a> {
    pub edge: &'a Edge,
    pub payment: &'a Payment,
    pub postings: &'a [Posting],
    /// When it is looked at, in Unix seconds.
    pub at: i64,
}

impl Picture<'_> {
    /// The object that `shown` names; `None` when the payment has no such object.
    pub fn of(&self, shown: &Shown, audience: Audience) -> Option<Value> {
        match shown {
            Shown::Intent => Some(self.intent(audience)),
            Shown::Charge(id) => {
                let mut charges = self.payment.charges.iter();
                let found = charges.find(|charge| charge.id == *id)?;
                Some(self.charge(found))
            }
            Shown::Refund(id) => {
                let (charge, refunds, _) = self.succeeded()?;
                let found = refunds.iter().find(|refund| refund.id == *id)?;
                Some(self.refund(charge, found))
            }
            Shown::Dispute(id) => {
                let (charge, _, disputes) = self.succeeded()?;
                let found = disputes.iter().find(|dispute| dispute.id == *id)?;
                Some(self.dispute(charge, found))
            }
            Shown::Mandate(id) => {
                let mut given = self.payment.mandates();
                let (given, method) = given.find(|(given, _)| given.id == *id)?;
                let origin = self.edge.origin();
                Some(mandate(
                    given,
                    method,
                    self.payment,
                    origin,
                    self.livemode(),
                ))
            }
            Shown::Method(id) => self
                .method(id)
                .map(|found| payment_method(found, self.livemode())),
        }
    }

    /// The payment intent, or the setup intent that it is behind.
    pub fn intent(&self, audience: Audience) -> Value {
        let client_secret = client_secret(self.edge, self.payment);
        let code = drawn(self.edge, self.payment);
        let rendering = Rendering {
            client_secret: &client_secret,
            code: code.as_ref(),
            livemode: self.livemode(),
            audience,
        };
        match self.payment.terms.purpose {
            Purpose::Payment => payment_intent(self.payment, rendering),
            Purpose::Setup => setup_intent(self.payment, rendering),
        }
    }

    /// Everything but the intent: what has an id, an object and a place in a list of its own.
    pub fn parts(&self) -> Vec<Shown> {
        let charges = self.payment.charges.iter();
        let mut parts: Vec<_> = charges
            .map(|charge| Shown::Charge(charge.id.clone()))
            .collect();
        if let Some((_, refunds, disputes)) = self.succeeded() {
            parts.extend(
                refunds
                    .iter()
                    .map(|refund| Shown::Refund(refund.id.clone())),
            );
            parts.extend(
                disputes
                    .iter()
                    .map(|dispute| Shown::Dispute(dispute.id.clone())),
            );
        }
        let mandates = self.payment.mandates();
        parts.extend(mandates.map(|(mandate, _)| Shown::Mandate(mandate.id.clone())));
        parts
    }

    /// Every object as a secret key sees it, its movements of the balance among them.
    pub fn all(&self) -> Vec<Value> {
        let parts = self.parts();
        let parts = parts
            .iter()
            .filter_map(|part| self.of(part, Audience::SecretKey));
        let movements = self
            .postings
            .iter()
            .map(|moved| balance_transaction(moved, self.at));
        let methods = self
            .payment
            .methods()
            .map(|method| payment_method(method, self.livemode()));
        std::iter::once(self.intent(Audience::SecretKey))
            .chain(parts)
            .chain(movements)
            .chain(methods)
            .collect()
    }

    fn livemode(&self) -> bool {
        self.edge.mode().is_live()
    }

    /// What exists only once the payment succeeded.
    fn succeeded(&self) -> Option<(&ChargeId, &[Refund], &[Dispute])> {
        match &self.payment.state {
            State::Succeeded {
                charge,
                refunds,
                disputes,
                ..
            } => Some((charge, refunds, disputes)),
            _ => None,
        }
    }

    fn charge(&self, found: &Charge) -> Value {
        let transaction = self.movements(found.id.as_str()).next();
        charge(
            self.payment,
            found,
            transaction.map(Posting::id),
            self.livemode(),
        )
    }

    fn refund(&self, charge: &ChargeId, found: &Refund) -> Value {
        let mut ids = self.movements(found.id.as_str()).map(Posting::id);
        let transactions = RefundTransactions {
            taken: ids.next(),
            returned: ids.next(),
        };
        refund(self.payment, charge, found, transactions)
    }

    fn dispute(&self, charge: &ChargeId, found: &Dispute) -> Value {
        let movements = self.movements(found.id.as_str());
        let transactions = movements
            .map(|moved| balance_transaction(moved, self.at))
            .collect();
        dispute(self.payment, charge, found, transactions, self.livemode())
    }

    /// What this charge, refund or dispute has moved, in order.
    fn movements<'b>(&'b self, source: &'b str) -> impl Iterator<Item = &'b Posting> {
        let postings = self.postings.iter();
        postings.filter(move |posting| posting.source() == source)
    }

    fn method(&self, id: &PaymentMethodId) -> Option<&PaymentMethod> {
        self.payment.methods().find(|method| method.id == *id)
    }
}
