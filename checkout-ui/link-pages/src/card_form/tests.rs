use super::*;

const TODAY: YearMonth = YearMonth {
    year: 2026,
    month: 11,
};

fn typed(number: &str, expiry: &str, cvc: &str, name: &str) -> TypedCard {
    let mut card = TypedCard::default();
    for (field, keys) in Field::ALL.into_iter().zip([number, expiry, cvc, name]) {
        let edit = card.edit(field, keys.to_owned(), keys.chars().count());
        card.set(field, edit.text);
    }
    card
}

fn wrong(card: &TypedCard) -> Vec<(Field, Key)> {
    let problems = card.whole(TODAY).err().unwrap_or_default().into_iter();
    let told = problems.filter_map(|problem| Some((problem.field?, problem.text)));
    told.collect()
}

#[test]
fn a_card_is_sent_as_the_edge_takes_it_and_called_as_it_will_be_listed() {
    let card = typed(
        "4242-4242 42424242",
        "4/30",
        "12 3",
        " Ada \"The\" \\ Lovelace ",
    );
    let whole = card.whole(TODAY).expect("a card");
    assert_eq!(
        whole.fields,
        r#"{"number":"4242424242424242","exp_month":"4","exp_year":"2030","cvc":"123","name":"Ada \"The\" \\ Lovelace"}"#
    );
    assert_eq!(whole.name, "Visa ••••\u{a0}4242");
    let nameless = typed("378282246310005", "12 / 2031", "1234", "  ");
    let whole = nameless.whole(TODAY).expect("a card");
    assert!(!whole.fields.contains("name"), "{}", whole.fields);
    assert_eq!(whole.name, "American Express ••••\u{a0}0005");
}

#[test]
fn a_field_is_written_as_cards_are_printed() {
    let card = typed("4242424242424242", "0430", "123", "Ada");
    let TypedCard { number, expiry, .. } = card;
    assert_eq!((&*number, &*expiry), ("4242 4242 4242 4242", "04 / 30"));
}

#[test]
fn all_that_is_wrong_is_told_in_the_order_of_the_fields() {
    use Field::{Cvc, Expiry, Number};
    for (card, told) in [
        (
            TypedCard::default(),
            vec![
                (Number, Key::NumberEmpty),
                (Expiry, Key::ExpiryEmpty),
                (Cvc, Key::CvcEmpty),
            ],
        ),
        (
            typed("4242", "10/26", "12", ""),
            vec![
                (Number, Key::NumberIncomplete),
                (Expiry, Key::ExpiryPast),
                (Cvc, Key::CvcIncomplete),
            ],
        ),
        (
            typed("4242424242424241", "12/3", "123", ""),
            vec![
                (Number, Key::NumberInvalid),
                (Expiry, Key::ExpiryIncomplete),
            ],
        ),
        (typed("4242424242424242", "11/26", "123", ""), vec![]),
    ] {
        assert_eq!(wrong(&card), told);
    }
}

#[test]
fn what_the_edge_refuses_is_told_where_the_buyer_can_mend_it() {
    use Field::{Cvc, Expiry, Name, Number};
    for (code, decline_code, param, field, text) in [
        (
            "incorrect_number",
            "",
            "number",
            Some(Number),
            Key::NumberInvalid,
        ),
        (
            "invalid_expiry_year",
            "",
            "exp_year",
            Some(Expiry),
            Key::ExpiryInvalid,
        ),
        (
            "expired_card",
            "expired_card",
            "exp_month",
            Some(Expiry),
            Key::ExpiryPast,
        ),
        (
            "incorrect_cvc",
            "incorrect_cvc",
            "cvc",
            Some(Cvc),
            Key::CvcInvalid,
        ),
        (
            "card_declined",
            "generic_decline",
            "",
            Some(Number),
            Key::CardDeclined,
        ),
        ("card_declined", "fraudulent", "", None, Key::CardStopped),
        (
            "link_card_needs_authentication",
            "",
            "number",
            Some(Number),
            Key::CardAuthentication,
        ),
        ("link_cards_too_often", "", "", None, Key::CardTooOften),
        ("link_card_not_checked", "", "", None, Key::CardUnchecked),
        (
            "processing_error",
            "processing_error",
            "",
            None,
            Key::CardUnchecked,
        ),
        ("testmode_charges_only", "", "", None, Key::CardUnchecked),
        ("parameter_missing", "", "cvc", Some(Cvc), Key::CvcInvalid),
        ("parameter_invalid", "", "name", Some(Name), Key::Failed),
        ("api_connection_error", "", "", None, Key::Failed),
    ] {
        let problem = Problem { field, text };
        assert_eq!(refused(code, decline_code, param), problem, "{code}");
    }
}

#[test]
fn no_card_is_written_where_values_are_shown_to_developers() {
    let card = typed("4242424242424242", "0430", "123", "Ada");
    let whole = card.whole(TODAY).expect("a card");
    assert_eq!(format!("{card:?} {whole:?}"), "TypedCard WholeCard");
}
