//! Which page follows which event: pure, and the only place that decides it.

use crate::act::Act;
use crate::card_form::{Field, Problem, WholeCard};
use crate::kept::{Answer, Buyer};
use crate::strings::Key;

#[cfg(test)]
mod tests;

/// What a buyer has before them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pages {
    pub screen: Screen,
    /// What is said of the last event.
    pub news: Option<News>,
    /// Whether the edge is being asked for something that it will change: one at a time.
    is_acting: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    Said(Key),
    /// It is kept; by how it is called.
    CardAdded(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Screen {
    SignIn,
    Known { buyer: Box<Buyer>, open: Open },
}

/// What is open beside what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Open {
    Nothing,
    EraseQuestion,
    Address(Editing),
    Card(CardState),
}

/// How far the buyer has come with a card.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CardState {
    /// What is shown to be wrong with it; of each field one thing at most.
    pub problems: Vec<Problem>,
    /// Whether its bank is being asked.
    pub is_sent: bool,
}

/// Which address the buyer writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Editing {
    New,
    /// One that is kept, by its id.
    Kept(String),
}

/// What the buyer hands in of an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Written {
    /// Something is wrong with it, or missing.
    Wrong,
    /// As the edge takes it, in JSON.
    Right(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// The buyer has shown who they are.
    SignedIn,
    Pressed(Act),
    /// What came of an act.
    Acted(Act, Outcome),
    PasskeyAsked,
    PasskeyMade(Making),
    /// What the edge knows now, if it answered.
    Read(Option<Answer>),
    EraseAsked,
    EraseDeclined,
    ExportAsked,
    AddressAsked(Editing),
    AddressDeclined,
    AddressWritten(Written),
    CardAsked,
    CardDeclined,
    /// The buyer mends this field.
    CardTyped(Field),
    CardWritten(Result<WholeCard, Vec<Problem>>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Done,
    /// Somebody has signed this device out meanwhile.
    SignedOut,
    /// The card is not kept, and the buyer can do something about it.
    Refused(Problem),
    Failed,
}

/// What came of making a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Making {
    Added,
    /// The buyer, the browser or the edge did not want it.
    NotAdded,
}

/// What the page does next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Send(Act),
    /// Asks what the edge knows now.
    Read,
    MakePasskey,
    /// Hands this JSON to the buyer as a file.
    Export(String),
    /// Shows what is wrong with the address that is being written, and leads there.
    ComplainOfAddress,
    Focus(Place),
}

/// Where a buyer goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    Title,
    /// The answer that changes nothing.
    KeepEverything,
    Erase,
    AddressForm,
    /// What the form of an address was opened with.
    AddressOpener(Editing),
    CardField(Field),
    CardOpener,
}

impl Place {
    /// Of the element in the document.
    pub fn id(&self) -> String {
        match self {
            Self::Title => "title".to_owned(),
            Self::KeepEverything => "keep".to_owned(),
            Self::Erase => "erase".to_owned(),
            Self::AddressForm => "address-form".to_owned(),
            Self::CardField(field) => field.id().to_owned(),
            Self::CardOpener => "card-add".to_owned(),
            Self::AddressOpener(Editing::New) => "address-add".to_owned(),
            Self::AddressOpener(Editing::Kept(id)) => ["address-", id].concat(),
        }
    }
}

impl Pages {
    /// As the first answer has it.
    pub fn new(answer: Answer) -> Self {
        Self {
            screen: Screen::of(answer),
            news: None,
            is_acting: false,
        }
    }

    /// Follows an event, and says what is to be done about it.
    pub fn follow(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::SignedIn => vec![Effect::Read, Effect::Focus(Place::Title)],
            Event::Pressed(act) => self.start(Effect::Send(act)),
            Event::Acted(act, Outcome::Done) => self.done(act.news()),
            // The page asks who is there, and finds nobody.
            Event::Acted(_, Outcome::SignedOut) => self.done(None),
            Event::Acted(_, Outcome::Refused(problem)) => self.refused(problem),
            Event::Acted(_, Outcome::Failed) => self.failed(Key::Failed),
            Event::PasskeyAsked => self.start(Effect::MakePasskey),
            Event::PasskeyMade(Making::Added) => self.done(Some(News::Said(Key::PasskeyAdded))),
            Event::PasskeyMade(Making::NotAdded) => self.failed(Key::PasskeyNotAdded),
            Event::Read(Some(answer)) => {
                self.is_acting = false;
                self.screen = Screen::of(answer);
                Vec::new()
            }
            Event::Read(None) => self.failed(Key::Failed),
            Event::EraseAsked => self.open(Open::EraseQuestion, Place::KeepEverything),
            Event::EraseDeclined => self.open(Open::Nothing, Place::Erase),
            Event::ExportAsked => self.export(),
            Event::AddressAsked(editing) => self.open(Open::Address(editing), Place::AddressForm),
            Event::AddressDeclined => match self.editing().cloned() {
                Some(editing) => self.open(Open::Nothing, Place::AddressOpener(editing)),
                None => Vec::new(),
            },
            Event::AddressWritten(Written::Wrong) => vec![Effect::ComplainOfAddress],
            Event::AddressWritten(Written::Right(fields)) => match self.editing().cloned() {
                Some(Editing::New) => self.start(Effect::Send(Act::AddAddress(fields))),
                Some(Editing::Kept(id)) => {
                    self.start(Effect::Send(Act::EditAddress { id, fields }))
                }
                None => Vec::new(),
            },
            Event::CardAsked => {
                let card = Open::Card(CardState::default());
                self.open(card, Place::CardField(Field::Number))
            }
            Event::CardDeclined => match self.card() {
                Some(_) => self.open(Open::Nothing, Place::CardOpener),
                None => Vec::new(),
            },
            Event::CardTyped(field) => self.mended(field),
            Event::CardWritten(Ok(card)) => self.send_card(card),
            Event::CardWritten(Err(problems)) => self.complain_of_card(problems),
        }
    }

    /// The buyer as they are known, if anybody is.
    pub fn buyer(&self) -> Option<&Buyer> {
        match &self.screen {
            Screen::SignIn => None,
            Screen::Known { buyer, .. } => Some(buyer),
        }
    }

    pub fn is_open(&self, what: &Open) -> bool {
        matches!(&self.screen, Screen::Known { open, .. } if open == what)
    }

    /// Which address is being written, if any is.
    pub fn editing(&self) -> Option<&Editing> {
        match &self.screen {
            Screen::Known {
                open: Open::Address(editing),
                ..
            } => Some(editing),
            Screen::Known {
                open: Open::Nothing | Open::EraseQuestion | Open::Card(_),
                ..
            }
            | Screen::SignIn => None,
        }
    }

    /// How far the buyer has come with a card, if one is being written.
    pub fn card(&self) -> Option<&CardState> {
        match &self.screen {
            Screen::Known {
                open: Open::Card(card),
                ..
            } => Some(card),
            Screen::Known {
                open: Open::Nothing | Open::EraseQuestion | Open::Address(_),
                ..
            }
            | Screen::SignIn => None,
        }
    }

    fn card_mut(&mut self) -> Option<&mut CardState> {
        match &mut self.screen {
            Screen::Known {
                open: Open::Card(card),
                ..
            } => Some(card),
            Screen::Known {
                open: Open::Nothing | Open::EraseQuestion | Open::Address(_),
                ..
            }
            | Screen::SignIn => None,
        }
    }

    fn send_card(&mut self, card: WholeCard) -> Vec<Effect> {
        if self.card().is_none() {
            return Vec::new();
        }
        let effects = self.start(Effect::Send(Act::AddCard(card)));
        if let Some(card) = self.card_mut().filter(|_| !effects.is_empty()) {
            *card = CardState {
                problems: Vec::new(),
                is_sent: true,
            };
        }
        effects
    }

    /// Leads to the first thing that is wrong. What is wrong with all of it is said where it stands.
    fn complain_of_card(&mut self, problems: Vec<Problem>) -> Vec<Effect> {
        let first = problems.iter().find_map(|problem| problem.field);
        match self.card_mut() {
            Some(card) => card.problems = problems,
            None => return Vec::new(),
        }
        let place = first.map(Place::CardField);
        place.map(Effect::Focus).into_iter().collect()
    }

    fn refused(&mut self, problem: Problem) -> Vec<Effect> {
        self.is_acting = false;
        match self.card_mut() {
            Some(card) => card.is_sent = false,
            // The buyer has closed the form meanwhile.
            None => self.news = Some(News::Said(problem.text)),
        }
        self.complain_of_card(vec![problem])
    }

    fn mended(&mut self, field: Field) -> Vec<Effect> {
        if let Some(card) = self.card_mut() {
            card.problems.retain(|problem| problem.field != Some(field));
        }
        Vec::new()
    }

    /// A second press while the first is on its way is the same press.
    fn start(&mut self, effect: Effect) -> Vec<Effect> {
        if self.is_acting {
            return Vec::new();
        }
        self.is_acting = true;
        self.news = None;
        vec![effect]
    }

    /// What was pressed may be gone: the buyer goes on at the top, and is told there. Until the page
    /// shows what is so now, nothing else can be pressed.
    fn done(&mut self, news: Option<News>) -> Vec<Effect> {
        self.news = news;
        vec![Effect::Read, Effect::Focus(Place::Title)]
    }

    /// Nothing has changed, and the buyer stays where they can try again.
    fn failed(&mut self, news: Key) -> Vec<Effect> {
        self.is_acting = false;
        self.news = Some(News::Said(news));
        Vec::new()
    }

    fn open(&mut self, what: Open, place: Place) -> Vec<Effect> {
        match &mut self.screen {
            Screen::SignIn => Vec::new(),
            Screen::Known { open, .. } => {
                *open = what;
                self.news = None;
                vec![Effect::Focus(place)]
            }
        }
    }

    fn export(&self) -> Vec<Effect> {
        let buyer = self.buyer().into_iter();
        buyer
            .map(|buyer| Effect::Export(buyer.whole.clone()))
            .collect()
    }
}

impl Screen {
    fn of(answer: Answer) -> Self {
        match answer.buyer {
            None => Self::SignIn,
            Some(buyer) => Self::Known {
                buyer: Box::new(buyer),
                open: Open::Nothing,
            },
        }
    }
}
