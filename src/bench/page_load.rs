//! One load of a merchant's page in a browser: what comes over the network, when the buyer can
//! choose and type, what moves meanwhile.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::network::Network;
use super::outside;
use super::press::{self, Press, Way};
use super::profile::Profile;
use super::resource::Resource;
use crate::devtools::{DevTools, Event, Session, text};

/// No buyer waits longer.
const READY_TIMEOUT: Duration = Duration::from_secs(60);
/// While it opens a buyer's first window, the browser also loads a user interface of its own.
const WINDOW_OPENS: Duration = Duration::from_millis(1_500);
/// What is still to come after the form is there, such as icons, and late layout shifts.
const SETTLE: Duration = Duration::from_millis(700);
/// Runs first in the page and in the element's frame.
const OBSERVERS: &str = include_str!("observers.js");
/// The function that the page calls when it has something to tell.
const BINDING: &str = "kassaBench";

/// What one load showed. Times count from the start of the page's navigation.
#[derive(Clone, Debug, Serialize)]
pub struct PageLoad {
    /// Until a field for a card's number is in a document, which takes what is typed into it; of a buyer
    /// who need not type one, until the form runs.
    pub typable_ms: f64,
    /// Until the page says that the form is there and runs.
    pub ready_ms: f64,
    /// Layout shift in the merchant's page; 0 is none.
    pub layout_shift: f64,
    /// Layout shift inside frames with a process of their own.
    pub layout_shift_inside: f64,
    /// Sum of what main-thread tasks took beyond 50 ms each, in the page and its frames.
    pub blocking_ms: f64,
    /// JavaScript's heap after a collection, its buffers, and WebAssembly's memory, in the page and
    /// its frames.
    pub memory_bytes: f64,
    /// Whether a frame had a process of its own, as the element's has in buyers' browsers.
    pub has_own_process: bool,
    /// From Kassa's origin, in the order of their requests.
    pub resources: Vec<Resource>,
    /// The payment that was made afterwards, if one was.
    pub press: Option<Press>,
}

impl PageLoad {
    /// What had arrived when the form ran.
    pub fn needed(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.is_needed)
    }

    pub fn needed_bytes(&self) -> u64 {
        self.needed().map(|resource| resource.body_bytes).sum()
    }
}

/// What is loaded, and how.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'a> {
    pub profile: Profile,
    pub url: &'a str,
    /// Whose resources are counted.
    pub kassa_origin: &'a str,
    /// How the buyer pays at the end, if they do.
    pub pays: Option<Way<'a>>,
}

/// A browser context without any caches, which are filled by what it loads.
#[derive(Debug)]
pub struct Buyer<'d> {
    devtools: &'d mut DevTools,
    context: String,
}

impl<'d> Buyer<'d> {
    pub fn new(devtools: &'d mut DevTools) -> anyhow::Result<Self> {
        let context = devtools.call(None, "Target.createBrowserContext", json!({}))?;
        let context = text(&context, "browserContextId")?;
        devtools.call(
            None,
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": context }),
        )?;
        thread::sleep(WINDOW_OPENS);
        Ok(Self { devtools, context })
    }

    /// Loads a page in a new window, and closes it. Errors: the form did not become ready.
    pub fn load(&mut self, visit: Visit<'_>) -> anyhow::Result<PageLoad> {
        let target = self.devtools.call(
            None,
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": self.context }),
        )?;
        let mut load = Load {
            devtools: self.devtools,
            visit,
            targets: Vec::new(),
            network: Network::default(),
            told: None,
        };
        let loaded = load.run(&text(&target, "targetId")?)?;
        self.devtools.call(
            None,
            "Target.closeTarget",
            json!({ "targetId": target["targetId"] }),
        )?;
        Ok(loaded)
    }
}

impl Drop for Buyer<'_> {
    fn drop(&mut self) {
        let context = json!({ "browserContextId": self.context });
        // What is left ends with the browser.
        let _ = self
            .devtools
            .call(None, "Target.disposeBrowserContext", context);
    }
}

/// A load under way.
pub struct Load<'a> {
    devtools: &'a mut DevTools,
    visit: Visit<'a>,
    /// The page, then the frames with a process of their own.
    targets: Vec<Session>,
    network: Network,
    /// What the page told last.
    told: Option<Told>,
}

/// What a merchant's page tells through the binding.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub enum Told {
    Ready { ready_ms: f64 },
    Paid { paid_ms: f64 },
    Failed { error: String },
}

impl Load<'_> {
    fn run(&mut self, target: &str) -> anyhow::Result<PageLoad> {
        let attached = self.devtools.call(
            None,
            "Target.attachToTarget",
            json!({ "targetId": target, "flatten": true }),
        )?;
        let page = Session::in_message(&attached)?;
        self.prepare(&page)?;
        for (method, params) in [
            ("Runtime.enable", json!({})),
            ("Runtime.addBinding", json!({ "name": BINDING })),
            ("Performance.enable", json!({})),
            ("Page.navigate", json!({ "url": self.visit.url })),
        ] {
            self.devtools.call(Some(&page), method, params)?;
        }
        let ready_ms = match self.told()? {
            Told::Ready { ready_ms } => ready_ms,
            Told::Paid { .. } => bail!("the page has paid before it was ready"),
            Told::Failed { error } => bail!("the page reports: {error}"),
        };
        self.follow(SETTLE, |_| false)?;
        let mut loaded = self.result(&page, ready_ms)?;
        if let Some(way) = self.visit.pays.filter(|_| loaded.has_own_process) {
            loaded.press = Some(press::pay(self, way)?);
        }
        Ok(loaded)
    }

    /// Waits for what the page tells next.
    pub fn told(&mut self) -> anyhow::Result<Told> {
        self.follow(READY_TIMEOUT, |load| load.told.is_some())?;
        let seconds = READY_TIMEOUT.as_secs();
        self.told
            .take()
            .with_context(|| format!("the page has told nothing for {seconds} s"))
    }

    /// The value of a JavaScript expression: in the page, or in its first frame with a process of
    /// its own.
    pub fn evaluate_in(
        &mut self,
        is_frame: bool,
        expression: &str,
    ) -> anyhow::Result<serde_json::Value> {
        let session = self.targets.get(usize::from(is_frame)).cloned();
        let session = session.context("no such frame")?;
        self.devtools.evaluate(&session, expression)
    }

    /// How many requests to Kassa there have been so far.
    pub fn requests_to_kassa(&self) -> usize {
        self.network.count_to(self.visit.kassa_origin)
    }

    /// Sets a target up before it loads anything.
    fn prepare(&mut self, session: &Session) -> anyhow::Result<()> {
        self.targets.push(session.clone());
        let mut commands = vec![
            ("Page.enable", json!({})),
            ("Network.enable", json!({})),
            outside::held(),
            (
                "Page.addScriptToEvaluateOnNewDocument",
                json!({ "source": OBSERVERS }),
            ),
            // A frame with its own process is held until it has been set up in turn.
            (
                "Target.setAutoAttach",
                json!({ "autoAttach": true, "waitForDebuggerOnStart": true, "flatten": true }),
            ),
        ];
        commands.extend(self.visit.profile.commands());
        for (method, params) in commands {
            self.devtools.call(Some(session), method, params)?;
        }
        Ok(())
    }

    /// Notes what happens, until `is_over` or for `duration`.
    fn follow(
        &mut self,
        duration: Duration,
        is_over: impl Fn(&Self) -> bool,
    ) -> anyhow::Result<()> {
        let deadline = Instant::now() + duration;
        while !is_over(self) {
            match self.devtools.next_event(deadline)? {
                Some(event) => self.note(event)?,
                None => break,
            }
        }
        Ok(())
    }

    fn note(&mut self, event: Event) -> anyhow::Result<()> {
        let Event {
            method,
            params,
            session,
        } = event;
        // The last word of an earlier load may still arrive.
        let Some(session) = session.filter(|session| self.targets.contains(session)) else {
            return Ok(());
        };
        match method.as_str() {
            "Target.attachedToTarget" => {
                let frame = Session::in_message(&params)?;
                if params["targetInfo"]["type"] == "iframe" {
                    self.prepare(&frame)?;
                }
                self.devtools
                    .call(Some(&frame), "Runtime.runIfWaitingForDebugger", json!({}))?;
            }
            "Runtime.bindingCalled" if params["name"] == BINDING => {
                let payload = text(&params, "payload")?;
                self.told = Some(
                    serde_json::from_str(&payload)
                        .with_context(|| format!("reading what the page told: {payload}"))?,
                );
            }
            "Fetch.requestPaused" => outside::answer(self.devtools, &session, &params),
            _ if method.starts_with("Network.") => self.network.note(&method, &params),
            _ => {}
        }
        Ok(())
    }

    fn result(&mut self, page: &Session, ready_ms: f64) -> anyhow::Result<PageLoad> {
        let start = self.navigation_start(page)?;
        let in_page = self.observed(page)?;
        let mut memory_bytes = in_page.wasm_bytes + self.heap_bytes(page)?;
        let mut in_frames = Observed::default();
        let mut typable_at = in_page.typable_at;
        let frames: Vec<_> = self.targets.iter().skip(1).cloned().collect();
        for frame in &frames {
            let observed = self.observed(frame)?;
            typable_at = typable_at.or(observed.typable_at);
            in_frames.shift += observed.shift;
            in_frames.blocking_ms += observed.blocking_ms;
            memory_bytes += observed.wasm_bytes + self.heap_bytes(frame)?;
        }
        Ok(PageLoad {
            typable_ms: typable_at.map_or(ready_ms, |at| at - in_page.began_at),
            ready_ms,
            layout_shift: in_page.shift,
            layout_shift_inside: in_frames.shift,
            blocking_ms: in_page.blocking_ms + in_frames.blocking_ms,
            memory_bytes,
            has_own_process: !frames.is_empty(),
            resources: self
                .network
                .resources(self.visit.kassa_origin, start, ready_ms),
            press: None,
        })
    }

    /// The start of the page's navigation, on the clock of the network events.
    fn navigation_start(&mut self, page: &Session) -> anyhow::Result<f64> {
        let metrics = self
            .devtools
            .call(Some(page), "Performance.getMetrics", json!({}))?;
        metrics["metrics"]
            .as_array()
            .into_iter()
            .flatten()
            .find(|metric| metric["name"] == "NavigationStart")
            .and_then(|metric| metric["value"].as_f64())
            .ok_or_else(|| anyhow!("Chromium does not tell when the navigation began"))
    }

    fn observed(&mut self, session: &Session) -> anyhow::Result<Observed> {
        let value = self.devtools.evaluate(session, "kassaBenchObserved")?;
        serde_json::from_value(value).context("reading what the observers saw")
    }

    /// What is in use, without garbage.
    fn heap_bytes(&mut self, session: &Session) -> anyhow::Result<f64> {
        self.devtools
            .call(Some(session), "HeapProfiler.collectGarbage", json!({}))?;
        let usage = self
            .devtools
            .call(Some(session), "Runtime.getHeapUsage", json!({}))?;
        let bytes = |field: &str| usage[field].as_f64().unwrap_or_default();
        Ok(bytes("usedSize") + bytes("backingStorageSize"))
    }
}

/// What `observers.js` adds up in a document.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Observed {
    /// When the document began, and when it had a field for a card's number; in milliseconds since
    /// 1970, which are the same in every process.
    began_at: f64,
    typable_at: Option<f64>,
    shift: f64,
    blocking_ms: f64,
    wasm_bytes: f64,
}
