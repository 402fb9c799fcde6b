//! `/sandbox/{attempt}`: the simulated provider's own pages, where a tester is the buyer.

mod instructions;

use super::assets::frame_ancestors;
use crate::env::Edge;
use crate::locale::Locale;
use crate::mode::Mode;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::partners::sandbox::wire::{
    Button, Effects, HostedPage, PageKind, SandboxAnswer, SandboxRequest,
};
use crate::partners::{Microdeposits, Verification};
use crate::pictures::PictureAddresses;
use instructions::{Instructions, instructions};
use shared::ids::AttemptId;
use shared::payment::action::NextAction;
use worker::{Method, Request, Response, ResponseBuilder, Result};

const STYLE: &str = include_str!("../../../static/css/hosted.css");
/// Tells the modal's owner that the buyer is done. It carries nothing, so every page may hear it.
const DONE_SCRIPT: &str = "parent.postMessage('kassa:authenticated','*')";

pub async fn page(mut request: Request, edge: &Edge, path: &str) -> Result<Response> {
    if edge.mode().is_live() {
        return not_found();
    }
    let rest = path.trim_start_matches("/sandbox/");
    let (id, action) = rest
        .split_once('/')
        .map_or((rest, ""), |(id, action)| (id, action));
    let Some(attempt) = AttemptId::parse(id) else {
        return not_found();
    };
    match (request.method(), action) {
        (Method::Get, "") => {
            let language = request.headers().get("Accept-Language")?;
            show(edge, &attempt, language.as_deref()).await
        }
        (Method::Get, "effects") => effects(edge, &attempt).await,
        (Method::Post, "") => {
            let form = request.text().await?;
            match form.split_once('=') {
                Some(("press", pressed)) => {
                    let mut buttons = Button::ALL.iter().copied();
                    match buttons.find(|button| button.as_str() == pressed) {
                        Some(button) => {
                            act(edge, &attempt, &SandboxRequest::Press { button }).await
                        }
                        None => Response::error("Unknown button", 400),
                    }
                }
                Some(("send", amount)) => send(edge, &attempt, amount).await,
                Some(("code", code)) => verify(edge, &attempt, code).await,
                Some(_) | None => Response::error("Unknown button", 400),
            }
        }
        _ => not_found(),
    }
}

async fn show(edge: &Edge, attempt: &AttemptId, language: Option<&str>) -> Result<Response> {
    let page = match ask(edge, attempt, &SandboxRequest::View).await {
        Some(SandboxAnswer::Page { page }) => page,
        Some(_) => return not_found(),
        None => return unavailable(),
    };
    let Ok(locale) = Locale::of(edge, None, language).await else {
        return unavailable();
    };
    match instructions(&page, PictureAddresses::of(edge), &locale) {
        Some(written) => html(
            &draw_instructions(&page, &written),
            Some(instructions::SCRIPT),
        ),
        None => html(&draw(&page, None), None),
    }
}

/// What a buyer read on their statement. The page asks again for what does not fit.
async fn verify(edge: &Edge, attempt: &AttemptId, code: &str) -> Result<Response> {
    let code = code.trim_matches('+').to_ascii_uppercase();
    let given = Microdeposits::DescriptorCode(code.clone());
    let answer = ask(edge, attempt, &SandboxRequest::Verify { given }).await;
    let page = match ask(edge, attempt, &SandboxRequest::View).await {
        Some(SandboxAnswer::Page { page }) => page,
        Some(_) => return not_found(),
        None => return unavailable(),
    };
    match answer {
        Some(SandboxAnswer::Verification {
            verification: Verification::Mismatch,
        }) => html(&draw(&page, Some(&code)), None),
        Some(SandboxAnswer::Verification {
            verification: Verification::Decided(_),
        }) => see_other(&page.return_url),
        Some(_) => not_found(),
        None => unavailable(),
    }
}

/// `12.34`, in units of the payment's currency. Where money is still missing the page stays.
async fn send(edge: &Edge, attempt: &AttemptId, amount: &str) -> Result<Response> {
    let page = match ask(edge, attempt, &SandboxRequest::View).await {
        Some(SandboxAnswer::Page { page }) => page,
        Some(_) => return not_found(),
        None => return unavailable(),
    };
    let Some(minor) = minor_of(amount, page.amount.currency().exponent()) else {
        return Response::error("Unknown amount", 400);
    };
    act(edge, attempt, &SandboxRequest::Send { minor }).await
}

fn minor_of(amount: &str, exponent: u8) -> Option<i64> {
    let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
    let exponent = usize::from(exponent);
    let figures = [whole, fraction].concat();
    if whole.is_empty() || fraction.len() > exponent || !figures.bytes().all(|b| b.is_ascii_digit())
    {
        return None;
    }
    format!("{whole}{fraction:0<exponent$}").parse().ok()
}

async fn act(edge: &Edge, attempt: &AttemptId, request: &SandboxRequest) -> Result<Response> {
    match ask(edge, attempt, request).await {
        Some(SandboxAnswer::Gone { return_url, framed }) => match framed {
            // In a modal the page's owner goes on; a page of its own follows the link.
            true => html(&draw_done(&return_url), Some(DONE_SCRIPT)),
            false => see_other(&return_url),
        },
        Some(_) => not_found(),
        None => unavailable(),
    }
}

fn see_other(url: &str) -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_status(303)
        .with_header("Location", url)?
        .with_header("Cache-Control", "no-store")?
        .empty())
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

/// The buyer's page, and below it what a tester can make of it.
fn draw_instructions(page: &HostedPage, written: &Instructions) -> String {
    let as_tester = match (page.kind, &page.action) {
        (_, Some(NextAction::BankTransfer(transfer))) => {
            let (amount, currency) = (transfer.remaining.decimal(), transfer.remaining.currency());
            format!(
                "<p>Here you can play the buyer's bank.</p><form method=post>\
                 <label for=send>Amount to send, in {currency}</label>\
                 <input id=send name=send inputmode=decimal autocomplete=off value=\"{amount}\">\
                 <button>Send this amount</button></form>"
            )
        }
        (kind, _) => format!(
            "<p>Here you can play the cashier.</p><form method=post>{}</form>",
            draw_buttons(buttons(kind), true)
        ),
    };
    document_in(
        (&written.language, &written.direction),
        &written.title,
        &format!(
            "<article>{}</article><aside lang=en dir=ltr><p class=badge>Sandbox</p>{as_tester}</aside>",
            written.body
        ),
    )
}

/// With the code that was given and does not fit, if one was.
fn draw(page: &HostedPage, wrong_code: Option<&str>) -> String {
    let method = escape(page.method.row().display_name);
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
        PageKind::Verify => (
            "Verify your bank account".to_owned(),
            "Enter the code beside the small deposit on your statement. In the sandbox it is SM11AA."
                .to_owned(),
        ),
        PageKind::Voucher => (
            format!("{method} voucher"),
            "This is where the cashier would take the money.".to_owned(),
        ),
        PageKind::Transfer => (
            format!("{method} test payment"),
            "This is where the money would arrive.".to_owned(),
        ),
    };
    let actions = if page.open {
        let code = match page.kind {
            PageKind::Verify => draw_code_form(wrong_code),
            PageKind::Authorize
            | PageKind::Authenticate
            | PageKind::Voucher
            | PageKind::Transfer
            | PageKind::App
            | PageKind::BankingApp => String::new(),
        };
        let buttons = draw_buttons(buttons(page.kind), code.is_empty());
        format!("{code}<form method=post>{buttons}</form>")
    } else if page.can_be_paid_too_late {
        let buttons = draw_buttons(&[(Button::TooLate, "Pay it all the same")], true);
        format!("<p>It cannot be paid any more.</p><form method=post>{buttons}</form>")
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
            "<p class=badge>Sandbox</p><h1>{title}</h1><p class=amount>{amount}</p><p>{text}</p>{actions}"
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
        PageKind::Verify => &[
            (Button::Authorize, "Verify without a code"),
            (Button::Fail, "Fail the verification"),
        ],
        PageKind::Voucher => &[
            (Button::Authorize, "Pay this voucher"),
            (Button::Fail, "Let it expire"),
        ],
        PageKind::Transfer => &[(Button::Authorize, "Send what is missing")],
    }
}

fn draw_code_form(wrong_code: Option<&str>) -> String {
    let (value, state, problem) = match wrong_code {
        Some(code) => (
            escape(code),
            " aria-invalid=true aria-describedby=problem",
            "<p id=problem class=problem role=alert>This is not the code that was sent.</p>",
        ),
        None => (String::new(), "", ""),
    };
    format!(
        "<form method=post><label for=code>Code, which begins with SM</label>\
         <input id=code name=code required maxlength=6 autocomplete=off autocapitalize=characters \
         spellcheck=false autofocus value=\"{value}\"{state}>{problem}\
         <button class=primary>Verify</button></form>"
    )
}

/// With `primary`, the first is what most buyers do.
fn draw_buttons(buttons: &[(Button, &str)], primary: bool) -> String {
    let drawn = buttons.iter().enumerate().map(|(place, (button, label))| {
        let class = if primary && place == 0 {
            " class=primary"
        } else {
            ""
        };
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
    document_in(("en", "ltr"), title, body)
}

/// In a language and its direction.
fn document_in((language, direction): (&str, &str), title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang={language} dir={direction}><meta charset=utf-8><title>{title}</title>\
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
        "default-src 'none'; style-src 'sha256-{}'; script-src {script_src}; \
         img-src 'self'; form-action 'self' *; \
         base-uri 'none'; frame-ancestors 'self' {}",
        hash(STYLE),
        frame_ancestors(None, Mode::Test)
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
