//! What a buyer can expect of a payment that is on its way for days.

use super::method_name::method_name;
use super::offer_fields::Texts;
use crate::methods::MethodType;
use crate::methods::catalogue::Flow;

/// The method's own sentence where `texts` have one, else that of its flow; `None` for methods whose
/// outcome comes at once. `{amount}` and `{merchant}` stand in it.
#[must_use]
pub fn processing_text(method: MethodType, texts: &Texts) -> Option<String> {
    let flow = match method.row().flow {
        Flow::Voucher { .. } => "voucher",
        Flow::BankDebit { .. } => "bank_debit",
        Flow::BankTransfer => "bank_transfer",
        Flow::CardForm
        | Flow::Redirect
        | Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. } => return None,
    };
    let own = texts.get(&format!("processing.{method}"));
    let text = own.or_else(|| texts.get(&format!("processing.{flow}")))?;
    Some(text.replace("{method}", method_name(method, texts)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::element::language::{ENGLISH, Language};
    use crate::methods::catalogue::Outcome;

    #[test]
    fn whoever_waits_for_days_is_told_how_many() {
        let texts = Language::read(ENGLISH).unwrap().edge;
        for &method in MethodType::ALL {
            let text = processing_text(method, &texts);
            let takes_days = method.row().outcome == Outcome::Delayed;
            assert_eq!(text.is_some(), takes_days, "{method}");
            if let Some(text) = text {
                assert!(text.contains("day") && text.contains("{amount}"), "{text}");
                assert!(!text.contains("{method}"), "{text}");
            }
        }
        let of = |method| processing_text(method, &texts).unwrap();
        assert!(of(MethodType::BacsDebit).contains("seven"));
        assert!(of(MethodType::SepaDebit).contains("five"));
    }
}
