//! What a buyer prints or keeps who pays later and elsewhere: the screen of the element, as a page.

use super::escape;
use crate::action_view::{Facts, action_view};
use crate::locale::Locale;
use crate::partners::sandbox::wire::HostedPage;
use crate::pictures::PictureAddresses;
use shared::element::action::{ActionLine, ActionView};
use shared::money::Money;
use shared::payment::action::NextAction;

/// Writes amounts and moments as the buyer's language does, and prints. Without it they are as ISO
/// has them, and the browser's own menu prints.
pub const SCRIPT: &str = include_str!("instructions.js");

/// A page's texts, in one language.
pub struct Instructions {
    pub language: String,
    pub direction: String,
    /// HTML.
    pub title: String,
    /// HTML.
    pub body: String,
}

/// The instructions for what waits, where it is paid later and elsewhere.
pub fn instructions(
    page: &HostedPage,
    pictures: PictureAddresses<'_>,
    locale: &Locale,
) -> Option<Instructions> {
    let action = page.action.as_ref()?;
    match action {
        NextAction::Voucher { .. } | NextAction::BankTransfer(_) => {}
        NextAction::Redirect { .. }
        | NextAction::Authenticate { .. }
        | NextAction::QrCode { .. }
        | NextAction::OpenApp(_)
        | NextAction::AppApproval { .. }
        | NextAction::VerifyMicrodeposits { .. } => return None,
    }
    let texts = locale.edge_texts();
    let text = |key: &str| texts.get(key).map(String::as_str).unwrap_or_default();
    let facts = Facts {
        pictures,
        texts,
        // The provider knows shops by numbers.
        merchant: text("instructions.merchant"),
        now: 0,
    };
    let view = action_view(page.method, action, page.expires_at, &facts);
    let written = Written {
        amount: view
            .amount
            .and_then(|minor| Money::new(minor, page.amount.currency()).ok())
            .unwrap_or(page.amount),
        expires_at: view.expires_at,
        utc_offset_min: page.method.row().flow.utc_offset_min(),
    };
    Some(Instructions {
        language: locale.tag.clone(),
        direction: locale.direction().to_owned(),
        title: written.plain(&view.title),
        body: body(&view, &written, text("instructions.print")),
    })
}

fn body(view: &ActionView, written: &Written, print: &str) -> String {
    let lines: String = view.lines.iter().map(|line| written.line(line)).collect();
    let barcode = view.barcode.as_ref().map(|barcode| {
        let (url, label) = (escape(&barcode.url), escape(&barcode.label));
        format!("<img class=barcode src=\"{url}\" alt=\"{label}\">")
    });
    let expires = view.expires.as_deref().map(|text| {
        let text = written.marked(text);
        format!("<p class=expires>{text}</p>")
    });
    format!(
        "<h1>{}</h1><p>{}</p>{}{}<dl>{lines}</dl>\
         <button type=button class=\"primary print\">{}</button>",
        written.marked(&view.title),
        written.marked(&view.hint),
        expires.unwrap_or_default(),
        barcode.unwrap_or_default(),
        escape(print),
    )
}

/// What the places of the texts stand for.
struct Written {
    amount: Money,
    /// Unix seconds.
    expires_at: Option<i64>,
    utc_offset_min: i16,
}

impl Written {
    /// Escaped, with what the script writes anew.
    fn marked(&self, text: &str) -> String {
        let (amount, value, currency) =
            (self.amount, self.amount.decimal(), self.amount.currency());
        let amount = format!("<data value=\"{value}\" data-currency={currency}>{amount}</data>");
        let date = self.expires_at.map(|at| {
            let (written, zone) = (self.date(at), zone(self.utc_offset_min));
            format!("<time data-at={at} data-zone=\"{zone}\">{written}</time>")
        });
        escape(text)
            .replace("{amount}", &amount)
            .replace("{date}", &date.unwrap_or_default())
    }

    fn plain(&self, text: &str) -> String {
        escape(text).replace("{amount}", &self.amount.to_string())
    }

    fn line(&self, line: &ActionLine) -> String {
        let (label, value) = (escape(&line.label), self.marked(&line.value));
        format!("<div><dt>{label}</dt><dd>{value}</dd></div>")
    }

    /// `2026-11-24 23:59 (UTC-06:00)`.
    fn date(&self, at: i64) -> String {
        let local_s = at.saturating_add(i64::from(self.utc_offset_min).saturating_mul(60));
        let (year, month, day) = civil(local_s.div_euclid(86_400));
        let minutes = local_s.rem_euclid(86_400).wrapping_div(60);
        let (hour, minute) = (minutes.wrapping_div(60), minutes.wrapping_rem(60));
        let zone = zone(self.utc_offset_min);
        format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02} (UTC{zone})")
    }
}

/// `-06:00`.
fn zone(utc_offset_min: i16) -> String {
    let sign = if utc_offset_min < 0 { '-' } else { '+' };
    let minutes = utc_offset_min.unsigned_abs();
    format!(
        "{sign}{:02}:{:02}",
        minutes.wrapping_div(60),
        minutes.wrapping_rem(60)
    )
}

/// Year, month and day of a day counted from 1970, by Howard Hinnant's reckoning in eras of 400
/// years that begin in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let leaps = of_era
        .saturating_sub(of_era.wrapping_div(1_460))
        .saturating_add(of_era.wrapping_div(36_524))
        .saturating_sub(of_era.wrapping_div(146_096));
    let year = leaps.wrapping_div(365);
    let of_year = of_era
        .saturating_sub(year.saturating_mul(365))
        .saturating_sub(year.wrapping_div(4))
        .saturating_add(year.wrapping_div(100));
    let march = of_year
        .saturating_mul(5)
        .saturating_add(2)
        .wrapping_div(153);
    let day = of_year
        .saturating_sub(march.saturating_mul(153).saturating_add(2).wrapping_div(5))
        .saturating_add(1);
    let month = match march {
        0..=9 => march.saturating_add(3),
        _ => march.saturating_sub(9),
    };
    let next = i64::from(month <= 2);
    let year = era
        .saturating_mul(400)
        .saturating_add(year)
        .saturating_add(next);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::Datelike;
    use shared::currency::Currency;

    #[test]
    fn a_voucher_ends_on_the_day_where_it_is_paid() {
        let written = Written {
            amount: Money::new(50_000, Currency::Mxn).unwrap(),
            expires_at: None,
            utc_offset_min: -360,
        };
        assert_eq!(written.date(1_800_251_999), "2027-01-17 23:59 (UTC-06:00)");
    }

    #[test]
    fn what_a_text_says_cannot_be_markup() {
        let written = Written {
            amount: Money::new(50_000, Currency::Mxn).unwrap(),
            expires_at: Some(0),
            utc_offset_min: 0,
        };
        let marked = written.marked("<b>{amount}</b>");
        assert!(marked.starts_with("&lt;b&gt;<data value=\"500.00\" data-currency=MXN>"));
        assert_eq!(written.plain("Pay {amount}"), "Pay 500.00 MXN");
    }

    #[test]
    fn every_day_of_an_era_has_its_date_of_the_calendar() {
        for days in -73_000..=73_100 {
            let moment = chrono::DateTime::from_timestamp(days * 86_400, 0).unwrap();
            let date = (
                moment.year().into(),
                moment.month().into(),
                moment.day().into(),
            );
            assert_eq!(civil(days), date);
        }
    }
}
