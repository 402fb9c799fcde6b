//! `kassa methods`: what a checkout offers a buyer, and why it offers no more.

mod table;
pub mod usual;

use std::fmt::Write;

use anyhow::{Context, bail};
use clap::Args;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::MethodType;
use shared::methods::eligibility::{Account, Buyer, Checkout, Device, Offers, offers};
use shared::money::Money;
use shared::payment::options::{CaptureMethod, SetupFutureUsage};
use shared::payment::terms::Purpose;

pub use table::table;

/// A checkout to try. What is not said is as an ordinary payment has it.
#[derive(Args)]
pub struct Options {
    /// Amount in minor units, such as 4999 for 49.99 EUR
    #[arg(long, default_value_t = 4999)]
    amount: i64,
    /// Currency of the amount, three letters
    #[arg(long, default_value = "eur", value_parser = currency)]
    currency: Currency,
    /// Where the buyer lives, two letters; nobody knows when left out
    #[arg(long, value_parser = country)]
    country: Option<CountryCode>,
    /// Where the merchant is established; the buyer's country when left out
    #[arg(long, value_parser = country)]
    merchant_country: Option<CountryCode>,
    /// Hold the amount first and capture it later
    #[arg(long)]
    manual_capture: bool,
    /// Keep the method for later payments: on_session or off_session
    #[arg(long, value_parser = future_usage)]
    future_usage: Option<SetupFutureUsage>,
    /// Only set the method up for later, without a payment
    #[arg(long)]
    setup: bool,
    /// The payment is that of no customer of the merchant's
    #[arg(long)]
    guest: bool,
    /// The merchant's own payment_method_order, such as ideal,card
    #[arg(long, value_delimiter = ',', value_parser = method)]
    order: Vec<MethodType>,
    /// The buyer's device has Apple Pay
    #[arg(long)]
    apple_pay: bool,
    /// The buyer's device has Google Pay
    #[arg(long)]
    google_pay: bool,
    /// Print the README's table of all methods instead
    #[arg(long)]
    markdown: bool,
}

/// Prints both lists. Errors: the amount is beyond what money can be.
pub fn run(options: &Options) -> anyhow::Result<()> {
    if options.markdown {
        print!("{}", table());
        return Ok(());
    }
    print!("{}", report(options)?);
    Ok(())
}

fn report(options: &Options) -> anyhow::Result<String> {
    let Ok(amount) = Money::new(options.amount, options.currency) else {
        bail!("{} is more than can be paid", options.amount);
    };
    let merchant = options
        .merchant_country
        .or(options.country)
        .context("name the buyer's --country or the --merchant-country")?;
    let offers = offered(options, amount, merchant);
    let buyer = match options.country {
        Some(country) => format!("a buyer in {country}"),
        None => "a buyer of whom nothing is known".to_owned(),
    };
    let mut text = format!("  {amount} from {buyer} to a merchant in {merchant}\n");
    let wallets: Vec<_> = offers.card_wallets.iter().map(|w| w.as_str()).collect();
    writeln!(text, "\n  offered, the most relevant first")?;
    for method in &offers.offered {
        let also = match method {
            MethodType::Card if !wallets.is_empty() => format!(" (also {})", wallets.join(", ")),
            _ => String::new(),
        };
        let name = method.row().display_name;
        writeln!(text, "    {:<18} {name}{also}", method.as_str())?;
    }
    writeln!(text, "\n  left out")?;
    for (method, why) in &offers.refused {
        writeln!(text, "    {:<18} {why}", method.as_str())?;
    }
    Ok(text)
}

fn offered(options: &Options, amount: Money, merchant: CountryCode) -> Offers {
    let checkout = Checkout {
        purpose: match options.setup {
            true => Purpose::Setup,
            false => Purpose::Payment,
        },
        amount,
        capture: match options.manual_capture {
            true => CaptureMethod::Manual,
            false => CaptureMethod::AutomaticAsync,
        },
        future_usage: options.future_usage,
        allowed: None,
        has_customer: !options.guest,
    };
    let buyer = Buyer {
        country: options.country,
        device: Device {
            apple_pay: options.apple_pay,
            google_pay: options.google_pay,
            mobile: false,
        },
    };
    let account = Account {
        country: merchant,
        off: &[],
        wallets_off: &[],
        order: &options.order,
    };
    offers(&checkout, &buyer, &account)
}

fn currency(text: &str) -> Result<Currency, String> {
    Currency::from_code(text).ok_or_else(|| "a currency is three letters, such as eur".to_owned())
}

fn country(text: &str) -> Result<CountryCode, String> {
    CountryCode::parse(text).ok_or_else(|| "a country is two letters, such as PL".to_owned())
}

fn future_usage(text: &str) -> Result<SetupFutureUsage, String> {
    SetupFutureUsage::parse(text).ok_or_else(|| "on_session or off_session".to_owned())
}

fn method(text: &str) -> Result<MethodType, String> {
    MethodType::parse(text).ok_or_else(|| "a method's name, such as ideal".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        options: Options,
    }

    fn printed(arguments: &str) -> String {
        let words = std::iter::once("methods").chain(arguments.split_whitespace());
        let line = Line::try_parse_from(words).expect("a command line");
        report(&line.options).expect("a report")
    }

    #[test]
    fn both_lists_are_printed_and_each_refusal_says_why() {
        let text = printed("--amount 4999 --currency eur --country PL");
        let (offered, left_out) = text.split_once("left out").expect("two lists");
        assert!(offered.contains("49.99 EUR from a buyer in PL to a merchant in PL"));
        assert!(offered.contains("p24                Przelewy24"), "{text}");
        let reason = "blik               It does not take payments in EUR.";
        assert!(left_out.contains(reason), "{text}");
        for method in MethodType::ALL {
            let line = format!("    {method} ");
            assert_eq!(text.matches(&line).count(), 1, "{method}");
        }
    }

    #[test]
    fn order_devices_and_mode_count() {
        let text = printed("--country NL --order paypal,card --apple-pay");
        let (paypal, ideal) = (text.find("    paypal"), text.find("    ideal"));
        assert!(paypal < ideal, "{text}");
        assert!(text.contains("Card (also apple_pay)"), "{text}");
        let text = printed("--country NL --setup");
        assert!(
            text.contains("multibanco         It cannot be saved"),
            "{text}"
        );
        let text = printed("--country GB --currency gbp --guest");
        assert!(!text.contains("customer_balance   Bank transfer"), "{text}");
    }
}
