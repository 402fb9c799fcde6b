//! What a buyer has to do after the form: scan, approve, take a voucher along, send a transfer,
//! verify an account.

use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::MethodType;
use shared::methods::catalogue::Flow;

use super::methods::file_name;
use crate::gallery::market::Market;
use crate::gallery::scene::{Customer, Group, Scene, Step};
use crate::gallery::window::{Fault, Place};

/// Whatever a form asks for, in words that make the sandbox wait for the buyer.
const WORDS: &str = "{
  name: 'Jenny Rosen', email: 'fill_never@example.com', phone: '+351911111112',
  'blik-code': '123456', 'boleto-tax-id': '00.000.000/0001-91', 'payto-pay-id': 'jenny@example.com',
  'address-line1': '1 Main Street', city: 'Town', state: 'SP', 'postal-code': '01001-000',
  'us-bank-account-routing-number': '110000000', 'us-bank-account-account-number': '000123456789',
}";

pub fn scenes() -> Vec<Scene> {
    let waits = |method: &&MethodType| match method.row().flow {
        Flow::QrCode { .. }
        | Flow::InlineCode { .. }
        | Flow::AppApproval { .. }
        | Flow::Voucher { .. }
        | Flow::BankTransfer => true,
        Flow::CardForm | Flow::Redirect | Flow::BankDebit { .. } => {
            **method == MethodType::UsBankAccount
        }
    };
    let methods = MethodType::ALL.iter().filter(waits);
    let mut scenes: Vec<_> = methods
        .filter_map(|method| Some(of(*method, Market::of(*method)?)))
        .collect();
    scenes.extend(transfers());
    scenes
}

fn of(method: MethodType, market: Market) -> Scene {
    let (name, title) = (method.as_str(), method.row().display_name);
    let mut scene = Scene::payment(
        Group::Actions,
        &format!("{}-action", file_name(name)),
        &format!("{title}, after the form"),
        market,
    )
    .only(&[name]);
    if matches!(method.row().flow, Flow::BankTransfer) {
        scene.intent.customer = Customer::New;
    }
    scene
        .form()
        .step(Step::Do(
            Place::Element,
            format!("kassaGallery.fillAll({WORDS})"),
        ))
        .pay()
        .step(Step::Until(
            Place::Element,
            "document.querySelector('.action h2')".to_owned(),
        ))
        // Some of these are approved after seconds.
        .step(Step::Break(Place::Element, "*", Fault::Held))
        .shows(".action h2")
}

/// Where the money goes differs by currency.
fn transfers() -> impl Iterator<Item = Scene> {
    let markets = [
        ("eur", CountryCode::DE, Currency::Eur),
        ("gbp", CountryCode::GB, Currency::Gbp),
        ("jpy", CountryCode::JP, Currency::Jpy),
        ("mxn", CountryCode::MX, Currency::Mxn),
    ];
    markets.into_iter().map(|(code, country, currency)| {
        let mut scene = of(
            MethodType::CustomerBalance,
            Market::at_home(country, currency),
        );
        scene.name = format!("customer-balance-{code}-action");
        scene.title = format!("Bank transfer in {}, after the form", currency.name());
        scene
    })
}
