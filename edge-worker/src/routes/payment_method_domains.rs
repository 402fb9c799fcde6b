//! `/v1/payment_method_domains`: the hosts on which a merchant shows the element.

use super::list_query::page;
use super::resource::{change, finish, retrieve_own};
use super::webhook_target::{Place, place};
use super::{apple_pay_association, ask_account, find_document};
use crate::api_request::{ApiFailure, ApiRequest};
use crate::auth::forget;
use crate::env::SystemRandom;
use crate::error::{HttpAnswer, missing_object, missing_param};
use crate::expand::Shape;
use crate::objects::account::resources::ResourceOperation;
use crate::objects::account::wire::{AccountQuestion, DocumentKind, Filter, Property};
use crate::ports::{Fault, Random};
use crate::web_address;
use shared::api::error::ApiError;
use shared::api::payment_method_domain::PaymentMethodDomain;
use shared::ids::PaymentMethodDomainId;
use shared::json;
use url::Host;

const OBJECT: &str = "payment_method_domain";
const SHAPE: Shape = Shape::One(OBJECT);
/// As long as DNS allows, and a port.
const NAME_LENGTH_MAX: usize = 260;

pub async fn create(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let name = fields
        .filled("domain_name")?
        .ok_or_else(|| missing_param("domain_name"))?;
    let enabled = fields.boolean("enabled")?.unwrap_or(true);
    finish(&mut request, SHAPE)?;
    let site = Site::parse(&name)?;
    if request.edge.mode().is_live() && !site.is_public() {
        let why = "Invalid domain_name: in live mode it must be a public host, which buyers reach.";
        return Err(ApiError::invalid(why).with_param("domain_name").into());
    }
    let operation = ResourceOperation::CreateDomain {
        id: PaymentMethodDomainId::from_bytes(SystemRandom.bytes()),
        apple_pay: apple_pay_association::check(&request.edge, &site.origin()).await,
        domain_name: site.name,
        enabled,
    };
    change_domains(request, operation).await
}

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = domain(&request)?;
    finish(&mut request, SHAPE)?;
    retrieve_own(request, DocumentKind::PaymentMethodDomain, id, OBJECT).await
}

pub async fn update(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = domain(&request)?;
    let enabled = request.fields.boolean("enabled")?;
    finish(&mut request, SHAPE)?;
    change_domains(request, ResourceOperation::UpdateDomain { id, enabled }).await
}

/// Looks at the domain again.
pub async fn validate(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let id = domain(&request)?;
    finish(&mut request, SHAPE)?;
    let found = find_document(&request, &id).await?;
    let found = found.ok_or_else(|| missing_object(OBJECT, &id, OBJECT))?;
    let found: PaymentMethodDomain = json::from_value(found).map_err(Fault::from)?;
    let site = Site::parse(&found.domain_name)?;
    let apple_pay = apple_pay_association::check(&request.edge, &site.origin()).await;
    change_domains(request, ResourceOperation::ValidateDomain { id, apple_pay }).await
}

pub async fn list(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let fields = &mut request.fields;
    let page = page(fields)?;
    let name = fields.filled("domain_name")?;
    let enabled = fields.boolean("enabled")?;
    let conditions = [
        name.map(|name| (Property::DomainName, name.to_ascii_lowercase())),
        enabled.map(|enabled| (Property::Enabled, u8::from(enabled).to_string())),
    ];
    let filter = Filter {
        equals: conditions.into_iter().flatten().collect(),
        ..Filter::default()
    };
    finish(&mut request, Shape::ListOf(OBJECT))?;
    let question = AccountQuestion::List {
        kind: DocumentKind::PaymentMethodDomain,
        filter,
        page,
        url: "/v1/payment_method_domains".to_owned(),
        expand: std::mem::take(&mut request.expand),
    };
    ask_account(request, question).await
}

/// Changes where the element may be embedded, or what it may offer there.
async fn change_domains(
    request: ApiRequest,
    operation: ResourceOperation,
) -> Result<HttpAnswer, ApiFailure> {
    let account = request.caller.profile.id.clone();
    let answer = change(request, operation).await;
    forget(&account);
    answer
}

/// The domain in the path, as far as its form tells.
fn domain(request: &ApiRequest) -> Result<String, ApiError> {
    match PaymentMethodDomainId::parse(&request.id) {
        Some(id) => Ok(id.to_string()),
        None => Err(missing_object(OBJECT, &request.id, OBJECT)),
    }
}

/// Whether a page of `origin` is on the domain of this name.
pub fn is_at(name: &str, origin: &str) -> bool {
    Site::parse(name).is_ok_and(|site| site.origin() == origin)
}

/// A public host, or a server on this machine.
#[derive(Debug, PartialEq, Eq)]
struct Site {
    scheme: &'static str,
    /// As it is registered: in small letters, international names in their ASCII form.
    name: String,
}

impl Site {
    /// Errors: not the name of a host, or of one inside somebody's network.
    fn parse(text: &str) -> Result<Self, ApiError> {
        let invalid = |why: &str| {
            ApiError::invalid(format!("Invalid domain_name: {why}")).with_param("domain_name")
        };
        let malformed = || invalid("it must be a host's name alone, such as shop.example.com.");
        if text.len() > NAME_LENGTH_MAX || text.contains(['/', '\\', '?', '#', '@']) {
            return Err(malformed());
        }
        // Read as http, whose standard port goes without saying on this machine.
        let url = web_address::parse(&format!("http://{text}")).ok_or_else(malformed)?;
        let host = url.host().ok_or_else(malformed)?;
        match (place(&host), &host, url.port()) {
            (Place::ThisMachine, _, port) => Ok(Self {
                scheme: "http",
                name: match port {
                    Some(port) => format!("{host}:{port}"),
                    None => host.to_string(),
                },
            }),
            (Place::Public, Host::Domain(name), None) => Ok(Self {
                scheme: "https",
                name: name.trim_end_matches('.').to_owned(),
            }),
            (Place::Public, Host::Domain(_), Some(_)) => Err(malformed()),
            (Place::Public, Host::Ipv4(_) | Host::Ipv6(_), _) => Err(malformed()),
            (Place::Private, _, _) => {
                Err(invalid("buyers cannot reach private and link-local hosts."))
            }
        }
    }

    fn is_public(&self) -> bool {
        self.scheme == "https"
    }

    fn origin(&self) -> String {
        format!("{}://{}", self.scheme, self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_on_the_domain_of_its_own_host_alone() {
        assert!(is_at("shop.example", "https://shop.example"));
        assert!(is_at("localhost:4242", "http://localhost:4242"));
        for origin in [
            "http://shop.example",
            "https://www.shop.example",
            "https://shop.example:8443",
            "null",
        ] {
            assert!(!is_at("shop.example", origin), "{origin}");
        }
    }

    #[test]
    fn a_site_is_a_public_host_or_on_this_machine() {
        for (text, origin) in [
            ("shop.example", "https://shop.example"),
            ("Shop.Example.", "https://shop.example"),
            ("127.0.0.1:4242", "http://127.0.0.1:4242"),
            ("localhost", "http://localhost"),
        ] {
            let site = Site::parse(text).unwrap();
            assert_eq!(site.origin(), origin, "{text}");
            assert_eq!(Site::parse(&site.name).unwrap(), site, "{text}");
        }
        for text in [
            "",
            "https://shop.example",
            "shop.example/path",
            "shop.example:8443",
            "user@shop.example",
            "203.0.114.1",
            "10.0.0.1",
            "169.254.169.254",
            "metadata.google.internal",
            "router",
            "shop example",
            "a.example; script-src *",
        ] {
            assert!(Site::parse(text).is_err(), "{text}");
        }
    }
}
