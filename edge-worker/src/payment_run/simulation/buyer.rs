//! What a buyer confirms with.

use super::rng::Rng;
use super::scenario::customer;
use crate::partners::sandbox::test_accounts::{DebitOutcome, HABITS};
use crate::partners::sandbox::test_cards::by_number;
use crate::partners::{CardData, Typed};
use crate::secret::Secret;
use shared::country::CountryCode;
use shared::ids::PaymentMethodId;
use shared::methods::MethodType;
use shared::methods::catalogue::Flow;
use shared::payment::attempt::{AcceptanceKind, MandateAcceptance};
use shared::payment::card_networks::second_network;
use shared::payment::method::{
    Address, AllowRedisplay, BillingDetails, CardBrand, CardFunding, CardSummary, DescribedAccount,
    Instrument, PaymentMethod,
};
use std::collections::BTreeMap;

/// Cards with all kinds of banks behind them.
const CARDS: &[&str] = &[
    "4242424242424242",
    "4000000000000002",
    "4000002760003184",
    "4000008400001629",
    "378282246310005",
    "4000000000007726",
    "4000000000005126",
    "4000000000000259",
    "4000000000002685",
    "4000000000001976",
    "4000002500003155",
];
/// What the sandbox reads in addresses, and some in which there is nothing to read.
const EMAILS: &[&str] = &[
    "jenny@example.com",
    "jonny@example.com",
    "succeed_immediately@example.com",
    "succeed_with_delay@example.com",
    "fail_immediately@example.com",
    "fail_with_delay@example.com",
    "expire_immediately@example.com",
    "expire_with_delay@example.com",
    "fill_never@example.com",
    "fill_never@example.com",
    "insufficient_funds@example.com",
];
/// The last is nobody's in particular; the others are the sandbox's for apps.
const PHONES: &[&str] = &[
    "+351911111112",
    "+351911111113",
    "+351911111114",
    "+351911111115",
    "+351911111116",
    "+46701234567",
];
const CODES: &[&str] = &["123456", "654321", "000001", "000002", "000003", "000007"];
const CREATED: i64 = 1_800_000_000;

/// What comes with a confirmation.
pub struct Means {
    pub method: PaymentMethod,
    pub typed: Option<Typed>,
    pub mandate: Option<MandateAcceptance>,
}

impl Means {
    fn of(method: PaymentMethod) -> Self {
        Self {
            method,
            typed: None,
            mandate: None,
        }
    }

    /// What the merchant kept of an earlier payment.
    pub fn kept(method: PaymentMethod) -> Self {
        Self::of(PaymentMethod {
            customer: Some(customer()),
            ..method
        })
    }

    /// `method` of somebody who lives in `country`, with whatever chance lets become of it.
    /// `to_keep`: the merchant keeps it, which needs the partner's own name for it.
    pub fn any(rng: &Rng, method: MethodType, country: CountryCode, to_keep: bool) -> Self {
        let billing = BillingDetails {
            name: None,
            email: rng.percent(70).then(|| (*rng.pick(EMAILS)).to_owned()),
            phone: rng.percent(70).then(|| (*rng.pick(PHONES)).to_owned()),
            address: Address {
                country: Some(country),
                ..Address::default()
            },
        };
        let mut means = match method.row().flow {
            Flow::CardForm => Self::card(rng.pick::<&str>(CARDS), to_keep || rng.percent(10)),
            Flow::BankDebit { .. } => Self::debit(rng, method),
            Flow::InlineCode { .. } => Self {
                typed: Some(Typed::Code(Secret::new((*rng.pick(CODES)).to_owned()))),
                ..Self::of(plain(Instrument::Account(method)))
            },
            Flow::Redirect
            | Flow::QrCode { .. }
            | Flow::AppApproval { .. }
            | Flow::Voucher { .. }
            | Flow::BankTransfer => Self::of(plain(Instrument::Account(method))),
        };
        means.method.billing = billing;
        means
    }

    /// A card as the buyer typed it, in their request and on the intent; or, where the partner has
    /// a name for it, that name alone.
    pub fn card(number: &str, by_name: bool) -> Self {
        let known = by_number(number);
        let token = known.and_then(|card| card.token()).filter(|_| by_name);
        let typed = Typed::Card(CardData {
            number: Secret::new(number.to_owned()),
            exp_month: 12,
            exp_year: 2034,
            cvc: None,
        });
        Self {
            typed: token.is_none().then_some(typed),
            ..Self::of(plain(Instrument::Card(CardSummary {
                brand: known.map_or(CardBrand::Unknown, |card| card.brand()),
                second_network: second_network(number),
                preferred_network: None,
                last4: known.map_or_else(String::new, |card| card.last4()),
                exp_month: 12,
                exp_year: 2034,
                funding: known.map_or(CardFunding::Unknown, |card| card.funding),
                country: None,
                fingerprint: String::new(),
                token,
                wallet: None,
            })))
        }
    }

    /// An account that behaves like any of the sandbox's, typed in or, being known to be the
    /// buyer's, by a documented name.
    fn debit(rng: &Rng, method: MethodType) -> Self {
        let can_be_kept = |outcome| !matches!(outcome, DebitOutcome::Refused(_));
        let habits: Vec<_> = HABITS
            .iter()
            .filter(|habit| can_be_kept(habit.outcome))
            .collect();
        let habit = match rng.percent(50) {
            true => "success",
            false => rng.pick(&habits).name,
        };
        let origin = if rng.percent(60) { "ba" } else { "pm" };
        let account = DescribedAccount {
            method,
            details: BTreeMap::new(),
            token: Some(format!("{origin}_account_{habit}")),
            mandate: None,
            is_links: rng.percent(10),
        };
        let acceptance = MandateAcceptance {
            kind: AcceptanceKind::Offline,
            accepted_at: None,
        };
        Self {
            mandate: rng.percent(97).then_some(acceptance),
            ..Self::of(plain(Instrument::Described(account)))
        }
    }
}

fn plain(instrument: Instrument) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes([1; 16]),
        created: CREATED,
        billing: BillingDetails::default(),
        instrument,
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}
