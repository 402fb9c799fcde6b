//! Countries by ISO 3166-1 alpha-2, the sets of them that payment methods speak of, and which of
//! them a locale suggests.

use crate::element::session::PostalCode;
use crate::text_on_the_wire::text_on_the_wire;

macro_rules! countries {
    ($($code:ident)+) => {
        /// A country or territory of ISO 3166-1, by its two upper-case letters, which are also the
        /// form on the wire. One byte in memory.
        #[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[allow(missing_docs, reason = "the code is the name")]
        pub enum CountryCode {
            $($code,)+
        }

        impl CountryCode {
            /// Every country, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$code),+];

            /// The two upper-case letters.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$code => stringify!($code),)+
                }
            }
        }
    };
}

countries! {
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR
    BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ
    EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW
    GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY
    KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV
    MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY
    QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG
    TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM
    ZW
}

text_on_the_wire!(CountryCode, CountryCode::as_str, CountryCode::parse);

use CountryCode::*;

/// The European Economic Area.
pub const EEA: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK,
];

/// The euro's members, Bulgaria being the latest.
pub const EUROZONE: &[CountryCode] = &[
    AT, BE, BG, CY, DE, EE, ES, FI, FR, GR, HR, IE, IT, LT, LU, LV, MT, NL, PT, SI, SK,
];

/// The Single Euro Payments Area: the EEA, the countries that joined its schemes, and the
/// territories with codes of their own that take part through France, Finland or the British
/// Crown.
pub const SEPA: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    AD, AL, CH, GB, GI, MC, MD, ME, MK, RS, SM, VA, // further members
    AX, BL, GF, GG, GP, IM, JE, MF, MQ, PM, RE, YT, // territories
];

impl CountryCode {
    /// Reads two letters in either case; anything but an assigned code is `None`.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|country| country.as_str().eq_ignore_ascii_case(code))
    }

    /// The postal code that a card form asks for there. Only where card issuers check it: asking
    /// elsewhere costs the buyer time and proves nothing.
    #[must_use]
    pub const fn postal_code(self) -> PostalCode {
        match self {
            US | PR => PostalCode::Zip,
            GB => PostalCode::Postcode,
            CA => PostalCode::Postal,
            _ => PostalCode::NotAsked,
        }
    }

    /// The country that a BCP 47 tag names (`pt-BR`), else the one where most readers of its
    /// language are taken to be (`de` → DE). `None` for a language of many countries with no
    /// likely one (`es-419`), or an unknown one.
    #[must_use]
    pub fn from_locale(locale: &str) -> Option<Self> {
        let mut subtags = locale.split(['-', '_']);
        let language = subtags.next()?.to_ascii_lowercase();
        let mut script = None;
        for subtag in subtags {
            match subtag.len() {
                2 => return Self::parse(subtag),
                // A region by number spans countries, so the language must not narrow it.
                3 if subtag.bytes().all(|byte| byte.is_ascii_digit()) => return None,
                4 => script = Some(subtag.to_ascii_lowercase()),
                // An extension or private use: nothing behind it names a region.
                1 => break,
                _ => {}
            }
        }
        likely_country(&language, script.as_deref())
    }
}

impl std::fmt::Display for CountryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Follows the likely subtags of Unicode's CLDR, except that `pt` is European Portuguese, as it is
/// among the locales of Stripe's elements, where Brazil's is `pt-BR`.
fn likely_country(language: &str, script: Option<&str>) -> Option<CountryCode> {
    Some(match language {
        "ar" => EG,
        "bg" => BG,
        "bn" => BD,
        "ca" | "es" | "eu" | "gl" => ES,
        "cs" => CZ,
        "da" => DK,
        "de" => DE,
        "el" => GR,
        "en" => US,
        "et" => EE,
        "fa" => IR,
        "fi" => FI,
        "fil" | "tl" => PH,
        "fr" => FR,
        "ga" => IE,
        "he" | "iw" => IL,
        "hi" => IN,
        "hr" => HR,
        "hu" => HU,
        "id" | "in" => ID,
        "is" => IS,
        "it" => IT,
        "ja" => JP,
        "ko" => KR,
        "lt" => LT,
        "lv" => LV,
        "ms" => MY,
        "mt" => MT,
        "nb" | "nn" | "no" => NO,
        "nl" => NL,
        "pl" => PL,
        "pt" => PT,
        "ro" => RO,
        "ru" => RU,
        "sk" => SK,
        "sl" => SI,
        "sq" => AL,
        "sr" => RS,
        "sv" => SE,
        "th" => TH,
        "tr" => TR,
        "uk" => UA,
        "vi" => VN,
        "zh" if script == Some("hant") => TW,
        "zh" => CN,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_code_reads_back_in_either_case_and_as_json() {
        for &country in CountryCode::ALL {
            let code = country.as_str();
            assert_eq!(CountryCode::parse(code), Some(country));
            assert_eq!(CountryCode::parse(&code.to_lowercase()), Some(country));
            let json = serde_json::to_string(&country).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<CountryCode>(&json).unwrap(), country);
        }
    }

    #[test]
    fn all_of_iso_3166_is_there_once_and_in_order() {
        assert_eq!(CountryCode::ALL.len(), 249);
        assert!(
            CountryCode::ALL
                .windows(2)
                .all(|pair| pair[0].as_str() < pair[1].as_str())
        );
    }

    #[test]
    fn unassigned_and_malformed_codes_are_refused() {
        for code in ["", "U", "USA", "UK", "EU", "XK", "ZZ", "ÉS", "U1"] {
            assert_eq!(CountryCode::parse(code), None, "{code}");
        }
    }

    #[test]
    fn the_sets_hold_no_country_twice_and_nest() {
        for set in [EEA, EUROZONE, SEPA] {
            let mut seen = std::collections::HashSet::new();
            assert!(set.iter().all(|country| seen.insert(country)), "{set:?}");
        }
        assert!(EUROZONE.iter().all(|country| EEA.contains(country)));
        assert!(EEA.iter().all(|country| SEPA.contains(country)));
    }

    #[test]
    fn a_locale_names_its_country_or_suggests_one() {
        let cases = [
            ("de-AT", Some(AT)),
            ("pt-BR", Some(BR)),
            ("pt", Some(PT)),
            ("de", Some(DE)),
            ("sv", Some(SE)),
            ("ja", Some(JP)),
            ("nl", Some(NL)),
            ("pl", Some(PL)),
            ("en", Some(US)),
            ("en_GB", Some(GB)),
            ("zh-Hant-HK", Some(HK)),
            ("zh-Hant", Some(TW)),
            ("zh", Some(CN)),
            ("ca-ES-valencia", Some(ES)),
            ("de-u-co-phonebk", Some(DE)),
            ("es-419", None),
            ("eo", None),
            ("auto", None),
            ("", None),
            ("xx-YY", None),
        ];
        for (locale, country) in cases {
            assert_eq!(CountryCode::from_locale(locale), country, "{locale}");
        }
    }

    #[test]
    fn cards_are_asked_for_a_postal_code_only_where_issuers_check_it() {
        assert_eq!(US.postal_code(), PostalCode::Zip);
        assert_eq!(GB.postal_code(), PostalCode::Postcode);
        assert_eq!(CA.postal_code(), PostalCode::Postal);
        assert_eq!(DE.postal_code(), PostalCode::NotAsked);
    }

    proptest! {
        #[test]
        fn reading_any_locale_never_panics(text in ".{0,24}") {
            let _ = CountryCode::from_locale(&text);
        }
    }
}
