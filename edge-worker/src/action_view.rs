//! The screen for what a buyer has to do, composed from the method's row, the action and the texts
//! of the buyer's language. Methods differ here by what the provider gave and by the texts that
//! bear their names, not in code.

use crate::locale::Texts;
use crate::pictures::{ImageFormat, PictureAddresses};
use shared::element::action::{ActionButtons, ActionKind, ActionLine, ActionView, Labelled};
use shared::element::method_name::method_name;
use shared::methods::MethodType;
use shared::payment::action::{AppHandover, BankTransfer, FinancialAddress, NextAction, Slip};

/// What a screen is composed from beside the action itself.
pub struct Facts<'a> {
    pub pictures: PictureAddresses<'a>,
    pub texts: &'a Texts,
    /// The merchant's name as the buyer knows it.
    pub merchant: &'a str,
    /// Unix seconds.
    pub now: i64,
}

/// The screen for `action`, which ends at `expires_at`, in Unix seconds.
pub fn action_view(
    method: MethodType,
    action: &NextAction,
    expires_at: Option<i64>,
    facts: &Facts<'_>,
) -> ActionView {
    let words = Words { method, facts };
    let mut view = match action {
        NextAction::Redirect { url } => words.page(ActionKind::Redirect, "redirect", url),
        NextAction::Authenticate { url } => {
            words.page(ActionKind::Authenticate, "authenticate", url)
        }
        NextAction::QrCode {
            data,
            hosted_url,
            app_url,
        } => words.code(data, app_url.as_deref().unwrap_or(hosted_url)),
        NextAction::OpenApp(AppHandover::Link { url }) => {
            words.page(ActionKind::Redirect, "redirect", url)
        }
        NextAction::OpenApp(AppHandover::Order(_)) => words.approval(None),
        NextAction::AppApproval { hosted_url } => words.approval(hosted_url.as_deref()),
        NextAction::Voucher {
            number,
            hosted_url,
            slip,
            ..
        } => words.voucher(number, hosted_url, slip),
        NextAction::BankTransfer(transfer) => words.transfer(transfer),
        NextAction::VerifyMicrodeposits { hosted_url, .. } => {
            words.page(ActionKind::Verify, "verify", hosted_url)
        }
    };
    if let Some(expires_at) = action.payable_until().or(expires_at) {
        let key = match view.kind {
            ActionKind::Instructions => "expires.date",
            ActionKind::Verify => "verify.expires",
            ActionKind::Wait
            | ActionKind::Scan
            | ActionKind::Redirect
            | ActionKind::Authenticate => "expires.time",
        };
        view.expires = Some(words.text(key));
        view.expires_at = Some(expires_at);
        view.expires_in_s = Some(expires_at.saturating_sub(facts.now).max(0));
    }
    view
}

/// The texts, with the names of the method and the merchant in them.
struct Words<'a> {
    method: MethodType,
    facts: &'a Facts<'a>,
}

impl Words<'_> {
    /// A missing text is empty: a screen with a gap in it still takes money, and a test sees to it
    /// that none is missing.
    fn text(&self, key: &str) -> String {
        let text = self.facts.texts.get(key).map(String::as_str);
        text.unwrap_or_default()
            .replace("{method}", method_name(self.method, self.facts.texts))
            .replace("{merchant}", self.facts.merchant)
    }

    /// A text of a flow: the method's own where it has one, else the one for all. `None` where
    /// there is neither.
    fn said(&self, flow: &str, name: &str) -> Option<String> {
        let own = format!("{flow}.{}.{name}", self.method);
        [own, format!("{flow}.{name}")]
            .iter()
            .map(|key| self.text(key))
            .find(|text| !text.is_empty())
    }

    fn view(&self, kind: ActionKind, flow: &str) -> ActionView {
        ActionView {
            kind,
            title: self.said(flow, "title").unwrap_or_default(),
            hint: self.said(flow, "hint").unwrap_or_default(),
            status: self.said(flow, "status"),
            amount: None,
            lines: Vec::new(),
            image: None,
            barcode: None,
            link: None,
            expires: None,
            expires_at: None,
            expires_in_s: None,
            buttons: ActionButtons {
                copy: self.text("button.copy"),
                copied: self.text("button.copied"),
                go_on: self.text("button.go_on"),
                another_way: self.text("button.another_way"),
            },
        }
    }

    fn page(&self, kind: ActionKind, flow: &str, url: &str) -> ActionView {
        ActionView {
            link: self.labelled(flow, "open", url),
            ..self.view(kind, flow)
        }
    }

    fn code(&self, data: &str, app_url: &str) -> ActionView {
        let image = self.facts.pictures.qr_code(data, ImageFormat::Svg);
        // Where buyers are used to pasting the code into their bank's app, there is a word for it.
        let pasted = self.said("scan", "data");
        ActionView {
            image: self.labelled("scan", "alt", &image),
            lines: pasted
                .map(|label| line(label, data, data))
                .into_iter()
                .collect(),
            ..self.page(ActionKind::Scan, "scan", app_url)
        }
    }

    fn approval(&self, hosted_url: Option<&str>) -> ActionView {
        ActionView {
            link: hosted_url.and_then(|url| self.labelled("wait", "open", url)),
            ..self.view(ActionKind::Wait, "wait")
        }
    }

    fn voucher(&self, number: &str, hosted_url: &str, slip: &Slip) -> ActionView {
        let barcode = slip.barcode(number).and_then(|barcode| {
            let url = self.facts.pictures.barcode(barcode);
            self.labelled("voucher", "barcode", &url)
        });
        ActionView {
            lines: self.slip(number, slip),
            barcode,
            ..self.page(ActionKind::Instructions, "voucher", hosted_url)
        }
    }

    /// What is typed in or read out, in the order in which it is asked for.
    fn slip(&self, number: &str, slip: &Slip) -> Vec<ActionLine> {
        let label = |name| self.said("voucher", name).unwrap_or_default();
        let number = line(label("number"), &grouped(number), number);
        match slip {
            Slip::Number | Slip::Boleto { .. } => vec![number],
            Slip::Stores { codes } => codes
                .by_chain()
                .into_iter()
                .map(|(chain, code)| line(label(chain), &grouped(code), code))
                .chain([number])
                .collect(),
            Slip::Entity { entity } => vec![
                line(label("entity"), entity, entity),
                number,
                ActionLine {
                    label: label("amount"),
                    value: "{amount}".to_owned(),
                    copy: None,
                },
            ],
        }
    }

    fn transfer(&self, transfer: &BankTransfer) -> ActionView {
        let label = |name| self.said("transfer", name).unwrap_or_default();
        let fields = transfer.addresses.iter().flat_map(fields_of);
        let reference = transfer
            .reference
            .as_deref()
            .map(|text| ("reference", text));
        let own = [
            ("holder", transfer.holder.as_str()),
            ("bank_name", &transfer.bank_name),
        ];
        let mut lines = Vec::new();
        for line in reference.into_iter().chain(own).chain(fields) {
            // Two networks may know the account by one number.
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        let hint = match transfer.reference {
            Some(_) => "hint",
            None => "hint_without_reference",
        };
        ActionView {
            hint: self.said("transfer", hint).unwrap_or_default(),
            // A part may have arrived already.
            amount: Some(transfer.remaining.minor()),
            lines: lines
                .into_iter()
                .map(|(name, value)| line(label(name), &as_written(name, value), value))
                .collect(),
            ..self.page(ActionKind::Instructions, "transfer", &transfer.hosted_url)
        }
    }

    fn labelled(&self, flow: &str, name: &str, url: &str) -> Option<Labelled> {
        Some(Labelled {
            label: self.said(flow, name)?,
            url: url.to_owned(),
        })
    }
}

/// What a buyer's bank asks for, by the names of the texts that say what it is.
fn fields_of(address: &FinancialAddress) -> Vec<(&'static str, &str)> {
    match address {
        FinancialAddress::Aba {
            account_number,
            routing_number,
        } => vec![
            ("routing_number", routing_number),
            ("account_number", account_number),
        ],
        FinancialAddress::Iban { bic, iban } => vec![("iban", iban), ("bic", bic)],
        FinancialAddress::SortCode {
            account_number,
            sort_code,
        } => vec![("sort_code", sort_code), ("account_number", account_number)],
        FinancialAddress::Spei { bank_code, clabe } => {
            vec![("clabe", clabe), ("bank_code", bank_code)]
        }
        FinancialAddress::Swift {
            account_number,
            swift_code,
        } => vec![
            ("swift_code", swift_code),
            ("account_number", account_number),
        ],
        FinancialAddress::Zengin {
            account_number,
            account_type,
            bank_code,
            branch_code,
            branch_name,
        } => vec![
            ("bank_code", bank_code),
            ("branch_code", branch_code),
            ("branch_name", branch_name),
            ("account_type", account_type),
            ("account_number", account_number),
        ],
    }
}

fn line(label: String, value: &str, copy: &str) -> ActionLine {
    ActionLine {
        label,
        value: value.to_owned(),
        copy: Some(copy.to_owned()),
    }
}

/// The numbers that are too long to be read at a glance, as statements print them.
fn as_written(name: &str, value: &str) -> String {
    match name {
        "iban" | "clabe" => grouped(value),
        _ => value.to_owned(),
    }
}

/// In fours, as one reads a long number aloud, or in threes where a short one comes out even.
fn grouped(number: &str) -> String {
    let size = if number.len() <= 9 && number.len().is_multiple_of(3) {
        3
    } else {
        4
    };
    let mut text = String::with_capacity(number.len().saturating_mul(2));
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place.is_multiple_of(size) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
