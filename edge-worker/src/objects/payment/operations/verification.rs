//! The buyer shows that a bank account is theirs, by what was sent there.

use super::super::{PaymentObject, Run};
use super::Undone;
use crate::partners::{Microdeposits, Verification};
use crate::refusals::unexpected_verification;
use shared::api::error::ApiError;
use shared::payment::action::NextAction;
use shared::payment::command::Command;
use shared::payment::state::{Payment, State};

impl PaymentObject {
    /// Asks the partner whether the deposits are what it sent. What it decides reaches the payment
    /// as its notification would.
    pub(super) async fn verify(
        &self,
        run: &Run<'_, '_>,
        given: Microdeposits,
    ) -> Result<Payment, Undone> {
        let payment = run.load()?;
        let State::RequiresAction {
            attempt,
            action: NextAction::VerifyMicrodeposits { .. },
            ..
        } = &payment.state
        else {
            let status = payment.state.status();
            return Err(unexpected_verification(status, payment.terms.purpose).into());
        };
        match run.partner.sandbox.verify(&attempt.id, given.clone()).await {
            Ok(Verification::Mismatch) => Err(mismatch(&given).into()),
            Ok(Verification::Decided(answer)) => {
                let news = Command::Notified {
                    attempt: attempt.id.clone(),
                    answer,
                    fresh: run.fresh_ids(),
                };
                Ok(self.take_in(run, news).await?)
            }
            Err(_) => Err(ApiError::invalid(
                "The bank account could not be verified just now. Try again in a moment.",
            )
            .with_code("payment_method_microdeposit_processing_error")
            .into()),
        }
    }
}

fn mismatch(given: &Microdeposits) -> ApiError {
    let (message, code, param) = match given {
        Microdeposits::Amounts(_) => (
            "The amounts provided do not match the amounts that were sent to the bank account.",
            "payment_method_microdeposit_verification_amounts_mismatch",
            "amounts",
        ),
        Microdeposits::DescriptorCode(_) => (
            "The code provided does not match the one that was sent to the bank account.",
            "payment_method_microdeposit_verification_descriptor_code_mismatch",
            "descriptor_code",
        ),
    };
    ApiError::invalid(message).with(code, param)
}
