//! A buyer at a browser's window: looks, clicks and types where a person would.

use std::ops::Deref;
use std::panic::Location;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::{Client, Locator};
use serde_json::{Value, json};
use tokio::time::Instant;

use super::{Request, Stage};
use crate::harness::Browser;

/// Longer than anything takes on a busy machine; a condition that holds is noticed at once.
pub const PATIENCE: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(30);
/// Selects everything in the focused field, so that typing replaces it.
const SELECT_ALL: &str = "\u{e009}a\u{e000}";
/// Notes in `wasHit` that an element was clicked.
const HEED_CLICK: &str = "
    window.wasHit = false;
    arguments[0].addEventListener('click', () => { window.wasHit = true; }, { capture: true, once: true });";

/// A document: the page itself, or the one in the frame that a selector finds there; ` >>> ` in it
/// leads into a shadow root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub Option<&'static str>);

/// The merchant's page.
pub const PAGE: Place = Place(None);
/// Kassa's element.
pub const ELEMENT: Place = Place(Some("iframe[src*='/element?']"));
/// The bank's page above the merchant's.
pub const MODAL: Place = Place(Some("dialog iframe"));

/// A person with a browser.
pub struct Buyer<'s> {
    browser: Option<Browser>,
    /// Whom the browser goes back to.
    stage: Option<&'s Stage>,
}

impl Deref for Buyer<'_> {
    type Target = Client;

    fn deref(&self) -> &Client {
        self.browser.as_ref().expect("not left yet").client()
    }
}

impl<'s> Buyer<'s> {
    pub fn new(browser: Browser, stage: Option<&'s Stage>) -> Self {
        Self {
            browser: Some(browser),
            stage,
        }
    }

    /// Leaves the window as it was found. A test that fails leaves no browser to anyone. Fails if a
    /// policy of any document that was shown had to forbid something.
    pub async fn leave(mut self) {
        let forbidden = self.log("browser").await.into_iter().filter(|entry| {
            let message = entry["message"].as_str().unwrap_or_default();
            message.contains("Content Security Policy") || message.contains("Trusted")
        });
        let forbidden: Vec<_> = forbidden.collect();
        assert!(forbidden.is_empty(), "{forbidden:#?}");
        let Some(stage) = self.stage else { return };
        let fresh = self.new_window(true).await.expect("a new window").handle;
        for window in self.windows().await.expect("windows") {
            if window != fresh {
                self.switch_to_window(window).await.expect("a window");
                self.close_window().await.expect("closing it");
            }
        }
        self.switch_to_window(fresh).await.expect("the new window");
        stage.give_back(self.browser.take().expect("left once"));
    }

    /// Opens an address and waits until its document is loaded.
    pub async fn open(&self, url: &str) {
        self.goto(url).await.expect("a page");
    }

    /// The value of `return …;` in a document. Errors: it is not there, or is being replaced.
    pub async fn try_ask(&self, place: Place, script: &str) -> Result<Value, CmdError> {
        self.go_to(place).await?;
        self.execute(script, Vec::new()).await
    }

    /// [`Buyer::try_ask`], where it must work.
    #[track_caller]
    pub fn ask(&self, place: Place, script: &str) -> impl Future<Output = Value> {
        let caller = Location::caller();
        async move {
            match self.try_ask(place, script).await {
                Ok(value) => value,
                Err(error) => panic!("{caller}: {script}: {error}"),
            }
        }
    }

    /// Waits until `return …;` is true of a document, and answers what it returned. What does not
    /// count as true in JavaScript, and a document that is not there, are waited out.
    #[track_caller]
    pub fn until(&self, place: Place, script: &str) -> impl Future<Output = Value> {
        self.wait(Location::caller(), place, script.to_owned())
    }

    /// Waits until what a selector finds says `part`.
    #[track_caller]
    pub fn sees(&self, place: Place, selector: &str, part: &str) -> impl Future<Output = Value> {
        let (selector, part) = (quoted(selector), quoted(part));
        let script = format!(
            "const text = document.querySelector({selector})?.innerText ?? '';
             return text.includes({part}) && text;"
        );
        self.wait(Location::caller(), place, script)
    }

    /// What a selector finds, as soon as it is there; ` >>> ` leads into a shadow root.
    #[track_caller]
    pub fn find_in(&self, place: Place, selector: &str) -> impl Future<Output = Element> {
        let caller = Location::caller();
        async move {
            let deadline = Instant::now() + PATIENCE;
            loop {
                match self.try_find(place, selector).await {
                    Ok(element) => return element,
                    Err(_) if Instant::now() < deadline => {
                        tokio::time::sleep(POLL_INTERVAL).await;
                    }
                    Err(error) => panic!(
                        "{caller}: {selector} is not there within {PATIENCE:?}: {error}\n{}",
                        self.scene().await
                    ),
                }
            }
        }
    }

    async fn try_find(&self, place: Place, selector: &str) -> Result<Element, CmdError> {
        self.go_to(place).await?;
        if place.0.is_some() {
            // What is found in the form from before the module is gone when the module draws its own.
            self.find(Locator::Css("html:not(:has(.early))")).await?;
        }
        self.find_behind(selector).await
    }

    async fn wait(&self, caller: &Location<'_>, place: Place, script: String) -> Value {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.try_ask(place, &script).await;
            match answer {
                Ok(value) if is_truthy(&value) => return value,
                Ok(_) | Err(_) if Instant::now() < deadline => {
                    tokio::time::sleep(POLL_INTERVAL).await;
                }
                last => panic!(
                    "{caller}: not within {PATIENCE:?}: {script}\nlast answer: {last:?}\n{}",
                    self.scene().await
                ),
            }
        }
    }

    /// Clicks what a selector finds, as soon as it is there and nothing covers it. News between the
    /// element and its page may still move it away from under the pointer: what was missed is
    /// clicked again.
    pub async fn click(&self, place: Place, selector: &str) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let missed = match self.click_once(place, selector).await {
                Ok(true) => return,
                Ok(false) => "something else was hit".to_owned(),
                // The click took the buyer elsewhere before it was reported, and the frame with it.
                Err(_) if self.go_to(place).await.is_err() => return,
                Err(error) => error.to_string(),
            };
            assert!(
                Instant::now() < deadline,
                "{selector} cannot be clicked: {missed}"
            );
            tokio::time::sleep(POLL_INTERVAL).await;
        }
    }

    /// Whether a click reached what the selector finds.
    async fn click_once(&self, place: Place, selector: &str) -> Result<bool, CmdError> {
        let element = self.find_in(place, selector).await;
        self.execute(HEED_CLICK, vec![json!(element)]).await?;
        element.click().await?;
        // A document that has gone was left by the click, and another one knows of none.
        let hit = self.try_ask(place, "return window.wasHit;").await;
        Ok(hit.ok() != Some(false.into()))
    }

    /// Types into a field, in place of what it holds.
    pub async fn fill(&self, place: Place, selector: &str, text: &str) {
        self.focus(place, selector).await;
        let field = self.find_in(place, selector).await;
        field
            .send_keys(&format!("{SELECT_ALL}{text}"))
            .await
            .unwrap_or_else(|error| panic!("typing into {selector}: {error}"));
    }

    /// Puts the focus into a field. Keys go to the frame that the browser believes to have the focus,
    /// and it learns of another one from that frame's process: once the page knows, it does, too.
    async fn focus(&self, place: Place, selector: &str) {
        self.find_in(place, selector).await;
        self.focus_at_once(place, selector).await;
    }

    /// Types into a field that is there, be it of the form from before the module.
    pub async fn type_at_once(&self, place: Place, selector: &str, text: &str) {
        self.focus_at_once(place, selector).await;
        self.go_to(place).await.expect("its document");
        let field = self.active_element().await.expect("a field");
        field.send_keys(text).await.expect("keys");
    }

    async fn focus_at_once(&self, place: Place, selector: &str) {
        let focus = format!("document.querySelector({}).focus();", quoted(selector));
        self.ask(place, &focus).await;
        if let Some(frame) = place.0 {
            let frame = quoted(frame);
            let knows = format!(
                "const within = (place, part) => (place.shadowRoot ?? place).querySelector(part);
                 let active = document.activeElement;
                 while (active?.shadowRoot) active = active.shadowRoot.activeElement;
                 return !!active && active === {frame}.split(' >>> ').reduce(within, document);"
            );
            self.until(PAGE, &knows).await;
        }
    }

    /// What the console was told since the last look, or with `performance` what the network
    /// carried: chromedriver's own log of this name.
    pub async fn log(&self, name: &str) -> Vec<Value> {
        let asked = json!({ "type": name });
        let log = self.tell_driver("se/log", &asked).await;
        log.as_array().expect("a list").clone()
    }

    /// One of chromedriver's commands that the client has no words for.
    pub async fn tell_driver(&self, command: &str, asked: &Value) -> Value {
        let request = Request::post(self.driver_url(command).await)
            .header("Content-Type", "application/json")
            .body(asked.to_string());
        request.send().await.ok()["value"].take()
    }

    /// [`Buyer::tell_driver`], where it only tells.
    pub async fn ask_driver(&self, command: &str) -> Value {
        let request = Request::get(self.driver_url(command).await);
        request.send().await.ok()["value"].take()
    }

    async fn driver_url(&self, command: &str) -> String {
        let browser = self.browser.as_ref().expect("not left yet");
        let session = browser.session_id().await.expect("a session");
        let session = session.expect("a session");
        format!("{}/session/{session}/{command}", browser.driver_url())
    }

    async fn go_to(&self, place: Place) -> Result<(), CmdError> {
        // Frames lie at most one deep.
        self.enter_parent_frame().await?;
        match place.0 {
            Some(frame) => {
                let frame = self.find_behind(frame).await?;
                frame.enter_frame().await
            }
            None => Ok(()),
        }
    }

    /// What a selector finds in the document entered last; ` >>> ` leads into a shadow root.
    pub async fn find_behind(&self, selector: &str) -> Result<Element, CmdError> {
        let mut steps = selector.split(" >>> ");
        let first = steps.next().unwrap_or_default();
        let mut found = self.find(Locator::Css(first)).await?;
        for step in steps {
            found = found.shadow_root().await?.find(Locator::Css(step)).await?;
        }
        Ok(found)
    }

    /// What is to be seen, for whoever reads that a test failed.
    async fn scene(&self) -> String {
        let text = "return document.body.innerText;";
        let page = self.try_ask(PAGE, text).await;
        let element = self.try_ask(ELEMENT, text).await;
        let address = self.current_url().await.map(String::from);
        let element = element.map_err(|error| error.to_string());
        format!(
            "at {}\n{}\n--- in the element ---\n{}",
            address.unwrap_or_default(),
            page.unwrap_or_default().as_str().unwrap_or_default(),
            element.map_or_else(
                |error| error,
                |text| text.as_str().unwrap_or_default().into()
            )
        )
    }
}

/// A JavaScript string.
pub fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is_true) => *is_true,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}
