//! QR codes, drawn.

use crate::env::Edge;
use crate::pictures::{ImageFormat, PictureAddresses};
use crate::png;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use qrcode::render::svg;
use qrcode::{Color, QrCode};
use shared::api::next_action::{DrawnCode, code_to_scan, holds_the_image};
use shared::payment::state::Payment;

const SIZE_MIN: u32 = 240;
/// Pixels for one module of the code, and modules of white around it, as the standard asks.
const SCALE: usize = 6;
const QUIET: usize = 4;

/// The code that the buyer of this payment shall scan now.
pub fn drawn(edge: &Edge, payment: &Payment) -> Option<DrawnCode> {
    let data = code_to_scan(payment)?;
    let attempt = payment.state.attempt()?;
    let image = holds_the_image(attempt.method.method_type())
        .then(|| png(data))
        .flatten()
        .map(|bytes| format!("data:image/png;base64,{}", STANDARD.encode(bytes)));
    let pictures = PictureAddresses::of(edge);
    Some(DrawnCode {
        image_url_png: pictures.qr_code(data, ImageFormat::Png),
        image_url_svg: pictures.qr_code(data, ImageFormat::Svg),
        image_data_url: image,
    })
}

/// `None` for a text too long for a code.
pub fn svg(data: &str) -> Option<String> {
    let code = QrCode::new(data.as_bytes()).ok()?;
    let mut picture = code.render::<svg::Color<'_>>();
    Some(picture.min_dimensions(SIZE_MIN, SIZE_MIN).build())
}

/// `None` for a text too long for a code.
pub fn png(data: &str) -> Option<Vec<u8>> {
    let code = QrCode::new(data.as_bytes()).ok()?;
    let modules = code.width();
    let across = modules
        .saturating_add(QUIET.saturating_mul(2))
        .saturating_mul(SCALE);
    let side = u32::try_from(across).ok()?;
    let colors = code.to_colors();
    let is_dark = |x: u32, y: u32| {
        let place = |pixel: u32| {
            let module = usize::try_from(pixel).ok()?.checked_div(SCALE)?;
            module.checked_sub(QUIET).filter(|module| *module < modules)
        };
        place(x)
            .zip(place(y))
            .and_then(|(column, row)| {
                colors.get(row.saturating_mul(modules).saturating_add(column))
            })
            .is_some_and(|color| *color == Color::Dark)
    };
    Some(png::square(side, |x, y| !is_dark(x, y)))
}
