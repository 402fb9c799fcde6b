//! The currencies of payments: every active national currency of ISO 4217, and how the merchant API
//! counts each.

use crate::country::CountryCode;
use crate::text_on_the_wire::text_on_the_wire;

/// One row a currency: variant, code, ISO 4217 exponent, issuing country, name.
macro_rules! currencies {
    ($($variant:ident $code:literal $exponent:literal $home:expr, $name:literal;)+) => {
        /// A currency, by its ISO 4217 code. On the wire it is that code in lower case.
        #[derive(Debug, Copy, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Currency {
            $(#[doc = $name] $variant,)+
        }

        impl Currency {
            /// Every currency, in the order of the codes.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The code in lower case, as the merchant API writes it: `usd`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }

            /// The name in English, as ISO 4217 gives it. For logs and the command line; buyers see
            /// what their browser's `Intl` says.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }

            /// Digits behind the decimal point according to ISO 4217. Amounts on the API are
            /// counted by [`Currency::exponent`], which differs for a few.
            #[must_use]
            pub const fn iso_exponent(self) -> u8 {
                match self {
                    $(Self::$variant => $exponent,)+
                }
            }

            /// The country that issues the currency, where it is the currency of one country.
            /// `None` for the monetary unions: euro, CFA and CFP francs, East Caribbean dollar,
            /// Caribbean guilder.
            #[must_use]
            pub const fn home_country(self) -> Option<CountryCode> {
                match self {
                    $(Self::$variant => $home,)+
                }
            }
        }
    };
}

currencies! {
    Aed "aed" 2 Some(CountryCode::AE), "UAE dirham";
    Afn "afn" 2 Some(CountryCode::AF), "Afghani";
    All "all" 2 Some(CountryCode::AL), "Lek";
    Amd "amd" 2 Some(CountryCode::AM), "Armenian dram";
    Aoa "aoa" 2 Some(CountryCode::AO), "Kwanza";
    Ars "ars" 2 Some(CountryCode::AR), "Argentine peso";
    Aud "aud" 2 Some(CountryCode::AU), "Australian dollar";
    Awg "awg" 2 Some(CountryCode::AW), "Aruban florin";
    Azn "azn" 2 Some(CountryCode::AZ), "Azerbaijan manat";
    Bam "bam" 2 Some(CountryCode::BA), "Convertible mark";
    Bbd "bbd" 2 Some(CountryCode::BB), "Barbados dollar";
    Bdt "bdt" 2 Some(CountryCode::BD), "Taka";
    // Bulgaria pays in euros since January 2026; the lev stays for refunds of earlier payments.
    Bgn "bgn" 2 Some(CountryCode::BG), "Bulgarian lev";
    Bhd "bhd" 3 Some(CountryCode::BH), "Bahraini dinar";
    Bif "bif" 0 Some(CountryCode::BI), "Burundi franc";
    Bmd "bmd" 2 Some(CountryCode::BM), "Bermudian dollar";
    Bnd "bnd" 2 Some(CountryCode::BN), "Brunei dollar";
    Bob "bob" 2 Some(CountryCode::BO), "Boliviano";
    Brl "brl" 2 Some(CountryCode::BR), "Brazilian real";
    Bsd "bsd" 2 Some(CountryCode::BS), "Bahamian dollar";
    Btn "btn" 2 Some(CountryCode::BT), "Ngultrum";
    Bwp "bwp" 2 Some(CountryCode::BW), "Pula";
    Byn "byn" 2 Some(CountryCode::BY), "Belarusian ruble";
    Bzd "bzd" 2 Some(CountryCode::BZ), "Belize dollar";
    Cad "cad" 2 Some(CountryCode::CA), "Canadian dollar";
    Cdf "cdf" 2 Some(CountryCode::CD), "Congolese franc";
    Chf "chf" 2 Some(CountryCode::CH), "Swiss franc";
    Clp "clp" 0 Some(CountryCode::CL), "Chilean peso";
    Cny "cny" 2 Some(CountryCode::CN), "Yuan renminbi";
    Cop "cop" 2 Some(CountryCode::CO), "Colombian peso";
    Crc "crc" 2 Some(CountryCode::CR), "Costa Rican colon";
    Cup "cup" 2 Some(CountryCode::CU), "Cuban peso";
    Cve "cve" 2 Some(CountryCode::CV), "Cabo Verde escudo";
    Czk "czk" 2 Some(CountryCode::CZ), "Czech koruna";
    Djf "djf" 0 Some(CountryCode::DJ), "Djibouti franc";
    Dkk "dkk" 2 Some(CountryCode::DK), "Danish krone";
    Dop "dop" 2 Some(CountryCode::DO), "Dominican peso";
    Dzd "dzd" 2 Some(CountryCode::DZ), "Algerian dinar";
    Egp "egp" 2 Some(CountryCode::EG), "Egyptian pound";
    Ern "ern" 2 Some(CountryCode::ER), "Nakfa";
    Etb "etb" 2 Some(CountryCode::ET), "Ethiopian birr";
    Eur "eur" 2 None, "Euro";
    Fjd "fjd" 2 Some(CountryCode::FJ), "Fiji dollar";
    Fkp "fkp" 2 Some(CountryCode::FK), "Falkland Islands pound";
    Gbp "gbp" 2 Some(CountryCode::GB), "Pound sterling";
    Gel "gel" 2 Some(CountryCode::GE), "Lari";
    Ghs "ghs" 2 Some(CountryCode::GH), "Ghana cedi";
    Gip "gip" 2 Some(CountryCode::GI), "Gibraltar pound";
    Gmd "gmd" 2 Some(CountryCode::GM), "Dalasi";
    Gnf "gnf" 0 Some(CountryCode::GN), "Guinean franc";
    Gtq "gtq" 2 Some(CountryCode::GT), "Quetzal";
    Gyd "gyd" 2 Some(CountryCode::GY), "Guyana dollar";
    Hkd "hkd" 2 Some(CountryCode::HK), "Hong Kong dollar";
    Hnl "hnl" 2 Some(CountryCode::HN), "Lempira";
    Htg "htg" 2 Some(CountryCode::HT), "Gourde";
    Huf "huf" 2 Some(CountryCode::HU), "Forint";
    Idr "idr" 2 Some(CountryCode::ID), "Rupiah";
    Ils "ils" 2 Some(CountryCode::IL), "New Israeli sheqel";
    Inr "inr" 2 Some(CountryCode::IN), "Indian rupee";
    Iqd "iqd" 3 Some(CountryCode::IQ), "Iraqi dinar";
    Irr "irr" 2 Some(CountryCode::IR), "Iranian rial";
    Isk "isk" 0 Some(CountryCode::IS), "Iceland krona";
    Jmd "jmd" 2 Some(CountryCode::JM), "Jamaican dollar";
    Jod "jod" 3 Some(CountryCode::JO), "Jordanian dinar";
    Jpy "jpy" 0 Some(CountryCode::JP), "Yen";
    Kes "kes" 2 Some(CountryCode::KE), "Kenyan shilling";
    Kgs "kgs" 2 Some(CountryCode::KG), "Som";
    Khr "khr" 2 Some(CountryCode::KH), "Riel";
    Kmf "kmf" 0 Some(CountryCode::KM), "Comorian franc";
    Kpw "kpw" 2 Some(CountryCode::KP), "North Korean won";
    Krw "krw" 0 Some(CountryCode::KR), "Won";
    Kwd "kwd" 3 Some(CountryCode::KW), "Kuwaiti dinar";
    Kyd "kyd" 2 Some(CountryCode::KY), "Cayman Islands dollar";
    Kzt "kzt" 2 Some(CountryCode::KZ), "Tenge";
    Lak "lak" 2 Some(CountryCode::LA), "Lao kip";
    Lbp "lbp" 2 Some(CountryCode::LB), "Lebanese pound";
    Lkr "lkr" 2 Some(CountryCode::LK), "Sri Lanka rupee";
    Lrd "lrd" 2 Some(CountryCode::LR), "Liberian dollar";
    Lsl "lsl" 2 Some(CountryCode::LS), "Loti";
    Lyd "lyd" 3 Some(CountryCode::LY), "Libyan dinar";
    Mad "mad" 2 Some(CountryCode::MA), "Moroccan dirham";
    Mdl "mdl" 2 Some(CountryCode::MD), "Moldovan leu";
    Mga "mga" 2 Some(CountryCode::MG), "Malagasy ariary";
    Mkd "mkd" 2 Some(CountryCode::MK), "Denar";
    Mmk "mmk" 2 Some(CountryCode::MM), "Kyat";
    Mnt "mnt" 2 Some(CountryCode::MN), "Tugrik";
    Mop "mop" 2 Some(CountryCode::MO), "Pataca";
    Mru "mru" 2 Some(CountryCode::MR), "Ouguiya";
    Mur "mur" 2 Some(CountryCode::MU), "Mauritius rupee";
    Mvr "mvr" 2 Some(CountryCode::MV), "Rufiyaa";
    Mwk "mwk" 2 Some(CountryCode::MW), "Malawi kwacha";
    Mxn "mxn" 2 Some(CountryCode::MX), "Mexican peso";
    Myr "myr" 2 Some(CountryCode::MY), "Malaysian ringgit";
    Mzn "mzn" 2 Some(CountryCode::MZ), "Mozambique metical";
    Nad "nad" 2 Some(CountryCode::NA), "Namibia dollar";
    Ngn "ngn" 2 Some(CountryCode::NG), "Naira";
    Nio "nio" 2 Some(CountryCode::NI), "Cordoba oro";
    Nok "nok" 2 Some(CountryCode::NO), "Norwegian krone";
    Npr "npr" 2 Some(CountryCode::NP), "Nepalese rupee";
    Nzd "nzd" 2 Some(CountryCode::NZ), "New Zealand dollar";
    Omr "omr" 3 Some(CountryCode::OM), "Rial omani";
    Pab "pab" 2 Some(CountryCode::PA), "Balboa";
    Pen "pen" 2 Some(CountryCode::PE), "Sol";
    Pgk "pgk" 2 Some(CountryCode::PG), "Kina";
    Php "php" 2 Some(CountryCode::PH), "Philippine peso";
    Pkr "pkr" 2 Some(CountryCode::PK), "Pakistan rupee";
    Pln "pln" 2 Some(CountryCode::PL), "Zloty";
    Pyg "pyg" 0 Some(CountryCode::PY), "Guarani";
    Qar "qar" 2 Some(CountryCode::QA), "Qatari rial";
    Ron "ron" 2 Some(CountryCode::RO), "Romanian leu";
    Rsd "rsd" 2 Some(CountryCode::RS), "Serbian dinar";
    Rub "rub" 2 Some(CountryCode::RU), "Russian ruble";
    Rwf "rwf" 0 Some(CountryCode::RW), "Rwanda franc";
    Sar "sar" 2 Some(CountryCode::SA), "Saudi riyal";
    Sbd "sbd" 2 Some(CountryCode::SB), "Solomon Islands dollar";
    Scr "scr" 2 Some(CountryCode::SC), "Seychelles rupee";
    Sdg "sdg" 2 Some(CountryCode::SD), "Sudanese pound";
    Sek "sek" 2 Some(CountryCode::SE), "Swedish krona";
    Sgd "sgd" 2 Some(CountryCode::SG), "Singapore dollar";
    Shp "shp" 2 Some(CountryCode::SH), "Saint Helena pound";
    Sle "sle" 2 Some(CountryCode::SL), "Leone";
    Sos "sos" 2 Some(CountryCode::SO), "Somali shilling";
    Srd "srd" 2 Some(CountryCode::SR), "Surinam dollar";
    Ssp "ssp" 2 Some(CountryCode::SS), "South Sudanese pound";
    Stn "stn" 2 Some(CountryCode::ST), "Dobra";
    Svc "svc" 2 Some(CountryCode::SV), "El Salvador colon";
    Syp "syp" 2 Some(CountryCode::SY), "Syrian pound";
    Szl "szl" 2 Some(CountryCode::SZ), "Lilangeni";
    Thb "thb" 2 Some(CountryCode::TH), "Baht";
    Tjs "tjs" 2 Some(CountryCode::TJ), "Somoni";
    Tmt "tmt" 2 Some(CountryCode::TM), "Turkmenistan new manat";
    Tnd "tnd" 3 Some(CountryCode::TN), "Tunisian dinar";
    Top "top" 2 Some(CountryCode::TO), "Paanga";
    Try "try" 2 Some(CountryCode::TR), "Turkish lira";
    Ttd "ttd" 2 Some(CountryCode::TT), "Trinidad and Tobago dollar";
    Twd "twd" 2 Some(CountryCode::TW), "New Taiwan dollar";
    Tzs "tzs" 2 Some(CountryCode::TZ), "Tanzanian shilling";
    Uah "uah" 2 Some(CountryCode::UA), "Hryvnia";
    Ugx "ugx" 0 Some(CountryCode::UG), "Uganda shilling";
    Usd "usd" 2 Some(CountryCode::US), "US dollar";
    Uyu "uyu" 2 Some(CountryCode::UY), "Peso uruguayo";
    Uzs "uzs" 2 Some(CountryCode::UZ), "Uzbekistan sum";
    Ved "ved" 2 Some(CountryCode::VE), "Digital bolivar";
    Ves "ves" 2 Some(CountryCode::VE), "Sovereign bolivar";
    Vnd "vnd" 0 Some(CountryCode::VN), "Dong";
    Vuv "vuv" 0 Some(CountryCode::VU), "Vatu";
    Wst "wst" 2 Some(CountryCode::WS), "Tala";
    Xaf "xaf" 0 None, "CFA franc BEAC";
    Xcd "xcd" 2 None, "East Caribbean dollar";
    Xcg "xcg" 2 None, "Caribbean guilder";
    Xof "xof" 0 None, "CFA franc BCEAO";
    Xpf "xpf" 0 None, "CFP franc";
    Yer "yer" 2 Some(CountryCode::YE), "Yemeni rial";
    Zar "zar" 2 Some(CountryCode::ZA), "Rand";
    Zmw "zmw" 2 Some(CountryCode::ZM), "Zambian kwacha";
    Zwg "zwg" 2 Some(CountryCode::ZW), "Zimbabwe gold";
}

text_on_the_wire!(Currency, Currency::code, Currency::from_code);

impl Currency {
    /// Reads a code in either case; anything but an active currency is `None`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|currency| currency.code().eq_ignore_ascii_case(code))
    }

    /// What a merchant of this country sells in at home: its own currency, the euro where it has
    /// none.
    #[must_use]
    pub fn of_country(country: CountryCode) -> Self {
        let own = |currency: &Self| {
            // Bulgaria's lev was withdrawn, see above.
            currency.home_country() == Some(country) && *currency != Self::Bgn
        };
        Self::ALL.iter().copied().find(own).unwrap_or(Self::Eur)
    }

    /// Digits behind the decimal point as the merchant API counts minor units.
    ///
    /// It follows ISO 4217 with the exceptions that Stripe documents: the ariary has no decimals
    /// there, and the Icelandic króna and Ugandan shilling keep two for compatibility, although
    /// they are no longer spent in fractions (see [`Currency::amount_step`]).
    #[must_use]
    pub const fn exponent(self) -> u8 {
        match self {
            Self::Isk | Self::Ugx => 2,
            Self::Mga => 0,
            other => other.iso_exponent(),
        }
    }

    /// Amounts are multiples of this many minor units: 10 for the three-decimal currencies, whose
    /// last digit card networks drop, 100 for the two that are counted in hundredths but have
    /// none, else 1.
    #[must_use]
    pub const fn amount_step(self) -> i64 {
        match self {
            Self::Isk | Self::Ugx => 100,
            other if other.exponent() == 3 => 10,
            _ => 1,
        }
    }

    /// The least that can be charged, in minor units, as Stripe documents it for accounts that
    /// settle in the same currency; one step where it documents none. A method may have its own
    /// minimum, which then counts instead.
    #[must_use]
    pub const fn minimum_charge(self) -> i64 {
        match self {
            Self::Aud | Self::Brl | Self::Cad | Self::Chf | Self::Eur => 50,
            Self::Inr | Self::Jpy | Self::Nzd | Self::Sgd | Self::Usd => 50,
            Self::Gbp => 30,
            Self::Bgn => 100,
            Self::Aed | Self::Myr | Self::Pln | Self::Ron => 200,
            Self::Dkk => 250,
            Self::Nok | Self::Sek => 300,
            Self::Hkd => 400,
            Self::Mxn | Self::Thb => 1_000,
            Self::Czk => 1_500,
            Self::Huf => 17_500,
            other => other.amount_step(),
        }
    }

    /// The most that can be charged, in minor units: twelve digits for the rupiah, eight for all
    /// others, as Stripe documents it.
    #[must_use]
    pub const fn amount_max(self) -> i64 {
        match self {
            Self::Idr => 999_999_999_999,
            _ => 99_999_999,
        }
    }
}

impl std::fmt::Display for Currency {
    /// The code in upper case, as people read it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.code().to_ascii_uppercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_code_reads_back_in_either_case_and_as_json() {
        for &currency in Currency::ALL {
            let code = currency.code();
            assert_eq!(Currency::from_code(code), Some(currency));
            assert_eq!(Currency::from_code(&code.to_uppercase()), Some(currency));
            let json = serde_json::to_string(&currency).unwrap();
            assert_eq!(json, format!("\"{code}\""));
            assert_eq!(serde_json::from_str::<Currency>(&json).unwrap(), currency);
        }
    }

    #[test]
    fn the_codes_are_in_order_so_none_is_there_twice() {
        assert!(
            Currency::ALL
                .windows(2)
                .all(|pair| pair[0].code() < pair[1].code())
        );
    }

    #[test]
    fn withdrawn_and_unknown_codes_are_refused() {
        for code in ["", "eu", "euro", "dem", "hrk", "ang", "xau", "xxx", "ÜSD"] {
            assert_eq!(Currency::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn the_api_counts_zero_decimal_currencies_as_stripe_lists_them() {
        let listed = "bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf";
        let zero_decimal: Vec<_> = Currency::ALL
            .iter()
            .filter(|currency| currency.exponent() == 0)
            .map(|currency| currency.code())
            .collect();
        // The Ugandan shilling is on that list too, but its amounts are passed in hundredths.
        assert_eq!(zero_decimal.join(" "), listed);
    }

    #[test]
    fn limits_are_payable_amounts() {
        for &currency in Currency::ALL {
            let (step, least) = (currency.amount_step(), currency.minimum_charge());
            assert!(least >= step && least % step == 0, "{currency}");
            assert!(least < currency.amount_max(), "{currency}");
        }
    }

    #[test]
    fn three_decimal_and_fractionless_currencies_move_in_steps() {
        for code in ["bhd", "jod", "kwd", "omr", "tnd"] {
            let currency = Currency::from_code(code).unwrap();
            assert_eq!((currency.exponent(), currency.amount_step()), (3, 10));
        }
        for currency in [Currency::Isk, Currency::Ugx] {
            assert_eq!(currency.iso_exponent(), 0);
            assert_eq!((currency.exponent(), currency.amount_step()), (2, 100));
        }
    }

    proptest! {
        #[test]
        fn reading_any_text_never_panics(text in ".{0,8}") {
            let read = Currency::from_code(&text);
            prop_assert!(read.is_none_or(|c| c.code() == text.to_ascii_lowercase()));
        }
    }
}
