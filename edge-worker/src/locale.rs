//! The language that a buyer reads. English is in the Worker; the others are assets, read when the
//! first buyer asks and then kept.

mod negotiation;
#[cfg(test)]
mod translations;

pub use negotiation::{Choice, country_of_language};
pub use shared::element::language::Texts;

use crate::api_request::ApiRequest;
use crate::env::Edge;
use crate::form::Fields;
use crate::ports::Fault;
use shared::api::error::ApiError;
use shared::element::language::{ENGLISH, Language};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

const ENGLISH_TAG: &str = "en";

thread_local! {
    /// The languages that this isolate has read, by tag.
    static READ: RefCell<BTreeMap<&'static str, Rc<Language>>> = const { RefCell::new(BTreeMap::new()) };
}

/// The `locale` that a page asks for; `None` where that is the buyer's own, `auto`.
pub fn locale_asked(fields: &mut Fields) -> Result<Option<String>, ApiError> {
    Ok(fields.filled("locale")?.filter(|tag| tag != "auto"))
}

/// A buyer's language.
pub struct Locale {
    /// BCP 47, with the buyer's region where they have one: dates and amounts are written by it.
    pub tag: String,
    language: Rc<Language>,
}

impl Locale {
    /// The language that a page has `asked` for, else the best of an `Accept-Language` header, else
    /// English; English too if the language's file cannot be read.
    pub async fn of(
        edge: &Edge,
        asked: Option<&str>,
        accept_language: Option<&str>,
    ) -> Result<Self, Fault> {
        let Some(choice) = Choice::of(asked, accept_language) else {
            return Self::english();
        };
        match language(edge, choice.file).await {
            Ok(language) => Ok(Self {
                tag: choice.tag,
                language,
            }),
            Err(fault) => {
                worker::console_error!("language {}: {}", choice.file, fault.0);
                Self::english()
            }
        }
    }

    /// As [`Locale::of`], for whoever sends `request`.
    pub async fn of_buyer(request: &ApiRequest, asked: Option<&str>) -> Result<Self, Fault> {
        Self::of(&request.edge, asked, request.accept_language.as_deref()).await
    }

    /// English, which is always there.
    pub fn english() -> Result<Self, Fault> {
        Ok(Self {
            tag: ENGLISH_TAG.to_owned(),
            language: kept(ENGLISH_TAG, || Ok(Language::read(ENGLISH)?))?,
        })
    }

    /// `ltr` or `rtl`.
    pub fn direction(&self) -> &str {
        &self.language.direction
    }

    /// What the element shows by itself.
    pub fn element_texts(&self) -> &Texts {
        &self.language.element
    }

    /// What the edge puts into its answers.
    pub fn edge_texts(&self) -> &Texts {
        &self.language.edge
    }
}

async fn language(edge: &Edge, tag: &'static str) -> Result<Rc<Language>, Fault> {
    if let Some(language) = already_read(tag) {
        return Ok(language);
    }
    if tag == ENGLISH_TAG {
        return kept(tag, || Ok(Language::read(ENGLISH)?));
    }
    let url = format!("https://assets/locales/{tag}.json");
    let mut file = edge.assets()?.fetch(url, None).await?;
    if file.status_code() != 200 {
        return Err(Fault(format!("status {}", file.status_code())));
    }
    let text = file.text().await?;
    kept(tag, || Ok(Language::read(&text)?))
}

fn already_read(tag: &str) -> Option<Rc<Language>> {
    READ.with_borrow(|read| read.get(tag).cloned())
}

/// The language of before, else what `read` makes, for the next buyer too.
fn kept(
    tag: &'static str,
    read: impl FnOnce() -> Result<Language, Fault>,
) -> Result<Rc<Language>, Fault> {
    if let Some(language) = already_read(tag) {
        return Ok(language);
    }
    let language = Rc::new(read()?);
    READ.with_borrow_mut(|kept| kept.insert(tag, Rc::clone(&language)));
    Ok(language)
}
