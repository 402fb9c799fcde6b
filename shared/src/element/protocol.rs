//! Every message between the merchant's page (`static/kassa.js`) and the element (`checkout-ui`).
//! They travel as JSON text over one `MessagePort`. Nothing here carries card data, and nothing
//! towards the page carries a client secret. The appearance does not pass here: `static/element.js`
//! hears it, and answers with `{"type":"warning","message":…}` what of it was refused.
//!
//! What the element reads is tagged from outside (`{"submit":{"request":1}}`): serde reads that
//! without buffering, which the browser would pay for in kilobytes of WebAssembly.

use serde::{Deserialize, Serialize};

/// Messages longer than this are dropped unread, on either side.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// From the page to the element.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ToElement {
    /// First message; sent again with a new session after `LoadError` when the buyer retries, and
    /// whenever the page has changed what there is to pay or how it is shown: what the buyer typed
    /// and chose stays. Each is answered with `Ready` or `LoadError`.
    Init {
        publishable_key: String,
        /// `None` while the merchant's server has not made the intent.
        client_secret: Option<String>,
        /// The client secret of the customer session, where saved methods are shown.
        customer_session: Option<String>,
        /// The session route's answer as the page received it, already under way while the iframe
        /// loaded.
        session: SessionAnswer,
        /// BCP 47 tag asked for by the merchant, or `auto`.
        locale: String,
        /// [`ElementOptions`](super::options::ElementOptions) as JSON text.
        options: String,
    },
    /// `elements.submit()`: validate, show errors, answer with `Submitted`.
    Submit {
        request: u32,
        /// False where the page leads the buyer to what is wrong in a form of its own.
        takes_focus: bool,
    },
    /// `confirmPayment()`: answered with `Confirmed`, once the outcome is known.
    Confirm {
        request: u32,
        /// Of the intent that the merchant's server has made meanwhile; `None` where `Init` told it.
        client_secret: Option<String>,
        return_url: Option<String>,
        redirect: RedirectMode,
        /// Where a wallet is chosen: the payment token that its sheet answered, as JSON text, sealed
        /// for the partner.
        wallet_token: Option<String>,
        /// What the page tells itself, as a form-encoded part of the request:
        /// `payment_method_data[billing_details][name]=…`, or nothing. It goes before what the
        /// buyer has typed.
        told: String,
    },
    /// `createPaymentMethod()` and `createConfirmationToken()`: answered with `Created`.
    Create {
        request: u32,
        object: Creatable,
        wallet_token: Option<String>,
        /// As of `Confirm`, by the names of the object's own parameters.
        told: String,
    },
    /// `handleNextAction()`: the merchant's server has confirmed, and the buyer has something to do.
    /// Answered with `Confirmed`, once the outcome is known.
    HandleNextAction {
        request: u32,
        client_secret: String,
    },
    /// The modal of `Authenticate` is closed: learn what became of the payment, and answer the
    /// confirm with the same request number.
    Continue {
        request: u32,
        /// The authentication page said that it is done; `false` when the buyer closed it.
        authenticated: bool,
    },
    Focus,
    Blur,
    Clear,
    /// `element.collapse()`: close what is open.
    Collapse,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RedirectMode {
    /// Also a payment without a redirect ends on the merchant's `return_url`.
    Always,
    IfRequired,
}

/// What can be made of the form without paying.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Creatable {
    PaymentMethod,
    ConfirmationToken,
}

/// What came of the page's own request for the session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum SessionAnswer {
    /// `body` is the JSON text of the answer, whatever its status.
    Answered { status: u16, body: String },
    /// No answer: offline, blocked, or timed out.
    Unreachable,
}

/// From the element to the page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum ToPage {
    /// The form is interactive.
    Ready,
    /// The iframe wants this height, in CSS pixels.
    Resize {
        height: u32,
    },
    Change {
        /// Payment method type of the chosen offer; empty while none is.
        method: String,
        /// Of the saved method that is chosen.
        payment_method: Option<String>,
        empty: bool,
        complete: bool,
        /// There is a list, and nothing of it is open.
        collapsed: bool,
    },
    Focus,
    Blur,
    /// The buyer pressed Escape.
    Escape,
    /// The element cannot be shown; it shows the reason itself, with a way to try again.
    LoadError {
        error: ElementError,
    },
    /// The buyer pressed "try again" after `LoadError`: fetch the session anew, send `Init`.
    RetryRequested,
    Submitted {
        request: u32,
        error: Option<ElementError>,
    },
    Confirmed {
        request: u32,
        outcome: ConfirmOutcome,
    },
    Created {
        request: u32,
        /// The object of the merchant API as JSON text; `None` with the reason in `error`.
        object: Option<String>,
        error: Option<ElementError>,
    },
    /// The buyer pressed "remove" beside a saved method. Unless there is an error it is gone: fetch
    /// the session anew, send `Init`.
    PaymentMethodRemoved {
        payment_method: String,
        error: Option<ElementError>,
    },
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "result", rename_all = "snake_case", deny_unknown_fields)]
pub enum ConfirmOutcome {
    /// Resolve the page's promise with this payment intent or setup intent, as JSON text (without its
    /// client secret; the page has it and puts it back).
    PaymentIntent { payment_intent: String },
    /// Resolve the page's promise with this error; the element shows it too.
    Error { error: ElementError },
    /// Leave the page for this address, an authorise page or the merchant's `return_url` (whose
    /// `payment_intent_client_secret` the page adds).
    Redirect { url: RedirectTarget },
    /// Open this authentication page in a modal above the merchant's page; when it says that it is
    /// done, or the buyer closes it, send `Continue` with the same request number.
    Authenticate { url: String },
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "to", rename_all = "snake_case", deny_unknown_fields)]
pub enum RedirectTarget {
    /// A page of the partner or of Kassa.
    Partner { url: String },
    /// The merchant's own return URL; add the three parameters of a return.
    Return {
        url: String,
        redirect_status: String,
    },
}

/// An error in the shape of the `StripeError` of the JavaScript API.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ElementError {
    /// `validation_error`, `card_error`, `invalid_request_error`, `api_connection_error`,
    /// `api_error`, `authentication_error`, `idempotency_error`, `rate_limit_error`.
    #[serde(rename = "type")]
    pub kind: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub decline_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub param: Option<String>,
    /// For the buyer, in their language.
    pub message: String,
    /// The intent as the API returned it beside the error, if it did: JSON text without its client
    /// secret.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub payment_intent: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<ToElement> {
        serde_json::from_str(text).ok()
    }

    #[test]
    fn messages_to_the_element_are_tagged_from_outside() {
        assert_eq!(read(r#""focus""#), Some(ToElement::Focus));
        assert_eq!(
            read(
                r#"{"confirm":{"request":7,"return_url":null,"redirect":"if_required","wallet_token":null,"told":"a=b"}}"#
            ),
            Some(ToElement::Confirm {
                request: 7,
                client_secret: None,
                return_url: None,
                redirect: RedirectMode::IfRequired,
                wallet_token: None,
                told: "a=b".to_owned(),
            })
        );
        assert_eq!(
            read(
                r#"{"init":{"publishable_key":"pk","client_secret":"cs","session":"unreachable","locale":"auto","options":"{}"}}"#
            ),
            Some(ToElement::Init {
                publishable_key: "pk".to_owned(),
                client_secret: Some("cs".to_owned()),
                customer_session: None,
                session: SessionAnswer::Unreachable,
                locale: "auto".to_owned(),
                options: "{}".to_owned(),
            })
        );
    }

    #[test]
    fn what_has_another_shape_is_no_message() {
        for other in [
            "",
            "null",
            "[]",
            "{}",
            r#""explode""#,
            r#"{"submit":{}}"#,
            r#"{"submit":{"request":-1}}"#,
            r#"{"submit":{"request":1,"more":2}}"#,
        ] {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
