//! Lists: filters, pages in both directions, and what is wrong with a question.

use serde_json::Value;

use crate::support::{Merchant, ids, invalid, text};

const CUSTOMERS: usize = 25;

/// Ids, newest first.
async fn customers(merchant: &Merchant) -> Vec<String> {
    let mut created = Vec::new();
    for index in 0..CUSTOMERS {
        let email = if index % 5 == 0 {
            "five@example.com"
        } else {
            "other@example.com"
        };
        let form = [("email", email)];
        let customer = merchant.post("/v1/customers", &form).send().await.ok();
        created.push(text(&customer, "id").to_owned());
    }
    created.reverse();
    created
}

async fn list(merchant: &Merchant, query: &str) -> Value {
    merchant
        .get(&format!("/v1/customers?{query}"))
        .send()
        .await
        .ok()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_meet_without_gap_or_overlap_in_both_directions() {
    let merchant = Merchant::new("US").await;
    let all = customers(&merchant).await;
    let first = list(&merchant, "").await;
    assert_eq!(ids(&first), all[..10]);
    assert_eq!(first["has_more"], true);
    assert_eq!(first["url"], "/v1/customers");
    let mut forward = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = list(&merchant, &format!("limit=7{cursor}")).await;
        forward.extend(ids(&page));
        match (page["has_more"].as_bool(), forward.last()) {
            (Some(true), Some(last)) => cursor = format!("&starting_after={last}"),
            _ => break,
        }
    }
    assert_eq!(forward, all);
    let before = list(&merchant, &format!("limit=7&ending_before={}", all[10])).await;
    assert_eq!(ids(&before), all[3..10]);
    assert_eq!(before["has_more"], true);
    let before = list(&merchant, &format!("limit=7&ending_before={}", all[3])).await;
    assert_eq!(ids(&before), all[..3]);
    assert_eq!(before["has_more"], false);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_filter_holds_on_every_page() {
    let merchant = Merchant::new("US").await;
    let all = customers(&merchant).await;
    let fives: Vec<_> = all.iter().skip(4).step_by(5).cloned().collect();
    let email = "email=five@example.com";
    assert_eq!(ids(&list(&merchant, email).await), fives);
    let page = list(
        &merchant,
        &format!("{email}&limit=2&starting_after={}", fives[1]),
    )
    .await;
    assert_eq!(ids(&page), fives[2..4]);
    let page = list(
        &merchant,
        &format!("{email}&limit=2&ending_before={}", fives[4]),
    )
    .await;
    assert_eq!(ids(&page), fives[2..4]);
    assert_eq!(page["has_more"], true);
    assert!(ids(&list(&merchant, "email=FIVE@example.com").await).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn created_bounds_are_inclusive_or_not_as_they_say() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let created = customer["created"].as_i64().expect("a time");
    for (query, found) in [
        (format!("created={created}"), true),
        (format!("created={}", created - 1), false),
        (format!("created[gte]={created}"), true),
        (format!("created[gt]={created}"), false),
        (format!("created[lte]={created}"), true),
        (format!("created[lt]={created}"), false),
        (
            format!("created[gt]={}&created[lt]={}", created - 1, created + 1),
            true,
        ),
    ] {
        assert_eq!(
            !ids(&list(&merchant, &query).await).is_empty(),
            found,
            "{query}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_with_a_question_is_named() {
    let merchant = Merchant::new("US").await;
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let id = text(&customer, "id");
    let limit = invalid(Some("parameter_invalid_integer"), Some("limit"));
    for (query, documented) in [
        ("limit=0".to_owned(), limit),
        ("limit=101".to_owned(), limit),
        ("limit=ten".to_owned(), limit),
        (
            "starting_after=cus_nobody".to_owned(),
            invalid(Some("resource_missing"), Some("starting_after")),
        ),
        (
            "ending_before=cus_nobody".to_owned(),
            invalid(Some("resource_missing"), Some("ending_before")),
        ),
        (
            format!("starting_after={id}&ending_before={id}"),
            invalid(None, Some("ending_before")),
        ),
        (
            "created[after]=1".to_owned(),
            invalid(Some("parameter_unknown"), Some("created[after]")),
        ),
        (
            "created[gt]=soon".to_owned(),
            invalid(Some("parameter_invalid_integer"), Some("created[gt]")),
        ),
        (
            "colour=red".to_owned(),
            invalid(Some("parameter_unknown"), Some("colour")),
        ),
    ] {
        let request = merchant.get(&format!("/v1/customers?{query}"));
        documented.assert_answers(&request, &query).await;
    }
    let of_nobody = merchant.get("/v1/payment_intents?customer=cus_nobody");
    invalid(Some("resource_missing"), Some("customer"))
        .assert_answers(&of_nobody, "intents of nobody")
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_accounts_object_is_no_cursor() {
    let (merchant, stranger) = (Merchant::new("US").await, Merchant::new("US").await);
    let customer = merchant.post("/v1/customers", &[]).send().await.ok();
    let query = format!("/v1/customers?starting_after={}", text(&customer, "id"));
    let error = stranger.get(&query).send().await.error(400);
    assert_eq!(error["code"], "resource_missing");
}
