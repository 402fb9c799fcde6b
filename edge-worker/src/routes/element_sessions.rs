//! `POST /v1/elements/sessions`: everything that the element needs to draw one checkout.

use super::checkout::{Checkout, NamedCheckout};
use super::link::{self, link_fields};
use super::save_fields::save_fields;
use super::saved_methods::OpenCustomerSession;
use super::wallets;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, Texts, country_of_language, locale_asked};
use shared::api::error::ApiError;
use shared::country::CountryCode;
use shared::element::instalment_plan::instalment_plan;
use shared::element::method_name::method_name;
use shared::element::offer_fields::{add_network_fields, mandate_text, offer_fields};
use shared::element::processing_text::processing_text;
use shared::element::session::{CountryOption, ElementSession, Offer, OfferFlow};
use shared::methods::catalogue::Flow;
use shared::methods::eligibility::{Buyer, Device};
use shared::methods::{CardWallet, MethodType, Way};
use shared::payment::state::{Status, Terms};
use shared::payment::terms::Purpose;

/// Where a buyer is taken to be when nothing tells.
const COUNTRY_FALLBACK: CountryCode = CountryCode::US;

/// Says what to expect of a payment that was on its way before the element was there.
const PROCESSING_HINT: &str = "outcome.processing.hint";

/// On the button of `<kassa-checkout>`.
const PAY_BUTTON: &str = "checkout.pay";

/// Before the name of a text that says otherwise where nothing is paid.
const SETUP_PREFIX: &str = "setup.";

/// Before the name of a text that is wanted where a bank account can be debited.
const DEBIT_PREFIX: &str = "debit.";

pub async fn session(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let named = NamedCheckout::read(&mut request).await?;
    let customer = OpenCustomerSession::read(&mut request).await?;
    let fields = &mut request.fields;
    let locale = locale_asked(fields)?;
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
    let checkout = named.look_up(&request, customer.as_ref()).await?;
    let terms = &checkout.terms;
    let locale = locale.as_deref();
    let buyer_country = buyer_country(&request, named_country.as_deref(), locale);
    let spoken = Locale::of_buyer(&request, locale).await?;
    let scene = Scene {
        terms,
        merchant: &request.caller.profile.display_name,
        buyer_country,
        mobile: device.mobile,
        customer: customer.as_ref(),
        texts: spoken.edge_texts(),
        host: request.edge.host(),
    };
    let mut strings = strings(&checkout, spoken.element_texts().clone(), scene.texts);
    let buyer = Buyer {
        country: buyer_country,
        device,
    };
    let order = listed(order.as_deref());
    let methods: Vec<_> = order.iter().filter_map(Way::method).collect();
    let offers = terms.offers_to(&buyer, &methods);
    let debits = offers.offered.iter().copied().filter(|it| is_debit(*it));
    // What is kept may be of another country than the buyer seems to be in.
    if request.caller.is_links_page || debits.clone().next().is_some() {
        strings.extend(under(DEBIT_PREFIX, scene.texts));
    }
    let with_wallets = !offers.card_wallets.is_empty();
    let mut shown = match &customer {
        Some(customer) => customer.offers(&request, terms, scene.texts).await?,
        None => Vec::new(),
    };
    let ways = match request.caller.is_links_page {
        true => link::ways(terms, debits),
        false => offers.ways(&order),
    };
    shown.extend(scene.offers(&ways));
    let answer = ElementSession {
        object: "elements.session".to_owned(),
        livemode: request.edge.mode().is_live(),
        merchant_display_name: scene.merchant.to_owned(),
        locale: spoken.tag.clone(),
        direction: spoken.direction().to_owned(),
        buyer_country: buyer_country
            .unwrap_or(COUNTRY_FALLBACK)
            .as_str()
            .to_owned(),
        intent: checkout.summary(&strings),
        offers: shown,
        wallet_sheet: with_wallets.then(|| wallets::sheet(terms, scene.merchant)),
        countries: countries(),
        strings,
    };
    Ok(HttpAnswer::ok(&answer)?)
}

/// What the page says, else what the network knows, else what the buyer's language suggests.
fn buyer_country(
    request: &ApiRequest,
    named: Option<&str>,
    locale: Option<&str>,
) -> Option<CountryCode> {
    let accept_language = request.accept_language.as_deref();
    named
        .or(request.network_country.as_deref())
        .and_then(CountryCode::parse)
        .or_else(|| country_of_language(locale, accept_language))
}

/// The merchant's own order, by commas. Names that Kassa does not know are passed over:
/// pages are written for every method of the API's, today's and tomorrow's.
fn listed(order: Option<&str>) -> Vec<Way> {
    let names = order.unwrap_or_default().split(',');
    names.filter_map(Way::parse).collect()
}

/// The element's own texts, as far as this checkout does not need others.
fn strings(checkout: &Checkout, mut strings: Texts, texts: &Texts) -> Texts {
    if let Some(text) = texts.get(PAY_BUTTON) {
        strings.insert(PAY_BUTTON.to_owned(), text.clone());
    }
    if checkout.terms.purpose == Purpose::Setup {
        strings.extend(under(SETUP_PREFIX, texts));
    } else if checkout.status == Status::Processing {
        let method = checkout.method;
        let expected = method.and_then(|method| processing_text(method, texts));
        strings.extend(expected.map(|text| (PROCESSING_HINT.to_owned(), text)));
    }
    strings
}

/// The texts whose names begin with `prefix`, under the names that they have without it.
fn under<'t>(prefix: &str, texts: &'t Texts) -> impl Iterator<Item = (String, String)> + 't {
    let prefix = prefix.to_owned();
    texts.iter().filter_map(move |(key, text)| {
        let name = key.strip_prefix(&prefix)?;
        Some((name.to_owned(), text.clone()))
    })
}

fn is_debit(method: MethodType) -> bool {
    matches!(method.row().flow, Flow::BankDebit { .. })
}

/// What an offer depends on beside its method.
struct Scene<'a> {
    terms: &'a Terms,
    /// The merchant's name as the buyer knows it.
    merchant: &'a str,
    buyer_country: Option<CountryCode>,
    /// Whether the element is on a phone.
    mobile: bool,
    /// Who may save the method.
    customer: Option<&'a OpenCustomerSession>,
    texts: &'a Texts,
    /// Where Link keeps what it keeps.
    host: &'a str,
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
        match method {
            MethodType::Link => self.link(),
            _ => self.direct(method),
        }
    }

    /// Asks who the buyer is, by a form of its own. What they keep is paid with then.
    fn link(&self) -> Offer {
        let explanation = self.explanation("link.explanation");
        Offer {
            flow: OfferFlow::Link,
            explanation: explanation.cloned(),
            fields: Vec::new(),
            ..self.direct(MethodType::Link)
        }
    }

    /// What is paid with as it is.
    fn direct(&self, method: MethodType) -> Offer {
        let row = method.row();
        let name = method_name(method, self.texts);
        let mut fields = offer_fields(method, self.texts);
        add_network_fields(&mut fields, self.terms, self.texts);
        fields.extend(link_fields(method, self.terms, self.texts, self.host));
        if let Some(customer) = self.customer {
            let features = &customer.features;
            fields.extend(save_fields(method, self.terms, features, self.texts));
        }
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
            fields,
            instalments: self.buyer_country.and_then(|country| {
                instalment_plan(method, country, self.terms.amount, self.texts)
            }),
            mandate: mandate_text(method, self.texts),
            processing: processing_text(method, self.texts),
            saved: None,
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

#[cfg(test)]
mod tests {
    use super::*;
    use shared::element::language::{ENGLISH, Language};
    use shared::payment::debit_failure::DebitFailure;
    use shared::payment::failure::FailureCause;

    /// One of each; those with a list of reasons stand for the reason that has no words of its own.
    fn causes() -> Vec<FailureCause> {
        let decline_code = || "do_not_honor".to_owned();
        let mut causes = vec![
            FailureCause::CardDeclined {
                decline_code: decline_code(),
            },
            FailureCause::Blocked,
            FailureCause::ExpiredCard,
            FailureCause::IncorrectCvc,
            FailureCause::IncorrectNumber,
            FailureCause::ProcessingError,
            FailureCause::AuthenticationFailed,
            FailureCause::AuthenticationRequired,
            FailureCause::ProviderDeclined,
            FailureCause::ProviderDeclinedFor {
                decline_code: decline_code(),
            },
            FailureCause::ProviderTimedOut,
            FailureCause::MethodUnavailable,
            FailureCause::CustomerDeclined,
            FailureCause::CodeInvalid,
            FailureCause::CodeExpired,
            FailureCause::AttemptExpired,
            FailureCause::Replaced,
            FailureCause::Withdrawn,
        ];
        let debits = DebitFailure::ALL.iter();
        causes.extend(debits.map(|&reason| FailureCause::DebitFailed { reason }));
        causes
    }

    #[test]
    fn every_failure_of_an_attempt_has_a_sentence_in_the_language_of_the_buyer() {
        // That every other language says what English does, `locale::translations` sees to.
        let english = Language::read(ENGLISH).expect("a language");
        for purpose in [Purpose::Payment, Purpose::Setup] {
            let mut strings = english.element.clone();
            strings.extend(under(DEBIT_PREFIX, &english.edge));
            if purpose == Purpose::Setup {
                strings.extend(under(SETUP_PREFIX, &english.edge));
            }
            for cause in causes() {
                let general = format!("error.{}", cause.code(purpose));
                let precise = format!("{general}.{}", cause.decline_code().unwrap_or_default());
                let is_said = strings.contains_key(&general) || strings.contains_key(&precise);
                assert!(is_said, "{general} ({precise})");
            }
        }
    }
}
