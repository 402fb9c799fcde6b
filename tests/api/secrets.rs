//! A deployment without its secrets does not start, and says which one it lacks.

use kassa::keys::Secrets;

use crate::harness::Kassa;

#[tokio::test(flavor = "multi_thread")]
async fn a_deployment_that_lacks_a_secret_does_not_start_and_says_which() {
    let mut server = Kassa::start().await;
    let good = server.stored_secrets();
    let root = |kassa_secret: &str| Secrets {
        kassa_secret: kassa_secret.to_owned(),
        ..good.clone()
    };
    let vault = |vault_keys: &str| Secrets {
        vault_keys: vault_keys.to_owned(),
        ..good.clone()
    };
    let cases = [
        (root(""), "KASSA_SECRET is not set"),
        (root("shiny"), "KASSA_SECRET must be 64 hexadecimal digits"),
        (vault(""), "KASSA_VAULT_KEYS is not set"),
        (vault("1:shiny"), "KASSA_VAULT_KEYS must be 1: and 64"),
    ];
    for (secrets, expected) in cases {
        let refused = server.restart_with_secrets(secrets).await;
        let told = format!("{:#}", refused.expect_err("it does not start"));
        assert!(told.contains(expected), "{told}");
        assert!(!told.contains("shiny"), "{told}");
    }
    server.restart_with_secrets(good).await.expect("it starts");
}
