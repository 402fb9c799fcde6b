//! Every scene of the gallery, in its order.

mod actions;
mod cards;
mod elements;
mod errors;
mod layouts;
mod link;
mod methods;
mod outcomes;
mod waiting;

use shared::country::CountryCode;
use shared::currency::Currency;

use super::market::Market;
use super::scene::Scene;

/// All of them; names differ.
pub fn all() -> Vec<Scene> {
    [
        methods::scenes(),
        cards::scenes(),
        link::scenes(),
        errors::scenes(),
        waiting::scenes(),
        actions::scenes(),
        outcomes::scenes(),
        layouts::scenes(),
        layouts::languages(),
        elements::scenes(),
    ]
    .concat()
}

fn america() -> Market {
    Market::at_home(CountryCode::US, Currency::Usd)
}

fn germany() -> Market {
    Market::at_home(CountryCode::DE, Currency::Eur)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn names_differ_and_can_be_file_names() {
        let mut seen = BTreeSet::new();
        for scene in all() {
            let is_plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            assert!(scene.name.chars().all(is_plain), "{}", scene.name);
            assert!(seen.insert(scene.name.clone()), "twice: {}", scene.name);
        }
    }
}
