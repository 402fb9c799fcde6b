//! `/qr.svg` and `/qr.png`: the code behind `next_action`'s image URLs. Only what Kassa sealed is
//! drawn, so that nobody makes codes of their own in our name.

use crate::env::Edge;
use crate::keyed::equal_secrets;
use crate::qr_code::{png, svg};
use worker::{Request, Response, ResponseBuilder, Result};

pub fn image(request: &Request, edge: &Edge) -> Result<Response> {
    let url = request.url()?;
    let given = |wanted: &str| {
        let mut pairs = url.query_pairs();
        pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()))
    };
    let sealed = given("data").zip(given("seal"));
    let Some((data, _)) =
        sealed.filter(|(data, seal)| equal_secrets(seal, &edge.keyring().code_seal(data)))
    else {
        return Response::error("Not found", 404);
    };
    let drawn = if url.path().ends_with(".png") {
        png(&data).map(|bytes| ("image/png", bytes))
    } else {
        svg(&data).map(|text| ("image/svg+xml", text.into_bytes()))
    };
    let Some((kind, body)) = drawn else {
        return Response::error("Not found", 404);
    };
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header("Cache-Control", "public, max-age=3600")?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .fixed(body))
}
