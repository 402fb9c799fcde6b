//! What a merchant changes about an intent.

use crate::ids::CustomerId;
use crate::methods::MethodType;
use crate::money::Money;
use crate::payment::method::PaymentMethod;
use crate::payment::options::{CaptureMethod, SetupFutureUsage};
use crate::payment::state::{Payment, State, Status};
use crate::payment::terms::{Configured, Shipping, Terms};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One change. What is not named stays as it is.
// It lives for one decision; in the log it is text.
#[allow(clippy::large_enum_variant)]
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    Amount(Money),
    Capture(CaptureMethod),
    /// `None` goes back to what the intent says.
    CaptureOf {
        method: MethodType,
        capture: Option<CaptureMethod>,
    },
    /// One of the method's own options; `None` clears it.
    OptionOf {
        method: MethodType,
        name: String,
        value: Option<String>,
    },
    /// Takes the place of listed methods.
    Configuration(Box<Configured>),
    Customer(Option<CustomerId>),
    Description(Option<String>),
    /// The whole of it.
    Excluded(Vec<MethodType>),
    FutureUsage(Option<SetupFutureUsage>),
    /// The whole of it.
    Metadata(BTreeMap<String, String>),
    /// `None` takes the intent's method away.
    Method(Option<PaymentMethod>),
    Methods(Option<Vec<MethodType>>),
    ReceiptEmail(Option<String>),
    RequestIncrementalAuthorization(bool),
    RequestMulticapture(bool),
    Shipping(Option<Shipping>),
    StatementDescriptor(Option<String>),
    StatementDescriptorSuffix(Option<String>),
}

impl Change {
    /// Whether an intent of this status can still be changed so.
    pub(super) fn is_allowed_in(&self, status: Status) -> bool {
        match (self, status) {
            (_, Status::RequiresPaymentMethod | Status::RequiresConfirmation) => true,
            (Self::Description(_) | Self::Metadata(_), _) => true,
            (Self::ReceiptEmail(_) | Self::Shipping(_), Status::Canceled) => false,
            (Self::ReceiptEmail(_) | Self::Shipping(_), _) => true,
            // What the buyer reads on the statement is settled with the capture.
            (
                Self::StatementDescriptor(_) | Self::StatementDescriptorSuffix(_),
                Status::RequiresCapture,
            ) => true,
            (
                Self::Amount(_)
                | Self::Capture(_)
                | Self::CaptureOf { .. }
                | Self::OptionOf { .. }
                | Self::Configuration(_)
                | Self::Customer(_)
                | Self::Excluded(_)
                | Self::FutureUsage(_)
                | Self::Method(_)
                | Self::Methods(_)
                | Self::RequestIncrementalAuthorization(_)
                | Self::RequestMulticapture(_)
                | Self::StatementDescriptor(_)
                | Self::StatementDescriptorSuffix(_),
                Status::RequiresAction
                | Status::Processing
                | Status::RequiresCapture
                | Status::Succeeded
                | Status::Canceled,
            ) => false,
        }
    }
}

impl Payment {
    /// The payment as it would be with these changes.
    pub(super) fn change(&mut self, changes: &[Change]) {
        for change in changes {
            match change {
                Change::Method(method) => self.change_method(method.as_ref()),
                other => self.terms.change(other),
            }
        }
    }

    fn change_method(&mut self, method: Option<&PaymentMethod>) {
        match (&mut self.state, method) {
            (
                State::RequiresPaymentMethod { .. } | State::RequiresConfirmation { .. },
                Some(method),
            ) => {
                self.state = State::RequiresConfirmation {
                    method: method.clone(),
                };
            }
            (State::RequiresConfirmation { .. }, None) => {
                self.state = State::RequiresPaymentMethod { last_failure: None };
            }
            // Refused by `decide`, and in a damaged log without effect.
            (_, Some(_) | None) => {}
        }
    }
}

impl Terms {
    /// The terms as they would be with these changes.
    pub fn change_all(&mut self, changes: &[Change]) {
        for change in changes {
            self.change(change);
        }
    }

    fn change(&mut self, change: &Change) {
        match change {
            Change::Amount(amount) => self.amount = *amount,
            Change::Capture(capture) => self.capture = *capture,
            Change::CaptureOf { method, capture } => match capture {
                Some(capture) => {
                    self.capture_of.insert(*method, *capture);
                }
                None => {
                    self.capture_of.remove(method);
                }
            },
            Change::OptionOf {
                method,
                name,
                value,
            } => {
                let options = self.options_of.entry(*method).or_default();
                match value {
                    Some(value) => {
                        options.insert(name.clone(), value.clone());
                    }
                    None => {
                        options.remove(name);
                    }
                }
            }
            Change::Configuration(configured) => {
                self.methods = None;
                self.configuration = Some(configured.clone());
            }
            Change::Customer(customer) => self.customer.clone_from(customer),
            Change::Description(text) => self.description.clone_from(text),
            Change::Excluded(methods) => self.excluded.clone_from(methods),
            Change::FutureUsage(usage) => self.future_usage = *usage,
            Change::Metadata(metadata) => self.metadata.clone_from(metadata),
            Change::Methods(methods) => self.methods.clone_from(methods),
            Change::ReceiptEmail(email) => self.receipt_email.clone_from(email),
            Change::RequestIncrementalAuthorization(wanted) => {
                self.request_incremental_authorization = *wanted;
            }
            Change::RequestMulticapture(wanted) => self.request_multicapture = *wanted,
            Change::Shipping(shipping) => self.shipping.clone_from(shipping),
            Change::StatementDescriptor(text) => self.statement_descriptor.clone_from(text),
            Change::StatementDescriptorSuffix(text) => {
                self.statement_descriptor_suffix.clone_from(text);
            }
            // The method belongs to the state.
            Change::Method(_) => {}
        }
    }
}
