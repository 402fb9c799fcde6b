//! The companies through which the store sells, each with an account of its own at Kassa. Many
//! methods are for merchants of a country or region only (OXXO in Mexico, Swish in Europe), so a
//! store that sells everywhere has more than one.

use anyhow::Context as _;

use super::catalogue::{self, Country};
use super::kassa_api::KassaApi;

/// One company, ready to sell.
pub struct Branch {
    /// Where the company is; orders and webhook addresses name it by this country's code.
    pub country: &'static Country,
    pub kassa: KassaApi,
    pub publishable_key: String,
    pub webhook_secret: String,
}

/// At least one; the first sells wherever no other is nearer.
pub struct Branches {
    home: Branch,
    others: Vec<Branch>,
}

impl Branches {
    /// Errors: there is no branch at all.
    pub fn new(branches: Vec<Branch>) -> anyhow::Result<Branches> {
        let mut branches = branches.into_iter();
        let home = branches.next().context("the store needs an account")?;
        Ok(Branches {
            home,
            others: branches.collect(),
        })
    }

    /// The branch that sells to a buyer: the one of the buyer's country, else one of the region.
    pub fn selling_to(&self, buyer: &Country) -> &Branch {
        let same_country = |branch: &&Branch| branch.country.code == buyer.code;
        let same_region = |branch: &&Branch| branch.country.region == buyer.region;
        self.all()
            .find(same_country)
            .or_else(|| self.all().find(same_region))
            .unwrap_or(&self.home)
    }

    pub fn find(&self, country_code: &str) -> Option<&Branch> {
        let country = catalogue::country(country_code)?;
        self.all()
            .find(|branch| branch.country.code == country.code)
    }

    fn all(&self) -> impl Iterator<Item = &Branch> {
        std::iter::once(&self.home).chain(&self.others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn branches(codes: &[&str]) -> Branches {
        let branch = |code: &&str| Branch {
            country: catalogue::country(code).expect("a country of the table"),
            kassa: KassaApi::new("http://127.0.0.1:1", "sk_test_1").expect("a client"),
            publishable_key: String::new(),
            webhook_secret: String::new(),
        };
        Branches::new(codes.iter().map(branch).collect()).expect("at least one")
    }

    #[test]
    fn the_nearest_branch_sells() {
        let branches = branches(&["US", "NL", "MX"]);
        for (buyer, seller) in [
            ("US", "US"),
            ("MX", "MX"),
            ("NL", "NL"),
            ("SE", "NL"),
            ("GB", "NL"),
            ("CA", "US"),
            ("JP", "US"),
            ("KW", "US"),
        ] {
            let country = catalogue::country(buyer).expect("a country of the table");
            assert_eq!(branches.selling_to(country).country.code, seller, "{buyer}");
        }
    }

    #[test]
    fn a_store_with_one_account_sells_everywhere() {
        let branches = branches(&["US"]);
        for country in &catalogue::COUNTRIES {
            assert_eq!(branches.selling_to(country).country.code, "US");
        }
    }

    #[test]
    fn a_store_without_an_account_does_not_open() {
        assert!(Branches::new(Vec::new()).is_err());
    }
}
