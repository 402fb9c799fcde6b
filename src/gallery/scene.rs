//! One state of Kassa in a merchant's page, and the way there.

use clap::ValueEnum;
use serde::Serialize;

use super::market::Market;
use super::window::{Fault, Place};

const DIALOG_HEIGHT: u32 = 720;
/// By which the scenes' buyer is known to Link.
pub const LINK_EMAIL: &str = "jenny@example.com";

/// A state to take pictures of.
#[derive(Clone, Debug)]
pub struct Scene {
    /// In file names, and in `--only`.
    pub name: String,
    pub title: String,
    pub group: Group,
    pub market: Market,
    pub intent: Intent,
    /// What the page shows, in the words of `page.js`.
    pub script: String,
    pub steps: Vec<Step>,
    /// What must be true at the end.
    pub seen: (Place, String),
    pub looks: Looks,
    /// What must be made true of the page again after each change of theme.
    pub again: Option<&'static str>,
    /// Of the picture, where something lies above the page.
    pub height_min: u32,
}

/// The chapters of the gallery, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    Methods,
    Cards,
    Link,
    Errors,
    Waiting,
    Actions,
    Outcomes,
    Layouts,
    Languages,
    Elements,
}

impl Group {
    pub fn title(self) -> &'static str {
        match self {
            Self::Methods => "Every method's form",
            Self::Cards => "Cards and saved methods",
            Self::Link => "Link",
            Self::Errors => "Errors",
            Self::Waiting => "Loading and waiting",
            Self::Actions => "What a buyer has to do",
            Self::Outcomes => "Outcomes",
            Self::Layouts => "Layouts and appearance",
            Self::Languages => "Languages",
            Self::Elements => "Other elements",
        }
    }
}

/// What the merchant's server has made before the page is opened.
#[derive(Clone, Debug, Default)]
pub struct Intent {
    /// Parameters besides the amount and its currency.
    pub form: Vec<(String, String)>,
    /// Whose it is.
    pub customer: Customer,
    /// What is done with it at once: the end of its path, and parameters.
    pub then: Option<(&'static str, Vec<(&'static str, &'static str)>)>,
}

/// The buyer, as the merchant's server knows them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Customer {
    #[default]
    Nobody,
    /// Who has kept nothing.
    New,
    /// Who has kept two cards, which the page may show.
    Returning,
    /// Who keeps a card with Link, under [`LINK_EMAIL`].
    WithLink,
}

/// Something that is done in the window.
#[derive(Clone, Debug)]
pub enum Step {
    /// An expression, once.
    Do(Place, String),
    /// An expression that must become true.
    Until(Place, String),
    /// From now on, requests of a document to these addresses do not get through.
    Break(Place, &'static str, Fault),
    /// The page shows what its script says: the first time that anything is seen of Kassa.
    Show,
}

/// Which pictures are taken of a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Looks {
    /// In every theme and width.
    All,
    /// In the first theme alone.
    OneTheme,
}

/// A theme of the element's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    Stripe,
    Night,
    Flat,
}

impl Theme {
    pub const ALL: [Self; 3] = [Self::Stripe, Self::Night, Self::Flat];

    pub fn name(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Night => "night",
            Self::Flat => "flat",
        }
    }
}

impl Scene {
    /// A payment element in a market, shown without options.
    pub fn payment(group: Group, name: &str, title: &str, market: Market) -> Self {
        Self {
            name: name.to_owned(),
            title: title.to_owned(),
            group,
            market,
            intent: Intent::default(),
            script: "payment()".to_owned(),
            steps: vec![Step::Show],
            seen: (
                Place::Element,
                "document.querySelector('.offer, .panel.bare')".to_owned(),
            ),
            looks: Looks::All,
            again: None,
            height_min: 0,
        }
    }

    pub fn script(mut self, script: impl Into<String>) -> Self {
        self.script = script.into();
        self
    }

    /// Only these methods are taken, as far as they are eligible.
    pub fn only(mut self, methods: &[&str]) -> Self {
        let parameter = |method: &&str| {
            (
                "allowed_payment_method_types[]".to_owned(),
                (*method).to_owned(),
            )
        };
        self.intent.form.extend(methods.iter().map(parameter));
        self
    }

    /// One more parameter of the intent.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.intent.form.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn of(mut self, customer: Customer) -> Self {
        self.intent.customer = customer;
        self
    }

    /// The merchant's server goes on with the intent before the page is opened.
    pub fn then(mut self, path: &'static str, form: &[(&'static str, &'static str)]) -> Self {
        self.intent.then = Some((path, form.to_vec()));
        self
    }

    /// Before anything is shown.
    pub fn first(mut self, step: Step) -> Self {
        self.steps.insert(0, step);
        self
    }

    pub fn step(mut self, step: Step) -> Self {
        self.steps.push(step);
        self
    }

    /// Once the form is there.
    pub fn form(self) -> Self {
        let form = self.seen.1.clone();
        self.step(Step::Until(Place::Element, form))
    }

    pub fn fill(self, id: &str, text: &str) -> Self {
        let fill = format!("kassaGallery.fill('{id}', '{text}')");
        self.step(Step::Do(Place::Element, fill))
    }

    /// A card form, filled in.
    pub fn card(self, number: &str) -> Self {
        self.form()
            .fill("card-number", number)
            .fill("card-expiry", "1234")
            .fill("card-cvc", "123")
            .fill("postal-code", "94107")
    }

    /// The merchant's button is pressed.
    pub fn pay(self) -> Self {
        self.step(Step::Do(Place::Page, "pay()".to_owned()))
    }

    /// What the element must show in the end.
    pub fn shows(self, selector: &str) -> Self {
        self.sees(
            Place::Element,
            &format!("document.querySelector(\"{selector}\")"),
        )
    }

    pub fn sees(mut self, place: Place, expression: &str) -> Self {
        self.seen = (place, expression.to_owned());
        self
    }

    /// Something lies above the page: a dialog, which `again` opens if it has to be opened.
    pub fn above(mut self, again: Option<&'static str>) -> Self {
        self.again = again;
        self.height_min = DIALOG_HEIGHT;
        self
    }

    pub fn one_theme(mut self) -> Self {
        self.looks = Looks::OneTheme;
        self
    }
}
