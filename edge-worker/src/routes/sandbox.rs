//! `/sandbox/{attempt}`: the simulated provider's own pages, where a tester is the buyer.

use super::assets::frame_ancestors;
use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::partners::sandbox::wire::{
    Button, Effects, HostedPage, PageKind, SandboxAnswer, SandboxRequest,
};
use shared::ids::AttemptId;
use worker::{Method, Request, Response, ResponseBuilder, Result};

const STYLE: &str = include_str!("../../../static/css/hosted.css");
/// Tells the modal's owner that the buyer is done. It carries nothing, so every page may hear it.
const DONE_SCRIPT: &str = "parent.postMessage('kassa:authenticated','*')";

pub async fn page(mut request: Request, edge: &Edge, path: &str) -> Result<Response> {
    let rest = path.trim_start_matches("/sandbox/");
    let (id, action) = rest
        .split_once('/')
        .map_or((rest, ""), |(id, action)| (id, action));
    let Some(attempt) = AttemptId::parse(id) else {
        return not_found();
    };
    match (request.method(), action) {
        (Method::Get, "") => show(edge, &attempt).await,
        (Method::Get, "effects") => effects(edge, &attempt).await,
        (Method::Post, "") => {
            let form = request.text().await?;
            let pressed = form.strip_prefix("press=");
            let mut buttons = Button::ALL.iter().copied();
            match buttons.find(|button| Some(button.as_str()) == pressed) {
                Some(button) => press(edge, &attempt, button).await,
                None => Response::error("Unknown button", 400),
            }
        }
        _ => not_found(),
    }
}

async fn show(edge: &Edge, attempt: &AttemptId) -> Result<Response> {
    match ask(edge, attempt, &SandboxRequest::View).await {
        Some(SandboxAnswer::Page { page }) => html(&draw(&page), None),
        Some(_) => not_found(),
        None => unavailable(),
    }
}

async fn press(edge: &Edge, attempt: &AttemptId, button: Button) -> Result<Response> {
    match ask(edge, attempt, &SandboxRequest::Press { button }).await {
        Some(SandboxAnswer::Gone { return_url, framed }) => match framed {
            // In a modal the page's owner goes on; a page of its own follows the link.
            true => html(&draw_done(&return_url), Some(DONE_SCRIPT)),
            false => Ok(ResponseBuilder::new()
                .with_status(303)
                .with_header("Location", &return_url)?
                .with_header("Cache-Control", "no-store")?
                .empty()),
        },
        Some(_) => not_found(),
        None => unavailable(),
    }
}

/// How often money moved: what the tests count.
async fn effects(edge: &Edge, attempt: &AttemptId) -> Result<Response> {
    match ask(edge, attempt, &SandboxRequest::Effects).await {
        Some(SandboxAnswer::Effects { effects }) => Response::from_json::<Effects>(&effects),
        Some(_) => not_found(),
        None => unavailable(),
    }
}

async fn ask(edge: &Edge, attempt: &AttemptId, request: &SandboxRequest) -> Option<SandboxAnswer> {
    let namespace = edge.sandbox().ok()?;
    call(&namespace, attempt.as_str(), request, STORAGE_DEADLINE)
        .await
        .ok()
}

fn draw(page: &HostedPage) -> String {
    let method = escape(&page.method);
    let amount = escape(&page.amount.to_string());
    let (title, text) = match page.kind {
        PageKind::Authorize => (
            format!("{method} test payment"),
            format!("This is where {method} would ask you to approve the payment."),
        ),
        PageKind::Authenticate => (
            "Confirm it's you".to_owned(),
            "This is where your bank would ask you to confirm the payment.".to_owned(),
        ),
        PageKind::App | PageKind::BankingApp => (
            format!("{method} test payment"),
            format!("This is what {method} would ask on the buyer's phone."),
        ),
        PageKind::Voucher => (
            format!("{method} voucher"),
            "Show this number at the counter. In the sandbox you can play the cashier.".to_owned(),
        ),
        PageKind::Transfer => (
            format!("{method} test payment"),
            "In the sandbox you can play the bank that sends the money.".to_owned(),
        ),
    };
    let reference = page
        .reference
        .as_deref()
        .map(|number| format!("<p class=reference>{}</p>", escape(number)))
        .unwrap_or_default();
    let actions = if page.open {
        format!("<form method=post>{}</form>", draw_buttons(page.kind))
    } else {
        let back = match page.framed {
            true => String::new(),
            false => format!(
                "<a href=\"{}\">Back to the shop</a>",
                escape(&page.return_url)
            ),
        };
        format!("<p>There is nothing left to decide for this payment.</p>{back}")
    };
    document(
        &title,
        &format!(
            "<p class=badge>Sandbox</p><h1>{title}</h1><p class=amount>{amount}</p>{reference}<p>{text}</p>{actions}"
        ),
    )
}

/// What a tester can make of the payment, by the kind of page; the first is what most buyers do.
fn buttons(kind: PageKind) -> &'static [(Button, &'static str)] {
    match kind {
        PageKind::Authorize | PageKind::App | PageKind::BankingApp => &[
            (Button::Authorize, "Authorize test payment"),
            (Button::Fail, "Fail test payment"),
            (Button::Expire, "Let it expire"),
            (Button::Later, "Leave, and authorize a little later"),
        ],
        PageKind::Authenticate => &[
            (Button::Authorize, "Complete authentication"),
            (Button::Fail, "Fail authentication"),
        ],
        PageKind::Voucher => &[
            (Button::Authorize, "Pay this voucher"),
            (Button::Fail, "Let it expire"),
        ],
        PageKind::Transfer => &[(Button::Authorize, "Send what is missing")],
    }
}

fn draw_buttons(kind: PageKind) -> String {
    let buttons = buttons(kind).iter().enumerate();
    let drawn = buttons.map(|(place, (button, label))| {
        let class = if place == 0 { " class=primary" } else { "" };
        let value = button.as_str();
        format!("<button name=press value={value}{class}>{label}</button>")
    });
    drawn.collect()
}

fn draw_done(return_url: &str) -> String {
    document(
        "Done",
        &format!(
            "<p class=badge>Sandbox</p><h1>Thank you</h1><p>You are being taken back.</p>\
             <a href=\"{}\">Continue</a>",
            escape(return_url)
        ),
    )
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>{title}</title>\
         <meta name=viewport content=\"width=device-width, initial-scale=1\">\
         <meta name=robots content=noindex><style>{STYLE}</style><main>{body}</main></html>"
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// The page's own style and script are allowed by their hashes, and nothing else is.
fn html(document: &str, script: Option<&str>) -> Result<Response> {
    let (document, script_src) = match script {
        None => (document.to_owned(), "'none'".to_owned()),
        Some(script) => (
            document.replace("</html>", &format!("<script>{script}</script></html>")),
            format!("'sha256-{}'", hash(script)),
        ),
    };
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src {script_src}; form-action 'self' *; \
         base-uri 'none'; frame-ancestors 'self' {}",
        hash(STYLE),
        frame_ancestors(None)
    );
    ResponseBuilder::new()
        .with_header("Content-Security-Policy", &policy)?
        .with_header("Cache-Control", "no-store")?
        .with_header("Referrer-Policy", "no-referrer")?
        .with_header("X-Content-Type-Options", "nosniff")?
        .from_html(document)
}

fn hash(text: &str) -> String {
    use base64::Engine;
    use sha2::Digest;
    base64::engine::general_purpose::STANDARD.encode(sha2::Sha256::digest(text.as_bytes()))
}

fn not_found() -> Result<Response> {
    Response::error("Not found", 404)
}

fn unavailable() -> Result<Response> {
    Response::error(
        "The sandbox did not answer. Reload this page in a moment.",
        503,
    )
}
