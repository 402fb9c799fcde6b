//! Bank transfers: an account number for each customer, and the money as it comes.

use super::figures::figures;
use crate::partners::AuthorizeCall;
use crate::partners::sandbox::record::{Record, Standing, Subject};
use crate::partners::sandbox::unattended;
use crate::partners::sandbox::wire::PageKind;
use shared::bank_account::iban::check_digits;
use shared::country::CountryCode;
use shared::money::Money;
use shared::payment::action::{BankTransfer, FinancialAddress, NextAction, TransferKind};
use shared::payment::failure::FailureCause;

/// Whose account it says it is.
const HOLDER: &str = "Kassa Sandbox";
const BANK_NAME: &str = "Sandbox Bank";
/// Where the account of a transfer in euros is, by the merchant's choice.
const EU_COUNTRY: &str = "bank_transfer.eu_bank_transfer.country";
const EU_COUNTRY_DEFAULT: CountryCode = CountryCode::IE;
/// Which addresses the merchant wants to see, with commas between.
const REQUESTED: &str = "bank_transfer.requested_address_types";
const REFERENCE_FIGURES: usize = 8;

/// Opens an account for the customer, or tells the one that they have.
pub fn open(record: &mut Record, call: &AuthorizeCall, hosted_url: String, now: i64) {
    let Some(kind) = TransferKind::of(call.amount.currency()) else {
        record.standing = Standing::Declined {
            cause: FailureCause::ProviderDeclined,
        };
        return;
    };
    record.page = PageKind::Transfer;
    record.decides = unattended::outcome(&call.billing, now, None);
    // A customer keeps their account from payment to payment.
    let source = match &call.customer {
        Some(customer) => customer.to_bytes(),
        None => call.attempt.to_bytes(),
    };
    let country = country(kind, call);
    let reference = format!(
        "KASSA{}",
        figures(call.attempt.to_bytes(), 0, REFERENCE_FIGURES)
    );
    let mut addresses = addresses(kind, country, source);
    if let Some(requested) = call.options.get(REQUESTED) {
        let wanted = |name: &str| requested.split(',').any(|asked| asked == name);
        addresses.retain(|address| {
            let networks = address.networks();
            wanted(address.as_str()) || networks.iter().any(|network| wanted(network))
        });
    }
    record.standing = Standing::WaitsForBuyer {
        action: NextAction::BankTransfer(BankTransfer {
            kind,
            country,
            // In Japan the account's number says enough.
            reference: (kind != TransferKind::JpBankTransfer).then_some(reference),
            remaining: call.amount,
            holder: HOLDER.to_owned(),
            bank_name: BANK_NAME.to_owned(),
            addresses,
            hosted_url,
        }),
        expires_at: None,
    };
}

fn country(kind: TransferKind, call: &AuthorizeCall) -> CountryCode {
    match kind {
        TransferKind::EuBankTransfer => call
            .options
            .get(EU_COUNTRY)
            .and_then(|code| CountryCode::parse(code))
            .unwrap_or(EU_COUNTRY_DEFAULT),
        TransferKind::GbBankTransfer => CountryCode::GB,
        TransferKind::JpBankTransfer => CountryCode::JP,
        TransferKind::MxBankTransfer => CountryCode::MX,
        TransferKind::UsBankTransfer => CountryCode::US,
    }
}

/// The account as each of the country's networks names it. Banks and branches are test ones.
fn addresses(kind: TransferKind, country: CountryCode, source: [u8; 16]) -> Vec<FinancialAddress> {
    let account_number = |count| figures(source, 1, count);
    match kind {
        TransferKind::EuBankTransfer => vec![FinancialAddress::Iban {
            bic: format!("TEST{country}2DXXX"),
            iban: iban(country, source),
        }],
        TransferKind::GbBankTransfer => vec![FinancialAddress::SortCode {
            account_number: account_number(8),
            sort_code: "108800".to_owned(),
        }],
        TransferKind::JpBankTransfer => vec![FinancialAddress::Zengin {
            account_number: account_number(7),
            account_type: "futsu".to_owned(),
            bank_code: "1100".to_owned(),
            branch_code: "000".to_owned(),
            branch_name: "Sandbox".to_owned(),
        }],
        TransferKind::MxBankTransfer => {
            let bank_code = "999";
            let unchecked = format!("{bank_code}180{}", account_number(11));
            let check = clabe_check(&unchecked);
            vec![FinancialAddress::Spei {
                bank_code: bank_code.to_owned(),
                clabe: format!("{unchecked}{check}"),
            }]
        }
        TransferKind::UsBankTransfer => vec![
            FinancialAddress::Aba {
                account_number: account_number(12),
                routing_number: "110000000".to_owned(),
            },
            FinancialAddress::Swift {
                account_number: account_number(12),
                swift_code: "TESTUS99XXX".to_owned(),
            },
        ],
    }
}

/// Bank and branch of test accounts, and how many figures follow.
fn iban(country: CountryCode, source: [u8; 16]) -> String {
    let (bank, figures_after) = match country {
        CountryCode::BE => ("000", 9),
        CountryCode::DE => ("11000000", 10),
        CountryCode::ES => ("99990000", 12),
        CountryCode::FR => ("9999900000", 13),
        CountryCode::NL => ("TEST", 10),
        _ => ("TEST990000", 8),
    };
    let account = format!("{bank}{}", figures(source, 1, figures_after));
    let check = check_digits(country, &account);
    format!("{country}{check:02}{account}")
}

/// The last figure of a CLABE.
fn clabe_check(figures: &str) -> u32 {
    let weights = [3_u32, 7, 1].into_iter().cycle();
    let digits = figures.chars().filter_map(|figure| figure.to_digit(10));
    let sum = digits.zip(weights).fold(0_u32, |sum, (digit, weight)| {
        sum.saturating_add(digit.saturating_mul(weight).wrapping_rem(10))
    });
    10_u32.saturating_sub(sum.wrapping_rem(10)).wrapping_rem(10)
}

impl Record {
    /// Money arrives at the account. What is more than was asked for goes back, since Kassa keeps no
    /// balances for customers. `false`: nothing is waited for.
    pub fn receive(&mut self, amount: Money, now: i64) -> bool {
        let Standing::WaitsForBuyer {
            action: NextAction::BankTransfer(transfer),
            ..
        } = &mut self.standing
        else {
            return false;
        };
        let Ok(rest) = transfer.remaining.checked_sub(amount) else {
            return false;
        };
        if !amount.is_positive() {
            return false;
        }
        match rest.is_positive() {
            true => transfer.remaining = rest,
            false => {
                self.effects.surplus_minor = rest.minor().saturating_neg();
                self.accept(now);
            }
        }
        self.untold.insert(Subject::Attempt);
        true
    }

    /// What has arrived of a transfer that is called off.
    pub(in crate::partners::sandbox) fn send_back_what_came(&mut self) {
        if let Standing::WaitsForBuyer {
            action: NextAction::BankTransfer(transfer),
            ..
        } = &self.standing
            && transfer.remaining != self.amount
        {
            self.effects.reversals = self.effects.reversals.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use shared::bank_account::iban;

    proptest! {
        #[test]
        fn every_account_has_right_check_digits(source in prop::array::uniform16(0_u8..)) {
            use CountryCode::*;
            for country in [BE, DE, ES, FR, IE, NL] {
                let number = super::iban(country, source);
                prop_assert_eq!(iban::normalized(&number), Ok(number.clone()));
            }
            let accounts = addresses(TransferKind::MxBankTransfer, MX, source);
            let [FinancialAddress::Spei { clabe, .. }] = accounts.as_slice() else {
                return Err(TestCaseError::fail("no CLABE"));
            };
            prop_assert_eq!(clabe.len(), 18);
            prop_assert_eq!(clabe_check(&clabe[..17]).to_string(), &clabe[17..]);
        }
    }

    #[test]
    fn a_published_clabe_has_the_figure_that_it_was_published_with() {
        assert_eq!(clabe_check("03218000011835971"), 9);
        assert_eq!(clabe_check("00201007777777777"), 1);
    }
}
