//! How pages leave the store: rendered from the templates, with a strict content security policy,
//! and with a readable page for everything that can go wrong.

use std::path::{Path, PathBuf};
use std::{fmt, io};

use axum::extract::{Path as UrlPath, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Environment, context};
use serde::Serialize;

use super::kassa_api::KassaError;
use super::selection::NotOnOffer;
use super::server::Store;

/// Every file that `/assets/` hands out, so that nothing else can be asked for.
const ASSETS: [(&str, &str); 4] = [
    ("store.css", "text/css; charset=utf-8"),
    ("checkout.js", "text/javascript; charset=utf-8"),
    ("order.js", "text/javascript; charset=utf-8"),
    ("favicon.svg", "image/svg+xml"),
];

pub struct Pages {
    templates: Environment<'static>,
    assets_dir: PathBuf,
    kassa_origin: String,
}

/// Why a page cannot be shown.
#[derive(Debug)]
pub enum Failure {
    NoSuchPage,
    NoSuchOrder,
    /// The account that an order was placed with is not the store's any more.
    NoSuchBranch,
    NotOnOffer(NotOnOffer),
    Kassa(KassaError),
    Disk(io::Error),
    Template(minijinja::Error),
}

/// What the failure page says.
#[derive(Serialize)]
struct FailureView {
    title: &'static str,
    text: String,
    /// Lines for whoever looks into it: a code, a request id.
    details: Vec<(&'static str, String)>,
    /// Asking for the same page again may help.
    may_pass: bool,
}

impl Pages {
    pub fn new(assets_dir: &Path, kassa_origin: &str) -> Pages {
        let mut templates = Environment::new();
        templates.set_loader(minijinja::path_loader(assets_dir));
        Pages {
            templates,
            assets_dir: assets_dir.to_owned(),
            kassa_origin: kassa_origin.to_owned(),
        }
    }

    /// Renders `templates/<name>.html`. Every page may use `kassa_origin`.
    pub fn render(&self, name: &str, page: impl Serialize) -> Result<Response, Failure> {
        let template = self
            .templates
            .get_template(&format!("templates/{name}.html"))?;
        let html = template.render(context! { page, kassa_origin => self.kassa_origin })?;
        Ok(Html(html).into_response())
    }

    /// The page, or the page that says why not.
    pub fn answer(&self, page: Result<Response, Failure>) -> Response {
        let failure = match page {
            Ok(page) => return page,
            Err(failure) => failure,
        };
        let status = failure.status();
        if status.is_server_error() {
            eprintln!("demo store: {failure}");
        }
        match self.render("failure", failure.view()) {
            Ok(page) => (status, page).into_response(),
            Err(_) => (status, "The store cannot show this page.").into_response(),
        }
    }

    /// Scripts and frames come from the store and from Kassa, and from nowhere else; no text becomes
    /// a script. The README prescribes this policy to merchants.
    fn content_security_policy(&self) -> String {
        let kassa = &self.kassa_origin;
        format!(
            "default-src 'none'; script-src 'self' {kassa}; style-src 'self'; img-src 'self' {kassa} data:; \
             frame-src {kassa}; connect-src 'self' {kassa} https://google.com/pay \
             https://pay.google.com; base-uri 'none'; form-action 'self'; \
             frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
        )
    }
}

impl Failure {
    fn status(&self) -> StatusCode {
        match self {
            Failure::NoSuchPage | Failure::NoSuchOrder | Failure::NoSuchBranch => {
                StatusCode::NOT_FOUND
            }
            Failure::NotOnOffer(_) => StatusCode::BAD_REQUEST,
            Failure::Kassa(KassaError::Unreachable { .. }) => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Kassa(KassaError::Refused { .. } | KassaError::Unreadable { .. }) => {
                StatusCode::BAD_GATEWAY
            }
            Failure::Disk(_) | Failure::Template(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    fn view(&self) -> FailureView {
        let view = |title, text: &str| FailureView {
            title,
            text: text.to_owned(),
            details: Vec::new(),
            may_pass: false,
        };
        match self {
            Failure::NoSuchPage => {
                view("Nothing on this shelf", "There is no page at this address.")
            }
            Failure::NoSuchOrder => view(
                "No such order",
                "The link may be incomplete, or the store's data folder was emptied since.",
            ),
            Failure::NoSuchBranch => view(
                "This order cannot be paid any more",
                "It was placed with an account at Kassa that the store does not use any more.",
            ),
            Failure::NotOnOffer(refusal) => view("We do not sell that", &refusal.to_string()),
            Failure::Kassa(error) => kassa_view(error),
            Failure::Disk(_) | Failure::Template(_) => FailureView {
                may_pass: true,
                ..view(
                    "Something broke in the store",
                    "It was written down. Nothing was charged.",
                )
            },
        }
    }
}

fn kassa_view(error: &KassaError) -> FailureView {
    match error {
        KassaError::Refused {
            status,
            message,
            code,
            request_id,
        } => {
            let mut details = vec![("Status", status.to_string())];
            details.extend(code.clone().map(|code| ("Code", code)));
            details.extend(request_id.clone().map(|id| ("Request", id)));
            FailureView {
                title: "The payment could not be set up",
                text: format!("Kassa answered: {message}"),
                details,
                may_pass: *status >= 500 || *status == 429,
            }
        }
        KassaError::Unreachable { detail } => FailureView {
            title: "The checkout is not answering",
            text: "Kassa could not be reached. Nothing was charged; your order is kept.".to_owned(),
            details: vec![("Detail", detail.clone())],
            may_pass: true,
        },
        KassaError::Unreadable { detail } => FailureView {
            title: "The payment could not be set up",
            text: "Kassa answered, but the store could not read the answer.".to_owned(),
            details: vec![("Detail", detail.clone())],
            may_pass: true,
        },
    }
}

/// The line in the log: pages say less, and more kindly.
impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::NoSuchPage => f.write_str("there is no such page"),
            Failure::NoSuchOrder => f.write_str("there is no such order"),
            Failure::NoSuchBranch => f.write_str("the order's account is not the store's"),
            Failure::NotOnOffer(refusal) => refusal.fmt(f),
            Failure::Kassa(error) => error.fmt(f),
            Failure::Disk(error) => write!(f, "a file could not be read or written: {error}"),
            Failure::Template(error) => write!(f, "a template does not render: {error:#}"),
        }
    }
}

impl From<KassaError> for Failure {
    fn from(error: KassaError) -> Self {
        Failure::Kassa(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Failure::Disk(error)
    }
}

impl From<minijinja::Error> for Failure {
    fn from(error: minijinja::Error) -> Self {
        Failure::Template(error)
    }
}

impl From<NotOnOffer> for Failure {
    fn from(refusal: NotOnOffer) -> Self {
        Failure::NotOnOffer(refusal)
    }
}

/// `GET /assets/{file}`
pub async fn asset(State(store): State<Store>, UrlPath(file): UrlPath<String>) -> Response {
    let Some((name, content_type)) = ASSETS.iter().find(|(name, _)| *name == file) else {
        return store.pages.answer(Err(Failure::NoSuchPage));
    };
    match tokio::fs::read(store.pages.assets_dir.join(name)).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, *content_type)], bytes).into_response(),
        Err(error) => store.pages.answer(Err(Failure::Disk(error))),
    }
}

pub async fn not_found(State(store): State<Store>) -> Response {
    store.pages.answer(Err(Failure::NoSuchPage))
}

/// What every answer carries. Pages hold client secrets, so no cache may keep them.
pub async fn add_headers(State(store): State<Store>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let policy = store.pages.content_security_policy();
    set(headers, header::CONTENT_SECURITY_POLICY, &policy);
    set(headers, header::CACHE_CONTROL, "no-store");
    set(
        headers,
        header::REFERRER_POLICY,
        "strict-origin-when-cross-origin",
    );
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

/// A value that is no header value is left out: only the configured origin could bring one.
fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
