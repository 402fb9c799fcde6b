//! Where the pictures of codes are: addresses that only Kassa can make, so that nobody has codes of
//! their own drawn in our name.

use crate::env::Edge;
use crate::keyed::{Keyring, equal_secrets};
use shared::payment::action::{Barcode, Symbology};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageFormat {
    Svg,
    Png,
}

impl fmt::Display for ImageFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Svg => "svg",
            Self::Png => "png",
        })
    }
}

/// Makes addresses of this deployment.
#[derive(Clone, Copy)]
pub struct PictureAddresses<'a> {
    pub origin: &'a str,
    pub keyring: &'a Keyring,
}

impl<'a> PictureAddresses<'a> {
    pub fn of(edge: &'a Edge) -> Self {
        Self {
            origin: edge.origin(),
            keyring: edge.keyring(),
        }
    }

    /// Of a QR code that says `data`.
    pub fn qr_code(&self, data: &str, format: ImageFormat) -> String {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("data", data)
            .append_pair("seal", &self.keyring.code_seal(data))
            .finish();
        format!("{}/qr.{format}?{query}", self.origin)
    }

    /// Of the bars of a voucher.
    pub fn barcode(&self, barcode: Barcode<'_>) -> String {
        let kind = name(barcode.symbology);
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("kind", kind)
            .append_pair("digits", barcode.digits)
            .append_pair(
                "seal",
                &self.keyring.code_seal(&sealed(kind, barcode.digits)),
            )
            .finish();
        format!("{}/barcode.svg?{query}", self.origin)
    }
}

/// The bars that [`PictureAddresses::barcode`] made this query for; `None` for what it did not.
pub fn asked_barcode<'q>(
    keyring: &Keyring,
    kind: &str,
    digits: &'q str,
    seal: &str,
) -> Option<Barcode<'q>> {
    let symbology = [Symbology::Code128, Symbology::Itf]
        .into_iter()
        .find(|known| name(*known) == kind)?;
    equal_secrets(seal, &keyring.code_seal(&sealed(kind, digits)))
        .then_some(Barcode { symbology, digits })
}

const fn name(symbology: Symbology) -> &'static str {
    match symbology {
        Symbology::Code128 => "code128",
        Symbology::Itf => "itf",
    }
}

fn sealed(kind: &str, digits: &str) -> String {
    format!("barcode {kind} {digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_drawn_of_what_was_sealed_and_of_nothing_else() {
        let keyring = Keyring::from_hex(&"0f".repeat(32)).unwrap();
        let addresses = PictureAddresses {
            origin: "https://pay.test",
            keyring: &keyring,
        };
        let barcode = Barcode {
            symbology: Symbology::Itf,
            digits: "0019",
        };
        let address = addresses.barcode(barcode);
        let (path, seal) = address.rsplit_once("&seal=").unwrap();
        assert_eq!(path, "https://pay.test/barcode.svg?kind=itf&digits=0019");
        assert_eq!(asked_barcode(&keyring, "itf", "0019", seal), Some(barcode));
        for (kind, digits, seal) in [
            ("code128", "0019", seal),
            ("itf", "0018", seal),
            ("itf", "0019", ""),
            ("ean13", "0019", seal),
        ] {
            assert_eq!(asked_barcode(&keyring, kind, digits, seal), None);
        }
    }
}
