//! `/operator/rules`: the velocity rules, read and changed by the operator of the deployment. What is
//! sent is the whole table, and holds whole or not at all.

use super::{NOT_ALLOWED, is_operator};
use crate::env::Edge;
use crate::objects::rules::RulesQuestion;
use crate::rules;
use serde::Serialize;
use serde_json::{Value, json};
use shared::rules::rule::Rule;
use shared::rules::table::{Rules, Wrong};
use worker::{Method, Request, Response, Result};

/// What holds, and whether nobody has changed it.
#[derive(Serialize)]
struct Table {
    is_standard: bool,
    rules: Vec<Rule>,
}

/// `GET` shows the table, `POST` changes it, `DELETE` brings the standard one back.
pub async fn rules(mut request: Request, edge: &Edge) -> Result<Response> {
    if !is_operator(&request, edge)? {
        return Response::error(NOT_ALLOWED, 401);
    }
    let question = match request.method() {
        Method::Get => RulesQuestion::Read,
        Method::Delete => RulesQuestion::Reset,
        Method::Post => match given(&request.text().await?) {
            Ok(rules) => RulesQuestion::Write { rules },
            Err(wrong) => return refused(&wrong),
        },
        _ => return Response::error("Method not allowed", 405),
    };
    match rules::ask(edge, &question).await {
        Ok(changed) => Response::from_json(&Table {
            is_standard: changed.is_none(),
            rules: changed.unwrap_or_else(Rules::standard).rules,
        }),
        Err(fault) => {
            worker::console_error!("rules: {}", fault.0);
            Response::error("The rules could not be read or changed.", 500)
        }
    }
}

/// The table in a request. What is shown beside the rules can be sent back with them.
fn given(body: &str) -> std::result::Result<Rules, Wrong> {
    let mut table: Value = serde_json::from_str(body).map_err(|error| Wrong {
        param: String::new(),
        message: format!("is no JSON: {error}"),
    })?;
    if let Some(fields) = table.as_object_mut() {
        fields.remove("is_standard");
    }
    Rules::read(&table)
}

fn refused(wrong: &Wrong) -> Result<Response> {
    let what = match wrong.param.as_str() {
        "" => "The request",
        param => param,
    };
    let error = json!({
        "message": format!("{what} {}.", wrong.message),
        "param": wrong.param,
        "type": "invalid_request_error",
    });
    Ok(Response::from_json(&json!({ "error": error }))?.with_status(400))
}
