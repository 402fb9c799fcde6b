//! The screen for what a buyer has to do, composed from the method's row, the action and the texts
//! of the buyer's language. Methods differ here by their flow and by what the provider gave, not by
//! their names.

use crate::locale::Texts;
use crate::objects::payment::wire::PendingAction;
use shared::element::action::{ActionButtons, ActionKind, ActionLine, ActionView, Labelled};
use shared::payment::action::NextAction;

/// What a screen is composed from beside the action itself.
pub struct Facts<'a> {
    /// Where buyers' browsers reach this deployment.
    pub origin: &'a str,
    pub texts: &'a Texts,
    /// The merchant's name as the buyer knows it.
    pub merchant: &'a str,
    /// Unix seconds.
    pub now: i64,
}

/// The screen for what is pending.
pub fn action_view(pending: &PendingAction, facts: &Facts<'_>) -> ActionView {
    let words = Words {
        method: pending.method.method_type().row().display_name,
        facts,
    };
    let mut view = match &pending.action {
        NextAction::Redirect { url } => words.page(ActionKind::Redirect, "redirect", url),
        NextAction::Authenticate { url } => {
            words.page(ActionKind::Authenticate, "authenticate", url)
        }
        NextAction::QrCode { data, hosted_url } => words.code(data, hosted_url),
        NextAction::Voucher {
            number, hosted_url, ..
        } => words.voucher(number, hosted_url),
    };
    let lasts_days = match view.kind {
        ActionKind::Instructions | ActionKind::Verify => true,
        ActionKind::Wait | ActionKind::Scan | ActionKind::Redirect | ActionKind::Authenticate => {
            false
        }
    };
    if let Some(expires_at) = pending.expires_at {
        let key = if lasts_days {
            "expires.date"
        } else {
            "expires.time"
        };
        view.expires = Some(words.text(key));
        view.expires_at = Some(expires_at);
        view.expires_in_s = Some(expires_at.saturating_sub(facts.now).max(0));
    }
    view
}

/// The texts, with the names of the method and the merchant in them.
struct Words<'a> {
    method: &'static str,
    facts: &'a Facts<'a>,
}

impl Words<'_> {
    /// A missing text is empty: a screen with a gap in it still takes money, and a test sees to it
    /// that none is missing.
    fn text(&self, key: &str) -> String {
        let text = self.facts.texts.get(key).map(String::as_str);
        text.unwrap_or_default()
            .replace("{method}", self.method)
            .replace("{merchant}", self.facts.merchant)
    }

    /// The screen of which `flow` is the first part of the texts' keys.
    fn view(&self, kind: ActionKind, flow: &str) -> ActionView {
        let optional =
            |name: &str| Some(self.text(&format!("{flow}.{name}"))).filter(|text| !text.is_empty());
        ActionView {
            kind,
            title: self.text(&format!("{flow}.title")),
            hint: self.text(&format!("{flow}.hint")),
            status: optional("status"),
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

    fn labelled(&self, key: &str, url: &str) -> Option<Labelled> {
        Some(Labelled {
            label: self.text(key),
            url: url.to_owned(),
        })
    }

    fn page(&self, kind: ActionKind, flow: &str, url: &str) -> ActionView {
        ActionView {
            link: self.labelled(&format!("{flow}.open"), url),
            ..self.view(kind, flow)
        }
    }

    fn code(&self, data: &str, hosted_url: &str) -> ActionView {
        let image = format!("{}/qr.svg?data={data}", self.facts.origin);
        ActionView {
            image: self.labelled("scan.alt", &image),
            link: self.labelled("scan.open", hosted_url),
            ..self.view(ActionKind::Scan, "scan")
        }
    }

    fn voucher(&self, number: &str, hosted_url: &str) -> ActionView {
        ActionView {
            lines: vec![ActionLine {
                label: self.text("voucher.number"),
                value: grouped(number),
                copy: Some(number.to_owned()),
            }],
            link: self.labelled("voucher.open", hosted_url),
            ..self.view(ActionKind::Instructions, "voucher")
        }
    }
}

/// In fours, as one reads a long number aloud.
fn grouped(number: &str) -> String {
    let mut text = String::with_capacity(number.len().saturating_mul(2));
    for (place, digit) in number.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locale::Locale;
    use shared::ids::PaymentMethodId;
    use shared::methods::MethodType;
    use shared::payment::method::{AllowRedisplay, BillingDetails, Instrument, PaymentMethod};
    use std::collections::BTreeMap;

    fn view(method: MethodType, action: NextAction) -> ActionView {
        let facts = Facts {
            origin: "https://pay.test",
            texts: &Locale::of(None).edge_texts().unwrap(),
            merchant: "Teapots",
            now: 1_000,
        };
        let method = PaymentMethod {
            id: PaymentMethodId::from_bytes([1; 16]),
            created: 1,
            billing: BillingDetails::default(),
            instrument: Instrument::Account(method),
            customer: None,
            metadata: BTreeMap::new(),
            allow_redisplay: AllowRedisplay::Unspecified,
        };
        let pending = PendingAction {
            method,
            action,
            expires_at: Some(1_180),
        };
        action_view(&pending, &facts)
    }

    fn actions() -> Vec<(MethodType, NextAction)> {
        let hosted_url = "https://pay.test/sandbox/att_1".to_owned();
        vec![
            (
                MethodType::Klarna,
                NextAction::Redirect {
                    url: hosted_url.clone(),
                },
            ),
            (
                MethodType::Card,
                NextAction::Authenticate {
                    url: hosted_url.clone(),
                },
            ),
            (
                MethodType::Swish,
                NextAction::QrCode {
                    data: hosted_url.clone(),
                    hosted_url: hosted_url.clone(),
                },
            ),
            (
                MethodType::Oxxo,
                NextAction::Voucher {
                    number: "12345678901234".to_owned(),
                    hosted_url,
                    expires_at: 1_180,
                },
            ),
        ]
    }

    #[test]
    fn every_action_has_all_its_texts() {
        for (method, action) in actions() {
            let view = view(method, action.clone());
            let ActionButtons {
                copy,
                copied,
                go_on,
                another_way,
            } = &view.buttons;
            let mut texts = vec![&view.title, &view.hint, copy, copied, go_on, another_way];
            texts.extend(view.expires.iter().chain(&view.status));
            for pictured in [&view.image, &view.barcode, &view.link] {
                texts.extend(pictured.iter().map(|pictured| &pictured.label));
            }
            texts.extend(view.lines.iter().map(|line| &line.label));
            for text in texts {
                assert!(!text.is_empty(), "{action:?}: {view:?}");
                let left = text
                    .replace("{amount}", "")
                    .replace("{date}", "")
                    .replace("{time}", "");
                assert!(!left.contains('{'), "{text}");
            }
        }
    }

    #[test]
    fn what_ends_within_minutes_is_counted_down_and_a_voucher_has_a_date() {
        for (method, action) in actions() {
            let view = view(method, action);
            assert_eq!(view.expires_in_s, Some(180));
            let is_days = view.kind == ActionKind::Instructions;
            let text = view.expires.unwrap();
            assert_eq!(text.contains("{date}"), is_days, "{text}");
            assert_eq!(text.contains("{time}"), !is_days, "{text}");
        }
    }

    #[test]
    fn a_number_is_read_in_groups_and_copied_without() {
        let (method, action) = actions().pop().unwrap();
        let view = view(method, action);
        assert_eq!(view.title, "Your OXXO voucher for {amount}");
        let line = view.lines.first().unwrap();
        assert_eq!(line.value, "1234 5678 9012 34");
        assert_eq!(line.copy.as_deref(), Some("12345678901234"));
    }
}
