//! What a merchant chooses of a code: how long it lasts, for which client it is, what it names.

use serde_json::Value;

use super::{Market, code, details};
use crate::support::{Button, Form, HostedPage, Merchant, invalid, text, with};

#[tokio::test(flavor = "multi_thread")]
async fn the_merchant_says_how_long_a_pix_code_lasts() {
    let merchant = Merchant::new("SE").await;
    let pix = Market::of("pix");
    let seconds = "payment_method_options[pix][expires_after_seconds]";
    let moment = "payment_method_options[pix][expires_at]";
    let waiting = pix.waiting(&merchant, &[(seconds, "600")]).await;
    let lasts_s = |intent: &Value| {
        let expires_at = code(intent)["expires_at"].as_i64().expect("a moment");
        expires_at - intent["created"].as_i64().expect("a moment")
    };
    assert!((600..620).contains(&lasts_s(&waiting)), "{waiting:#}");
    let options = &waiting["payment_method_options"]["pix"];
    assert_eq!(options["expires_after_seconds"], 600);
    assert_eq!(options["expires_at"], Value::Null);
    let usual = pix.waiting(&merchant, &[]).await;
    assert!((86_400..86_420).contains(&lasts_s(&usual)), "{usual:#}");

    let created = waiting["created"].as_i64().expect("a moment");
    let at = (created + 1_000).to_string();
    let chosen = pix.waiting(&merchant, &[(moment, &at)]).await;
    assert_eq!(code(&chosen)["expires_at"], created + 1_000);

    let intent = merchant.create(pix.amount, pix.currency, &[]).await;
    let refused = |more: Vec<(&'static str, String)>| {
        let more: Vec<_> = more
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let path = crate::support::path_of(&intent, "/confirm");
        merchant.post(&path, &pix.form(&more))
    };
    let too_short = invalid(None, Some(seconds));
    too_short
        .assert_answers(&refused(vec![(seconds, "9".to_owned())]), "9 seconds")
        .await;
    let both = invalid(Some("parameters_exclusive"), Some(moment));
    let values = vec![(seconds, "600".to_owned()), (moment, at.clone())];
    both.assert_answers(&refused(values), "both").await;
    let past = invalid(Some("payment_intent_invalid_parameter"), Some(moment));
    past.assert_answers(&refused(vec![(moment, created.to_string())]), "the past")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn wechat_pay_must_know_the_client_and_a_browser_is_one() {
    let merchant = Merchant::new("US").await;
    let client = "payment_method_options[wechat_pay][client]";
    let form: Form = &[("payment_method_data[type]", "wechat_pay")];
    let intent = merchant.create(5_000, "usd", &[]).await;
    let path = crate::support::path_of(&intent, "/confirm");
    invalid(Some("parameter_missing"), Some(client))
        .assert_answers(&merchant.post(&path, form), "no client")
        .await;
    let watch = with(form, &[(client, "watch")]);
    invalid(None, Some(client))
        .assert_answers(&merchant.post(&path, &watch), "an unknown client")
        .await;
    let waiting = merchant.buyers_confirm(&intent, form).send().await.ok();
    let image = text(details(&waiting), "image_data_url");
    assert!(
        image.starts_with("data:image/png;base64,iVBORw0KGgo"),
        "{image}"
    );
    let shown = merchant.retrieve(&intent).await;
    let options = &shown["payment_method_options"]["wechat_pay"];
    assert_eq!(options["client"], "web");
    assert_eq!(options["app_id"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_app_of_the_merchants_own_hands_over_to_wechat() {
    let merchant = Merchant::new("US").await;
    let app_id = "payment_method_options[wechat_pay][app_id]";
    let client = "payment_method_options[wechat_pay][client]";
    let form = |system| {
        vec![
            ("payment_method_data[type]", "wechat_pay"),
            (client, system),
        ]
    };
    for system in ["ios", "android"] {
        let intent = merchant.create(5_000, "usd", &[]).await;
        let path = crate::support::path_of(&intent, "/confirm");
        invalid(Some("parameter_missing"), Some(app_id))
            .assert_answers(&merchant.post(&path, &form(system)), system)
            .await;
        let told = with(&form(system), &[(app_id, "wx1234567890")]);
        let waiting = merchant.buyers_confirm(&intent, &told).send().await.ok();
        assert_eq!(waiting["status"], "requires_action", "{system}");
        let kind = format!("wechat_pay_redirect_to_{system}_app");
        assert_eq!(waiting["next_action"]["type"], kind);
        let details = &waiting["next_action"][&kind];
        if system == "ios" {
            HostedPage::of(&waiting).press(Button::Authorize).await;
        } else {
            assert_eq!(details["app_id"], "wx1234567890");
            for name in [
                "nonce_str",
                "package",
                "partner_id",
                "prepay_id",
                "sign",
                "timestamp",
            ] {
                assert!(!text(details, name).is_empty(), "{name}");
            }
        }
        merchant.intent_reaches(&intent, "succeeded").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn swish_shows_the_reference_of_the_order() {
    let merchant = Merchant::new("SE").await;
    let name = "payment_method_options[swish][reference]";
    let swish = Market::of("swish");
    let waiting = swish.waiting(&merchant, &[(name, "order-7")]).await;
    let options = &waiting["payment_method_options"]["swish"];
    assert_eq!(options["reference"], "order-7");
}
