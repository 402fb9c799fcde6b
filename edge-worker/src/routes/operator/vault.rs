//! `POST /operator/vault/rotate`: one page of re-wrapping everything that Link keeps under the newest key,
//! while buyers go on paying. A page may be asked for any number of times.

use super::{NOT_ALLOWED, is_operator};
use crate::env::Edge;
use crate::objects::call::{STORAGE_DEADLINE, call};
use crate::objects::consumer::rotation::{Rewrapped, Unreadable};
use crate::objects::consumer::wire::{ConsumerAnswer, ConsumerQuestion};
use crate::objects::consumer_index::{Place, SHARDS, names};
use crate::ports::Fault;
use futures_util::future::join_all;
use serde::{Deserialize, Serialize};
use shared::json;
use std::collections::BTreeMap;
use worker::{Method, Request, Response, Result};

/// So many objects are asked at once.
const PAGE: u32 = 40;

#[derive(Deserialize)]
struct Rotate {
    /// `next` of the page before.
    cursor: Option<String>,
}

/// What came of a page. A record that does not open is named, never shown.
#[derive(Serialize)]
struct Page {
    /// The version of the newest key, and of all the deployment has.
    newest: u32,
    versions: Vec<u32>,
    /// How many objects were asked.
    consumers: usize,
    /// How many records are under the newest key now and were not; how many were already.
    rewrapped: u32,
    current: u32,
    /// How many records of these objects are left under each other version.
    older: BTreeMap<u32, u32>,
    unreadable: Vec<UnreadableRecord>,
    /// Objects that did not answer.
    unanswered: Vec<String>,
    /// Parts of the index that are done, and all of them.
    shards_done: u8,
    shards: u8,
    /// `None` after the last page.
    next: Option<String>,
}

#[derive(Serialize)]
struct UnreadableRecord {
    /// The name of the consumer's object.
    consumer: String,
    record: String,
    version: Option<u32>,
    why: String,
}

/// Where a page begins: `7.` is the start of a shard, and a name may follow.
struct Cursor {
    shard: u8,
    after: String,
}

impl Cursor {
    fn parse(text: &str) -> Option<Self> {
        let (shard, after) = text.split_once('.')?;
        let shard = shard.parse().ok().filter(|shard| *shard < SHARDS)?;
        let after = after.to_owned();
        Some(Self { shard, after })
    }
}

pub async fn rotate(mut request: Request, edge: &Edge) -> Result<Response> {
    if request.method() != Method::Post {
        return Response::error("Method not allowed", 405);
    }
    if !is_operator(&request, edge)? {
        return Response::error(NOT_ALLOWED, 401);
    }
    let asked: Rotate = match json::from_str_strictly(&request.text().await?) {
        Ok(asked) => asked,
        Err(error) => return Response::error(format!("Invalid request: {error}"), 400),
    };
    let first = Cursor {
        shard: 0,
        after: String::new(),
    };
    let cursor = match asked.cursor {
        Some(text) => Cursor::parse(&text),
        None => Some(first),
    };
    let Some(cursor) = cursor else {
        return Response::error("Invalid request: there is no such cursor", 400);
    };
    match page(edge, cursor).await {
        Ok(page) => Response::from_json(&page),
        Err(fault) => {
            worker::console_error!("vault: {}", fault.0);
            Response::error("The index of consumers could not be read.", 500)
        }
    }
}

/// Waits no longer than one object may take, twice.
async fn page(edge: &Edge, cursor: Cursor) -> std::result::Result<Page, Fault> {
    let names = names(edge, cursor.shard, cursor.after, PAGE).await?;
    let is_whole = u32::try_from(names.len()) == Ok(PAGE);
    let shards_done = cursor.shard.saturating_add(u8::from(!is_whole));
    let next = match names.last().filter(|_| is_whole) {
        Some(last) => Some(format!("{}.{last}", cursor.shard)),
        None => (shards_done < SHARDS).then(|| format!("{shards_done}.")),
    };
    let versions: Vec<u32> = edge.vault()?.versions().collect();
    let mut page = Page {
        newest: versions.last().copied().unwrap_or_default(),
        versions,
        consumers: names.len(),
        rewrapped: 0,
        current: 0,
        older: BTreeMap::new(),
        unreadable: Vec::new(),
        unanswered: Vec::new(),
        shards_done,
        shards: SHARDS,
        next,
    };
    let asked = names
        .iter()
        .map(|name| rewrap(edge, cursor.shard, name.as_str()));
    for (name, answered) in names.iter().zip(join_all(asked).await) {
        match answered {
            Ok(rewrapped) => page.add(name, rewrapped),
            Err(fault) => {
                worker::console_error!("vault: consumer {name}: {}", fault.0);
                page.unanswered.push(name.clone());
            }
        }
    }
    Ok(page)
}

impl Page {
    fn add(&mut self, consumer: &str, done: Rewrapped) {
        self.rewrapped = self.rewrapped.saturating_add(done.rewrapped);
        self.current = self.current.saturating_add(done.current);
        for unreadable in done.unreadable {
            let Unreadable {
                record,
                version,
                why,
            } = unreadable;
            if let Some(version) = version.filter(|version| *version != self.newest) {
                let left = self.older.entry(version).or_default();
                *left = left.saturating_add(1);
            }
            self.unreadable.push(UnreadableRecord {
                consumer: consumer.to_owned(),
                record,
                version,
                why: why.to_string(),
            });
        }
    }
}

async fn rewrap(edge: &Edge, shard: u8, name: &str) -> std::result::Result<Rewrapped, Fault> {
    let question = ConsumerQuestion::Rewrap;
    let answer = call(&edge.consumers()?, name, &question, STORAGE_DEADLINE).await?;
    let ConsumerAnswer::Rewrapped(done) = answer else {
        return Err(Fault::unexpected_answer());
    };
    if let Some(before) = done.left {
        Place { edge, name }.leave(shard, before).await?;
    }
    Ok(done)
}
