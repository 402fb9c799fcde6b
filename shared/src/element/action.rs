//! What the buyer is to do now, ready to be drawn: the answer of `POST /v1/elements/actions`. One
//! screen draws every method, so that a new method is new data and no new code in the browser.

use serde::{Deserialize, Serialize};

/// Where an intent stands, and the screen for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionAnswer {
    /// Always `elements.action`.
    pub object: String,
    /// The merchant API's `status` of the intent.
    pub status: String,
    /// Grows with whatever happens to the intent. A request with `after` set to it is held until
    /// something does, for [`HOLD_S`] at most.
    pub version: i64,
    /// `None` unless the status is `requires_action`.
    pub action: Option<ActionView>,
}

/// How long a request with `after` is held, in seconds.
pub const HOLD_S: u32 = 20;

/// One screen. Texts are in the buyer's language, with three places that the browser fills in its
/// own notation: `{amount}`, `{date}` (of `expires_at`) and `{time}` (left until then).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionView {
    pub kind: ActionKind,
    pub title: String,
    pub hint: String,
    /// What is being waited for, announced to screen readers; absent where nothing is, because the
    /// payment comes days later.
    pub status: Option<String>,
    /// What `{amount}` says, in minor units of the intent's currency, where that is not the
    /// intent's amount.
    pub amount: Option<i64>,
    /// What the buyer has to type or say elsewhere.
    pub lines: Vec<ActionLine>,
    /// A QR code; the label stands for it where it cannot be seen.
    pub image: Option<Labelled>,
    /// The voucher's number for the cashier's scanner.
    pub barcode: Option<Labelled>,
    /// The way on: into the app on a phone (`scan`, `wait`), to a page to print or to go on at.
    pub link: Option<Labelled>,
    /// Names `{time}` or `{date}`.
    pub expires: Option<String>,
    /// Unix seconds.
    pub expires_at: Option<i64>,
    /// The same, counted from this answer: buyers' clocks are often wrong.
    pub expires_in_s: Option<i64>,
    pub buttons: ActionButtons,
}

/// What a screen does beside what it shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ActionKind {
    /// The buyer approves elsewhere, within minutes.
    Wait,
    /// Likewise, after scanning a code or opening the link on a phone.
    Scan,
    /// The buyer pays elsewhere, hours or days later.
    Instructions,
    /// The buyer proves later that the account is theirs.
    Verify,
    /// The buyer leaves for `link`.
    Redirect,
    /// The buyer's bank asks them, at `link`, above the merchant's page.
    Authenticate,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionLine {
    pub label: String,
    /// As one reads it: long numbers are in groups.
    pub value: String,
    /// What a button puts onto the clipboard; `None` where there is nothing to type elsewhere.
    pub copy: Option<String>,
}

/// An address, and what it is called.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    pub label: String,
    pub url: String,
}

/// The words on the buttons.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ActionButtons {
    pub copy: String,
    /// In its place after it was pressed.
    pub copied: String,
    /// Back to the merchant, where the rest happens without the buyer.
    pub go_on: String,
    /// Back to the list of methods.
    pub another_way: String,
}
