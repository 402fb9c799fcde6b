//! Bank debits: the merchant takes the amount from the buyer's account, as a mandate allows.

use super::merchants::EURO_BANK_MERCHANTS;
use super::*;
use crate::bank_account::bank_code::BankCode;
use crate::bank_account::scheme::AccountScheme;
use crate::country::CountryCode::*;
use crate::country::SEPA;
use crate::currency::Currency::*;

/// When the bank shall be asked, as year, month and day.
const TARGET_DATE: Detail = Detail::optional("target_date", DetailForm::IsoDay);

/// How the buyer shows that the account is theirs.
const VERIFICATION_METHOD: Detail = Detail::optional(
    "verification_method",
    DetailForm::OneOf(&[
        Choice::new("automatic", "Automatic"),
        Choice::new("instant", "Instant"),
        Choice::new("microdeposits", "Microdeposits"),
    ]),
)
.of(Intents::Both);

/// Begins the scheme's own name for a mandate.
const REFERENCE_PREFIX: Detail = Detail::optional(
    "mandate_options.reference_prefix",
    DetailForm::Text { max: 12 },
)
.of(Intents::Both);

pub const SEPA_DEBIT: Method = Method {
    family: Family::BankDebit,
    display_name: "SEPA Direct Debit",
    fee_basis_points: 80,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(SEPA),
    merchant_countries: Countries::Only(EURO_BANK_MERCHANTS),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Eur]),
    currency_pairing: CurrencyPairing::Any,
    // The upper bound is that of new accounts.
    limits: &[Limit::between(Eur, 50, 1_000_000)],
    flow: Flow::BankDebit {
        mandate_key: "mandate.sepa_debit",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[Detail::required("iban", DetailForm::Iban)],
    options: &[TARGET_DATE, REFERENCE_PREFIX],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};

pub const US_BANK_ACCOUNT: Method = Method {
    family: Family::BankDebit,
    display_name: "US bank account",
    fee_basis_points: 80,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[US]),
    merchant_countries: Countries::Only(&[GB, US]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Usd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Usd, &[US])]),
    limits: &[],
    flow: Flow::BankDebit {
        mandate_key: "mandate.us_bank_account",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    // An e-mail address is welcome, and not asked for: only letters about deposits would go there.
    fields: &[BuyerField::Name],
    details: &[
        Detail::optional(
            "account_holder_type",
            DetailForm::OneOf(&[
                Choice::new("individual", "Individual"),
                Choice::new("company", "Company"),
            ]),
        )
        .shown(Shown::OrElse("individual")),
        Detail::optional(
            "account_type",
            DetailForm::OneOf(&[
                Choice::new("checking", "Checking"),
                Choice::new("savings", "Savings"),
            ]),
        )
        .shown(Shown::OrElse("checking")),
        Detail::required(
            "routing_number",
            DetailForm::BankCode(BankCode::UsRoutingNumber),
        ),
        Detail::required(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::UnitedStates),
        ),
    ],
    options: &[
        TARGET_DATE,
        VERIFICATION_METHOD,
        Detail::optional(
            "mandate_options.collection_method",
            DetailForm::OneOf(&[Choice::new("paper", "Paper")]),
        )
        .of(Intents::Both),
        Detail::optional(
            "transaction_purpose",
            DetailForm::Word(&["goods", "other", "services", "unspecified"]),
        ),
    ],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};

/// Of Canadian accounts, which may be held in either dollar.
pub const ACSS_DEBIT: Method = Method {
    family: Family::BankDebit,
    display_name: "Pre-authorized debit",
    fee_basis_points: 100,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[CA]),
    merchant_countries: Countries::Only(&[CA, US]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Cad, Usd]),
    currency_pairing: CurrencyPairing::Any,
    limits: &[],
    flow: Flow::BankDebit {
        mandate_key: "mandate.acss_debit",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    refunds: Refunds::WithinDays(180),
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[
        Detail::required(
            "institution_number",
            DetailForm::BankCode(BankCode::CaInstitution),
        ),
        Detail::required("transit_number", DetailForm::BankCode(BankCode::CaTransit)),
        Detail::required(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::Canada),
        ),
    ],
    options: &[
        TARGET_DATE,
        VERIFICATION_METHOD,
        // Of the account, which a payment's own currency tells.
        Detail::optional(
            "currency",
            DetailForm::OneOf(&[
                Choice::new("cad", "Canadian dollar"),
                Choice::new("usd", "US dollar"),
            ]),
        )
        .of(Intents::Setups),
        Detail::optional(
            "mandate_options.custom_mandate_url",
            DetailForm::Text { max: 200 },
        )
        .of(Intents::Both),
        Detail::optional(
            "mandate_options.interval_description",
            DetailForm::Text { max: 200 },
        )
        .of(Intents::Both),
        Detail::optional(
            "mandate_options.payment_schedule",
            DetailForm::OneOf(&[
                Choice::new("combined", "Combined"),
                Choice::new("interval", "At intervals"),
                Choice::new("sporadic", "Sporadic"),
            ]),
        )
        .of(Intents::Both),
        Detail::optional(
            "mandate_options.transaction_type",
            DetailForm::OneOf(&[
                Choice::new("business", "Business"),
                Choice::new("personal", "Personal"),
            ]),
        )
        .of(Intents::Both),
    ],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};

pub const AU_BECS_DEBIT: Method = Method {
    family: Family::BankDebit,
    display_name: "BECS Direct Debit",
    fee_basis_points: 100,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[AU]),
    merchant_countries: Countries::Only(&[AU]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Aud]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Aud, &[AU])]),
    // The upper bound is that of new accounts.
    limits: &[Limit::between(Aud, 50, 1_000_000)],
    flow: Flow::BankDebit {
        mandate_key: "mandate.au_becs_debit",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[
        Detail::required("bsb_number", DetailForm::BankCode(BankCode::AuBsb)),
        Detail::required(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::Australia),
        ),
    ],
    options: &[TARGET_DATE],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};

pub const BACS_DEBIT: Method = Method {
    family: Family::BankDebit,
    display_name: "Bacs Direct Debit",
    fee_basis_points: 100,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[GB]),
    merchant_countries: Countries::Only(&[GB]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Gbp]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Gbp, &[GB])]),
    limits: &[],
    flow: Flow::BankDebit {
        mandate_key: "mandate.bacs_debit",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[
        BuyerField::Name,
        BuyerField::Email,
        BuyerField::AddressLine1,
        BuyerField::City,
        BuyerField::PostalCode,
    ],
    details: &[
        Detail::required("sort_code", DetailForm::BankCode(BankCode::UkSortCode)),
        Detail::required(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::UnitedKingdom),
        ),
    ],
    options: &[TARGET_DATE, REFERENCE_PREFIX],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};

pub const NZ_BANK_ACCOUNT: Method = Method {
    family: Family::BankDebit,
    display_name: "New Zealand bank account",
    fee_basis_points: 100,
    audience: Audience::Anyone,
    buyer_countries: Countries::Only(&[NZ]),
    merchant_countries: Countries::Only(&[NZ]),
    domestic_only_for: Countries::NONE,
    currencies: Currencies::Only(&[Nzd]),
    currency_pairing: CurrencyPairing::BuyersHome(&[Market::of(Nzd, &[NZ])]),
    limits: &[],
    flow: Flow::BankDebit {
        mandate_key: "mandate.nz_bank_account",
    },
    approval_window_s: None,
    outcome: Outcome::Delayed,
    capture: Capture::AutomaticOnly,
    future_usage: FutureUsage::OffSession,
    // Uncertain: how long after the payment.
    refunds: Refunds::Supported,
    fields: &[BuyerField::Name, BuyerField::Email],
    details: &[
        Detail::optional("account_holder_name", DetailForm::Text { max: 140 }),
        Detail::required("bank_code", DetailForm::BankCode(BankCode::NzBank)),
        Detail::required("branch_code", DetailForm::BankCode(BankCode::NzBranch)),
        Detail::required(
            "account_number",
            DetailForm::AccountNumber(AccountScheme::NewZealand),
        ),
        Detail::required("suffix", DetailForm::BankCode(BankCode::NzSuffix)),
        // On the buyer's statement.
        Detail::optional("reference", DetailForm::Text { max: 128 }).shown(Shown::Never),
    ],
    options: &[TARGET_DATE],
    instalments: &[],
    explanation_key: Some("debit.explanation"),
};
