//! The loader, the element's document and everything that they load: content types, caching,
//! precompressed brotli, and the element's content security policy.

use crate::auth::{Caller, authenticate};
use crate::env::Edge;
use crate::mode::Mode;
use worker::{EncodeBody, Fetcher, Headers, Method, Request, Response, ResponseBuilder, Result};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// What merchants' pages load has one name for ever, so browsers ask again, soon.
const LOADER: &str = "public, max-age=300, stale-while-revalidate=86400";
/// Icons, and the regions of countries.
const SELDOM: &str = "public, max-age=86400, stale-while-revalidate=604800";
const PATH_LENGTH_MAX: usize = 200;

/// One file of the bundle.
pub async fn file(request: &Request, edge: &Edge, path: &str) -> Result<Response> {
    let known = names_a_file(path);
    let cache_control = match path {
        "/kassa.json" => LOADER,
        _ if path.starts_with("/a/") => IMMUTABLE,
        _ if path.starts_with("/icons/") || path.starts_with("/regions/") => SELDOM,
        // The loader, and what it loads later.
        _ if path.ends_with(".js") && path.rfind('/') == Some(0) => LOADER,
        _ => return not_found(),
    };
    if !known || !matches!(request.method(), Method::Get | Method::Head) {
        return not_found();
    }
    let headers = Headers::new();
    headers.set("Cache-Control", cache_control)?;
    // The scripts of pages and the icons are for every page; the element's own files only for its frame.
    if !path.starts_with("/a/") || path.starts_with("/a/kassa-") {
        headers.set("Cross-Origin-Resource-Policy", "cross-origin")?;
    }
    headers.set("Access-Control-Allow-Origin", "*")?;
    serve(&edge.assets()?, request, path, headers).await
}

/// Whether a path can be one of the bundle's. A slash at the end would be answered with a folder's
/// listing, and escapes could spell a way out of the folder.
fn names_a_file(path: &str) -> bool {
    path.len() <= PATH_LENGTH_MAX
        && !path.contains("..")
        && !path.ends_with(".br")
        && !path.ends_with('/')
        && path
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'.' | b'-' | b'_'))
}

/// The document of the element's iframe. The key in its URL names the account, whose domains alone
/// may embed it.
pub async fn element(request: &Request, edge: &Edge) -> Result<Response> {
    let url = request.url()?;
    let key = url
        .query_pairs()
        .find(|(name, _)| name == "key")
        .map(|(_, key)| key.into_owned());
    // A wrong key is told by the session's answer, inside the frame: the document itself holds
    // nothing that needs one.
    let caller = authenticate(edge, key.as_deref()).await.ok();
    let headers = Headers::new();
    headers.set(
        "Content-Security-Policy",
        &element_policy(caller.as_ref(), edge.mode()),
    )?;
    headers.set("Cache-Control", LOADER)?;
    headers.set("Referrer-Policy", "no-referrer")?;
    headers.set(
        "Permissions-Policy",
        "camera=(), geolocation=(), microphone=(), payment=*",
    )?;
    serve(&edge.assets()?, request, "/element.html", headers).await
}

fn element_policy(caller: Option<&Caller>, mode: Mode) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; \
         object-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'; \
         frame-ancestors {}",
        frame_ancestors(caller, mode)
    )
}

/// Who may embed: the account's domains and its enabled payment method domains, and in test mode every
/// loopback origin. With the key of Link's own page, that page and nobody else.
pub fn frame_ancestors(caller: Option<&Caller>, mode: Mode) -> String {
    const LOOPBACK: &str =
        "http://localhost:* http://127.0.0.1:* https://localhost:* https://127.0.0.1:*";
    if caller.is_some_and(|caller| caller.is_links_page) {
        return "'self'".to_owned();
    }
    let domains = caller
        .map(|caller| caller.profile.domains.as_slice())
        .unwrap_or_default();
    // A domain that could end the directive was registered by mistake, and is left out.
    let safe = |domain: &String| !domain.contains([';', ',', ' ', '\'', '\n']);
    let registered = caller
        .map(|caller| caller.domains.as_slice())
        .unwrap_or_default();
    let registered = registered
        .iter()
        .map(|domain| format!("https://{}", domain.name));
    let registered = domains.iter().cloned().chain(registered).filter(safe);
    let loopback = (mode == Mode::Test).then(|| LOOPBACK.to_owned());
    let list: Vec<_> = loopback.into_iter().chain(registered).collect();
    match list.is_empty() {
        true => "'none'".to_owned(),
        false => list.join(" "),
    }
}

/// Reads from the bundle, compressed where the client takes it.
async fn serve(
    assets: &Fetcher,
    request: &Request,
    path: &str,
    headers: Headers,
) -> Result<Response> {
    let accepts = request
        .headers()
        .get("Accept-Encoding")?
        .unwrap_or_default();
    headers.set("Content-Type", content_type(path))?;
    headers.set("Vary", "Accept-Encoding")?;
    headers.set("X-Content-Type-Options", "nosniff")?;
    if accepts
        .split(',')
        .any(|encoding| encoding.trim().starts_with("br"))
    {
        let mut compressed = assets
            .fetch(format!("https://assets{path}.br"), None)
            .await?;
        if compressed.status_code() == 200 {
            headers.set("Content-Encoding", "br")?;
            let body = compressed.bytes().await?;
            return Ok(ResponseBuilder::new()
                .with_headers(headers)
                .with_encode_body(EncodeBody::Manual)
                .fixed(body));
        }
    }
    let mut plain = assets.fetch(format!("https://assets{path}"), None).await?;
    if plain.status_code() != 200 {
        return not_found();
    }
    let body = plain.bytes().await?;
    Ok(ResponseBuilder::new().with_headers(headers).fixed(body))
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => "application/octet-stream",
    }
}

fn not_found() -> Result<Response> {
    Response::error("Not found", 404)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::objects::account::wire::{EnabledDomain, KeyKind, Profile};
    use shared::country::CountryCode;
    use shared::ids::AccountId;

    #[test]
    fn only_plain_names_are_looked_up() {
        assert!(names_a_file("/a/checkout-ui-0a1b.wasm"));
        for path in [
            "/a/",
            "/a/../element.html",
            "/a/%2e%2e/element.html",
            "/a/x.js.br",
            "/a/x\\y",
        ] {
            assert!(!names_a_file(path), "{path}");
        }
    }

    #[test]
    fn only_registered_domains_and_loopback_may_embed() {
        let caller = Caller {
            kind: KeyKind::Publishable,
            configuration: None,
            is_links_page: false,
            domains: vec![EnabledDomain {
                name: "registered.example".to_owned(),
                wallets: Vec::new(),
            }],
            profile: Profile {
                id: AccountId::from_bytes([0; 16]),
                display_name: String::new(),
                country: CountryCode::US,
                domains: vec![
                    "https://shop.example".to_owned(),
                    "https://evil.example; script-src *".to_owned(),
                ],
                fees: None,
            },
        };
        let policy = element_policy(Some(&caller), Mode::Test);
        assert!(policy.contains(" https://shop.example"));
        assert!(policy.contains(" https://registered.example"));
        assert!(!policy.contains("evil"));
        assert!(policy.contains(" http://localhost:*"));
        assert!(!element_policy(None, Mode::Test).contains("shop.example"));
        let live = element_policy(Some(&caller), Mode::Live);
        let may = "frame-ancestors https://shop.example https://registered.example";
        assert!(live.ends_with(may), "{live}");
        assert!(element_policy(None, Mode::Live).ends_with("frame-ancestors 'none'"));
    }
}
