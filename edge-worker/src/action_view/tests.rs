use super::*;
use crate::keyed::Keyring;
use crate::locale::Locale;
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::money::Money;
use shared::payment::action::{AppHandover, StoreCodes, TransferKind};

const PAGE: &str = "https://pay.test/sandbox/att_1";

fn view(method: MethodType, action: NextAction) -> ActionView {
    let english = Locale::english().unwrap();
    let facts = Facts {
        pictures: PictureAddresses {
            origin: "https://pay.test",
            keyring: &Keyring::from_hex(&"0f".repeat(32)).unwrap(),
        },
        texts: english.edge_texts(),
        merchant: "Teapots",
        now: 1_000,
    };
    action_view(method, &action, Some(1_180), &facts)
}

fn voucher(slip: Slip) -> NextAction {
    NextAction::Voucher {
        number: "12345678901234".to_owned(),
        hosted_url: PAGE.to_owned(),
        expires_at: 1_180,
        slip,
    }
}

fn transfer(addresses: Vec<FinancialAddress>) -> NextAction {
    NextAction::BankTransfer(BankTransfer {
        kind: TransferKind::EuBankTransfer,
        country: CountryCode::DE,
        reference: Some("ABC-123".to_owned()),
        remaining: Money::new(700, Currency::Eur).unwrap(),
        holder: "Teapots".to_owned(),
        bank_name: "A bank".to_owned(),
        addresses,
        hosted_url: PAGE.to_owned(),
    })
}

fn addresses() -> Vec<FinancialAddress> {
    let text = || "1".to_owned();
    vec![
        FinancialAddress::Aba {
            account_number: text(),
            routing_number: text(),
        },
        FinancialAddress::Iban {
            bic: text(),
            iban: text(),
        },
        FinancialAddress::SortCode {
            account_number: text(),
            sort_code: text(),
        },
        FinancialAddress::Spei {
            bank_code: text(),
            clabe: text(),
        },
        FinancialAddress::Swift {
            account_number: text(),
            swift_code: text(),
        },
        FinancialAddress::Zengin {
            account_number: text(),
            account_type: text(),
            bank_code: text(),
            branch_code: text(),
            branch_name: text(),
        },
    ]
}

fn actions() -> Vec<NextAction> {
    let url = || PAGE.to_owned();
    let codes = StoreCodes {
        familymart: "1".to_owned(),
        lawson: "2".to_owned(),
        ministop: "3".to_owned(),
        seicomart: "4".to_owned(),
    };
    vec![
        NextAction::Redirect { url: url() },
        NextAction::Authenticate { url: url() },
        NextAction::QrCode {
            data: url(),
            hosted_url: url(),
            app_url: None,
        },
        NextAction::OpenApp(AppHandover::Link { url: url() }),
        NextAction::AppApproval {
            hosted_url: Some(url()),
        },
        voucher(Slip::Number),
        voucher(Slip::Boleto {
            barcode: "1234".to_owned(),
        }),
        voucher(Slip::Stores { codes }),
        voucher(Slip::Entity {
            entity: "12345".to_owned(),
        }),
        transfer(addresses()),
    ]
}

#[test]
fn every_action_of_every_method_has_all_its_texts() {
    for method in MethodType::ALL {
        for action in actions() {
            let view = view(*method, action.clone());
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
                assert!(!text.is_empty(), "{method}: {action:?}: {view:?}");
                let left = text
                    .replace("{amount}", "")
                    .replace("{date}", "")
                    .replace("{time}", "");
                assert!(!left.contains('{'), "{text}");
            }
        }
    }
}

#[test]
fn what_ends_within_minutes_is_counted_down_and_what_lasts_days_has_a_date() {
    for action in actions() {
        let view = view(MethodType::Swish, action);
        assert_eq!(view.expires_in_s, Some(180));
        let lasts_days = view.kind == ActionKind::Instructions;
        let text = view.expires.unwrap();
        assert_eq!(text.contains("{date}"), lasts_days, "{text}");
        assert_eq!(text.contains("{time}"), !lasts_days, "{text}");
    }
}

#[test]
fn only_what_is_approved_at_once_is_waited_for() {
    for action in actions() {
        let view = view(MethodType::Swish, action);
        let is_now = matches!(view.kind, ActionKind::Wait | ActionKind::Scan);
        assert_eq!(view.status.is_some(), is_now, "{view:?}");
    }
}

#[test]
fn a_number_is_read_in_groups_and_copied_without() {
    let view = view(MethodType::Oxxo, voucher(Slip::Number));
    assert_eq!(view.title, "Your OXXO voucher for {amount}");
    let line = view.lines.first().unwrap();
    assert_eq!(line.value, "1234 5678 9012 34");
    assert_eq!(line.copy.as_deref(), Some("12345678901234"));
    assert_eq!(grouped("123456789"), "123 456 789");
    assert_eq!(grouped("12345678"), "1234 5678");
}

#[test]
fn the_rest_of_a_transfer_is_what_is_asked_for() {
    let view = view(MethodType::Klarna, transfer(addresses()));
    assert_eq!(view.amount, Some(700));
    let first = view.lines.first().unwrap();
    assert_eq!(
        (first.label.as_str(), first.value.as_str()),
        ("Reference", "ABC-123")
    );
}

#[test]
fn a_text_of_the_methods_own_goes_before_the_one_for_all() {
    let view = |method| view(MethodType::parse(method).unwrap(), voucher(Slip::Number));
    assert_eq!(view("oxxo").lines.first().unwrap().label, "Voucher number");
    if MethodType::parse("boleto").is_some() {
        assert_eq!(view("boleto").lines.first().unwrap().label, "Boleto number");
    }
}
