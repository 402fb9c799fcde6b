//! What is offered, and where: payment method configurations and domains.

use stripe_payment::payment_method_configuration::{
    CreatePaymentMethodConfiguration, ListPaymentMethodConfiguration,
    RetrievePaymentMethodConfiguration, UpdatePaymentMethodConfiguration,
};
use stripe_payment::payment_method_domain::{
    CreatePaymentMethodDomain, ListPaymentMethodDomain, RetrievePaymentMethodDomain,
    UpdatePaymentMethodDomain, ValidatePaymentMethodDomain,
};

use super::client;
use crate::support::Merchant;

#[tokio::test(flavor = "multi_thread")]
async fn payment_method_configurations_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let list = ListPaymentMethodConfiguration::new()
        .send(&client)
        .await
        .expect("a list");
    assert!(list.data.iter().any(|one| one.is_default));

    let created = CreatePaymentMethodConfiguration::new()
        .name("At the counter")
        .send(&client)
        .await
        .expect("a configuration");
    assert_eq!(created.name, "At the counter");
    let updated = UpdatePaymentMethodConfiguration::new(created.id.clone())
        .name("At the till")
        .send(&client)
        .await
        .expect("updated");
    let retrieved = RetrievePaymentMethodConfiguration::new(created.id.clone())
        .send(&client)
        .await
        .expect("the configuration");
    assert_eq!((retrieved.name, updated.active), (updated.name, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn payment_method_domains_are_understood() {
    let merchant = Merchant::new("US").await;
    let client = client(&merchant);
    let domain = CreatePaymentMethodDomain::new("shop.example")
        .send(&client)
        .await
        .expect("a domain");
    let disabled = UpdatePaymentMethodDomain::new(domain.id.clone())
        .enabled(false)
        .send(&client)
        .await
        .expect("disabled");
    assert!(!disabled.enabled);
    let retrieved = RetrievePaymentMethodDomain::new(domain.id.clone())
        .send(&client)
        .await
        .expect("the domain");
    assert_eq!(retrieved.domain_name, "shop.example");
    let checked = ValidatePaymentMethodDomain::new(domain.id.clone())
        .send(&client)
        .await
        .expect("checked");
    assert_eq!(checked.id, domain.id);
    let list = ListPaymentMethodDomain::new()
        .send(&client)
        .await
        .expect("a list");
    assert_eq!(list.data.len(), 1);
}
