//! Static files, the element's document, and what browsers of other origins may read.

use std::io::Read;

use axum::http::Method;
use serde_json::json;

use crate::support::{Answer, Merchant, Request, encode, path_of, text};

async fn plain(url: &str) -> Answer {
    Request::get(url).send().await
}

async fn compressed(url: &str) -> Answer {
    Request::get(url)
        .header("Accept-Encoding", "gzip, deflate, br, zstd")
        .send()
        .await
}

/// Files that the element's document names, by their paths.
async fn hashed_files(merchant: &Merchant) -> Vec<String> {
    let document = plain(&merchant.url("/element")).await.text();
    let files: Vec<String> = document
        .split(['"', '\''])
        .filter(|part| part.starts_with("/a/"))
        .map(str::to_owned)
        .collect();
    assert!(files.len() >= 4, "{document}");
    files
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json") => "application/json",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        _ => panic!("{path} is of no known kind"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_have_their_types_and_unpack_to_the_same_bytes() {
    let merchant = Merchant::new("US").await;
    let mut paths = hashed_files(&merchant).await;
    paths.push("/kassa.js".to_owned());
    paths.push("/wallets.js".to_owned());
    paths.push("/checkout.js".to_owned());
    paths.push("/fonts.js".to_owned());
    paths.push("/messaging.js".to_owned());
    paths.push("/express.js".to_owned());
    paths.push("/intents.js".to_owned());
    paths.push("/contact.js".to_owned());
    paths.push("/looks.js".to_owned());
    paths.push("/link.js".to_owned());
    paths.push("/passkey.js".to_owned());
    paths.push("/regions/JP.json".to_owned());
    paths.push("/icons/klarna.svg".to_owned());
    for path in paths {
        let url = merchant.url(&path);
        let raw = plain(&url).await;
        assert_eq!(raw.status, 200, "{path}");
        assert_eq!(raw.header("Content-Type"), content_type(&path), "{path}");
        assert_eq!(raw.header("Content-Encoding"), "", "{path}");
        assert_eq!(raw.header("X-Content-Type-Options"), "nosniff", "{path}");

        let packed = compressed(&url).await;
        assert_eq!(packed.status, 200, "{path}");
        assert_eq!(packed.header("Content-Type"), content_type(&path), "{path}");
        assert_eq!(packed.header("Content-Encoding"), "br", "{path}");
        assert!(packed.header("Vary").contains("Accept-Encoding"), "{path}");
        assert!(packed.body.len() < raw.body.len(), "{path}");
        let mut unpacked = Vec::new();
        brotli::Decompressor::new(&packed.body[..], 4096)
            .read_to_end(&mut unpacked)
            .expect("brotli");
        assert!(unpacked == raw.body, "{path} unpacks to other bytes");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn hashed_files_are_kept_for_ever_and_the_loader_is_not() {
    let merchant = Merchant::new("US").await;
    for path in hashed_files(&merchant).await {
        let file = plain(&merchant.url(&path)).await;
        assert_eq!(
            file.header("Cache-Control"),
            "public, max-age=31536000, immutable",
            "{path}"
        );
    }
    let loader = plain(&merchant.url("/kassa.js")).await;
    let caching = loader.header("Cache-Control");
    assert!(!caching.contains("immutable"), "{caching}");
    assert!(caching.contains("max-age=300"), "{caching}");
    assert_eq!(
        loader.header("Cross-Origin-Resource-Policy"),
        "cross-origin"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_the_buyers_own_pages_only_the_one_that_is_webassembly_may_run_some() {
    let merchant = Merchant::new("US").await;
    for (path, scripts) in [
        ("/link", "script-src 'self' 'wasm-unsafe-eval';"),
        ("/link/passkey", "script-src 'self';"),
        ("/link/pay", "script-src 'self';"),
    ] {
        let document = plain(&merchant.url(path)).await;
        let policy = document.header("Content-Security-Policy");
        assert!(policy.contains(scripts), "{path}: {policy}");
        assert!(policy.contains("trusted-types 'none'"), "{path}: {policy}");
    }
    // What the page's script names is there, and never another one.
    let script = plain(&merchant.url("/link.js")).await.text();
    let (_, rest) = script.split_once("/a/link-pages-").expect("a module");
    let (hash, _) = rest.split_once(".wasm").expect("a module");
    let module = plain(&merchant.url(&format!("/a/link-pages-{hash}.wasm"))).await;
    assert_eq!(module.status, 200);
    assert_eq!(module.header("Content-Type"), "application/wasm");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_element_allows_nothing_but_its_own_files() {
    let merchant = Merchant::new("US").await;
    let key = merchant.publishable_key();
    let document = plain(&merchant.url(&format!("/element?key={key}"))).await;
    assert_eq!(document.status, 200);
    assert_eq!(document.header("Content-Type"), "text/html; charset=utf-8");
    let policy = document.header("Content-Security-Policy");
    for directive in [
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "style-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'none'",
        // No text becomes a script, and nobody may say how one could.
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
        "frame-ancestors ",
    ] {
        assert!(policy.contains(directive), "{directive} in {policy}");
    }
    assert!(!policy.contains("unsafe-inline"), "{policy}");
    assert!(policy.contains("http://localhost:*"), "{policy}");
    assert!(document.header("X-Frame-Options").is_empty());
    // No inline script, which the policy would block.
    assert!(!document.text().contains("<script>"), "{}", document.text());
    assert_eq!(
        compressed(&merchant.url(&format!("/element?key={key}")))
            .await
            .header("Content-Encoding"),
        "br"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_element_may_be_embedded_by_the_accounts_domains() {
    let merchant = Merchant::new("US").await;
    let opened = Request::post(merchant.url("/operator/accounts"))
        .bearer(merchant.operator_token())
        .body(
            json!({
                "display_name": "With a domain",
                "country": "US",
                "domains": ["https://shop.example"],
            })
            .to_string(),
        )
        .send()
        .await
        .ok();
    let ancestors = async |key: &str| {
        let document = plain(&merchant.url(&format!("/element?key={key}"))).await;
        let policy = document.header("Content-Security-Policy");
        policy
            .split("frame-ancestors")
            .nth(1)
            .expect("a directive")
            .to_owned()
    };
    let own = ancestors(text(&opened, "publishable_key")).await;
    assert!(own.contains("https://shop.example"), "{own}");
    for other in [merchant.publishable_key(), "pk_test_nobody"] {
        let ancestors = ancestors(other).await;
        assert!(!ancestors.contains("shop.example"), "{ancestors}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_are_opened_with_the_operators_token_alone() {
    let merchant = Merchant::new("US").await;
    let account = json!({ "display_name": "X", "country": "US", "domains": [] }).to_string();
    let url = merchant.url("/operator/accounts");
    for key in [
        "",
        "wrong",
        merchant.secret_key(),
        merchant.publishable_key(),
    ] {
        let refused = Request::post(&url).bearer(key).body(account.clone());
        assert_eq!(refused.send().await.status, 401, "{key}");
    }
    let no_country = Request::post(&url)
        .bearer(merchant.operator_token())
        .body(r#"{"display_name":"X","country":"ZZ"}"#);
    assert_eq!(no_country.send().await.status, 400);
    assert_eq!(plain(&url).await.status, 405);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_404() {
    let merchant = Merchant::new("US").await;
    for path in [
        "/",
        "/nothing",
        "/a/",
        "/a/nothing.js",
        "/a/../kassa.js/nothing",
        "/a/%2e%2e/element.html",
        "/icons/nothing.svg",
        "/element.html",
        "/kassa.js.br",
        "/return/",
        "/return/acct_1/pi_1/att_1",
        "/sandbox/",
        "/sandbox/att_1",
        "/sandbox/att_0000000000000000000001",
    ] {
        let answer = plain(&merchant.url(path)).await;
        assert_eq!(answer.status, 404, "{path}: {}", answer.text());
    }
    let posted = Request::post(merchant.url("/kassa.js")).send().await;
    assert_eq!(posted.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_origins_may_read_the_elements_routes() {
    let merchant = Merchant::new("US").await;
    let intent = merchant.create(1999, "usd", &[]).await;
    let keys = encode(&[
        ("key", merchant.publishable_key()),
        ("client_secret", text(&intent, "client_secret")),
    ]);
    let intent_path = path_of(&intent, "");
    for (path, status) in [
        (format!("/v1/elements/sessions?{keys}"), 200),
        (format!("{intent_path}?{keys}"), 200),
        // Errors must be readable as well.
        ("/v1/elements/sessions?key=pk_test_nobody".to_owned(), 401),
        (format!("{intent_path}?key=pk_test_nobody"), 401),
        (
            format!("/v1/elements/sessions?key={}", merchant.publishable_key()),
            400,
        ),
    ] {
        let method = match path.starts_with("/v1/elements/") {
            true => Method::POST,
            false => Method::GET,
        };
        let answer = Request::new(method, merchant.url(&path))
            .header("Origin", "https://shop.example")
            .send()
            .await;
        assert_eq!(answer.status, status, "{path}: {}", answer.text());
        assert_eq!(answer.header("Access-Control-Allow-Origin"), "*", "{path}");
        assert_eq!(answer.header("Cache-Control"), "no-store", "{path}");
    }

    let preflight = Request::new(
        Method::OPTIONS,
        merchant.url(&format!("{intent_path}/confirm")),
    )
    .header("Origin", "https://shop.example")
    .header("Access-Control-Request-Method", "POST")
    .header("Access-Control-Request-Headers", "idempotency-key")
    .send()
    .await;
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("Access-Control-Allow-Origin"), "*");
    let allowed = preflight.header("Access-Control-Allow-Headers");
    assert!(allowed.contains("Idempotency-Key"), "{allowed}");
}
