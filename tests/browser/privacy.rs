//! Card data stays in the iframe: not in the merchant's page, not in a log, not readable on disk.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{ELEMENT, Intent, MerchantPage, PAGE, on_stage};

/// Used by this test alone, so that what is found is its own.
const NUMBER: &str = "5200828282828210";
const GROUPED: &str = "5200 8282 8282 8210";

/// Everything that a script of the merchant's page can read.
const WHAT_THE_PAGE_KNOWS: &str = "
    const stored = (storage) => JSON.stringify({ ...storage });
    return [
      document.documentElement.outerHTML,
      JSON.stringify(seen),
      stored(localStorage),
      stored(sessionStorage),
      document.cookie,
      location.href,
      JSON.stringify(performance.getEntries()),
    ].join('\\n');";

fn files_under(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files_under(&path),
            false => vec![path],
        })
        .collect()
}

fn contains(content: &[u8], needle: &str) -> bool {
    content
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn a_card_number_reaches_neither_the_page_nor_a_log_nor_the_disk_in_clear() {
    on_stage(async |stage| {
        let intent = Intent::new(&stage.kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage
            .buyer_at_page(&page, &[&intent.client_secret], &[])
            .await;
        buyer.hears("ready").await;
        buyer.fill_card(NUMBER).await;
        let typed = "return document.querySelector('#card-number').value;";
        assert_eq!(buyer.ask(ELEMENT, typed).await, GROUPED);
        buyer.pay().await;
        buyer.is_paid(1).await;

        let known = buyer.ask(PAGE, WHAT_THE_PAGE_KNOWS).await;
        let known = known.as_str().expect("a text");
        // The page heard the element, so its ears work.
        assert!(known.contains("confirmed"), "{known}");
        for digits in [NUMBER, GROUPED] {
            assert!(!known.contains(digits), "the page knows the card number");
        }
        let stored = "return JSON.stringify([{ ...localStorage }, { ...sessionStorage }]);";
        let stored = buyer.ask(ELEMENT, stored).await.to_string();
        assert!(
            !stored.contains(NUMBER) && !stored.contains(GROUPED),
            "{stored}"
        );

        let files = files_under(stage.kassa.data_dir());
        let holds = |needle: &str| {
            let holds = |path: &&PathBuf| contains(&fs::read(path).unwrap_or_default(), needle);
            files.iter().filter(holds).collect::<Vec<_>>()
        };
        assert!(!holds(&intent.id).is_empty(), "the payment is not on disk");
        for digits in [NUMBER, GROUPED] {
            assert!(holds(digits).is_empty(), "in clear: {:?}", holds(digits));
        }
        buyer.leave().await;
    });
}
