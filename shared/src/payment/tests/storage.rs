//! Logs of earlier builds still tell their payments.

use crate::payment::action::{NextAction, Slip};
use crate::payment::apply::replay;
use crate::payment::event::{Event, Recorded};
use crate::payment::state::Status;
use crate::payment::terms::Purpose;

/// As the first build wrote it.
const FIRST_LOG: &str = r#"[
 {"seq":1,"at_ms":1800000000000,"event":{"event":"created","id":"pi_01tRy6czI6jAOLpZvq3hw1",
  "terms":{"amount":{"minor":25000,"currency":"sek"},"merchant_country":"SE","capture":"manual",
   "future_usage":null,"methods":null,"allow_redirects":true,"description":null,"metadata":{},
   "receipt_email":null,"statement_descriptor":null,"statement_descriptor_suffix":null},
  "method":null}},
 {"seq":2,"at_ms":1800000000000,"event":{"event":"attempt_started",
  "attempt":"att_01tRy6czI6jAOLpZvq3hw1","method":{"id":"pm_01tRy6czI6jAOLpZvq3hw1",
   "created":1800000000,"billing":{"name":null,"email":null,"phone":null,"address":{"city":null,
    "country":null,"line1":null,"line2":null,"postal_code":null,"state":null}},
   "instrument":{"kind":"account","details":"paypal"}},
  "return_url":null,"style":"sdk","call":"call_01tRy6czI6jAOLpZvq3hw1"}},
 {"seq":3,"at_ms":1800000000000,"event":{"event":"authorized","charge":"ch_01tRy6czI6jAOLpZvq3hw1",
  "amount":{"minor":25000,"currency":"sek"},"expires_at":1800604800}},
 {"seq":4,"at_ms":1800000000000,"event":{"event":"capture_requested",
  "amount":{"minor":10000,"currency":"sek"},"call":"call_03dRy6czI6jAOLpZvq3hw1"}},
 {"seq":5,"at_ms":1800000000000,"event":{"event":"captured","charge":"ch_01tRy6czI6jAOLpZvq3hw1",
  "amount":{"minor":10000,"currency":"sek"}}}
]"#;

#[test]
fn a_log_of_the_first_build_is_a_payment_that_succeeded() {
    let log: Vec<Recorded> = serde_json::from_str(FIRST_LOG).unwrap();
    let payment = replay(&log).unwrap();
    assert_eq!(payment.state.status(), Status::Succeeded);
    assert_eq!(payment.amount_received().minor(), 10_000);
    assert_eq!(payment.terms.purpose, Purpose::Payment);
    assert_eq!(payment.charges.len(), 1);
}

/// Before what a bank is at work on was a charge.
const FIRST_PROCESSING: &str = r#"{"event":"processing_started"}"#;

#[test]
fn what_a_bank_was_at_work_on_in_the_first_build_had_no_charge_yet() {
    let event: Event = serde_json::from_str(FIRST_PROCESSING).unwrap();
    assert_eq!(event, Event::ProcessingStarted { charge: None });
}

/// Before vouchers had anything but a number.
const FIRST_VOUCHER: &str = r#"{"event":"action_required","action":{"action":"voucher",
 "number":"12345678901234","hosted_url":"https://kassa.example/sandbox/att_1",
 "expires_at":1800259200},"expires_at":1800259200}"#;

#[test]
fn a_voucher_of_the_first_build_is_a_number_on_its_own() {
    let event: Event = serde_json::from_str(FIRST_VOUCHER).unwrap();
    let Event::ActionRequired {
        action: NextAction::Voucher { number, slip, .. },
        ..
    } = event
    else {
        panic!("{event:?}");
    };
    assert_eq!((number.as_str(), slip), ("12345678901234", Slip::Number));
}
