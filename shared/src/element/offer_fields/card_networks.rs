//! The list in which the buyer of a card on two networks chooses one.

use super::{Form, Texts};
use crate::element::field::{FieldChoice, FieldCondition, FieldKind, OfferField, id};
use crate::methods::MethodType;
use crate::payment::card_networks::CO_BADGED;
use crate::payment::method::CardBrand;
use crate::payment::terms::Terms;

const PARAM: &str = "payment_method_data[card][networks][preferred]";

/// Puts below the card's number a list for each two networks that could both take the payment. Each
/// is asked once the number turns out to be on the two, and left to chance where the buyer has no
/// preference.
pub fn add_network_fields(fields: &mut Vec<OfferField>, terms: &Terms, texts: &Texts) {
    let number = fields.iter().position(|field| field.id == id::CARD_NUMBER);
    let Some(number) = number else {
        return;
    };
    let form = Form {
        method: MethodType::Card,
        texts,
    };
    let mut lists: Vec<OfferField> = Vec::new();
    for range in CO_BADGED {
        if ![range.brand, range.second]
            .iter()
            .all(|network| terms.can_go_over(*network))
        {
            continue;
        }
        let own_id = format!("card-network-{}", range.brand.as_str());
        let known = lists.iter_mut().find(|list| list.id == own_id);
        match known.and_then(|list| list.when.as_mut()) {
            Some(when) => when.prefixes.push(range.prefix.to_owned()),
            None => lists.push(form.network(own_id, [range.second, range.brand], range.prefix)),
        }
    }
    let below = number.saturating_add(1);
    fields.splice(below..below, lists);
}

impl Form<'_> {
    fn network(&self, own_id: String, networks: [CardBrand; 2], prefix: &str) -> OfferField {
        let field = self.field("card_network", &own_id, PARAM.to_owned());
        let choice = |network: CardBrand| FieldChoice {
            code: network.as_str().to_owned(),
            name: network.display_name().to_owned(),
        };
        OfferField {
            kind: FieldKind::Select,
            label: self.text("optional", "").replace("{label}", &field.label),
            optional: true,
            choices: networks.map(choice).to_vec(),
            when: Some(FieldCondition {
                id: id::CARD_NUMBER.to_owned(),
                choice: String::new(),
                prefixes: vec![prefix.to_owned()],
            }),
            ..field
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::currency::Currency;
    use crate::element::language::{ENGLISH, Language};
    use crate::element::offer_fields::offer_fields;
    use crate::money::Money;
    use crate::payment::options::CaptureMethod;
    use crate::payment::tests::fixtures::terms;

    fn asked_in(currency: Currency, method: MethodType) -> Vec<OfferField> {
        let texts = Language::read(ENGLISH).expect("a language").edge;
        let terms = Terms {
            amount: Money::new(1_000, currency).expect("an amount"),
            ..terms(CaptureMethod::Automatic)
        };
        let mut fields = offer_fields(method, &texts);
        add_network_fields(&mut fields, &terms, &texts);
        fields
    }

    #[test]
    fn a_card_form_in_euros_asks_below_the_number_which_of_two_networks() {
        let fields = asked_in(Currency::Eur, MethodType::Card);
        let ids: Vec<_> = fields
            .iter()
            .take(4)
            .map(|field| field.id.as_str())
            .collect();
        let expected = [
            "card-number",
            "card-network-visa",
            "card-network-mastercard",
            "card-expiry",
        ];
        assert_eq!(ids, expected);
        let list = &fields[1];
        assert!(list.optional && list.label == "Card brand (optional)");
        let codes: Vec<_> = list
            .choices
            .iter()
            .map(|choice| choice.code.as_str())
            .collect();
        assert_eq!(codes, ["cartes_bancaires", "visa"]);
        let when = list.when.as_ref().expect("a condition");
        assert_eq!(when.prefixes, ["4000002500001"]);
    }

    #[test]
    fn where_one_network_alone_can_take_the_payment_nothing_is_asked() {
        let count = |currency, method| asked_in(currency, method).len();
        let without = count(Currency::Usd, MethodType::Card);
        assert_eq!(count(Currency::Eur, MethodType::Card), without + 2);
        let plain = Language::read(ENGLISH).expect("a language").edge;
        assert_eq!(without, offer_fields(MethodType::Card, &plain).len());
        let ideal = offer_fields(MethodType::Ideal, &plain).len();
        assert_eq!(count(Currency::Eur, MethodType::Ideal), ideal);
    }
}
