//! What the element reads and writes by hand has the shape that serde gives the protocol's types.

#![cfg(target_arch = "wasm32")]

use checkout_ui::host_bridge::{reader::read, writer::write};
use shared::element::protocol::{
    ConfirmOutcome, Creatable, ElementError, MESSAGE_BYTES_MAX, RedirectMode, RedirectTarget,
    SessionAnswer, ToElement, ToPage,
};
use wasm_bindgen_test::*;

wasm_bindgen_test_configure!(run_in_browser);

fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}

fn init(client_secret: Option<String>, session: SessionAnswer) -> ToElement {
    ToElement::Init {
        publishable_key: "pk_test_1".to_owned(),
        client_secret,
        customer_session: some("cuss_secret"),
        session,
        locale: "auto".to_owned(),
        options: "{}".to_owned(),
    }
}

fn to_element() -> Vec<ToElement> {
    let body = r#"{"a":"\u2028"}"#.to_owned();
    vec![
        init(None, SessionAnswer::Unreachable),
        init(some("pi_1"), SessionAnswer::Answered { status: 402, body }),
        ToElement::Submit {
            request: 0,
            takes_focus: false,
        },
        ToElement::Confirm {
            request: u32::MAX,
            client_secret: None,
            return_url: some("https://shop.example"),
            redirect: RedirectMode::Always,
            wallet_token: some("{}"),
            told: "a=b".to_owned(),
        },
        ToElement::Confirm {
            request: 1,
            client_secret: some("pi_1_secret_2"),
            return_url: None,
            redirect: RedirectMode::IfRequired,
            wallet_token: None,
            told: String::new(),
        },
        ToElement::Create {
            request: 2,
            object: Creatable::PaymentMethod,
            wallet_token: None,
            told: String::new(),
        },
        ToElement::Create {
            request: 3,
            object: Creatable::ConfirmationToken,
            wallet_token: some("{}"),
            told: "a=b".to_owned(),
        },
        ToElement::HandleNextAction {
            request: 4,
            client_secret: "pi_1_secret_2".to_owned(),
        },
        ToElement::Continue {
            request: 5,
            authenticated: true,
        },
        ToElement::Focus,
        ToElement::Blur,
        ToElement::Clear,
        ToElement::Collapse,
    ]
}

fn error() -> ElementError {
    ElementError {
        kind: "card_error".to_owned(),
        code: some("card_declined"),
        decline_code: some("lost_card"),
        param: some("number"),
        message: "Your card says \"no\".".to_owned(),
        payment_intent: some("{}"),
    }
}

fn bare_error() -> ElementError {
    ElementError {
        code: None,
        decline_code: None,
        param: None,
        payment_intent: None,
        ..error()
    }
}

fn confirmed(outcome: ConfirmOutcome) -> ToPage {
    ToPage::Confirmed {
        request: 7,
        outcome,
    }
}

fn to_page() -> Vec<ToPage> {
    let url = "https://shop.example/?a=b&c=d".to_owned();
    vec![
        ToPage::Ready,
        ToPage::Resize { height: 240 },
        ToPage::Change {
            method: "card".to_owned(),
            payment_method: some("pm_1"),
            empty: false,
            complete: true,
            collapsed: false,
        },
        ToPage::Change {
            method: String::new(),
            payment_method: None,
            empty: true,
            complete: false,
            collapsed: true,
        },
        ToPage::Focus,
        ToPage::Blur,
        ToPage::Escape,
        ToPage::LoadError { error: error() },
        ToPage::RetryRequested,
        ToPage::Submitted {
            request: 1,
            error: None,
        },
        ToPage::Submitted {
            request: 2,
            error: Some(bare_error()),
        },
        confirmed(ConfirmOutcome::PaymentIntent {
            payment_intent: r#"{"id":"pi_1"}"#.to_owned(),
        }),
        confirmed(ConfirmOutcome::Error { error: error() }),
        confirmed(ConfirmOutcome::Redirect {
            url: RedirectTarget::Partner { url: url.clone() },
        }),
        confirmed(ConfirmOutcome::Redirect {
            url: RedirectTarget::Return {
                url: url.clone(),
                redirect_status: "succeeded".to_owned(),
            },
        }),
        confirmed(ConfirmOutcome::Authenticate { url }),
        ToPage::Created {
            request: 3,
            object: some("{}"),
            error: None,
        },
        ToPage::PaymentMethodRemoved {
            payment_method: "pm_1".to_owned(),
            error: Some(error()),
        },
    ]
}

#[wasm_bindgen_test]
fn every_message_of_the_page_is_read_as_it_was_written() {
    for message in to_element() {
        let text = serde_json::to_string(&message).expect("JSON");
        assert_eq!(read(&text), Some(message), "{text}");
    }
}

#[wasm_bindgen_test]
fn every_message_to_the_page_is_written_as_the_protocol_has_it() {
    for message in to_page() {
        let text = write(&message);
        let read: ToPage = serde_json::from_str(&text).expect(&text);
        assert_eq!(read, message, "{text}");
    }
}

#[wasm_bindgen_test]
fn what_has_another_shape_is_no_message() {
    let refused = [
        "",
        "{",
        "null",
        "7",
        "[]",
        "{}",
        r#""submit""#,
        r#""__proto__""#,
        r#"{"focus":{},"blur":{}}"#,
        r#"{"submit":null}"#,
        r#"{"submit":{}}"#,
        r#"{"submit":{"request":-1}}"#,
        r#"{"submit":{"request":1.5}}"#,
        r#"{"submit":{"request":4294967296}}"#,
        r#"{"submit":{"request":"1"}}"#,
        r#"{"continue":{"request":1,"authenticated":"true"}}"#,
        r#"{"handle_next_action":{"request":1,"client_secret":null}}"#,
        r#"{"create":{"request":1,"object":"source","wallet_token":null,"told":""}}"#,
        r#"{"confirm":{"request":1,"client_secret":null,"return_url":{},"redirect":"always","wallet_token":null,"told":""}}"#,
        r#"{"confirm":{"request":1,"client_secret":null,"return_url":null,"redirect":"never","wallet_token":null,"told":""}}"#,
        r#"{"init":{"publishable_key":"pk","client_secret":null,"customer_session":null,"session":{"answered":{"status":70000,"body":""}},"locale":"en","options":"{}"}}"#,
    ];
    for text in refused {
        assert_eq!(read(text), None, "{text}");
    }
    let long = format!(
        r#"{{"handle_next_action":{{"request":1,"client_secret":"{}"}}}}"#,
        "a".repeat(MESSAGE_BYTES_MAX)
    );
    assert_eq!(read(&long), None, "too long");
}
