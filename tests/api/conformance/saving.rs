//! Customers, and the payment methods that are kept for them.

use stripe::Client;
use stripe_core::customer::{
    CreateCustomer, DeleteCustomer, ListCustomer, ListPaymentMethodsCustomer, RetrieveCustomer,
    RetrieveCustomerReturned, RetrievePaymentMethodCustomer, UpdateCustomer,
};
use stripe_core::customer_session::{
    CreateCustomerSession, CreateCustomerSessionComponents,
    CreateCustomerSessionComponentsPaymentElement,
};
use stripe_core::payment_intent::{CreatePaymentIntent, CreatePaymentIntentOffSession};
use stripe_core::setup_intent::{
    CancelSetupIntent, ConfirmSetupIntent, CreateSetupIntent, ListSetupIntent, RetrieveSetupIntent,
    UpdateSetupIntent,
};
use stripe_core::{Customer, PaymentIntentStatus, SetupIntentStatus};
use stripe_payment::PaymentMethodAllowRedisplay;
use stripe_payment::confirmation_token::RetrieveConfirmationToken;
use stripe_payment::payment_method::{
    AttachPaymentMethod, CreatePaymentMethod, CreatePaymentMethodCard,
    CreatePaymentMethodCardDetailsParams, CreatePaymentMethodType, DetachPaymentMethod,
    ListPaymentMethod, RetrievePaymentMethod, UpdatePaymentMethod,
};
use stripe_types::Currency;

use super::{RETURN_URL, client};
use crate::support::{Merchant, Request, VISA, text};

async fn customer(client: &Client) -> Customer {
    CreateCustomer::new()
        .name("Jenny Rosen")
        .email("jenny@example.com")
        .send(client)
        .await
        .expect("a customer")
}

#[tokio::test(flavor = "multi_thread")]
async fn customers_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let jenny = customer(&client).await;
    let updated = UpdateCustomer::new(jenny.id.clone())
        .phone("+15555550100")
        .send(&client)
        .await
        .expect("updated");
    assert_eq!(updated.phone.as_deref(), Some("+15555550100"));
    let list = ListCustomer::new()
        .email("jenny@example.com")
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data[0].id, jenny.id);

    let deleted = DeleteCustomer::new(jenny.id.clone())
        .send(&client)
        .await
        .expect("deleted");
    assert_eq!(deleted.id, jenny.id);
    let gone = RetrieveCustomer::new(jenny.id.clone())
        .send(&client)
        .await
        .expect("what is left");
    assert!(
        matches!(gone, RetrieveCustomerReturned::DeletedCustomer(_)),
        "{gone:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_methods_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let jenny = customer(&client).await;
    let card = CreatePaymentMethodCardDetailsParams::new(12, 2034, "4242424242424242");
    let created = CreatePaymentMethod::new()
        .type_(CreatePaymentMethodType::Card)
        .card(CreatePaymentMethodCard::CardDetailsParams(card))
        .send(&client)
        .await
        .expect("a payment method");
    assert_eq!(created.card.expect("a card").last4, "4242");

    let attached = AttachPaymentMethod::new(created.id.clone())
        .customer(jenny.id.to_string())
        .send(&client)
        .await
        .expect("attached");
    assert_eq!(
        attached.customer.map(|owner| owner.into_id()),
        Some(jenny.id.clone())
    );
    UpdatePaymentMethod::new(created.id.clone())
        .allow_redisplay(PaymentMethodAllowRedisplay::Always)
        .send(&client)
        .await
        .expect("updated");
    let of_customer = ListPaymentMethodsCustomer::new(jenny.id.clone())
        .send(&client)
        .await
        .expect("a list");
    let all = ListPaymentMethod::new()
        .customer(jenny.id.to_string())
        .send(&client)
        .await
        .expect("a list");
    assert_eq!((of_customer.data.len(), all.data.len()), (1, 1));
    let found = RetrievePaymentMethodCustomer::new(jenny.id.clone(), created.id.to_string())
        .send(&client)
        .await
        .expect("the method");
    assert_eq!(found.id, created.id);

    DetachPaymentMethod::new(created.id.clone())
        .send(&client)
        .await
        .expect("detached");
    let alone = RetrievePaymentMethod::new(created.id.clone())
        .send(&client)
        .await
        .expect("the method");
    assert!(alone.customer.is_none());
}

#[tokio::test(flavor = "multi_thread")]
async fn setup_intents_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let jenny = customer(&client).await;
    let setup = CreateSetupIntent::new()
        .customer(jenny.id.to_string())
        .send(&client)
        .await
        .expect("a setup intent");
    assert_eq!(setup.status, SetupIntentStatus::RequiresPaymentMethod);
    UpdateSetupIntent::new(setup.id.clone())
        .description("Gold plan")
        .send(&client)
        .await
        .expect("updated");
    let saved = ConfirmSetupIntent::new(setup.id.clone())
        .payment_method("pm_card_visa")
        .return_url(RETURN_URL)
        .send(&client)
        .await
        .expect("saved");
    assert_eq!(saved.status, SetupIntentStatus::Succeeded);
    let method = saved.payment_method.expect("a method").into_id();
    let retrieved = RetrieveSetupIntent::new(setup.id.clone())
        .send(&client)
        .await
        .expect("the setup intent");
    assert_eq!(retrieved.description.as_deref(), Some("Gold plan"));

    let charged = CreatePaymentIntent::new(1999, Currency::USD)
        .customer(jenny.id.to_string())
        .payment_method(method.to_string())
        .off_session(CreatePaymentIntentOffSession::Bool(true))
        .confirm(true)
        .send(&client)
        .await
        .expect("a payment");
    assert_eq!(charged.status, PaymentIntentStatus::Succeeded);

    let other = CreateSetupIntent::new()
        .send(&client)
        .await
        .expect("another");
    let canceled = CancelSetupIntent::new(other.id.clone())
        .send(&client)
        .await
        .expect("canceled");
    assert_eq!(canceled.status, SetupIntentStatus::Canceled);
    let list = ListSetupIntent::new().send(&client).await.expect("a list");
    let listed: Vec<_> = list.data.iter().map(|intent| &intent.id).collect();
    assert_eq!(listed, [&other.id, &setup.id]);
}

#[tokio::test(flavor = "multi_thread")]
async fn confirmation_tokens_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    // What the element does in the buyer's browser.
    let collected = Request::post(merchant.url("/v1/confirmation_tokens"))
        .form(
            &[
                VISA,
                &[
                    ("key", merchant.publishable_key()),
                    ("return_url", RETURN_URL),
                ],
            ]
            .concat(),
        )
        .send()
        .await
        .ok();
    let token = RetrieveConfirmationToken::new(text(&collected, "id"))
        .send(&client)
        .await
        .expect("the token");
    let preview = token.payment_method_preview.expect("a preview");
    assert_eq!(preview.card.expect("a card").last4, "4242");

    let paid = CreatePaymentIntent::new(1999, Currency::USD)
        .confirmation_token(text(&collected, "id"))
        .confirm(true)
        .send(&client)
        .await
        .expect("a payment");
    assert_eq!(paid.status, PaymentIntentStatus::Succeeded);
}

#[tokio::test(flavor = "multi_thread")]
async fn customer_sessions_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let jenny = customer(&client).await;
    let mut components = CreateCustomerSessionComponents::new();
    components.payment_element = Some(CreateCustomerSessionComponentsPaymentElement::new(true));
    let session = CreateCustomerSession::new(components)
        .customer(jenny.id.to_string())
        .send(&client)
        .await
        .expect("a session");
    assert!(session.expires_at > session.created);
    let components = session.components.expect("components");
    assert!(components.payment_element.enabled);
}
