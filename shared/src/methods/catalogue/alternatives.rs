//! Details of which a buyer gives these or those.

use super::Detail;
use std::collections::BTreeMap;

/// Why details do not go together.
#[derive(Debug, Copy, Clone, PartialEq, Eq)]
pub enum AlternativeProblem {
    /// Either was enough.
    BothGiven {
        one: &'static str,
        other: &'static str,
    },
    /// The others that stand in for the same are of no use without it.
    Missing(&'static str),
}

/// Errors: a detail came with one that stands in for it, or these did not come all.
pub fn check_alternatives(
    details: &'static [Detail],
    given: &BTreeMap<String, String>,
) -> Result<(), AlternativeProblem> {
    for detail in details {
        let Some(replaced) = detail.in_place_of else {
            continue;
        };
        let mut standing_in = details.iter().filter(|it| it.in_place_of == Some(replaced));
        let is_given = given.contains_key(detail.name);
        if is_given && given.contains_key(replaced) {
            return Err(AlternativeProblem::BothGiven {
                one: replaced,
                other: detail.name,
            });
        }
        if !is_given && standing_in.any(|it| given.contains_key(it.name)) {
            return Err(AlternativeProblem::Missing(detail.name));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::methods::catalogue::DetailForm;

    const TEXT: DetailForm = DetailForm::Text { max: 9 };
    const DETAILS: &[Detail] = &[
        Detail::optional("alias", TEXT),
        Detail::optional("bank", TEXT).in_place_of("alias"),
        Detail::optional("account", TEXT).in_place_of("alias"),
    ];

    #[test]
    fn an_alias_or_both_numbers_will_do() {
        let both = |one, other| Err(AlternativeProblem::BothGiven { one, other });
        let missing = |name| Err(AlternativeProblem::Missing(name));
        for (names, expected) in [
            (&[][..], Ok(())),
            (&["alias"], Ok(())),
            (&["bank", "account"], Ok(())),
            (&["bank"], missing("account")),
            (&["account"], missing("bank")),
            (&["alias", "bank", "account"], both("alias", "bank")),
        ] {
            let given = names
                .iter()
                .map(|name| ((*name).to_owned(), "1".to_owned()));
            assert_eq!(check_alternatives(DETAILS, &given.collect()), expected);
        }
    }
}
