//! What the law of the buyer's country wants said beside an offer of credit.

use crate::country::CountryCode::{self, *};
use crate::country::EEA;

/// A sentence that must be said.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum CreditNotice {
    /// In these very words, whatever the buyer's language.
    Prescribed(&'static str),
    /// In the buyer's language: the text of this key.
    Text(&'static str),
}

/// Code de la consommation, article L312-5.
const FRANCE: &str = "Un crédit vous engage et doit être remboursé. Vérifiez vos capacités de \
    remboursement avant de vous engager.";
/// Wetboek van economisch recht and Code de droit économique, article VII.64, in both languages.
const BELGIUM: &str = "Let op, geld lenen kost ook geld. Attention, emprunter de l'argent coûte \
    aussi de l'argent.";
/// Nadere regeling gedragstoezicht, article 3:1a, without its picture.
const NETHERLANDS: &str = "Let op! Geld lenen kost geld.";

/// The first row that has the country counts.
const NOTICES: &[(&[CountryCode], CreditNotice)] = &[
    (&[FR], CreditNotice::Prescribed(FRANCE)),
    (&[BE], CreditNotice::Prescribed(BELGIUM)),
    (&[NL], CreditNotice::Prescribed(NETHERLANDS)),
    // The federal act against unfair competition, article 3: no credit that overburdens.
    (&[CH], CreditNotice::Text("credit.ch")),
    // Financial promotions of credit: status, and what missed payments do.
    (&[GB], CreditNotice::Text("credit.gb")),
    // Regulation Z asks for the figures, which the plan shows; lenders add whose decision it is.
    (&[CA, US], CreditNotice::Text("credit.us")),
    // Responsible lending codes: criteria and fees.
    (&[AU, NZ], CreditNotice::Text("credit.au")),
    // Directive (EU) 2023/2225, article 8, from 20 November 2026 also for credit without interest:
    // a warning of these or equivalent words.
    (EEA, CreditNotice::Text("credit.eea")),
];

/// For a consumer in `country`; `None` where nothing is known to be prescribed.
#[must_use]
pub fn credit_notice(country: CountryCode) -> Option<CreditNotice> {
    let row = NOTICES
        .iter()
        .find(|(countries, _)| countries.contains(&country));
    row.map(|(_, notice)| *notice)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::MethodType;
    use crate::methods::catalogue::{Audience, Countries};

    #[test]
    fn every_country_where_consumers_are_lent_to_has_its_notice() {
        for method in MethodType::ALL {
            let row = method.row();
            if row.instalments.is_empty() || row.audience == Audience::Businesses {
                continue;
            }
            let Countries::Only(countries) = row.buyer_countries else {
                panic!("{method} lends everywhere");
            };
            for country in countries {
                assert!(credit_notice(*country).is_some(), "{method} {country}");
            }
        }
    }
}
