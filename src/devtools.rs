//! A headless Chromium, spoken to over Chrome's DevTools protocol.
//!
//! WebDriver reaches the page alone. The element is in a process of its own, whose network and
//! processor have to be slowed down as well, so this speaks to the browser itself: JSON messages,
//! each ended by a zero byte, over a pair of pipes.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::browser::{BrowserPrograms, CHROMIUM_ARGUMENTS};

/// The browser answers at once, unless it is still starting.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(60);
const STOP_TIMEOUT: Duration = Duration::from_secs(3);
const POLL_INTERVAL: Duration = Duration::from_millis(20);
/// Gives Chromium our pipes where it looks for them: requests on file descriptor 3, answers on 4.
const PIPES_TO_3_AND_4: &str = r#"exec "$0" "$@" 3<&0 4>&1 </dev/null >/dev/null 2>&1"#;

/// A running browser. Dropping it ends it.
#[derive(Debug)]
pub struct DevTools {
    process: Child,
    requests: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What came while an answer was being waited for.
    events: VecDeque<Event>,
    last_id: u64,
    _profile: TempDir,
}

/// Something that happened in the browser.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    pub method: String,
    #[serde(default)]
    pub params: Value,
    /// The target that it happened in; `None` for the browser itself.
    #[serde(rename = "sessionId")]
    pub session: Option<Session>,
}

/// An attached target: a page, or a frame with a process of its own.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Session(String);

impl Session {
    /// The id in a protocol message.
    pub fn in_message(message: &Value) -> anyhow::Result<Self> {
        Ok(Self(text(message, "sessionId")?))
    }
}

impl DevTools {
    /// Starts a browser with an empty profile.
    pub fn start(programs: &BrowserPrograms) -> anyhow::Result<Self> {
        let profile = tempfile::Builder::new()
            .prefix("kassa-chromium-")
            .tempdir()
            .context("making a profile folder for Chromium")?;
        let mut process = Command::new("sh")
            .args(["-c", PIPES_TO_3_AND_4])
            .arg(&programs.chromium)
            .args(CHROMIUM_ARGUMENTS)
            .arg("--remote-debugging-pipe")
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", programs.chromium.display()))?;
        let requests = process.stdin.take();
        let answers = process.stdout.take().context("a pipe from Chromium")?;
        let (sender, messages) = mpsc::channel();
        thread::spawn(move || forward(answers, &sender));
        Ok(Self {
            process,
            requests,
            messages,
            events: VecDeque::new(),
            last_id: 0,
            _profile: profile,
        })
    }

    /// Sends a command, to the browser or to one target, and waits for its result.
    /// Errors: the command's own, or that the browser has gone.
    pub fn call(
        &mut self,
        session: Option<&Session>,
        method: &str,
        params: Value,
    ) -> anyhow::Result<Value> {
        self.last_id += 1;
        let id = self.last_id;
        let mut message = json!({ "id": id, "method": method, "params": params });
        if let Some(Session(session)) = session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = serde_json::to_vec(&message)?;
        bytes.push(0);
        let pipe = self.requests.as_mut().context("a pipe to Chromium")?;
        pipe.write_all(&bytes).context("writing to Chromium")?;
        let deadline = Instant::now() + ANSWER_TIMEOUT;
        loop {
            let Some(mut message) = self.receive(deadline)? else {
                bail!("Chromium does not answer {method}");
            };
            if message["id"].as_u64() != Some(id) {
                self.keep(message);
            } else if let Some(error) = message.get("error") {
                bail!("Chromium refuses {method}: {error}");
            } else {
                return Ok(message["result"].take());
            }
        }
    }

    /// What happened next; `None` when nothing did until `deadline`.
    pub fn next_event(&mut self, deadline: Instant) -> anyhow::Result<Option<Event>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Ok(Some(event));
            }
            match self.receive(deadline)? {
                Some(message) => self.keep(message),
                None => return Ok(None),
            }
        }
    }

    /// The value of a JavaScript expression in a target; of a promise, what it comes to.
    pub fn evaluate(&mut self, session: &Session, expression: &str) -> anyhow::Result<Value> {
        let params = json!({
            "expression": expression,
            "returnByValue": true,
            "awaitPromise": true,
        });
        let mut answer = self.call(Some(session), "Runtime.evaluate", params)?;
        if let Some(exception) = answer.get("exceptionDetails") {
            bail!("evaluating `{expression}`: {exception}");
        }
        Ok(answer["result"]["value"].take())
    }

    /// `Chrome/156.0.8078.79`, or whatever it calls itself.
    pub fn version(&mut self) -> anyhow::Result<String> {
        text(
            &self.call(None, "Browser.getVersion", json!({}))?,
            "product",
        )
    }

    fn receive(&self, deadline: Instant) -> anyhow::Result<Option<Value>> {
        let wait = deadline.saturating_duration_since(Instant::now());
        match self.messages.recv_timeout(wait) {
            Ok(message) => Ok(Some(message)),
            Err(RecvTimeoutError::Timeout) => Ok(None),
            Err(RecvTimeoutError::Disconnected) => bail!("Chromium has ended by itself"),
        }
    }

    fn keep(&mut self, message: Value) {
        // What is no event is a late answer, which nobody waits for.
        self.events.extend(serde_json::from_value(message).ok());
    }
}

impl Drop for DevTools {
    fn drop(&mut self) {
        // Chromium ends when its pipe does.
        self.requests = None;
        let deadline = Instant::now() + STOP_TIMEOUT;
        while matches!(self.process.try_wait(), Ok(None)) && Instant::now() < deadline {
            thread::sleep(POLL_INTERVAL);
        }
        // Fails only when it has ended.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A text field of a protocol message.
pub fn text(message: &Value, field: &str) -> anyhow::Result<String> {
    message[field]
        .as_str()
        .map(str::to_owned)
        .ok_or_else(|| anyhow!("Chromium's message has no {field}: {message}"))
}

fn forward(pipe: impl Read, messages: &mpsc::Sender<Value>) {
    for message in BufReader::new(pipe).split(0) {
        let Ok(message) = message else { break };
        let Ok(message) = serde_json::from_slice(&message) else {
            continue;
        };
        if messages.send(message).is_err() {
            break;
        }
    }
}
