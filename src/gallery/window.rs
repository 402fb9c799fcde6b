//! One window of the gallery's browser: a merchant's page, and Kassa's frames in it.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use crate::devtools::{DevTools, Event, Session, text};

/// Longer than anything takes on a busy machine; a condition that holds is noticed at once.
const PATIENCE: Duration = Duration::from_secs(20);
const POLL_INTERVAL: Duration = Duration::from_millis(25);
/// Runs in the element's frame when it is there.
const HAND: &str = include_str!("hand.js");

/// A document of the window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The merchant's page.
    Page,
    /// Kassa's element.
    Element,
    /// The bank's page above the merchant's.
    Modal,
}

/// What becomes of requests that are not let through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Never answered.
    Held,
    /// What changes something is lost, what only asks is never answered.
    Lost,
    /// Refused, as by a company's filter.
    Refused,
}

/// An open window. It is to be [closed](Self::close); what is left ends with the browser.
pub struct Window<'d> {
    devtools: &'d mut DevTools,
    context: String,
    target: String,
    page: Session,
    frames: Vec<Session>,
    fault: Fault,
}

impl<'d> Window<'d> {
    /// An empty window of a browser that knows nobody. Nothing in it moves that can be still.
    pub fn open(devtools: &'d mut DevTools) -> anyhow::Result<Self> {
        let context = devtools.call(None, "Target.createBrowserContext", json!({}))?;
        let context = text(&context, "browserContextId")?;
        let blank = json!({ "url": "about:blank", "browserContextId": context });
        let target = devtools.call(None, "Target.createTarget", blank)?;
        let target = text(&target, "targetId")?;
        let attached = devtools.call(
            None,
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        )?;
        let page = Session::in_message(&attached)?;
        let mut window = Self {
            devtools,
            context,
            target,
            page: page.clone(),
            frames: Vec::new(),
            fault: Fault::Held,
        };
        window.prepare(&page)?;
        Ok(window)
    }

    pub fn close(self) -> anyhow::Result<()> {
        let target = json!({ "targetId": self.target });
        self.devtools.call(None, "Target.closeTarget", target)?;
        let context = json!({ "browserContextId": self.context });
        self.devtools
            .call(None, "Target.disposeBrowserContext", context)?;
        Ok(())
    }

    /// Opens an address and waits until its scripts have run.
    pub fn go_to(&mut self, url: &str) -> anyhow::Result<()> {
        let page = self.page.clone();
        self.devtools
            .call(Some(&page), "Page.navigate", json!({ "url": url }))?;
        self.until(
            Place::Page,
            "document.readyState === 'complete' && location.protocol !== 'about:'",
        )
    }

    /// The value of an expression, which may be a promise.
    pub fn ask(&mut self, place: Place, expression: &str) -> anyhow::Result<Value> {
        self.pump(Instant::now())?;
        let session = self.find(place)?;
        self.devtools.evaluate(&session, expression)
    }

    /// Waits until an expression is true of a document; a document that is not there yet is waited
    /// for as well.
    pub fn until(&mut self, place: Place, expression: &str) -> anyhow::Result<()> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            let answer = self.ask(place, &format!("!!({expression})"));
            if matches!(answer, Ok(Value::Bool(true))) {
                return Ok(());
            }
            if Instant::now() >= deadline {
                bail!("not within {} s: {expression}", PATIENCE.as_secs());
            }
            self.pump(Instant::now() + POLL_INTERVAL)?;
        }
    }

    /// From now on, requests of a document whose addresses match do not get through.
    pub fn break_network(
        &mut self,
        place: Place,
        pattern: &str,
        fault: Fault,
    ) -> anyhow::Result<()> {
        let session = self.find(place)?;
        self.fault = fault;
        let patterns = json!({ "patterns": [{ "urlPattern": pattern }] });
        self.devtools
            .call(Some(&session), "Fetch.enable", patterns)?;
        Ok(())
    }

    pub fn resize(&mut self, width: u32, height: u32) -> anyhow::Result<()> {
        let page = self.page.clone();
        let size =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools
            .call(Some(&page), "Emulation.setDeviceMetricsOverride", size)?;
        Ok(())
    }

    /// What the window shows, as a PNG.
    pub fn picture(&mut self) -> anyhow::Result<Vec<u8>> {
        let page = self.page.clone();
        let taken = self.devtools.call(
            Some(&page),
            "Page.captureScreenshot",
            json!({ "format": "png", "optimizeForSpeed": false }),
        )?;
        STANDARD
            .decode(text(&taken, "data")?)
            .context("reading a picture")
    }

    fn find(&mut self, place: Place) -> anyhow::Result<Session> {
        let path = match place {
            Place::Page => return Ok(self.page.clone()),
            Place::Element => "/element",
            Place::Modal => "/sandbox/",
        };
        for frame in self.frames.clone() {
            let is_it = format!(
                "location.pathname.startsWith('{path}') && document.readyState !== 'loading'"
            );
            if matches!(
                self.devtools.evaluate(&frame, &is_it),
                Ok(Value::Bool(true))
            ) {
                self.devtools.evaluate(&frame, HAND)?;
                return Ok(frame);
            }
        }
        bail!("there is no {place:?} in the window")
    }

    fn prepare(&mut self, session: &Session) -> anyhow::Result<()> {
        let still =
            json!({ "features": [{ "name": "prefers-reduced-motion", "value": "reduce" }] });
        let follow =
            json!({ "autoAttach": true, "waitForDebuggerOnStart": false, "flatten": true });
        for (method, params) in [
            ("Page.enable", json!({})),
            ("Emulation.setEmulatedMedia", still),
            ("Target.setAutoAttach", follow),
        ] {
            self.devtools.call(Some(session), method, params)?;
        }
        Ok(())
    }

    /// Takes note of what has happened, and of what happens until then.
    fn pump(&mut self, until: Instant) -> anyhow::Result<()> {
        while let Some(event) = self.devtools.next_event(until)? {
            let Event {
                method,
                params,
                session,
            } = event;
            match method.as_str() {
                "Target.attachedToTarget" if params["targetInfo"]["type"] == "iframe" => {
                    let frame = Session::in_message(&params)?;
                    // Fails when the frame has gone already.
                    if self.prepare(&frame).is_ok() {
                        self.frames.push(frame);
                    }
                }
                "Target.detachedFromTarget" => {
                    let gone = Session::in_message(&params)?;
                    self.frames.retain(|frame| *frame != gone);
                }
                "Fetch.requestPaused" => self.fail(session.as_ref(), &params),
                _ => {}
            }
        }
        Ok(())
    }

    fn fail(&mut self, session: Option<&Session>, paused: &Value) {
        let reason = match (self.fault, paused["request"]["method"].as_str()) {
            (Fault::Held, _) | (Fault::Lost, Some("GET")) => return,
            (Fault::Lost, _) => "ConnectionReset",
            (Fault::Refused, _) => "BlockedByClient",
        };
        let answer = json!({ "requestId": paused["requestId"], "errorReason": reason });
        // Fails only when whoever asked has gone.
        let _ = self.devtools.call(session, "Fetch.failRequest", answer);
    }
}
