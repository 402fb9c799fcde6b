//! What a customer session lets a buyer's browser see and do: the customer's saved methods, shown in
//! the element, and removed there.

use super::payment_methods::{check_owned, known_method};
use super::resource::{change, finish};
use super::{find_document, reply_of_account};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::env::SystemClock;
use crate::error::{HttpAnswer, missing_param};
use crate::expand::Shape;
use crate::objects::account::resources::ResourceOperation;
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, Page};
use crate::ports::{Clock, Fault};
use serde_json::Value;
use shared::api::customer_session::{Components, CustomerSession, PaymentElementFeatures, Switch};
use shared::api::error::ApiError;
use shared::element::method_name::method_name;
use shared::element::offer_fields::Texts;
use shared::element::session::{Offer, SavedMethod};
use shared::ids::CustomerId;
use shared::json;
use shared::methods::MethodType;
use shared::payment::method::{AllowRedisplay, CardBrand};
use shared::payment::terms::Terms;

const SECRET: &str = "customer_session_client_secret";
/// As many saved methods are shown where the merchant does not say.
const REDISPLAY_LIMIT: usize = 3;
/// The networks of cards in the order of the marks in `static/icons/brands.svg`.
const MARKS: [CardBrand; 8] = [
    CardBrand::Visa,
    CardBrand::Mastercard,
    CardBrand::Amex,
    CardBrand::Discover,
    CardBrand::Diners,
    CardBrand::Jcb,
    CardBrand::Unionpay,
    CardBrand::CartesBancaires,
];
/// Of a secret whose customer has nothing to show.
const NO_ROOM: char = '0';
/// More are not looked through for those that may be shown.
const METHODS_MAX: u32 = 100;

/// A customer session that is open, with what it allows in the payment element.
pub struct OpenCustomerSession {
    pub customer: CustomerId,
    pub features: PaymentElementFeatures,
}

impl OpenCustomerSession {
    /// The session whose secret the request brings; `None` where it brings none.
    ///
    /// Errors: the secret opens nothing of this account, the session is over, or it does not enable
    /// the payment element.
    pub async fn read(request: &mut ApiRequest) -> Result<Option<Self>, ApiFailure> {
        let Some(secret) = request.fields.filled(SECRET)? else {
            return Ok(None);
        };
        let opened = request.edge.keyring().open_customer_session(&secret);
        let id = opened.ok_or_else(no_such_session)?;
        let found = find_document(request, id.as_str()).await?;
        let session: CustomerSession =
            json::from_value(found.ok_or_else(no_such_session)?).map_err(Fault::from)?;
        let now = SystemClock.now_ms().div_euclid(1000);
        let features = features_at(now, &session)?;
        let customer = CustomerId::parse(&session.customer)
            .ok_or_else(|| Fault("a customer of another form".to_owned()))?;
        Ok(Some(Self { customer, features }))
    }

    /// The intent is this customer's. Errors: it is another's, or nobody's, so that nothing that the
    /// customer has could pay it.
    pub fn check(&self, terms: &Terms) -> Result<(), ApiError> {
        if terms.customer.as_ref() == Some(&self.customer) {
            return Ok(());
        }
        Err(ApiError::invalid(
            "The customer of the customer session must be the customer of the intent.",
        )
        .with_param(SECRET))
    }

    /// The customer's methods that may be shown and used here, the newest first.
    pub async fn offers(
        &self,
        request: &ApiRequest,
        terms: &Terms,
        texts: &Texts,
    ) -> Result<Vec<Offer>, ApiFailure> {
        let methods = self.methods(request).await?;
        let offers = methods.iter();
        let offers = offers.filter_map(|method| self.offer(method, terms, texts));
        Ok(offers.take(self.limit()).collect())
    }

    /// The customer's methods that may be shown, the newest first.
    async fn methods(&self, request: &ApiRequest) -> Result<Vec<Value>, ApiFailure> {
        if self.features.payment_method_redisplay == Switch::Disabled {
            return Ok(Vec::new());
        }
        let mut methods = methods_of(request, &self.customer).await?;
        methods.retain(|method| self.may_show(method));
        Ok(methods)
    }

    fn limit(&self) -> usize {
        let limit = self.features.payment_method_redisplay_limit;
        limit.map_or(REDISPLAY_LIMIT, usize::from)
    }

    fn may_show(&self, method: &Value) -> bool {
        let allowed = method.get("allow_redisplay").and_then(Value::as_str);
        let allowed = allowed.and_then(AllowRedisplay::parse).unwrap_or_default();
        let filters = &self.features.payment_method_allow_redisplay_filters;
        filters.contains(&allowed)
    }

    fn offer(&self, object: &Value, terms: &Terms, texts: &Texts) -> Option<Offer> {
        let method = MethodType::parse(object.get("type")?.as_str()?)?;
        terms.check(method, None).ok()?;
        let details = object.get(method.as_str())?;
        let told = |name: &str| details.get(name).and_then(Value::as_str).map(str::to_owned);
        let brand = network_shown(details);
        let name = brand.map_or(method_name(method, texts), |brand| brand.display_name());
        let last4 = told("last4");
        let end = match &last4 {
            Some(last4) => Some(hidden_number(last4)),
            None => told("email").or_else(|| told("payer_email")),
        };
        let number = |name: &str| details.get(name).and_then(Value::as_i64);
        let expiry = match (number("exp_month"), number("exp_year")) {
            (Some(month), Some(year)) => Some(expiry_text(month, year)),
            (_, _) => None,
        };
        Some(Offer {
            method: method.as_str().to_owned(),
            display_name: end.map_or(name.to_owned(), |end| format!("{name} {end}")),
            icon: brand
                .and_then(brand_icon)
                .unwrap_or_else(|| format!("/icons/{method}.svg")),
            flow: method.row().flow.screen(),
            explanation: None,
            fields: Vec::new(),
            instalments: None,
            mandate: None,
            processing: None,
            saved: Some(SavedMethod {
                id: object.get("id")?.as_str()?.to_owned(),
                brand: brand.map(|brand| brand.as_str().to_owned()),
                last4,
                expiry,
                removable: self.features.payment_method_remove == Switch::Enabled,
                billing_details: object.get("billing_details").cloned(),
            }),
        })
    }
}

/// What the secret of a customer session tells the loader (`static/kassa/room.js`), as a digit of
/// base 36: twice the number of saved methods that will be shown, and one more where they can be
/// removed. It says nothing that the secret does not open.
pub async fn room_for_saved(
    request: &ApiRequest,
    customer: &str,
    components: &Components,
) -> Result<char, ApiFailure> {
    let features = components.payment_element.features.clone();
    let Some((features, customer)) = features.zip(CustomerId::parse(customer)) else {
        return Ok(NO_ROOM);
    };
    let session = OpenCustomerSession { customer, features };
    let count = session.methods(request).await?.len().min(session.limit());
    let removable = session.features.payment_method_remove == Switch::Enabled;
    let told = count
        .saturating_mul(2)
        .saturating_add(usize::from(removable));
    let digit = u32::try_from(told)
        .ok()
        .and_then(|told| char::from_digit(told, 36));
    Ok(digit.unwrap_or(NO_ROOM))
}

/// What the session allows in the payment element now, in Unix seconds.
fn features_at(now: i64, session: &CustomerSession) -> Result<PaymentElementFeatures, ApiError> {
    if session.expires_at <= now {
        return Err(ApiError::invalid(
            "The customer session has expired. Create a new one on your server for each visit.",
        )
        .with("customer_session_expired", SECRET));
    }
    let features = session.components.payment_element.features.clone();
    features.ok_or_else(|| {
        ApiError::invalid("The customer session does not enable the payment_element component.")
            .with_param(SECRET)
    })
}

/// `POST /v1/elements/payment_methods/{}/detach`: the buyer removes a saved method. Errors: the
/// merchant does not let buyers do so, or it is not this customer's.
pub async fn remove(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = known_method(&request.id)?;
    let session = OpenCustomerSession::read(&mut request).await?;
    let session = session.ok_or_else(|| missing_param(SECRET))?;
    finish(&mut request, Shape::One("payment_method"))?;
    if session.features.payment_method_remove == Switch::Disabled {
        return Err(ApiError::invalid(
            "The customer session does not allow to remove payment methods: its payment_method_remove is disabled.",
        )
        .with_param(SECRET)
        .into());
    }
    check_owned(&request, &id, session.customer.as_str()).await?;
    change(request, ResourceOperation::DetachMethod { id }).await
}

async fn methods_of(request: &ApiRequest, customer: &CustomerId) -> Result<Vec<Value>, ApiFailure> {
    #[derive(serde::Deserialize)]
    struct List {
        data: Vec<Value>,
    }
    let question = AccountQuestion::List {
        kind: DocumentKind::PaymentMethod,
        filter: Filter {
            customer: Some(customer.as_str().to_owned()),
            ..Filter::default()
        },
        page: Page {
            limit: METHODS_MAX,
            ..Page::first()
        },
        url: "/v1/payment_methods".to_owned(),
        expand: Vec::new(),
    };
    let answer = reply_of_account(request, &question).await?.into_http()?;
    let list: List = json::from_str(&answer.body).map_err(Fault::from)?;
    Ok(list.data)
}

/// The network that the buyer chose for a card of two, else that of its brand; `None` of what is no
/// card.
fn network_shown(details: &Value) -> Option<CardBrand> {
    let named = |place: &str| CardBrand::parse(details.pointer(place)?.as_str()?);
    named("/networks/preferred").or_else(|| named("/brand"))
}

/// A number of which the last digits may be shown. No line ends between them and the dots.
pub fn hidden_number(last4: &str) -> String {
    format!("••••\u{a0}{last4}")
}

/// As it stands on a card: `12/34`.
pub fn expiry_text(month: i64, year: i64) -> String {
    let year = year.checked_rem(100).unwrap_or_default();
    format!("{month:02}/{year:02}")
}

/// Its mark, out of the one picture that the form has loaded anyway.
pub fn brand_icon(brand: CardBrand) -> Option<String> {
    let place = MARKS.iter().position(|mark| *mark == brand)?;
    let left = place.checked_mul(24)?;
    Some(format!(
        "/icons/brands.svg#svgView(viewBox({left},0,24,16))"
    ))
}

fn no_such_session() -> ApiError {
    ApiError::missing(
        "The customer session client secret does not open a customer session of this account.",
        SECRET,
    )
    .with_status(400)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::api::customer_session::{CUSTOMER_SESSION_LIFETIME_S, ComponentWith};

    #[test]
    fn a_customer_session_is_over_after_half_an_hour() {
        let features = PaymentElementFeatures {
            payment_method_allow_redisplay_filters: vec![AllowRedisplay::Always],
            payment_method_redisplay: Switch::Enabled,
            payment_method_redisplay_limit: None,
            payment_method_remove: Switch::Disabled,
            payment_method_save: Switch::Disabled,
            payment_method_save_usage: None,
        };
        let session = CustomerSession {
            object: "customer_session".to_owned(),
            client_secret: String::new(),
            components: Components {
                payment_element: ComponentWith {
                    enabled: true,
                    features: Some(features),
                },
                ..Components::default()
            },
            created: 1_000,
            customer: String::new(),
            customer_account: None,
            expires_at: 1_000 + CUSTOMER_SESSION_LIFETIME_S,
            livemode: false,
        };
        assert!(features_at(1_000 + 1_799, &session).is_ok());
        let over = features_at(1_000 + 1_800, &session).unwrap_err();
        assert_eq!(over.code.as_deref(), Some("customer_session_expired"));
        let other = CustomerSession {
            components: Components::default(),
            ..session
        };
        assert!(features_at(1_000, &other).is_err());
    }
}
