//! What one card payment costs an operator: calls of objects, alarms, and rows written, counted as
//! they happen.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use super::load::{Connection, Question};
use super::subject::{CONFIRM_FORM, CREATE_FORM, Created, Subject};
use crate::bundle::Bundle;

/// The same request, before the one that counts: tables exist then, and caches are warm.
const WARM_UP_REQUESTS: usize = 3;

/// What the requests of one card payment cost.
#[derive(Clone, Debug, Serialize)]
pub struct PaymentCost {
    pub create: BTreeMap<String, ObjectCost>,
    pub confirm: BTreeMap<String, ObjectCost>,
}

/// What one request asked of the objects of one class.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct ObjectCost {
    pub calls: u64,
    pub alarms_set: u64,
    pub statements: u64,
    /// Rows of tables and entries of indexes, as SQLite counts them.
    pub rows_written: u64,
}

/// Counts in a Kassa of its own, so that nobody else is measured with the counting.
pub fn count(data_dir: &Path, workerd: PathBuf, bundle: &Bundle) -> anyhow::Result<PaymentCost> {
    let folder = tempfile::tempdir().context("making a folder")?;
    let counting = counting_bundle(bundle, folder.path())?;
    let subject = Subject::start(data_dir, workerd, counting)?;
    let mut connection = Connection::open(subject.port())?;
    let mut costs = pay(&subject, &mut connection)?;
    for _ in 0..WARM_UP_REQUESTS {
        costs = pay(&subject, &mut connection)?;
    }
    Ok(costs)
}

fn pay(subject: &Subject, connection: &mut Connection) -> anyhow::Result<PaymentCost> {
    let key = &subject.account().secret_key;
    take(connection)?;
    let create = Question::post("/v1/payment_intents", key, CREATE_FORM);
    let created = Created::read(connection.ask(&create)?)?;
    let of_create = take(connection)?;
    let path = format!("/v1/payment_intents/{}/confirm", created.id);
    connection.ask(&Question::post(&path, key, CONFIRM_FORM))?;
    Ok(PaymentCost {
        create: of_create,
        confirm: take(connection)?,
    })
}

/// What was spent since this was asked last.
fn take(connection: &mut Connection) -> anyhow::Result<BTreeMap<String, ObjectCost>> {
    let body = connection.ask(&Question::get("/bench/cost"))?;
    serde_json::from_slice(body).context("reading the costs")
}

/// The bundle, with a module before the Worker's own.
fn counting_bundle(bundle: &Bundle, folder: &Path) -> anyhow::Result<Bundle> {
    let worker = folder.join("worker");
    fs::create_dir_all(&worker)?;
    fs::copy(bundle.worker().join("index.js"), worker.join("kassa.js"))?;
    fs::copy(
        bundle.worker().join("index_bg.wasm"),
        worker.join("index_bg.wasm"),
    )?;
    fs::write(worker.join("index.js"), include_str!("counting.js"))?;
    let assets = folder.join("assets");
    fs::create_dir_all(&assets)?;
    Ok(Bundle::at(folder))
}
