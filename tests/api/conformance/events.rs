//! What a merchant hears: events, and the endpoints that they are sent to.

use stripe_core::event::{ListEvent, RetrieveEvent};
use stripe_misc::webhook_endpoint::{
    CreateWebhookEndpoint, CreateWebhookEndpointEnabledEvents as EnabledEvent,
    DeleteWebhookEndpoint, ListWebhookEndpoint, RetrieveWebhookEndpoint, UpdateWebhookEndpoint,
};

use super::{client, pay};
use crate::support::{Merchant, SOON, eventually};

#[tokio::test(flavor = "multi_thread")]
async fn events_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    pay(&client, "pm_card_visa").await;
    let found = eventually("the payment's events", SOON, || async {
        let list = ListEvent::new().send(&client).await.expect("a list");
        let mut events = list.data.into_iter();
        events.find(|event| event.type_.as_str() == "payment_intent.succeeded")
    })
    .await;
    let event = RetrieveEvent::new(found.id.clone())
        .send(&client)
        .await
        .expect("the event");
    assert_eq!(event.id, found.id);
    assert_eq!(event.created, found.created);
}

#[tokio::test(flavor = "multi_thread")]
async fn webhook_endpoints_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let url = "https://shop.example/webhook";
    let created = CreateWebhookEndpoint::new([EnabledEvent::PaymentIntentSucceeded], url)
        .send(&client)
        .await
        .expect("an endpoint");
    assert!(created.secret.is_some());
    let list = ListWebhookEndpoint::new()
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data[0].id, created.id);
    assert_eq!(list.data[0].secret, None);

    let disabled = UpdateWebhookEndpoint::new(created.id.clone())
        .disabled(true)
        .send(&client)
        .await
        .expect("disabled");
    assert_eq!(disabled.status, "disabled");
    let retrieved = RetrieveWebhookEndpoint::new(created.id.clone())
        .send(&client)
        .await
        .expect("the endpoint");
    assert_eq!(retrieved.status, "disabled");
    let deleted = DeleteWebhookEndpoint::new(created.id.clone())
        .send(&client)
        .await
        .expect("deleted");
    assert_eq!(deleted.id, created.id);
}
