//! A payment method as its parameters describe it, or as the name of a test card.

use super::card_data::{card_data, preferred_network, this_month};
use super::method_details::{described_instrument, test_account};
use crate::env::{Edge, SystemClock, SystemRandom};
use crate::error::missing_param;
use crate::form::Fields;
use crate::keyed::Keyring;
use crate::metadata::metadata;
use crate::partners::CardData;
use crate::partners::sandbox::test_cards::{TestCard, brand_of, by_number, by_token, last4_of};
use crate::partners::sandbox::vault::tokenize;
use crate::partners::sandbox::wallets::SandboxWallets;
use crate::partners::wallets::TokenUnreadable;
use crate::ports::{Clock, Random, WalletPartner};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::ids::PaymentMethodId;
use shared::methods::MethodType;
use shared::methods::catalogue::{BuyerField, Countries, Flow};
use shared::payment::card_networks::second_network;
use shared::payment::method::{
    Address, AllowRedisplay, BillingDetails, CardFunding, CardSummary, Instrument, PaymentMethod,
};
use shared::phone::{PhoneProblem, normalized};
use std::collections::BTreeMap;

const TEXT_LENGTH_MAX: usize = 500;

/// A new method for `pm_card_…` or `pm_usBankAccount_…`, the sandbox's own names for its cards and
/// accounts; `None` for another name, and in live mode for every one.
pub fn test_method(name: &str, edge: &Edge) -> Option<PaymentMethod> {
    if edge.mode().is_live() {
        return None;
    }
    let keyring = edge.keyring();
    if let Some(account) = test_account(name, keyring) {
        let instrument = Instrument::Described(account);
        return Some(new_method(instrument, BillingDetails::default()));
    }
    let card: &TestCard = by_token(name)?;
    let (year, month) = this_month();
    let summary = CardSummary {
        brand: card.brand(),
        second_network: second_network(card.number),
        preferred_network: None,
        last4: card.last4(),
        exp_month: month,
        exp_year: u16::try_from(year.saturating_add(1)).unwrap_or(u16::MAX),
        funding: card.funding,
        country: card.issuer_country(),
        fingerprint: keyring.card_fingerprint(card.number),
        token: Some(name.to_owned()),
        wallet: None,
    };
    Some(new_method(
        Instrument::Card(summary),
        BillingDetails::default(),
    ))
}

/// The method that `type`, `card` and the parameters beside them describe. Leaves what it does not
/// know, for the caller to refuse.
pub fn described_method(
    data: &mut Fields,
    keyring: &Keyring,
) -> Result<(PaymentMethod, Option<CardData>), ApiError> {
    let name = data.name_of("type");
    let kind = data.filled("type")?.ok_or_else(|| missing_param(&name))?;
    let method = MethodType::parse(&kind).ok_or_else(|| {
        ApiError::invalid(format!(
            "Invalid {name}: {kind} is not a payment method type of this deployment."
        ))
        .with_param(&name)
    })?;
    let path = data.name_of("billing_details");
    let mut billing = match data.nested("billing_details")? {
        Some(billing) => billing_details(billing)?,
        None => BillingDetails::default(),
    };
    check_billing(method, &billing, &path)?;
    if method.row().fields.contains(&BuyerField::Phone) {
        billing.phone = callable(&billing, method).map_err(|problem| {
            let name = format!("{path}[phone]");
            ApiError::invalid(format!("Invalid {name}: {problem}"))
                .with("payment_method_invalid_parameter", &name)
        })?;
    }
    let (instrument, card) = match method {
        MethodType::Card => {
            let fields = data
                .nested("card")?
                .ok_or_else(|| missing_param(&data.name_of("card")))?;
            let (summary, card) = given_card(fields, keyring)?;
            (Instrument::Card(summary), Some(card))
        }
        other => (described_instrument(other, data, keyring)?, None),
    };
    let described = PaymentMethod {
        metadata: metadata(data)?,
        allow_redisplay: allow_redisplay(data)?.unwrap_or_default(),
        ..new_method(instrument, billing)
    };
    Ok((described, card))
}

/// The number at which a method's app finds the buyer: where it has no country's code, it is one of
/// the buyer's country, or of the only one that has the method.
fn callable(billing: &BillingDetails, method: MethodType) -> Result<Option<String>, PhoneProblem> {
    let home = match method.row().buyer_countries {
        Countries::Only([only]) => Some(*only),
        Countries::Only(_) | Countries::Except(_) | Countries::Worldwide => None,
    };
    let home = billing.address.country.or(home);
    let phone = billing.phone.as_deref();
    phone.map(|phone| normalized(phone, home)).transpose()
}

/// Errors: what the method asks of every buyer, and the buyer did not tell. A card asks the form, and
/// the API takes it without.
fn check_billing(method: MethodType, billing: &BillingDetails, path: &str) -> Result<(), ApiError> {
    let row = method.row();
    if row.flow == Flow::CardForm {
        return Ok(());
    }
    let address = &billing.address;
    let missing = row.fields.iter().find_map(|field| {
        let (is_told, name) = match field {
            BuyerField::Name => (billing.name.is_some(), "[name]"),
            BuyerField::Email => (billing.email.is_some(), "[email]"),
            BuyerField::Phone => (billing.phone.is_some(), "[phone]"),
            BuyerField::Country => (address.country.is_some(), "[address][country]"),
            BuyerField::PostalCode => (address.postal_code.is_some(), "[address][postal_code]"),
            BuyerField::AddressLine1 => (address.line1.is_some(), "[address][line1]"),
            BuyerField::City => (address.city.is_some(), "[address][city]"),
            BuyerField::State => (address.state.is_some(), "[address][state]"),
            BuyerField::CardNumber | BuyerField::CardExpiry | BuyerField::CardCvc => return None,
        };
        (!is_told).then_some(name)
    });
    match missing {
        Some(name) => Err(missing_param(&format!("{path}{name}"))),
        None => Ok(()),
    }
}

/// Whether a checkout may show the method to the buyer again.
pub fn allow_redisplay(fields: &mut Fields) -> Result<Option<AllowRedisplay>, ApiError> {
    fields.choice(
        "allow_redisplay",
        "always, limited, or unspecified",
        AllowRedisplay::parse,
    )
}

fn new_method(instrument: Instrument, billing: BillingDetails) -> PaymentMethod {
    PaymentMethod {
        id: PaymentMethodId::from_bytes(SystemRandom.bytes()),
        created: SystemClock.now_ms().div_euclid(1000),
        billing,
        instrument,
        customer: None,
        metadata: BTreeMap::new(),
        allow_redisplay: AllowRedisplay::Unspecified,
    }
}

pub fn billing_details(mut fields: Fields) -> Result<BillingDetails, ApiError> {
    let billing = BillingDetails {
        name: fields.short("name", TEXT_LENGTH_MAX)?,
        email: fields.short("email", TEXT_LENGTH_MAX)?,
        phone: fields.short("phone", TEXT_LENGTH_MAX)?,
        address: match fields.nested("address")? {
            Some(address) => self::address(address)?,
            None => Address::default(),
        },
    };
    fields.finish()?;
    Ok(billing)
}

pub fn address(mut fields: Fields) -> Result<Address, ApiError> {
    let name = fields.name_of("country");
    let country = match fields.filled("country")? {
        None => None,
        Some(code) => Some(CountryCode::parse(&code).ok_or_else(|| {
            ApiError::invalid(format!(
                "Country '{code}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'."
            ))
            .with("country_code_invalid", &name)
        })?),
    };
    let address = Address {
        city: fields.short("city", TEXT_LENGTH_MAX)?,
        country,
        line1: fields.short("line1", TEXT_LENGTH_MAX)?,
        line2: fields.short("line2", TEXT_LENGTH_MAX)?,
        postal_code: fields.short("postal_code", TEXT_LENGTH_MAX)?,
        state: fields.short("state", TEXT_LENGTH_MAX)?,
    };
    fields.finish()?;
    Ok(address)
}

/// A card as the buyer typed it, or in the payment token of a wallet.
fn given_card(mut fields: Fields, keyring: &Keyring) -> Result<(CardSummary, CardData), ApiError> {
    let name = fields.name_of("token");
    let Some(token) = fields.filled("token")? else {
        return typed_card(fields, keyring);
    };
    fields.finish()?;
    let opened = SandboxWallets
        .card(&token)
        .map_err(|TokenUnreadable(why)| {
            ApiError::invalid(format!("Invalid {name}: {why}"))
                .with("payment_method_invalid_parameter", &name)
        })?;
    let in_wallet = CardSummary {
        last4: opened.last4,
        wallet: Some(opened.used),
        ..summary(&opened.card, keyring)
    };
    Ok((in_wallet, opened.card))
}

/// A card as the buyer typed it.
pub fn typed_card(
    mut fields: Fields,
    keyring: &Keyring,
) -> Result<(CardSummary, CardData), ApiError> {
    let preferred = preferred_network(&mut fields)?.change().flatten();
    let card = card_data(fields)?;
    let typed = CardSummary {
        preferred_network: preferred,
        ..summary(&card, keyring)
    };
    Ok((typed, card))
}

fn summary(card: &CardData, keyring: &Keyring) -> CardSummary {
    let number = card.number.expose();
    let known = by_number(number);
    CardSummary {
        brand: brand_of(number),
        second_network: second_network(number),
        preferred_network: None,
        last4: last4_of(number),
        exp_month: card.exp_month,
        exp_year: card.exp_year,
        funding: known.map_or(CardFunding::Unknown, |card| card.funding),
        country: known.and_then(TestCard::issuer_country),
        fingerprint: keyring.card_fingerprint(number),
        token: tokenize(card).ok(),
        wallet: None,
    }
}
