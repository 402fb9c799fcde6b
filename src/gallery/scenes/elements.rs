//! What else a page can have of Kassa: a row of buttons, a message, a whole checkout in a tag.

use shared::country::CountryCode;
use shared::currency::Currency;

use super::{america, germany};
use crate::gallery::market::Market;
use crate::gallery::scene::{Group, Scene, Step};
use crate::gallery::window::Place;

pub fn scenes() -> Vec<Scene> {
    let on_page = |name, title, market: Market, script: &str, seen: &str| {
        Scene::payment(Group::Elements, name, title, market)
            .script(script)
            .sees(Place::Page, seen)
    };
    let express = |name, title, device: &str, options: &str| {
        let script = format!("express({options})");
        on_page(name, title, america(), &script, "within('button')")
            .first(Step::Do(Place::Page, device.to_owned()))
    };
    let asked = |name, title, type_: &str, options: &str| {
        let script = format!("contact('{type_}', {options})");
        on_page(name, title, america(), &script, "within('input')")
    };
    let home = |country: &str| {
        format!("{{ mode: 'shipping', defaultValues: {{ address: {{ country: '{country}' }} }} }}")
    };
    let lenders = |name, title, market: Market| {
        let options = format!(
            "{{ amount: {}, currency: '{}', countryCode: '{}' }}",
            market.amount.minor(),
            market.amount.currency().code().to_ascii_uppercase(),
            market.buyer.as_str()
        );
        on_page(
            name,
            title,
            market,
            &format!("messaging({options})"),
            "within('.line')",
        )
    };
    vec![
        express(
            "express-apple",
            "Express checkout on a device with Apple Pay",
            "hasApplePay()",
            "{}",
        ),
        express(
            "express-google",
            "Express checkout on a device with Google Pay",
            "hasGooglePay()",
            "{}",
        ),
        express(
            "express-words",
            "Express checkout whose buttons say what for",
            "hasApplePay()",
            "{ buttonType: { applePay: 'subscribe', paypal: 'pay' } }",
        ),
        express(
            "express-columns",
            "Express checkout in one column",
            "hasApplePay()",
            "{ layout: { maxColumns: 1 }, buttonHeight: 55 }",
        ),
        lenders(
            "messaging-us",
            "What a product page says of paying later, United States",
            america(),
        ),
        lenders(
            "messaging-de",
            "What a product page says of paying later, Germany",
            germany(),
        ),
        lenders(
            "messaging-gb",
            "What a product page says of paying later, United Kingdom",
            Market::at_home(CountryCode::GB, Currency::Gbp),
        ),
        lenders("messaging-dialog", "The plans behind it", america()).above(Some(
            "within('dialog[open]') ?? (within('.line button')?.click(), within('dialog[open]'))",
        )),
        asked("address-us", "An address in the United States", "address", &home("US")),
        asked("address-de", "An address in Germany", "address", &home("DE")),
        asked("address-jp", "An address in Japan", "address", &home("JP")),
        asked(
            "address-filled",
            "An address, filled in",
            "address",
            "{ mode: 'shipping', fields: { phone: 'always' }, defaultValues: { name: 'Jenny Rosen', phone: '+14155550132',
               address: { line1: '510 Townsend Street', line2: 'Floor 3', city: 'San Francisco', state: 'CA',
                          postal_code: '94103', country: 'US' } } }",
        ),
        asked("link-authentication", "Who the buyer is", "linkAuthentication", "{}"),
        on_page(
            "tag",
            "The tag <kassa-checkout>",
            america(),
            "tag()",
            "document.querySelector('kassa-checkout').shadowRoot?.querySelector('button')?.textContent.includes('$')",
        ),
    ]
}
