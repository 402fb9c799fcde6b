//! `GET /v1/elements/express`: what the buttons of express checkout say, where a page wants them to
//! say more than the method's name.

use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::locale::{Locale, locale_asked};
use serde_json::json;
use shared::element::language::Texts;
use shared::gather::gather;

/// Texts of the edge's that begin so are theirs.
const PREFIX: &str = "express.";

pub async fn express(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    let mut fields = std::mem::take(&mut request.fields);
    let locale = locale_asked(&mut fields)?;
    fields.finish()?;
    let spoken = Locale::of_buyer(&request, locale.as_deref()).await?;
    let texts = spoken.edge_texts().iter();
    let theirs =
        texts.filter_map(|(key, text)| Some((key.strip_prefix(PREFIX)?.to_owned(), text.clone())));
    let theirs: Texts = gather(theirs);
    Ok(HttpAnswer::ok(&json!({
        "object": "elements.express",
        "locale": spoken.tag,
        "strings": theirs,
    }))?)
}
