//! `GET /v1/elements/sessions`: everything that the element needs to draw one checkout.

use super::client_secret::{intent_of_client_secret, wrong_client_secret};
use super::wallets;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, Texts, accepted};
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::payment::wire::{PaymentAnswer, PaymentQuestion, object_name};
use crate::ports::Fault;
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::element::instalment_plan::instalment_plan;
use shared::element::method_name::method_name;
use shared::element::offer_fields::{mandate_text, offer_fields};
use shared::element::processing_text::processing_text;
use shared::element::session::{CountryOption, ElementSession, IntentSummary, Offer};
use shared::ids::PaymentIntentId;
use shared::methods::eligibility::{Buyer, Device};
use shared::methods::{CardWallet, MethodType, Way};
use shared::payment::state::{Status, Terms};

/// Where a buyer is taken to be when nothing tells.
const COUNTRY_FALLBACK: CountryCode = CountryCode::US;

/// Says what to expect of a payment that was on its way before the element was there.
const PROCESSING_HINT: &str = "outcome.processing.hint";

/// On the button of `<kassa-checkout>`.
const PAY_BUTTON: &str = "checkout.pay";

pub async fn session(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = intent_of_client_secret(&mut request)?;
    let fields = &mut request.fields;
    let locale = fields.filled("locale")?.filter(|tag| tag != "auto");
    let named_country = fields.filled("country")?;
    let order = fields.filled("payment_method_order")?;
    let mut says =
        |name: &str| -> Result<bool, ApiError> { Ok(fields.boolean(name)?.unwrap_or(false)) };
    let (apple_pay, google_pay) = (says("apple_pay")?, says("google_pay")?);
    let mobile = says("mobile")?;
    std::mem::take(fields).finish()?;
    // What the browser can do counts on the merchant's own domains.
    let device = Device {
        apple_pay: apple_pay && wallets::is_active(&request, CardWallet::ApplePay),
        google_pay: google_pay && wallets::is_active(&request, CardWallet::GooglePay),
        mobile,
    };
    let Checkout {
        terms,
        status,
        method,
    } = checkout(&request, &id).await?;
    let accept_language = request.accept_language.as_deref();
    let buyer_country = named_country
        .as_deref()
        .or(request.network_country.as_deref())
        .and_then(CountryCode::parse)
        .or_else(|| {
            let first = || accepted(accept_language).first().copied();
            locale
                .as_deref()
                .or_else(first)
                .and_then(CountryCode::from_locale)
        });
    let spoken = Locale::of(&request.edge, locale.as_deref(), accept_language).await?;
    let scene = Scene {
        terms: &terms,
        merchant: &request.caller.profile.display_name,
        buyer_country,
        mobile: device.mobile,
        texts: spoken.edge_texts(),
    };
    let mut strings = spoken.element_texts().clone();
    if let Some(text) = scene.texts.get(PAY_BUTTON) {
        strings.insert(PAY_BUTTON.to_owned(), text.clone());
    }
    let expected = method.and_then(|method| processing_text(method, scene.texts));
    if let Some(text) = expected.filter(|_| status == Status::Processing) {
        strings.insert(PROCESSING_HINT.to_owned(), text);
    }
    let buyer = Buyer {
        country: buyer_country,
        device,
    };
    let order = listed(order.as_deref());
    let methods: Vec<_> = order.iter().filter_map(Way::method).collect();
    let offers = terms.offers_to(&buyer, &methods);
    let with_wallets = !offers.card_wallets.is_empty();
    let answer = ElementSession {
        object: "elements.session".to_owned(),
        livemode: false,
        merchant_display_name: scene.merchant.to_owned(),
        locale: spoken.tag.clone(),
        direction: spoken.direction().to_owned(),
        buyer_country: buyer_country
            .unwrap_or(COUNTRY_FALLBACK)
            .as_str()
            .to_owned(),
        intent: summary(&id, &terms, status),
        offers: scene.offers(&offers.ways(&order)),
        wallet_sheet: with_wallets.then(|| wallets::sheet(&terms, scene.merchant)),
        countries: countries(),
        strings,
    };
    Ok(HttpAnswer::ok(&answer)?)
}

/// The merchant's own order, by commas. Names that Kassa does not know are passed over:
/// pages are written for every method of the API's, today's and tomorrow's.
fn listed(order: Option<&str>) -> Vec<Way> {
    let names = order.unwrap_or_default().split(',');
    names.filter_map(Way::parse).collect()
}

/// The payment that is to be made, or is on its way.
pub struct Checkout {
    pub terms: Terms,
    status: Status,
    /// What it is being paid with.
    method: Option<MethodType>,
}

pub async fn checkout(request: &ApiRequest, id: &PaymentIntentId) -> Result<Checkout, ApiFailure> {
    let account = request.caller.profile.id.clone();
    let name = object_name(&account, id);
    let question = PaymentQuestion::Checkout { account };
    let payments = request.edge.payments()?;
    match call(&payments, &name, &question, STORAGE_DEADLINE)
        .await
        .map_err(Fault::from)?
    {
        PaymentAnswer::Checkout {
            terms,
            status,
            method,
        } => Ok(Checkout {
            terms: *terms,
            status,
            method,
        }),
        PaymentAnswer::Missing => Err(wrong_client_secret("PaymentIntent").into()),
        PaymentAnswer::Http { .. }
        | PaymentAnswer::Accepted
        | PaymentAnswer::Returned { .. }
        | PaymentAnswer::Standing(_) => Err(Fault("an unexpected answer".to_owned()).into()),
    }
}

fn summary(id: &PaymentIntentId, terms: &Terms, status: Status) -> IntentSummary {
    let currency = terms.amount.currency();
    IntentSummary {
        id: id.to_string(),
        amount: terms.amount.minor(),
        currency: currency.code().to_owned(),
        currency_exponent: currency.exponent(),
        status: status.as_str().to_owned(),
    }
}

/// What an offer depends on beside its method.
struct Scene<'a> {
    terms: &'a Terms,
    /// The merchant's name as the buyer knows it.
    merchant: &'a str,
    buyer_country: Option<CountryCode>,
    /// Whether the element is on a phone.
    mobile: bool,
    texts: &'a Texts,
}

impl Scene<'_> {
    fn offers(&self, ways: &[Way]) -> Vec<Offer> {
        let offer = |way: &Way| match way {
            Way::Method(method) => self.offer(*method),
            Way::Wallet(wallet) => wallets::offer(*wallet, self.texts.get("wallet.explanation")),
        };
        ways.iter().map(offer).collect()
    }

    fn offer(&self, method: MethodType) -> Offer {
        let row = method.row();
        let name = method_name(method, self.texts);
        let explanation = row
            .explanation_key
            .and_then(|key| self.explanation(key))
            .map(|text| text.replace("{method}", name));
        Offer {
            method: method.as_str().to_owned(),
            display_name: name.to_owned(),
            icon: format!("/icons/{method}.svg"),
            flow: row.flow.screen(),
            explanation,
            fields: offer_fields(method, self.texts),
            instalments: self.buyer_country.and_then(|country| {
                instalment_plan(method, country, self.terms.amount, self.texts)
            }),
            mandate: mandate_text(method, self.texts),
            processing: processing_text(method, self.texts),
        }
    }

    /// On a phone some methods go on in another way.
    fn explanation(&self, key: &str) -> Option<&String> {
        let on_phone = self
            .mobile
            .then(|| self.texts.get(&format!("{key}.mobile")));
        on_phone.flatten().or_else(|| self.texts.get(key))
    }
}

fn countries() -> Vec<CountryOption> {
    CountryCode::ALL
        .iter()
        .map(|country| CountryOption {
            code: country.as_str().to_owned(),
            postal_code: country.postal_code(),
        })
        .collect()
}
