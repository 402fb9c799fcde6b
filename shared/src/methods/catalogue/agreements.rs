//! The terms of agreements by which a payment comes again, as merchants choose them and buyers read
//! them in their bank's app.

use super::{Detail, DetailForm, EXPIRES_AFTER_SECONDS, EXPIRES_AT, Intents, Shown, locales};

/// In minor units.
const AMOUNT: DetailForm = DetailForm::Number {
    min: 1,
    max: 99_999_999_999,
};
const AMOUNT_TYPE: DetailForm = DetailForm::Word(&["fixed", "maximum"]);
const WHETHER_WITH_TAX: DetailForm = DetailForm::Word(&["always", "never"]);
const CODE_SECONDS: DetailForm = DetailForm::Number {
    min: 10,
    max: 14 * 24 * 3600,
};
/// Unix seconds. How far ahead is checked when it counts.
const MOMENT: DetailForm = DetailForm::Number {
    min: 0,
    max: i64::MAX,
};

/// Of payments and of setups.
const fn term(name: &'static str, form: DetailForm) -> Detail {
    Detail::optional(name, form).of(Intents::Both)
}

const fn or_null(name: &'static str, form: DetailForm) -> Detail {
    term(name, form).shown(Shown::OrNull)
}

pub const PAYTO: &[Detail] = &[
    or_null("mandate_options.amount", AMOUNT),
    or_null("mandate_options.amount_type", AMOUNT_TYPE),
    or_null("mandate_options.end_date", DetailForm::IsoDay),
    or_null(
        "mandate_options.payment_schedule",
        DetailForm::Word(&[
            "adhoc",
            "annual",
            "daily",
            "fortnightly",
            "monthly",
            "quarterly",
            "semi_annual",
            "weekly",
        ]),
    ),
    or_null(
        "mandate_options.payments_per_period",
        DetailForm::Number { min: 1, max: 9_999 },
    ),
    or_null(
        "mandate_options.purpose",
        DetailForm::Word(&[
            "dependant_support",
            "government",
            "loan",
            "mortgage",
            "other",
            "pension",
            "personal",
            "retail",
            "salary",
            "tax",
            "utility",
        ]),
    ),
    or_null("mandate_options.start_date", DetailForm::IsoDay).of(Intents::Setups),
];

/// Beside the code of a single payment, Pix Automático.
pub const PIX: &[Detail] = &[
    // Whether the amount is with Brazil's tax on payments abroad.
    Detail::optional("amount_includes_iof", WHETHER_WITH_TAX),
    Detail::optional(EXPIRES_AFTER_SECONDS, CODE_SECONDS).shown(Shown::OrNull),
    Detail::optional(EXPIRES_AT, MOMENT).shown(Shown::OrNull),
    term("mandate_options.amount", AMOUNT),
    term("mandate_options.amount_includes_iof", WHETHER_WITH_TAX),
    term("mandate_options.amount_type", AMOUNT_TYPE),
    term("mandate_options.currency", DetailForm::Word(&["brl"])),
    term("mandate_options.end_date", DetailForm::IsoDay),
    term(
        "mandate_options.payment_schedule",
        DetailForm::Word(&["halfyearly", "monthly", "quarterly", "weekly", "yearly"]),
    ),
    // Uncertain: how long a name can be.
    term("mandate_options.reference", DetailForm::Text { max: 200 }),
    term("mandate_options.start_date", DetailForm::IsoDay),
];

/// UPI AutoPay. Payments do not tell what was chosen.
pub const UPI: &[Detail] = &[
    term("mandate_options.amount", AMOUNT).shown(Shown::Never),
    term("mandate_options.amount_type", AMOUNT_TYPE).shown(Shown::Never),
    // Uncertain: how long it can be.
    term("mandate_options.description", DetailForm::Text { max: 200 }).shown(Shown::Never),
    term("mandate_options.end_date", MOMENT).shown(Shown::Never),
];

/// What a buyer is going to spend again and again, which Klarna weighs and payments do not tell; and
/// the language of its page.
pub const KLARNA: &[Detail] = &[
    term("on_demand.average_amount", AMOUNT).shown(Shown::Never),
    term("on_demand.maximum_amount", AMOUNT).shown(Shown::Never),
    term("on_demand.minimum_amount", AMOUNT).shown(Shown::Never),
    term(
        "on_demand.purchase_interval",
        DetailForm::Word(&["day", "month", "week", "year"]),
    )
    .shown(Shown::Never),
    term(
        "on_demand.purchase_interval_count",
        DetailForm::Number { min: 1, max: 9_999 },
    )
    .shown(Shown::Never),
    or_null("preferred_locale", DetailForm::Word(locales::KLARNA)).of(Intents::Payments),
];
