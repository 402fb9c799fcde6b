//! One load of the merchant's page in a browser that has never seen it: what comes over the
//! network, when the card form is there, what moves meanwhile.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::devtools::{DevTools, Event, Session, text};
use super::resource::{Resource, ResourceKind};

/// No buyer waits longer.
const READY_TIMEOUT: Duration = Duration::from_secs(60);
/// What is still to come after the form is there, such as icons, and late layout shifts.
const SETTLE: Duration = Duration::from_millis(700);
/// Runs first in the page and in the element's frame.
const OBSERVERS: &str = include_str!("observers.js");
/// The function that the page calls when the element is ready, or is not going to be.
const BINDING: &str = "kassaBench";

/// A speed of network and processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// This machine as it is.
    Plain,
    /// A processor four times slower.
    SlowProcessor,
    /// 1.6 Mbit/s down, 0.75 up, 150 ms round trip.
    SlowNetwork,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Plain, Self::SlowProcessor, Self::SlowNetwork];

    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "this machine as it is",
            Self::SlowProcessor => "4× slower processor",
            Self::SlowNetwork => "slow 4G (1.6 Mbit/s, 150 ms)",
        }
    }

    /// The commands that slow a target down.
    fn commands(self) -> Vec<(&'static str, Value)> {
        const BYTES_PER_MEGABIT: f64 = 125_000.0;
        match self {
            Self::Plain => Vec::new(),
            Self::SlowProcessor => vec![("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))],
            Self::SlowNetwork => vec![(
                "Network.emulateNetworkConditions",
                json!({
                    "offline": false,
                    "latency": 150,
                    "downloadThroughput": 1.6 * BYTES_PER_MEGABIT,
                    "uploadThroughput": 0.75 * BYTES_PER_MEGABIT,
                }),
            )],
        }
    }
}

/// What one load showed. Times count from the start of the page's navigation.
#[derive(Clone, Debug, Serialize)]
pub struct PageLoad {
    /// Until the element's `ready` event, in the merchant's page.
    pub ready_ms: f64,
    /// Layout shift in the merchant's page; 0 is none.
    pub layout_shift: f64,
    /// Layout shift inside the element's frame.
    pub layout_shift_inside: f64,
    /// Sum of what main-thread tasks took beyond 50 ms each, in the page and the frame.
    pub blocking_ms: f64,
    /// Whether the element's frame had a process of its own, as it has in buyers' browsers.
    pub has_own_process: bool,
    /// From Kassa's origin, in the order of their requests.
    pub resources: Vec<Resource>,
}

impl PageLoad {
    /// What had arrived when the form became interactive.
    pub fn needed(&self) -> impl Iterator<Item = &Resource> {
        self.resources.iter().filter(|resource| resource.is_needed)
    }

    pub fn needed_bytes(&self) -> u64 {
        self.needed().map(|resource| resource.body_bytes).sum()
    }
}

/// Loads `url` in a browser context of its own, which has no caches yet, and leaves nothing behind.
/// Errors: the element did not become ready.
pub fn load(
    devtools: &mut DevTools,
    profile: Profile,
    url: &str,
    kassa_origin: &str,
) -> anyhow::Result<PageLoad> {
    let context = devtools.call(None, "Target.createBrowserContext", json!({}))?;
    let context = text(&context, "browserContextId")?;
    let mut load = Load {
        devtools,
        profile,
        kassa_origin,
        targets: Vec::new(),
        requests: BTreeMap::new(),
        outcome: None,
    };
    let loaded = load.run(&context, url);
    load.devtools.call(
        None,
        "Target.disposeBrowserContext",
        json!({ "browserContextId": context }),
    )?;
    loaded
}

/// A load under way.
struct Load<'a> {
    devtools: &'a mut DevTools,
    profile: Profile,
    kassa_origin: &'a str,
    /// The page, then the frames with a process of their own.
    targets: Vec<Session>,
    /// By the browser's id of the request, which survives redirects and changes of process.
    requests: BTreeMap<String, Request>,
    /// What the page has told.
    outcome: Option<Outcome>,
}

/// What the merchant's page tells through the binding.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Outcome {
    Ready { ready_ms: f64 },
    Failed { error: String },
}

/// A request as far as it is known. Times are the browser's own, in seconds.
#[derive(Debug, Default)]
struct Request {
    url: String,
    started: f64,
    finished: Option<f64>,
    status: u64,
    head_bytes: f64,
    body_bytes: f64,
}

impl Load<'_> {
    fn run(&mut self, context: &str, url: &str) -> anyhow::Result<PageLoad> {
        let target = self.devtools.call(
            None,
            "Target.createTarget",
            json!({ "url": "about:blank", "browserContextId": context }),
        )?;
        let attached = self.devtools.call(
            None,
            "Target.attachToTarget",
            json!({ "targetId": target["targetId"], "flatten": true }),
        )?;
        let page = Session::in_message(&attached)?;
        self.prepare(&page)?;
        for (method, params) in [
            ("Runtime.enable", json!({})),
            ("Runtime.addBinding", json!({ "name": BINDING })),
            ("Performance.enable", json!({})),
            ("Page.navigate", json!({ "url": url })),
        ] {
            self.devtools.call(Some(&page), method, params)?;
        }

        self.follow(READY_TIMEOUT, |load| load.outcome.is_some())?;
        let ready_ms = match self.outcome.take() {
            Some(Outcome::Ready { ready_ms }) => ready_ms,
            Some(Outcome::Failed { error }) => bail!("the element reports: {error}"),
            None => bail!(
                "the element is not ready after {} s",
                READY_TIMEOUT.as_secs()
            ),
        };
        self.follow(SETTLE, |_| false)?;
        self.result(&page, ready_ms)
    }

    /// Sets a target up before it loads anything.
    fn prepare(&mut self, session: &Session) -> anyhow::Result<()> {
        self.targets.push(session.clone());
        let mut commands = vec![
            ("Page.enable", json!({})),
            ("Network.enable", json!({})),
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
        commands.extend(self.profile.commands());
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
        if session.is_none_or(|session| !self.targets.contains(&session)) {
            return Ok(());
        }
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
                self.outcome = Some(
                    serde_json::from_str(&payload)
                        .with_context(|| format!("reading what the page told: {payload}"))?,
                );
            }
            _ if method.starts_with("Network.") => self.note_request(&method, &params),
            _ => {}
        }
        Ok(())
    }

    fn note_request(&mut self, method: &str, params: &Value) {
        let Some(id) = params["requestId"].as_str() else {
            return;
        };
        let number = |value: &Value| value.as_f64().unwrap_or_default();
        // A frame's document is asked for by the page's process and received by the frame's own.
        let request = self.requests.entry(id.to_owned()).or_default();
        match method {
            "Network.requestWillBeSent" => {
                request.url = params["request"]["url"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned();
                request.started = number(&params["timestamp"]);
            }
            "Network.responseReceived" => {
                request.status = params["response"]["status"].as_u64().unwrap_or_default();
                request.head_bytes = number(&params["response"]["encodedDataLength"]);
            }
            "Network.dataReceived" => {
                request.body_bytes += number(&params["encodedDataLength"]);
            }
            "Network.loadingFinished" => {
                request.finished = Some(number(&params["timestamp"]));
                // The pieces may be reported as empty; the sum is of everything received.
                let total = number(&params["encodedDataLength"]);
                request.body_bytes = request.body_bytes.max(total - request.head_bytes);
            }
            _ => {}
        }
    }

    fn result(&mut self, page: &Session, ready_ms: f64) -> anyhow::Result<PageLoad> {
        let navigation_start = self.navigation_start(page)?;
        let in_page = self.observed(page)?;
        let mut in_frames = Observed::default();
        let frames: Vec<_> = self.targets.iter().skip(1).cloned().collect();
        for frame in &frames {
            let observed = self.observed(frame)?;
            in_frames.shift += observed.shift;
            in_frames.blocking_ms += observed.blocking_ms;
        }
        let mut requests: Vec<&Request> = self
            .requests
            .values()
            .filter(|request| request.url.starts_with(self.kassa_origin))
            .collect();
        requests.sort_by(|a, b| a.started.total_cmp(&b.started));
        let resources = requests
            .into_iter()
            .map(|request| {
                let since_start = |time: f64| (time - navigation_start) * 1000.0;
                let path = &request.url[self.kassa_origin.len()..];
                let path = path.split(['?', '#']).next().unwrap_or_default();
                let finished_ms = request.finished.map(since_start);
                Resource {
                    kind: ResourceKind::of(path),
                    path: path.to_owned(),
                    status: request.status,
                    started_ms: since_start(request.started),
                    finished_ms,
                    body_bytes: request.body_bytes as u64,
                    is_needed: finished_ms.is_some_and(|finished| finished <= ready_ms),
                }
            })
            .collect();
        Ok(PageLoad {
            ready_ms,
            layout_shift: in_page.shift,
            layout_shift_inside: in_frames.shift,
            blocking_ms: in_page.blocking_ms + in_frames.blocking_ms,
            has_own_process: !frames.is_empty(),
            resources,
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
}

/// What `observers.js` adds up in a document.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
struct Observed {
    shift: f64,
    blocking_ms: f64,
}
