//! Whether a deployment has what it needs.

use crate::env::{Edge, mode, problems};
use crate::mode::Mode;
use crate::ports::Fault;
use crate::sender;
use std::cell::Cell;
use worker::{Env, Response, Result};

pub const PATH: &str = "/healthz";

/// What the deployment was given, if it can serve with that. What lacks is said in the log.
pub fn configured(env: Env) -> Option<Edge> {
    // A test deployment without a vault can do everything but Link.
    if mode(&env).is_ok_and(Mode::is_live) && !is_complete(&env) {
        return None;
    }
    Edge::new(env)
        .inspect_err(|error| worker::console_error!("configuration: {error}"))
        .ok()
}

/// Whether nothing lacks. Nobody takes from a Worker what it has while it runs.
fn is_complete(env: &Env) -> bool {
    thread_local! {
        static COMPLETE: Cell<bool> = const { Cell::new(false) };
    }
    if !COMPLETE.get() {
        let found = problems(env);
        for problem in &found {
            worker::console_error!("configuration: {problem}");
        }
        COMPLETE.set(found.is_empty());
    }
    COMPLETE.get()
}

/// Says at once what a deployment lacks, all of it by name: not the first buyer is to find out.
pub fn answer(env: Env) -> Result<Response> {
    let mut found = problems(&env);
    if found.is_empty() {
        let checked = Edge::new(env).map_err(Fault::from);
        let refused = checked.and_then(|edge| sender::check(&edge)).err();
        found.extend(refused.map(|fault| fault.0));
    }
    if found.is_empty() {
        return Response::ok("ok");
    }
    let said = found.join("\n");
    worker::console_error!("configuration: {said}");
    Response::error(said, 503)
}
