//! Which language answers a buyer who asked for some.

use shared::country::CountryCode;
use std::cmp::Reverse;

/// The languages that there are, from the names of the files in `static/locales`.
const LANGUAGES: &str = env!("KASSA_LANGUAGES");
/// Plain Portuguese is Portugal's, as among the locales of Stripe's elements.
const PARENTS: &[(&str, &str)] = &[("pt", "pt-PT")];
/// Browsers list a handful.
const ACCEPTED_MAX: usize = 20;
const TAG_LENGTH_MAX: usize = 35;

/// What a buyer is answered in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// The language whose texts they read.
    pub file: &'static str,
    /// BCP 47, for dates, amounts and screen readers.
    pub tag: String,
}

impl Choice {
    /// The language that the page asked for, else the first of the header's that there is.
    pub fn of(asked: Option<&str>, accept_language: Option<&str>) -> Option<Self> {
        asked
            .into_iter()
            .chain(accepted(accept_language))
            .find_map(Self::of_tag)
    }

    /// The tag's own language, or its nearest ancestor's: `de` for `de-AT`.
    fn of_tag(asked: &str) -> Option<Self> {
        if asked.len() > TAG_LENGTH_MAX {
            return None;
        }
        let asked = asked.trim().replace('_', "-");
        let mut ancestor = asked.as_str();
        let file = loop {
            let parent = PARENTS
                .iter()
                .find(|(child, _)| child.eq_ignore_ascii_case(ancestor))
                .map_or(ancestor, |(_, parent)| parent);
            if let Some(file) = known(parent) {
                break file;
            }
            (ancestor, _) = ancestor.rsplit_once('-')?;
        };
        Some(Self {
            file,
            tag: regional(&asked, file).unwrap_or_else(|| file.to_owned()),
        })
    }
}

/// The language of the file with the region that was asked for. Chinese is left without one,
/// because its regions tell the scripts apart.
fn regional(asked: &str, file: &str) -> Option<String> {
    let (language, region) = asked.split_once('-')?;
    let is_region = region.len() == 2 && region.bytes().all(|byte| byte.is_ascii_alphabetic());
    (is_region && file != "zh").then(|| {
        let (language, region) = (language.to_ascii_lowercase(), region.to_ascii_uppercase());
        format!("{language}-{region}")
    })
}

fn known(tag: &str) -> Option<&'static str> {
    LANGUAGES
        .split(' ')
        .find(|known| known.eq_ignore_ascii_case(tag))
}

/// Where the buyer may be, as the language suggests that the page asked for, else the dearest of the
/// header.
pub fn country_of_language(
    asked: Option<&str>,
    accept_language: Option<&str>,
) -> Option<CountryCode> {
    asked
        .or_else(|| accepted(accept_language).first().copied())
        .and_then(CountryCode::from_locale)
}

/// The tags of an `Accept-Language` header, the dearest first.
fn accepted(header: Option<&str>) -> Vec<&str> {
    let listed = header.unwrap_or_default().split(',').take(ACCEPTED_MAX);
    let mut tags: Vec<(u16, &str)> = listed
        .filter_map(|entry| {
            let (tag, quality) = entry.split_once(";q=").unwrap_or((entry, "1"));
            let (tag, quality) = (tag.trim(), thousandths(quality)?);
            (quality > 0 && !tag.is_empty() && tag != "*").then_some((quality, tag))
        })
        .collect();
    tags.sort_by_key(|(quality, _)| Reverse(*quality));
    tags.into_iter().map(|(_, tag)| tag).collect()
}

/// `0.8` is 800. At most three decimals are allowed, and needed.
fn thousandths(quality: &str) -> Option<u16> {
    let (whole, decimals) = quality
        .trim()
        .split_once('.')
        .unwrap_or((quality.trim(), ""));
    match whole {
        "1" => Some(1000),
        "0" => format!("{decimals:0<3}").get(..3)?.parse().ok(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn choice(asked: &str) -> Option<(&'static str, String)> {
        Choice::of(Some(asked), None).map(|choice| (choice.file, choice.tag))
    }

    #[test]
    fn what_nobody_speaks_is_left_to_the_fallback() {
        for asked in ["", "auto", "tlh", "-", "de-", &"x".repeat(400)] {
            let found = choice(asked);
            assert!(found.is_none() || asked == "de-", "{asked}: {found:?}");
        }
        assert_eq!(Choice::of(None, None), None);
    }

    #[test]
    fn a_regional_tag_falls_back_to_its_parent_and_keeps_its_region() {
        for (asked, file, tag) in [
            ("en", "en", "en"),
            ("EN-gb", "en", "en-GB"),
            ("de-AT", "de", "de-AT"),
            ("de_CH", "de", "de-CH"),
            ("de-Latn-AT-1996", "de", "de"),
            ("es-419", "es", "es"),
            ("pt", "pt-PT", "pt-PT"),
            ("pt-AO", "pt-PT", "pt-AO"),
            ("pt-BR", "pt-BR", "pt-BR"),
            ("zh-TW", "zh", "zh"),
            ("zh-Hans-CN", "zh", "zh"),
            ("ar-EG", "ar", "ar-EG"),
        ] {
            assert_eq!(choice(asked), Some((file, tag.to_owned())), "{asked}");
        }
    }

    #[test]
    fn a_header_is_read_by_its_weights() {
        let header = "fr;q=0.5, de-AT, *;q=0.1, it;q=0, nl;q=0.85,sv;q=nonsense";
        assert_eq!(accepted(Some(header)), ["de-AT", "nl", "fr"]);
        assert!(accepted(Some("*")).is_empty());
        assert!(accepted(None).is_empty());
    }

    #[test]
    fn whoever_asks_for_what_nobody_speaks_gets_the_next_that_they_read() {
        let header = Some("tlh, fr;q=0.5, ja;q=0.9");
        let found = Choice::of(Some("fi"), header).unwrap();
        assert_eq!(found.file, "ja");
        assert_eq!(Choice::of(Some("de"), header).unwrap().file, "de");
    }
}
