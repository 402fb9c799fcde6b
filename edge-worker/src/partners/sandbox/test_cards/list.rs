//! The list itself. All other cards are treated as real ones, and declined.

use super::{Aftermath, CardOutcome, Decline, TestCard};
use crate::partners::sandbox::disputes::ToBeDisputed;
use crate::partners::sandbox::refunds::RefundHabit;
use CardFunding::{Credit, Debit, Prepaid};
use CardOutcome::{
    Authenticates, AuthenticatesOnSession, AuthenticatesThenDeclines, AuthenticatesUnlessSetUp,
    Declines, DeclinesWhenCharged, Succeeds,
};
use shared::payment::dispute::DisputeReason;
use shared::payment::method::CardFunding;

const fn card(
    number: &'static str,
    names: &'static [&'static str],
    country: &'static str,
    funding: CardFunding,
    outcome: CardOutcome,
) -> TestCard {
    TestCard {
        number,
        names,
        country,
        funding,
        outcome,
        aftermath: Aftermath::Nothing,
    }
}

const fn refunded(
    number: &'static str,
    names: &'static [&'static str],
    habit: RefundHabit,
) -> TestCard {
    TestCard {
        aftermath: Aftermath::Refunds(habit),
        ..card(number, names, "US", Credit, Succeeds)
    }
}

const fn disputed(
    number: &'static str,
    names: &'static [&'static str],
    reason: DisputeReason,
    inquiry: bool,
) -> TestCard {
    TestCard {
        aftermath: Aftermath::Disputed(ToBeDisputed { reason, inquiry }),
        ..card(number, names, "US", Credit, Succeeds)
    }
}

/// Every card that the sandbox knows, each with the name that it is kept by first.
#[rustfmt::skip]
pub const TEST_CARDS: &[TestCard] = &[
    // By brand.
    card("4242424242424242", &["visa"], "US", Credit, Succeeds),
    card("4000056655665556", &["visa_debit"], "US", Debit, Succeeds),
    card("5555555555554444", &["mastercard"], "US", Credit, Succeeds),
    card("2223003122003222", &["mastercard_2_series"], "US", Credit, Succeeds),
    card("5200828282828210", &["mastercard_debit"], "US", Debit, Succeeds),
    card("5105105105105100", &["mastercard_prepaid"], "US", Prepaid, Succeeds),
    card("378282246310005", &["amex", "amex_threeDSecureNotSupported"], "US", Credit, Succeeds),
    card("371449635398431", &["amex_2"], "US", Credit, Succeeds),
    card("6011111111111117", &["discover"], "US", Credit, Succeeds),
    card("6011000990139424", &["discover_2"], "US", Credit, Succeeds),
    card("6011981111111113", &["discover_debit"], "US", Debit, Succeeds),
    card("3056930009020004", &["diners"], "US", Credit, Succeeds),
    card("36227206271667", &["diners_14_digits"], "US", Credit, Succeeds),
    card("3566002020360505", &["jcb"], "JP", Credit, Succeeds),
    card("6200000000000005", &["unionpay"], "CN", Credit, Succeeds),
    card("6200000000000047", &["unionpay_debit"], "CN", Debit, Succeeds),
    card("6205500000000000004", &["unionpay_19_digits"], "CN", Credit, Succeeds),
    card("4000002500001001", &["visa_cartesBancaires"], "FR", Credit, Succeeds),
    card("5555552500001001", &["mastercard_cartesBancaires"], "FR", Credit, Succeeds),
    // By country.
    card("4000000320000021", &["ar"], "AR", Credit, Succeeds),
    card("4000000760000002", &["br"], "BR", Credit, Succeeds),
    card("4000001240000000", &["ca"], "CA", Credit, Succeeds),
    card("4000001520000001", &["cl"], "CL", Credit, Succeeds),
    card("4000001700000003", &["co"], "CO", Credit, Succeeds),
    card("4000001880000005", &["cr"], "CR", Credit, Succeeds),
    card("4000002180000000", &["ec"], "EC", Credit, Succeeds),
    card("4000004840008001", &["mx"], "MX", Credit, Succeeds),
    card("4000005910000000", &["pa"], "PA", Credit, Succeeds),
    card("4000006000000066", &["py"], "PY", Credit, Succeeds),
    card("4000006040000068", &["pe"], "PE", Credit, Succeeds),
    card("4000008580000003", &["uy"], "UY", Credit, Succeeds),
    card("4000007840000001", &["ae"], "AE", Credit, Succeeds),
    card("4000000400000008", &["at"], "AT", Credit, Succeeds),
    card("4000000560000004", &["be"], "BE", Credit, Succeeds),
    card("4000001000000000", &["bg"], "BG", Credit, Succeeds),
    card("4000001120000005", &["by"], "BY", Credit, Succeeds),
    card("4000001910000009", &["hr"], "HR", Credit, Succeeds),
    card("4000001960000008", &["cy"], "CY", Credit, Succeeds),
    card("4000002030000002", &["cz"], "CZ", Credit, Succeeds),
    card("4000002080000001", &["dk"], "DK", Credit, Succeeds),
    card("4000002330000009", &["ee"], "EE", Credit, Succeeds),
    card("4000002460000001", &["fi"], "FI", Credit, Succeeds),
    card("4000002500000003", &["fr"], "FR", Credit, Succeeds),
    card("4000002760000016", &["de"], "DE", Credit, Succeeds),
    card("4000002920000005", &["gi"], "GI", Credit, Succeeds),
    card("4000003000000030", &["gr"], "GR", Credit, Succeeds),
    card("4000003480000005", &["hu"], "HU", Credit, Succeeds),
    card("4000003720000005", &["ie"], "IE", Credit, Succeeds),
    card("4000003800000008", &["it"], "IT", Credit, Succeeds),
    card("4000004280000005", &["lv"], "LV", Credit, Succeeds),
    card("4000004380000004", &["li"], "LI", Credit, Succeeds),
    card("4000004400000000", &["lt"], "LT", Credit, Succeeds),
    card("4000004420000006", &["lu"], "LU", Credit, Succeeds),
    card("4000004700000007", &["mt"], "MT", Credit, Succeeds),
    card("4000005280000002", &["nl"], "NL", Credit, Succeeds),
    card("4000005780000007", &["no"], "NO", Credit, Succeeds),
    card("4000006160000005", &["pl"], "PL", Credit, Succeeds),
    card("4000006200000007", &["pt"], "PT", Credit, Succeeds),
    card("4000006420000001", &["ro"], "RO", Credit, Succeeds),
    card("4000006820000007", &["sa"], "SA", Credit, Succeeds),
    card("4000007050000006", &["si"], "SI", Credit, Succeeds),
    card("4000007030000001", &["sk"], "SK", Credit, Succeeds),
    card("4000007240000007", &["es"], "ES", Credit, Succeeds),
    card("4000007520000008", &["se"], "SE", Credit, Succeeds),
    card("4000007560000009", &["ch"], "CH", Credit, Succeeds),
    card("4000008260000000", &["gb"], "GB", Credit, Succeeds),
    card("4000000360000006", &["au"], "AU", Credit, Succeeds),
    card("4000001560000002", &["cn"], "CN", Credit, Succeeds),
    card("4000003440000004", &["hk"], "HK", Credit, Succeeds),
    card("4000003560000008", &["in"], "IN", Credit, Succeeds),
    card("4000003920000003", &["jp"], "JP", Credit, Succeeds),
    card("4000004580000002", &["my"], "MY", Credit, Succeeds),
    card("4000005540000008", &["nz"], "NZ", Credit, Succeeds),
    card("4000007020000003", &["sg"], "SG", Credit, Succeeds),
    card("4000001580000008", &["tw"], "TW", Credit, Succeeds),
    card("4000007640000003", &["th"], "TH", Credit, Succeeds),
    card("4000058260000005", &["gb_debit"], "GB", Debit, Succeeds),
    card("5555558265554449", &["gb_mastercard"], "GB", Credit, Succeeds),
    // Declined.
    card("4000000000000002", &["visa_chargeDeclined", "chargeDeclined"], "US", Credit, Declines(Decline::Code("generic_decline"))),
    card("4000000000009995", &["visa_chargeDeclinedInsufficientFunds", "chargeDeclinedInsufficientFunds"], "US", Credit, Declines(Decline::Code("insufficient_funds"))),
    card("4000000000009987", &["visa_chargeDeclinedLostCard"], "US", Credit, Declines(Decline::Code("lost_card"))),
    card("4000000000009979", &["visa_chargeDeclinedStolenCard"], "US", Credit, Declines(Decline::Code("stolen_card"))),
    card("4000000000006975", &["visa_chargeDeclinedVelocityLimitExceeded", "chargeDeclinedVelocityLimitExceeded"], "US", Credit, Declines(Decline::Code("card_velocity_exceeded"))),
    card("4000000000000069", &["chargeDeclinedExpiredCard"], "US", Credit, Declines(Decline::ExpiredCard)),
    card("4000000000000127", &["chargeDeclinedIncorrectCvc"], "US", Credit, Declines(Decline::IncorrectCvc)),
    card("4000000000000119", &["chargeDeclinedProcessingError"], "US", Credit, Declines(Decline::ProcessingError)),
    card("4242424242424241", &["chargeDeclinedIncorrectNumber"], "US", Credit, Declines(Decline::IncorrectNumber)),
    card("4000000000000341", &["chargeCustomerFail"], "US", Credit, DeclinesWhenCharged(Decline::Code("generic_decline"))),
    // Fraud: what is blocked, and checks that fail without more.
    card("4100000000000019", &["radarBlock"], "US", Credit, Declines(Decline::Code("fraudulent"))),
    card("4000000000004954", &["riskLevelHighest"], "US", Credit, Declines(Decline::Code("fraudulent"))),
    card("4000000000009235", &["riskLevelElevated"], "US", Credit, Succeeds),
    card("4000000000000101", &["cvcCheckFail"], "US", Credit, Succeeds),
    card("4000000000000036", &["avsZipFail"], "US", Credit, Succeeds),
    card("4000000000000028", &["avsLine1Fail"], "US", Credit, Succeeds),
    card("4000000000000010", &["avsFail"], "US", Credit, Succeeds),
    card("4000000000000044", &["avsUnchecked"], "US", Credit, Succeeds),
    // Authentication.
    card("4000002500003155", &["authenticationRequiredOnSetup"], "FR", Credit, AuthenticatesUnlessSetUp),
    card("4000002760003184", &["authenticationRequired"], "DE", Credit, Authenticates),
    card("4000003800000446", &["authenticationRequiredSetupForOffSession"], "IT", Credit, AuthenticatesOnSession),
    card("4000008260003178", &["authenticationRequiredChargeDeclinedInsufficientFunds"], "GB", Credit, AuthenticatesThenDeclines(Decline::Code("insufficient_funds"))),
    card("4000000000003220", &["threeDSecure2Required"], "US", Credit, Authenticates),
    card("4000000000003063", &["threeDSecureRequired"], "US", Credit, Authenticates),
    card("4000008400001629", &["threeDSecureRequiredChargeDeclined"], "US", Credit, AuthenticatesThenDeclines(Decline::Code("generic_decline"))),
    card("4000008400001280", &["threeDSecureRequiredProcessingError"], "US", Credit, Declines(Decline::Code("generic_decline"))),
    card("4000000000003055", &["threeDSecureOptional"], "US", Credit, Succeeds),
    card("4000000000003097", &["threeDSecureOptionalProcessingError"], "US", Credit, Succeeds),
    // Their payments are available at once, as the ledger has it.
    card("4000000000000077", &["bypassPending"], "US", Credit, Succeeds),
    card("4000003720000278", &["bypassPendingInternational"], "IE", Credit, Succeeds),
    // Refunds that take their time.
    refunded("4000000000007726", &["pendingRefund"], RefundHabit::PendsThenSucceeds),
    refunded("4000000000005126", &["refundFail"], RefundHabit::FailsLater),
    // Disputes.
    disputed("4000000000000259", &["createDispute"], DisputeReason::Fraudulent, false),
    disputed("4000000000002685", &["createDisputeProductNotReceived"], DisputeReason::ProductNotReceived, false),
    disputed("4000000000001976", &["createDisputeInquiry"], DisputeReason::Fraudulent, true),
];
