//! `kassa rules`: the velocity rules of a Kassa that runs.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, bail};
use clap::Subcommand;
use serde::Deserialize;
use serde_json::Value;
use shared::json;
use shared::rules::rule::Rule;
use ureq::http::Response;

use crate::operator::{Operator, Target};
use crate::serve::agent;

#[derive(Subcommand, Clone, Debug)]
pub enum Command {
    /// Print the rules that hold, one a line
    List {
        /// Print the table as JSON, to change it and hand it to `kassa rules set`
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        target: Target,
    },
    /// Put the table in a file in the place of the one that holds, all of it or nothing
    Set {
        /// JSON, as `kassa rules list --json` prints it
        file: PathBuf,
        #[command(flatten)]
        target: Target,
    },
    /// Bring the standard table back
    Reset {
        #[command(flatten)]
        target: Target,
    },
}

#[derive(Deserialize)]
struct Table {
    is_standard: bool,
    rules: Vec<Rule>,
}

/// Errors: Kassa does not run there, or there is a mistake in the table.
pub fn run(command: &Command) -> anyhow::Result<()> {
    let (operator, table) = match command {
        Command::List { target, .. } => (Operator::of(target)?, None),
        Command::Set { file, target } => {
            let text =
                fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
            (Operator::of(target)?, Some(text))
        }
        Command::Reset { target } => (Operator::of(target)?, None),
    };
    let url = format!("{}/operator/rules", operator.origin);
    let bearer = format!("Bearer {}", operator.token);
    let agent = agent();
    let answer = match (command, table) {
        (_, Some(table)) => agent
            .post(&url)
            .header("Authorization", &bearer)
            .send(table),
        (Command::Reset { .. }, None) => agent.delete(&url).header("Authorization", &bearer).call(),
        (Command::List { .. } | Command::Set { .. }, None) => {
            agent.get(&url).header("Authorization", &bearer).call()
        }
    };
    let answer = answer.with_context(|| format!("asking {}", operator.origin))?;
    let text = text_of(answer)?;
    match command {
        Command::List { json: true, .. } => println!("{text}"),
        Command::List { json: false, .. } | Command::Set { .. } | Command::Reset { .. } => {
            print!("{}", shown(&json::from_str(&text)?));
        }
    }
    Ok(())
}

/// The table as pretty JSON. Errors: Kassa's own words about what is wrong.
fn text_of(mut answer: Response<ureq::Body>) -> anyhow::Result<String> {
    let status = answer.status();
    let text = answer.body_mut().read_to_string()?;
    if !status.is_success() {
        let error: Value = serde_json::from_str(&text).unwrap_or_default();
        match error["error"]["message"].as_str() {
            Some(message) => bail!("{message} Nothing was changed."),
            None => bail!("{} ({status})", text.trim()),
        }
    }
    let table: Value = serde_json::from_str(&text)?;
    Ok(serde_json::to_string_pretty(&table)?)
}

fn shown(table: &Table) -> String {
    let mut lines =
        vec![["RULE", "ACTION", "BY", "COUNTS", "LIMIT", "SECONDS", "THEN"].map(str::to_owned)];
    lines.extend(table.rules.iter().map(|rule| {
        [
            rule.id.clone(),
            rule.action.as_str().to_owned(),
            rule.by.as_str().to_owned(),
            rule.counts.as_str().to_owned(),
            rule.limit.to_string(),
            rule.window_s.to_string(),
            rule.then.as_str().to_owned(),
        ]
    }));
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max();
    let widths: Vec<_> = (0..7).filter_map(width).collect();
    let mut text = String::new();
    for line in &lines {
        let cells = line.iter().zip(&widths);
        let cells: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(&format!("  {}\n", cells.join("  ").trim_end()));
    }
    text.push_str(match table.is_standard {
        true => "  These are the standard rules.\n",
        false => {
            "  The operator has changed them; `kassa rules reset` brings the standard ones back.\n"
        }
    });
    text
}
