//! Live mode: keys and objects say so, nothing of the sandbox is there, and a deployment that lacks
//! anything does not start.

use std::process::Command;

use kassa::keys::Secrets;
use kassa::serve::config::Binding;
use kassa::serve::senders::Senders;

use crate::harness::postmark::Postmark;
use crate::harness::{BareWorker, Kassa, LIVE_ORIGIN};
use crate::link::{Browser, address};
use crate::support::{
    Documented, Merchant, Request, asking_tool, complained, invalid, printed, run, text, with,
};

const NO_PARTNER: Documented = invalid(Some("testmode_charges_only"), None);

async fn live() -> (Postmark, Kassa) {
    let postmark = Postmark::start().await;
    let server = Kassa::start_live(postmark.senders()).await;
    (postmark, server)
}

#[tokio::test(flavor = "multi_thread")]
async fn live_keys_and_objects_say_that_they_are_live() {
    let (_postmark, server) = live().await;
    let merchant = Merchant::on(&server, "DE").await;
    assert!(merchant.secret_key().starts_with("sk_live_"));
    assert!(merchant.publishable_key().starts_with("pk_live_"));

    let customer = merchant.post("/v1/customers", &[("name", "Ada")]);
    let customer = customer.send().await.ok();
    let domain = [("domain_name", "shop.example.com")];
    let hook = [
        ("url", "https://shop.example.com/hook"),
        ("enabled_events[]", "*"),
    ];
    let session = [
        ("customer", text(&customer, "id")),
        ("components[payment_element][enabled]", "true"),
    ];
    for made in [
        merchant.post("/v1/payment_method_domains", &domain),
        merchant.post("/v1/webhook_endpoints", &hook),
        merchant.post("/v1/customer_sessions", &session),
        merchant.get("/v1/balance"),
    ] {
        assert_eq!(made.send().await.ok()["livemode"], true);
    }
    assert_eq!(customer["livemode"], true);
    let configurations = merchant.get("/v1/payment_method_configurations");
    let configurations = configurations.send().await.ok();
    assert_eq!(configurations["data"][0]["livemode"], true);
    let event = merchant.event_of(&customer, "customer.created").await;
    assert_eq!(event["livemode"], true);
    assert_eq!(event["data"]["object"]["livemode"], true);
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_paid_with_the_sandbox_in_live_mode() {
    let (_postmark, server) = live().await;
    let merchant = Merchant::on(&server, "DE").await;
    let amount = [("amount", "1000"), ("currency", "eur")];
    let paid_at_once = with(
        &amount,
        &[("payment_method", "pm_card_visa"), ("confirm", "true")],
    );
    let deferred = [
        ("deferred_intent[mode]", "payment"),
        ("deferred_intent[amount]", "1000"),
        ("deferred_intent[currency]", "eur"),
    ];
    for (path, form) in [
        ("/v1/payment_intents", &amount[..]),
        ("/v1/payment_intents", &paid_at_once[..]),
        ("/v1/setup_intents", &[]),
        ("/v1/payment_methods", &[("type", "card")]),
        ("/v1/confirmation_tokens", &[]),
        ("/v1/elements/sessions", &deferred[..]),
    ] {
        NO_PARTNER
            .assert_answers(&merchant.post(path, form), path)
            .await;
    }
    let card = [("number", "4242424242424242"), ("cvc", "123")];
    let kept = Request::post(server.url("/link/api/cards")).form(&card);
    NO_PARTNER.assert_answers(&kept, "a card of Link's").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let attached = [("customer", text(&customer, "id"))];
    let attach = merchant.post("/v1/payment_methods/pm_card_visa/attach", &attached);
    let error = attach.send().await.error(404);
    assert_eq!(error["code"], "resource_missing");
    let page = Request::get(server.url("/sandbox/att_0000000000000000000000"));
    assert_eq!(page.send().await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_brings_a_key_of_the_other_mode_is_told_so() {
    let (_postmark, server) = live().await;
    let test = Merchant::new("US").await;
    let request = Request::get(server.url("/v1/customers")).bearer(test.secret_key());
    let error = request.send().await.error(401);
    let message = text(&error, "message");
    assert!(message.contains("in live mode"), "{message}");

    let live = Merchant::on(&server, "US").await;
    let request = Request::get(test.url("/v1/customers")).bearer(live.secret_key());
    let error = request.send().await.error(401);
    let message = text(&error, "message");
    assert!(message.contains("in test mode"), "{message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn live_mode_knows_no_machine_of_a_developers() {
    let (_postmark, server) = live().await;
    let merchant = Merchant::on(&server, "DE").await;
    let url = format!(
        "{}?key={}",
        server.url("/element"),
        merchant.publishable_key()
    );
    let element = Request::get(&url).send().await;
    let policy = element.header("Content-Security-Policy");
    assert!(policy.ends_with("frame-ancestors 'none'"), "{policy}");
    let domain = [("domain_name", "localhost")];
    let refused = merchant.post("/v1/payment_method_domains", &domain);
    assert_eq!(refused.send().await.error(400)["param"], "domain_name");
    for target in ["http://127.0.0.1:4242/hook", "https://localhost/hook"] {
        let hook = [("url", target), ("enabled_events[]", "*")];
        let refused = merchant.post("/v1/webhook_endpoints", &hook);
        assert_eq!(refused.send().await.error(400)["code"], "url_invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn in_live_mode_no_code_is_right_but_the_one_that_was_sent() {
    let (postmark, server) = live().await;
    let merchant = Merchant::on(&server, "DE").await;
    let email = address(&merchant);
    let mut browser = Browser::at(&merchant).at_origin(LIVE_ORIGIN);
    let asked = browser.ask(&email).await.ok();
    let [sent] = &postmark.taken_for(&email)[..] else {
        panic!("one e-mail");
    };
    let code: String = sent.subject.chars().filter(char::is_ascii_digit).collect();
    let other = if code == "424242" { "424243" } else { "424242" };
    let error = browser.answer(&asked, other).await.error(400);
    assert_eq!(error["code"], "link_code_incorrect");
    browser.answer(&asked, &code).await.ok();
    assert!(browser.has_cookie());
}

#[tokio::test(flavor = "multi_thread")]
async fn live_mode_does_not_start_without_everything_and_names_what_lacks() {
    let (postmark, mut server) = live().await;
    let good = server.stored_secrets();
    let nothing = Secrets {
        kassa_secret: String::new(),
        operator_token: String::new(),
        vault_keys: String::new(),
    };
    let refused = server.restart_with_secrets(nothing).await;
    let told = format!("{:#}", refused.expect_err("it does not start"));
    for name in [
        Binding::SECRET,
        Binding::VAULT_KEYS,
        Binding::OPERATOR_TOKEN,
    ] {
        assert!(told.contains(&format!("{name} is not set")), "{told}");
    }
    server
        .restart_with_secrets(good)
        .await
        .expect("it has its secrets again");
    let refused = server.restart_with(Senders::default()).await;
    let told = format!("{:#}", refused.expect_err("nobody carries e-mails"));
    assert!(told.contains("KASSA_EMAIL_PROVIDER is not set"), "{told}");
    server
        .restart_with(postmark.senders())
        .await
        .expect("whole again");
}

/// What `/healthz` says of a Worker that cannot serve.
async fn health_of(worker: &BareWorker) -> String {
    let answer = Request::get(worker.url("/healthz")).send().await;
    assert_eq!(answer.status, 503, "{answer:?}");
    answer.text()
}

/// On Cloudflare nothing keeps a deployment from being started that lacks something.
#[tokio::test(flavor = "multi_thread")]
async fn a_live_worker_that_lacks_anything_answers_nobody() {
    let secret = "0a".repeat(32);
    let given = [(Binding::MODE, "live"), (Binding::SECRET, &secret)];
    let told = health_of(&BareWorker::start(&given)).await;
    for lacks in [
        Binding::VAULT_KEYS,
        Binding::PUBLIC_ORIGIN,
        Binding::OPERATOR_TOKEN,
        Binding::EMAIL_PROVIDER,
    ] {
        assert!(told.contains(&format!("{lacks} is not set")), "{told}");
    }

    let vault_keys = format!("1:{secret}");
    let all_but_one = [
        (Binding::MODE, "live"),
        (Binding::SECRET, &secret),
        (Binding::VAULT_KEYS, &vault_keys),
        (Binding::PUBLIC_ORIGIN, LIVE_ORIGIN),
        (Binding::OPERATOR_TOKEN, &secret),
    ];
    let worker = BareWorker::start(&all_but_one);
    let told = health_of(&worker).await;
    let expected = format!("{} is not set", Binding::EMAIL_PROVIDER);
    assert!(told.starts_with(&expected), "{told}");
    for path in ["/v1/payment_intents", "/link/api/session"] {
        let request = Request::post(worker.url(path)).bearer("sk_live_a");
        let error = request.send().await.error(500);
        assert_eq!(error["type"], "api_error", "{path}");
    }
    for path in ["/", "/link", "/element", "/v3/", "/operator/rules"] {
        let answer = Request::get(worker.url(path)).send().await;
        assert_eq!(answer.status, 500, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_tool_names_what_live_mode_lacks_before_it_builds_anything() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut serve = Command::new(env!("CARGO_BIN_EXE_kassa"));
    serve.args(["serve", "--live", "--data-dir"]);
    serve.arg(folder.path().join("data"));
    for name in [
        Binding::MODE,
        Binding::SECRET,
        Binding::VAULT_KEYS,
        Binding::OPERATOR_TOKEN,
        Binding::EMAIL_PROVIDER,
    ] {
        serve.env_remove(name);
    }
    serve.env(Binding::PUBLIC_ORIGIN, "http://pay.example.com");
    let told = complained(&run(serve));
    for (name, what) in [
        (Binding::SECRET, "is not set"),
        (Binding::VAULT_KEYS, "is not set"),
        (Binding::OPERATOR_TOKEN, "is not set"),
        (Binding::EMAIL_PROVIDER, "is not set"),
        (Binding::PUBLIC_ORIGIN, "must be"),
    ] {
        assert!(told.contains(&format!("{name} {what}")), "{told}");
    }
    assert!(!folder.path().join("data").exists(), "nothing was begun");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_operators_tool_opens_live_accounts_and_notes_no_live_key() {
    let (_postmark, server) = live().await;
    let secrets = server.data_dir().join("secrets.json");
    let token = server.operator_token().to_owned();
    // A live deployment was given its secrets, and keeps none.
    std::fs::remove_file(&secrets).expect("the harness's own");
    let arguments = [
        "keys",
        "create",
        "--country",
        "NL",
        "--name",
        "Alba",
        "--domain",
        "https://alba.example",
    ];
    let mut without = asking_tool(&server, &arguments);
    without.env_remove(Binding::OPERATOR_TOKEN);
    complained(&run(without));
    let mut command = asking_tool(&server, &arguments);
    command.env(Binding::OPERATOR_TOKEN, token);
    let shown = printed(&run(command));
    let key = shown
        .split_whitespace()
        .find(|word| word.starts_with("pk_live_"));
    let key = key.expect("a publishable key");
    assert!(!server.data_dir().join("keys.json").exists());
    let element = Request::get(format!("{}?key={key}", server.url("/element")));
    let element = element.send().await;
    let policy = element.header("Content-Security-Policy");
    assert!(
        policy.ends_with("frame-ancestors https://alba.example"),
        "{policy}"
    );
}

#[test]
fn the_development_server_is_never_live() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut dev = Command::new(env!("CARGO_BIN_EXE_kassa"));
    dev.arg("--data-dir").arg(folder.path());
    dev.env(Binding::MODE, "live");
    let told = complained(&run(dev));
    assert!(told.contains("kassa serve"), "{told}");
}
