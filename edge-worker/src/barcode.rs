//! Barcodes, drawn.

use barcoders::generators::svg::SVG;
use barcoders::sym::code128::Code128;
use barcoders::sym::tf::TF;
use shared::payment::action::{Barcode, Symbology};

/// Pixels of the bars' height and of the narrowest bar; a picture is scaled as a whole.
const HEIGHT: u32 = 72;
const NARROW: u32 = 2;

/// The bars without the white around them, which the page gives; `None` for what has none: an odd
/// number of digits where they come in pairs, or anything but digits.
pub fn svg(barcode: Barcode<'_>) -> Option<String> {
    let Barcode { symbology, digits } = barcode;
    let bars = match symbology {
        // Set C packs digits in pairs; a lone one needs set B.
        Symbology::Code128 => {
            let set = if digits.len().is_multiple_of(2) {
                '\u{0106}'
            } else {
                '\u{0181}'
            };
            Code128::new(format!("{set}{digits}")).ok()?.encode()
        }
        // The crate would put a digit of its own behind the last one.
        Symbology::Itf if !digits.len().is_multiple_of(2) => return None,
        Symbology::Itf => TF::interleaved(digits).ok()?.encode(),
    };
    let picture = SVG::new(HEIGHT)
        .xdim(NARROW)
        .xmlns("http://www.w3.org/2000/svg".to_owned())
        .generate(&bars)
        .ok()?;
    // Bars may be lower or wider than drawn, as long as they are so together.
    Some(picture.replacen("<svg ", "<svg preserveAspectRatio=\"none\" ", 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(symbology: Symbology, digits: &str) -> Option<String> {
        svg(Barcode { symbology, digits })
    }

    #[test]
    fn vouchers_and_boletos_have_bars_and_texts_have_none() {
        for (symbology, digits) in [
            (Symbology::Code128, "12345678901234"),
            (Symbology::Code128, "1234567"),
            (
                Symbology::Itf,
                "00190500954014481606906809350314337370000000100",
            ),
            (
                Symbology::Itf,
                "00193373700000001000500940144816060680935031",
            ),
        ] {
            let picture = drawn(symbology, digits);
            assert_eq!(
                picture.is_some(),
                symbology == Symbology::Code128 || digits.len().is_multiple_of(2),
                "{digits}"
            );
            if let Some(picture) = picture {
                assert!(
                    picture.starts_with("<svg") && picture.contains("viewBox"),
                    "{picture}"
                );
            }
        }
        assert_eq!(drawn(Symbology::Itf, "<svg/>"), None);
        assert_eq!(drawn(Symbology::Code128, "é"), None);
    }
}
