//! What the store sells, to whom, and in which currencies: three tables and the arithmetic between
//! them. Prices are whole numbers of minor units everywhere.

/// Something on the shelf.
#[derive(Debug, PartialEq, Eq)]
pub struct Product {
    pub id: &'static str,
    pub name: &'static str,
    /// A few words under the name.
    pub summary: &'static str,
    /// The drawing in `static/demo/art/` and the tint behind it.
    pub art: &'static str,
    pub tint: &'static str,
    /// The list price: US cents, before it is turned into a price of another currency.
    pub list_price_usd_cents: i64,
}

pub const PRODUCTS: [Product; 6] = [
    Product {
        id: "cup",
        name: "Morning cup",
        summary: "Stoneware, 240 ml, with a thumb rest",
        art: "cup",
        tint: "clay",
        list_price_usd_cents: 28_00,
    },
    Product {
        id: "beans",
        name: "Dawn roast",
        summary: "Whole beans, 250 g, cocoa and plum",
        art: "beans",
        tint: "sun",
        list_price_usd_cents: 16_00,
    },
    Product {
        id: "bowl",
        name: "Breakfast bowl",
        summary: "Reactive sage glaze, 16 cm",
        art: "bowl",
        tint: "sage",
        list_price_usd_cents: 34_00,
    },
    Product {
        id: "dripper",
        name: "Pour-over set",
        summary: "Dripper and carafe, for two",
        art: "dripper",
        tint: "sky",
        list_price_usd_cents: 64_00,
    },
    Product {
        id: "vase",
        name: "Stem vase",
        summary: "Raw outside, glazed within, 24 cm",
        art: "vase",
        tint: "sage",
        list_price_usd_cents: 48_00,
    },
    Product {
        id: "teapot",
        name: "Low teapot",
        summary: "Thrown in one piece, 700 ml",
        art: "teapot",
        tint: "clay",
        list_price_usd_cents: 92_00,
    },
];

/// A currency with the store's own rate: a shop sets its prices, it does not follow the market.
#[derive(Debug, PartialEq, Eq)]
pub struct Currency {
    /// As the API spells it: lower case.
    pub code: &'static str,
    /// What stands before the digits in English, as the browser's `Intl` writes it too.
    pub prefix: &'static str,
    /// Decimal places: 2 for cents, 0 for yen, 3 for fils.
    pub exponent: u32,
    /// Thousandths of the major unit that the store asks for one US dollar.
    pub per_usd_thousandths: i64,
    /// Prices are rounded up to a multiple of this many minor units.
    pub price_step_minor: i64,
}

#[rustfmt::skip]
pub const CURRENCIES: [Currency; 21] = [
    Currency { code: "usd", prefix: "$", exponent: 2, per_usd_thousandths: 1_000, price_step_minor: 1_00 },
    Currency { code: "eur", prefix: "€", exponent: 2, per_usd_thousandths: 920, price_step_minor: 50 },
    Currency { code: "gbp", prefix: "£", exponent: 2, per_usd_thousandths: 790, price_step_minor: 50 },
    Currency { code: "sek", prefix: "SEK\u{a0}", exponent: 2, per_usd_thousandths: 10_400, price_step_minor: 5_00 },
    Currency { code: "chf", prefix: "CHF\u{a0}", exponent: 2, per_usd_thousandths: 880, price_step_minor: 50 },
    Currency { code: "mxn", prefix: "MX$", exponent: 2, per_usd_thousandths: 18_500, price_step_minor: 10_00 },
    Currency { code: "cad", prefix: "CA$", exponent: 2, per_usd_thousandths: 1_370, price_step_minor: 1_00 },
    Currency { code: "aud", prefix: "A$", exponent: 2, per_usd_thousandths: 1_520, price_step_minor: 1_00 },
    Currency { code: "nzd", prefix: "NZ$", exponent: 2, per_usd_thousandths: 1_650, price_step_minor: 1_00 },
    Currency { code: "jpy", prefix: "¥", exponent: 0, per_usd_thousandths: 150_000, price_step_minor: 100 },
    Currency { code: "cny", prefix: "CN¥", exponent: 2, per_usd_thousandths: 7_200, price_step_minor: 1_00 },
    Currency { code: "kwd", prefix: "KWD\u{a0}", exponent: 3, per_usd_thousandths: 307, price_step_minor: 250 },
    Currency { code: "pln", prefix: "PLN\u{a0}", exponent: 2, per_usd_thousandths: 3_700, price_step_minor: 1_00 },
    Currency { code: "dkk", prefix: "DKK\u{a0}", exponent: 2, per_usd_thousandths: 6_800, price_step_minor: 5_00 },
    Currency { code: "nok", prefix: "NOK\u{a0}", exponent: 2, per_usd_thousandths: 10_600, price_step_minor: 5_00 },
    Currency { code: "brl", prefix: "R$", exponent: 2, per_usd_thousandths: 5_400, price_step_minor: 1_00 },
    Currency { code: "sgd", prefix: "SGD\u{a0}", exponent: 2, per_usd_thousandths: 1_330, price_step_minor: 1_00 },
    Currency { code: "myr", prefix: "MYR\u{a0}", exponent: 2, per_usd_thousandths: 4_300, price_step_minor: 1_00 },
    Currency { code: "thb", prefix: "THB\u{a0}", exponent: 2, per_usd_thousandths: 33_500, price_step_minor: 5_00 },
    Currency { code: "inr", prefix: "₹", exponent: 2, per_usd_thousandths: 86_000, price_step_minor: 10_00 },
    Currency { code: "krw", prefix: "₩", exponent: 0, per_usd_thousandths: 1_390_000, price_step_minor: 500 },
];

/// Where a buyer may be, and the currency that the shelf shows there.
#[derive(Debug, PartialEq, Eq)]
pub struct Country {
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    pub name: &'static str,
    pub region: Region,
    pub currency: &'static str,
    /// Shown as a one-press choice at the checkout: together they bring up every kind of method.
    pub preset: bool,
}

/// Countries that one company sells to as if they were one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    Asia,
    Europe,
    Gulf,
    LatinAmerica,
    NorthAmerica,
    Oceania,
}

#[rustfmt::skip]
pub const COUNTRIES: [Country; 30] = [
    Country { code: "US", name: "United States", region: Region::NorthAmerica, currency: "usd", preset: true },
    Country { code: "AU", name: "Australia", region: Region::Oceania, currency: "aud", preset: true },
    Country { code: "AT", name: "Austria", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "BE", name: "Belgium", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "BR", name: "Brazil", region: Region::LatinAmerica, currency: "brl", preset: true },
    Country { code: "CA", name: "Canada", region: Region::NorthAmerica, currency: "cad", preset: false },
    Country { code: "CN", name: "China", region: Region::Asia, currency: "cny", preset: true },
    Country { code: "DK", name: "Denmark", region: Region::Europe, currency: "dkk", preset: false },
    Country { code: "FI", name: "Finland", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "FR", name: "France", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "DE", name: "Germany", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "IN", name: "India", region: Region::Asia, currency: "inr", preset: false },
    Country { code: "IE", name: "Ireland", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "IT", name: "Italy", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "JP", name: "Japan", region: Region::Asia, currency: "jpy", preset: true },
    Country { code: "KW", name: "Kuwait", region: Region::Gulf, currency: "kwd", preset: false },
    Country { code: "MY", name: "Malaysia", region: Region::Asia, currency: "myr", preset: false },
    Country { code: "MX", name: "Mexico", region: Region::LatinAmerica, currency: "mxn", preset: true },
    Country { code: "NL", name: "Netherlands", region: Region::Europe, currency: "eur", preset: true },
    Country { code: "NZ", name: "New Zealand", region: Region::Oceania, currency: "nzd", preset: false },
    Country { code: "NO", name: "Norway", region: Region::Europe, currency: "nok", preset: false },
    Country { code: "PL", name: "Poland", region: Region::Europe, currency: "pln", preset: true },
    Country { code: "PT", name: "Portugal", region: Region::Europe, currency: "eur", preset: true },
    Country { code: "SG", name: "Singapore", region: Region::Asia, currency: "sgd", preset: true },
    Country { code: "KR", name: "South Korea", region: Region::Asia, currency: "krw", preset: false },
    Country { code: "ES", name: "Spain", region: Region::Europe, currency: "eur", preset: false },
    Country { code: "SE", name: "Sweden", region: Region::Europe, currency: "sek", preset: true },
    Country { code: "CH", name: "Switzerland", region: Region::Europe, currency: "chf", preset: false },
    Country { code: "TH", name: "Thailand", region: Region::Asia, currency: "thb", preset: false },
    Country { code: "GB", name: "United Kingdom", region: Region::Europe, currency: "gbp", preset: true },
];

pub fn product(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

pub fn currency(code: &str) -> Option<&'static Currency> {
    CURRENCIES
        .iter()
        .find(|currency| currency.code.eq_ignore_ascii_case(code))
}

pub fn country(code: &str) -> Option<&'static Country> {
    COUNTRIES
        .iter()
        .find(|country| country.code.eq_ignore_ascii_case(code))
}

impl Product {
    /// The price of one piece, in minor units of `currency`, rounded up to that currency's step.
    pub fn price_minor(&self, currency: &Currency) -> i64 {
        let scale = 10_i64.pow(currency.exponent);
        // US cents × thousandths × minor units, so divided by 100 × 1000.
        let exact = self.list_price_usd_cents * currency.per_usd_thousandths * scale;
        let step = currency.price_step_minor * 100 * 1_000;
        (exact + step - 1) / step * currency.price_step_minor
    }
}

impl Currency {
    /// The amount as the browser's `Intl` writes it in English: `$1,234.00`, `¥4,200`, `KWD 8.750`.
    pub fn format(&self, minor: i64) -> String {
        let scale = 10_i64.pow(self.exponent);
        let whole = grouped(minor / scale);
        match self.exponent {
            0 => format!("{}{whole}", self.prefix),
            places => {
                let fraction = minor % scale;
                format!(
                    "{}{whole}.{fraction:0width$}",
                    self.prefix,
                    width = places as usize
                )
            }
        }
    }
}

/// `1234567` → `1,234,567`.
fn grouped(whole: i64) -> String {
    let digits = whole.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn price_of(product_id: &str, currency_code: &str) -> (i64, String) {
        let currency = currency(currency_code).expect("a currency of the table");
        let minor = product(product_id)
            .expect("a product of the table")
            .price_minor(currency);
        (minor, currency.format(minor))
    }

    #[test]
    fn prices_are_minor_units_of_their_currency() {
        assert_eq!(price_of("cup", "usd"), (28_00, "$28.00".to_owned()));
        assert_eq!(
            price_of("cup", "eur"),
            (26_00, "€26.00".to_owned()),
            "25.76 up to a half"
        );
        assert_eq!(
            price_of("cup", "sek"),
            (29_500, "SEK\u{a0}295.00".to_owned())
        );
        assert_eq!(
            price_of("teapot", "mxn"),
            (171_000, "MX$1,710.00".to_owned())
        );
    }

    #[test]
    fn the_yen_has_no_minor_unit_and_the_dinar_has_three_places() {
        assert_eq!(price_of("cup", "jpy"), (4_200, "¥4,200".to_owned()));
        assert_eq!(price_of("cup", "kwd"), (8_750, "KWD\u{a0}8.750".to_owned()));
    }

    #[test]
    fn every_price_is_a_positive_multiple_of_its_step() {
        for product in &PRODUCTS {
            for currency in &CURRENCIES {
                let minor = product.price_minor(currency);
                assert!(
                    minor > 0 && minor % currency.price_step_minor == 0,
                    "{minor}"
                );
            }
        }
    }

    #[test]
    fn three_decimal_amounts_end_in_zero_as_card_networks_ask() {
        for currency in CURRENCIES.iter().filter(|currency| currency.exponent == 3) {
            assert_eq!(currency.price_step_minor % 10, 0);
        }
    }

    #[test]
    fn every_country_shows_a_currency_that_exists() {
        for country in &COUNTRIES {
            assert!(currency(country.currency).is_some(), "{}", country.code);
        }
    }

    #[test]
    fn digits_are_grouped_in_threes() {
        let yen = currency("jpy").expect("a currency of the table");
        assert_eq!(yen.format(0), "¥0");
        assert_eq!(yen.format(999), "¥999");
        assert_eq!(yen.format(1_000), "¥1,000");
        assert_eq!(yen.format(1_234_567), "¥1,234,567");
    }
}
