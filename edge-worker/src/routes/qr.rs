//! `/qr.svg` and `/qr.png`: the code behind `next_action`'s image URLs. Only addresses of this
//! deployment are drawn, so that nobody makes codes for their own in our name.

use crate::env::Edge;
use qrcode::render::svg;
use qrcode::{Color, QrCode};
use worker::{Request, Response, ResponseBuilder, Result};

const SIZE_MIN: u32 = 240;
/// Pixels for one module of the code, and modules of white around it, as the standard asks.
const SCALE: usize = 6;
const QUIET: usize = 4;

pub fn image(request: &Request, edge: &Edge) -> Result<Response> {
    let url = request.url()?;
    let data = url
        .query_pairs()
        .find(|(name, _)| name == "data")
        .map(|(_, data)| data.into_owned());
    let ours = format!("{}/sandbox/", edge.origin());
    let Some(data) = data.filter(|data| data.starts_with(&ours)) else {
        return Response::error("Not found", 404);
    };
    let Ok(code) = QrCode::new(data.as_bytes()) else {
        return Response::error("Not found", 404);
    };
    let (kind, body) = if url.path().ends_with(".png") {
        ("image/png", png(&code)?)
    } else {
        ("image/svg+xml", svg(&code).into_bytes())
    };
    Ok(ResponseBuilder::new()
        .with_header("Content-Type", kind)?
        .with_header("Cache-Control", "public, max-age=3600")?
        .with_header("Access-Control-Allow-Origin", "*")?
        .with_header("Cross-Origin-Resource-Policy", "cross-origin")?
        .fixed(body))
}

fn svg(code: &QrCode) -> String {
    code.render::<svg::Color<'_>>()
        .min_dimensions(SIZE_MIN, SIZE_MIN)
        .build()
}

fn png(code: &QrCode) -> Result<Vec<u8>> {
    let modules = code.width();
    let across = modules
        .saturating_add(QUIET.saturating_mul(2))
        .saturating_mul(SCALE);
    let colors = code.to_colors();
    let dark = |x: usize, y: usize| {
        let place =
            |pixel: usize| (pixel.checked_div(SCALE)).and_then(|module| module.checked_sub(QUIET));
        place(x)
            .zip(place(y))
            .filter(|(column, row)| *column < modules && *row < modules)
            .and_then(|(column, row)| {
                colors.get(row.saturating_mul(modules).saturating_add(column))
            })
            .is_some_and(|color| *color == Color::Dark)
    };
    let pixels: Vec<u8> = (0..across)
        .flat_map(|y| (0..across).map(move |x| (x, y)))
        .map(|(x, y)| if dark(x, y) { 0 } else { 255 })
        .collect();
    let side = u32::try_from(across).unwrap_or(u32::MAX);
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, side, side);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.set_depth(png::BitDepth::Eight);
    let written = encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels));
    written.map_err(|error| worker::Error::from(error.to_string()))?;
    Ok(bytes)
}
