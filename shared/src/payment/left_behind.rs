//! What a method that cannot itself recur leaves behind: another that draws on the same account.

use crate::gather::gather;
use crate::ids::{PaymentMethodId, within};
use crate::methods::MethodType;
use crate::methods::catalogue::{FutureUsage, SavedAs};
use crate::payment::attempt::{AcceptanceKind, Attempt, MandateAcceptance};
use crate::payment::mandate::Mandate;
use crate::payment::method::{DescribedAccount, Instrument, PaymentMethod};
use crate::payment::state::{Payment, State};
use crate::payment::terms::Purpose;
use std::collections::BTreeMap;

/// The detail of a method that names the charge which left it behind.
const GENERATED_FROM: &str = "generated_from.charge";

impl Payment {
    /// What a success that came just now leaves with the customer, if the merchant asked for it.
    /// `now` is in Unix seconds. How the account is numbered only the partner knows, by the name of
    /// the attempt that was paid from it.
    pub(super) fn leaves_behind(&self, now: i64) -> Option<PaymentMethod> {
        let (attempt, charge) = match &self.state {
            State::Succeeded {
                attempt, charge, ..
            } => (attempt, Some(charge)),
            State::SetUp { attempt } => (attempt, None),
            _ => return None,
        };
        let kind = attempt.method.method_type();
        let method = match kind.row().future_usage {
            FutureUsage::OffSessionAs(SavedAs::SepaDebit) => MethodType::SepaDebit,
            FutureUsage::Unsupported | FutureUsage::OnSession | FutureUsage::OffSession => {
                return None;
            }
        };
        let usage = self.terms.future_usage_of(kind);
        let is_wanted = usage.is_some() || self.terms.purpose == Purpose::Setup;
        if !is_wanted || self.terms.customer.is_none() {
            return None;
        }
        let from = charge.map(|charge| (GENERATED_FROM.to_owned(), charge.to_string()));
        Some(PaymentMethod {
            id: PaymentMethodId::from_bytes(within(&self.id, attempt.id.to_bytes())),
            created: now,
            billing: attempt.method.billing.clone(),
            instrument: Instrument::Described(DescribedAccount {
                method,
                details: gather(from),
                token: Some(attempt.id.to_string()),
                mandate: Some(Box::new(self.consent(attempt, now))),
                is_links: false,
            }),
            customer: None,
            metadata: BTreeMap::new(),
            allow_redisplay: attempt.method.allow_redisplay,
        })
    }

    /// Approving at the bank is how the buyer agrees, unless the merchant says more.
    fn consent(&self, attempt: &Attempt, now: i64) -> Mandate {
        let approved = MandateAcceptance {
            kind: AcceptanceKind::Online {
                ip_address: None,
                user_agent: None,
            },
            accepted_at: None,
        };
        let given = attempt.terms.mandate.as_ref().unwrap_or(&approved);
        Mandate {
            single_use: None,
            ..Mandate::accepted(&self.id, &attempt.id, given, &self.terms, now)
        }
    }
}
