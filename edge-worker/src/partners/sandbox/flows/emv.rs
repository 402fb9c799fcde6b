//! QR codes for payments in EMVCo's merchant-presented format: tag, length and value in text, with a
//! check sum behind. Pix (BR Code), PayNow (SGQR) and PromptPay (Thai QR) are profiles of it.

use crc::{CRC_16_IBM_3740, Crc};
use shared::money::Money;

/// EMVCo asks for ISO/IEC 13239's, which catalogues also call CCITT-FALSE.
const CHECK_SUM: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);
const VALUE_LENGTH_MAX: usize = 99;
/// Of a Pix location, without its scheme.
const PIX_URL_LENGTH_MAX: usize = 77;
const MERCHANT: &str = "KASSA SANDBOX";

/// Pix's `copia e cola`: a dynamic BR Code, whose payload is at `location`. `None` when that address
/// is too long for a code.
pub fn pix(amount: Money, location: &str) -> Option<String> {
    let url = location
        .split_once("://")
        .map_or(location, |(_, rest)| rest);
    if url.len() > PIX_URL_LENGTH_MAX {
        return None;
    }
    let account = field("00", "br.gov.bcb.pix")? + &field("25", url)?;
    // The reference is in the payload, so that the code says none.
    let reference = field("05", "***")?;
    let place = Place {
        country: "BR",
        city: "SAO PAULO",
        currency: "986",
    };
    code(("26", &account), amount, &place, &reference)
}

/// A PayNow code whose amount nobody can change.
pub fn paynow(amount: Money, reference: &str) -> Option<String> {
    let account = [
        field("00", "SG.PAYNOW")?,
        // By the number of a company, which no company has.
        field("01", "2")?,
        field("02", "000000000A")?,
        field("03", "0")?,
    ];
    let place = Place {
        country: "SG",
        city: "SINGAPORE",
        currency: "702",
    };
    code(
        ("26", &account.concat()),
        amount,
        &place,
        &field("01", reference)?,
    )
}

/// A PromptPay bill, by a biller whom no bank knows.
pub fn promptpay(amount: Money, reference: &str) -> Option<String> {
    let account = [
        field("00", "A000000677010112")?,
        field("01", "000000000000000")?,
        field("02", reference)?,
    ];
    let place = Place {
        country: "TH",
        city: "BANGKOK",
        currency: "764",
    };
    code(
        ("30", &account.concat()),
        amount,
        &place,
        &field("07", "KASSA")?,
    )
}

/// Where a code is paid.
struct Place {
    country: &'static str,
    city: &'static str,
    /// ISO 4217's number.
    currency: &'static str,
}

/// A code for one payment of `amount` to `account`, which is a tag and what it holds.
fn code(account: (&str, &str), amount: Money, place: &Place, additional: &str) -> Option<String> {
    let fields = [
        field("00", "01")?,
        // Dynamic: for this payment alone.
        field("01", "12")?,
        field(account.0, account.1)?,
        // No category of merchants.
        field("52", "0000")?,
        field("53", place.currency)?,
        field("54", &amount.decimal())?,
        field("58", place.country)?,
        field("59", MERCHANT)?,
        field("60", place.city)?,
        field("62", additional)?,
    ];
    // The check sum is of its own tag and length too.
    let unchecked = fields.concat() + "6304";
    let sum = CHECK_SUM.checksum(unchecked.as_bytes());
    Some(format!("{unchecked}{sum:04X}"))
}

fn field(tag: &str, value: &str) -> Option<String> {
    let length = value.chars().count();
    (length <= VALUE_LENGTH_MAX).then(|| format!("{tag}{length:02}{value}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::currency::Currency;

    /// Reads the fields of a code, or of a template in one.
    fn fields(mut text: &str) -> Vec<(String, String)> {
        let mut fields = Vec::new();
        while !text.is_empty() {
            let length: usize = text[2..4].parse().unwrap();
            fields.push((text[..2].to_owned(), text[4..4 + length].to_owned()));
            text = &text[4 + length..];
        }
        fields
    }

    fn value(text: &str, tag: &str) -> String {
        let found = fields(text).into_iter().find(|(name, _)| name == tag);
        found.unwrap_or_else(|| panic!("{tag} in {text}")).1
    }

    fn assert_well_formed(code: &str) {
        let tags: Vec<_> = fields(code).into_iter().map(|(tag, _)| tag).collect();
        assert_eq!(tags.first().unwrap(), "00", "{code}");
        assert_eq!(tags.last().unwrap(), "63", "{code}");
        let sum = CHECK_SUM.checksum(&code.as_bytes()[..code.len() - 4]);
        assert_eq!(value(code, "63"), format!("{sum:04X}"));
    }

    #[test]
    fn the_check_sum_is_that_of_published_codes() {
        // A static BR Code of Brazil's central bank's manual, and one that EMVCo prints.
        for code in [
            "00020126580014br.gov.bcb.pix0136123e4567-e12b-12d1-a456-4266554400005204000053039865802BR5913Fulano de Tal6008BRASILIA62070503***63041D3D",
            "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT6007BEIJING64200002ZH0104最佳运输0202北京540523.7253031565502016233030412340603***0708A60086670902ME91320016A0112233449988770708123456786304A13A",
        ] {
            let (text, sum) = code.split_at(code.len() - 4);
            assert_eq!(format!("{:04X}", CHECK_SUM.checksum(text.as_bytes())), sum);
        }
    }

    #[test]
    fn a_pix_code_leads_to_its_payload() {
        let amount = Money::new(12_345, Currency::Brl).unwrap();
        let code = pix(amount, "https://pay.example/sandbox/att_1").unwrap();
        assert_well_formed(&code);
        assert!(code.starts_with("000201010212"), "{code}");
        assert_eq!(value(&code, "53"), "986");
        assert_eq!(value(&code, "54"), "123.45");
        assert_eq!(value(&code, "58"), "BR");
        let account = value(&code, "26");
        assert_eq!(value(&account, "00"), "br.gov.bcb.pix");
        assert_eq!(value(&account, "25"), "pay.example/sandbox/att_1");
        assert_eq!(value(&value(&code, "62"), "05"), "***");
        let too_long = format!("https://{}.example/sandbox/att_1", "a".repeat(60));
        assert_eq!(pix(amount, &too_long), None);
    }

    #[test]
    fn a_paynow_code_cannot_be_paid_with_another_amount() {
        let amount = Money::new(500, Currency::Sgd).unwrap();
        let code = paynow(amount, "00001").unwrap();
        assert_well_formed(&code);
        assert_eq!(value(&code, "54"), "5.00");
        assert_eq!(value(&value(&code, "26"), "03"), "0");
        assert_eq!(value(&value(&code, "62"), "01"), "00001");
    }

    #[test]
    fn a_promptpay_code_is_a_bill() {
        let amount = Money::new(1, Currency::Thb).unwrap();
        let code = promptpay(amount, "00001").unwrap();
        assert_well_formed(&code);
        assert_eq!(value(&code, "54"), "0.01");
        assert_eq!(value(&value(&code, "30"), "02"), "00001");
    }
}
