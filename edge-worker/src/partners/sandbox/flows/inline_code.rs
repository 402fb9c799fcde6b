//! A code from the buyer's banking app, which the bank then asks its customer about.

use crate::partners::sandbox::record::{Decision, Later, Record, Standing};
use crate::partners::sandbox::unattended;
use crate::partners::sandbox::wire::PageKind;
use crate::partners::{AuthorizeCall, Typed};
use shared::payment::action::NextAction;
use shared::payment::failure::FailureCause;

/// Long enough for a page to show that it waits.
const BANK_ANSWERS_AFTER_S: i64 = 3;

/// What becomes of a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Course {
    /// The code is refused before anybody is asked.
    Invalid,
    TooOld,
    /// The bank says no, for this reason in Stripe's list of decline codes.
    Declined(&'static str),
    Unanswered,
}

/// The e-mail addresses of Stripe's test mode, and codes that do the same where a form asks for no
/// address. With any other the buyer approves.
const COURSES: &[(&str, &str, Course)] = &[
    ("invalid_code@", "000001", Course::Invalid),
    ("expired_code@", "000002", Course::TooOld),
    (
        "customer_declined@",
        "000003",
        Course::Declined("customer_declined"),
    ),
    (
        "insufficient_funds@",
        "000004",
        Course::Declined("insufficient_funds"),
    ),
    (
        "limit_exceeded@",
        "000005",
        Course::Declined("payment_limit_exceeded"),
    ),
    (
        "bank_declined@",
        "000006",
        Course::Declined("partner_generic_decline"),
    ),
    (
        "blik_declined@",
        "000006",
        Course::Declined("partner_generic_decline"),
    ),
    ("customer_timeout@", "000007", Course::Unanswered),
    ("bank_timeout@", "000007", Course::Unanswered),
    ("blik_timeout@", "000007", Course::Unanswered),
];

/// Asks the bank's customer, who has `expires_s` to answer.
pub fn open(
    record: &mut Record,
    call: &AuthorizeCall,
    hosted_url: String,
    expires_s: u32,
    now: i64,
) {
    let course = course(call);
    let expires_at = now.saturating_add(i64::from(expires_s));
    let answer = Later {
        at: now.saturating_add(BANK_ANSWERS_AFTER_S),
        answer: Decision::Approve,
    };
    record.page = PageKind::BankingApp;
    record.standing = match course {
        Some(Course::Invalid) => Standing::Declined {
            cause: FailureCause::CodeInvalid,
        },
        Some(Course::TooOld) => Standing::Declined {
            cause: FailureCause::CodeExpired,
        },
        Some(Course::Declined(_) | Course::Unanswered) | None => Standing::WaitsForBuyer {
            action: NextAction::AppApproval {
                hosted_url: Some(hosted_url),
            },
            expires_at: Some(expires_at),
        },
    };
    record.decides = match course {
        None => unattended::outcome(&call.billing, now, Some(answer)),
        Some(Course::Declined(code)) => {
            record.declines_after = Some(FailureCause::ProviderDeclinedFor {
                decline_code: code.to_owned(),
            });
            Some(answer)
        }
        Some(Course::Invalid | Course::TooOld | Course::Unanswered) => None,
    };
}

/// `None`: the buyer approves.
fn course(call: &AuthorizeCall) -> Option<Course> {
    let email = call.billing.email.as_deref().unwrap_or_default();
    let code = match &call.typed {
        Some(Typed::Code(code)) => code.expose().as_str(),
        Some(Typed::Card(_) | Typed::Cvc(_)) | None => "",
    };
    let mut courses = COURSES.iter();
    let said = courses.find(|(wish, test_code, _)| email.contains(wish) || code == *test_code);
    said.map(|(_, _, course)| *course)
}
