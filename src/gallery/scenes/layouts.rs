//! The same form as merchants arrange and dress it, and in every language.

use super::{america, germany};
use crate::gallery::scene::{Group, Scene};

/// By tag, in the language's own name.
const LANGUAGES: [(&str, &str); 13] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
    ("pl", "Polski"),
    ("pt-PT", "Português"),
    ("pt-BR", "Português do Brasil"),
    ("sv", "Svenska"),
    ("ja", "日本語"),
    ("zh", "简体中文"),
    ("ar", "العربية"),
];

pub fn scenes() -> Vec<Scene> {
    let list = |name: &str, title: &str, options: &str, group: &str| {
        Scene::payment(Group::Layouts, name, title, germany())
            .script(format!("payment({options}, {group})"))
    };
    let laid_out =
        |name, title, layout: &str| list(name, title, &format!("{{ layout: {layout} }}"), "{}");
    let dressed = |name, title, appearance: &str| {
        let group = format!("{{ appearance: {appearance} }}");
        Scene::payment(Group::Layouts, name, title, america())
            .only(&["card", "klarna", "cashapp"])
            .script(format!("payment({{}}, {group})"))
            .card("4242424242424242")
    };
    vec![
        laid_out("tabs", "Tabs", "'tabs'").shows(".tab, [role=radiogroup]"),
        laid_out("auto", "Tabs where they fit, an accordion elsewhere", "'auto'").shows("[role=radiogroup]"),
        laid_out("collapsed", "An accordion that starts closed", "{ type: 'accordion', defaultCollapsed: true }"),
        laid_out("tabs-collapsed", "Tabs that start closed", "{ type: 'tabs', defaultCollapsed: true }").shows("[role=radiogroup]"),
        laid_out("spaced", "An accordion with room between its rows", "{ type: 'accordion', spacedAccordionItems: true }"),
        laid_out("no-radios", "An accordion without radio buttons", "{ type: 'accordion', radios: 'never' }"),
        laid_out("logos-first", "Logos before the names", "{ type: 'accordion', paymentMethodLogoPosition: 'start' }"),
        list("read-only", "Nothing can be chosen", "{ readOnly: true }", "{}"),
        dressed("floating", "Labels inside the inputs", "{ labels: 'floating' }"),
        dressed("condensed", "Inputs without room between them", "{ inputs: 'condensed' }"),
        dressed(
            "dressed",
            "A merchant's own colours, corners and weights",
            "{ variables: { colorPrimary: '#0f766e', borderRadius: '2px', spacingUnit: '5px', fontSizeBase: '17px' },
               rules: { '.Label': { fontWeight: '600' }, '.Input:focus': { boxShadow: 'none' } } }",
        ),
    ]
}

pub fn languages() -> Vec<Scene> {
    let scene = |(tag, name): &(&str, &str)| {
        let file = format!("language-{}", tag.to_ascii_lowercase());
        Scene::payment(Group::Languages, &file, name, germany())
            .only(&["card", "sepa_debit", "klarna", "paypal"])
            .script(format!("payment({{}}, {{ locale: '{tag}' }})"))
            .form()
            .pay()
            .shows("[aria-invalid=true]")
            .one_theme()
    };
    LANGUAGES.iter().map(scene).collect()
}
