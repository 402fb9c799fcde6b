//! The box in which a buyer says that a new method may be kept for them, with what follows from it.

use shared::api::customer_session::{PaymentElementFeatures, Switch};
use shared::element::field::{CHECKED, FieldChoice, FieldCondition, FieldKind, OfferField, id};
use shared::element::offer_fields::Texts;
use shared::element::wallet_sheet::token_field;
use shared::methods::MethodType;
use shared::payment::method::AllowRedisplay;
use shared::payment::options::SetupFutureUsage;
use shared::payment::terms::{Purpose, Terms};

/// What the form of `method` asks and sends beside its own fields; nothing where the method cannot be
/// kept, or the merchant does not ask.
pub fn save_fields(
    method: MethodType,
    terms: &Terms,
    features: &PaymentElementFeatures,
    texts: &Texts,
) -> Vec<OfferField> {
    if features.payment_method_save == Switch::Disabled {
        return Vec::new();
    }
    let is_kept_anyway = terms.purpose == Purpose::Setup || terms.future_usage_of(method).is_some();
    let usage = features.payment_method_save_usage;
    let usage = usage.unwrap_or(SetupFutureUsage::OffSession);
    if !is_kept_anyway && !can_be_kept(method, terms, usage) {
        return Vec::new();
    }
    // What is kept for the merchant alone is shown in no other checkout.
    let otherwise = match is_kept_anyway {
        true => AllowRedisplay::Limited,
        false => AllowRedisplay::Unspecified,
    };
    let redisplay = "payment_method_data[allow_redisplay]";
    let mut fields = vec![
        OfferField {
            id: id::SAVE.to_owned(),
            param: String::new(),
            kind: FieldKind::Checkbox,
            label: texts.get("save.label").cloned().unwrap_or_default(),
            ..token_field()
        },
        sent(redisplay, AllowRedisplay::Always.as_str(), CHECKED),
        sent(redisplay, otherwise.as_str(), ""),
    ];
    if !is_kept_anyway {
        fields.push(sent("setup_future_usage", usage.as_str(), CHECKED));
    }
    fields
}

fn can_be_kept(method: MethodType, terms: &Terms, usage: SetupFutureUsage) -> bool {
    let kept = Terms {
        future_usage: Some(usage),
        ..terms.clone()
    };
    kept.check(method, None).is_ok()
}

/// A parameter that goes along while the box is ticked, or is not.
fn sent(param: &str, value: &str, ticked: &str) -> OfferField {
    OfferField {
        id: format!("{}-{value}", id::SAVE),
        param: param.to_owned(),
        choices: vec![FieldChoice {
            code: value.to_owned(),
            name: String::new(),
        }],
        when: Some(FieldCondition {
            id: id::SAVE.to_owned(),
            choice: ticked.to_owned(),
            prefixes: Vec::new(),
        }),
        ..token_field()
    }
}
