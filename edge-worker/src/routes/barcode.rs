//! `/barcode.svg`: the bars of a voucher. Only what Kassa sealed is drawn.

use crate::barcode::svg;
use crate::env::Edge;
use crate::pictures::asked_barcode;
use worker::{Request, Response, ResponseBuilder, Result};

pub fn image(request: &Request, edge: &Edge) -> Result<Response> {
    let url = request.url()?;
    let given = |wanted: &str| {
        let mut pairs = url.query_pairs();
        let found = pairs.find_map(|(name, value)| (name == wanted).then(|| value.into_owned()));
        found.unwrap_or_default()
    };
    let (kind, digits, seal) = (given("kind"), given("digits"), given("seal"));
    let Some(picture) = asked_barcode(edge.keyring(), &kind, &digits, &seal).and_then(svg) else {
        return Response::error("Not found", 404);
    };
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", "image/svg+xml")?
        .with_header("Cache-Control", "public, max-age=3600")?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .fixed(picture.into_bytes()))
}
