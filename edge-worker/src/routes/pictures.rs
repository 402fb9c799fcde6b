//! `/qr.svg`, `/qr.png` and `/barcode.svg`: the codes behind `next_action`'s image URLs. Only what
//! Kassa sealed is drawn, so that nobody makes codes of their own in our name.

use crate::env::Edge;
use crate::keyed::equal_secrets;
use crate::pictures::asked_barcode;
use crate::{barcode, qr_code};
use shared::gather::gather;
use std::collections::BTreeMap;
use worker::{Request, Response, ResponseBuilder, Result};

pub fn draw_qr_code(request: &Request, edge: &Edge) -> Result<Response> {
    let asked = Asked::of(request)?;
    let data = asked.parameter("data");
    if !equal_secrets(asked.parameter("seal"), &edge.keyring().code_seal(data)) {
        return not_found();
    }
    let drawn = if request.path().ends_with(".png") {
        qr_code::png(data).map(|bytes| ("image/png", bytes))
    } else {
        qr_code::svg(data).map(|text| ("image/svg+xml", text.into_bytes()))
    };
    drawn.map_or_else(not_found, |(kind, body)| picture(kind, body))
}

pub fn draw_barcode(request: &Request, edge: &Edge) -> Result<Response> {
    let asked = Asked::of(request)?;
    let [kind, digits, seal] = ["kind", "digits", "seal"].map(|name| asked.parameter(name));
    let drawn = asked_barcode(edge.keyring(), kind, digits, seal).and_then(barcode::svg);
    drawn.map_or_else(not_found, |text| {
        picture("image/svg+xml", text.into_bytes())
    })
}

/// The query of a picture's address.
struct Asked(BTreeMap<String, String>);

impl Asked {
    fn of(request: &Request) -> Result<Self> {
        Ok(Self(gather(request.url()?.query_pairs().into_owned())))
    }

    /// Empty where it was left out.
    fn parameter(&self, name: &str) -> &str {
        self.0.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// For pages of any origin, since merchants show it in their own.
fn picture(kind: &str, body: Vec<u8>) -> Result<Response> {
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header("Cache-Control", "public, max-age=3600")?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .fixed(body))
}

fn not_found() -> Result<Response> {
    Response::error("Not found", 404)
}
