//! What is printed on a voucher beside its number.

use serde::{Deserialize, Serialize};

crate::tagged! {
    tag = "slip";
    /// What goes with a voucher's number.
    #[derive(Debug, Clone, PartialEq, Eq)]
    pub enum Slip {
        /// Nothing: the number, also as a barcode, is all that a till needs.
        Number,
        /// A boleto, whose barcode has other digits than its line.
        Boleto { barcode: String },
        /// Each chain of stores asks for a code of its own, and for the number to confirm it.
        Stores { codes: StoreCodes },
        /// The company that collects the money, which the buyer's bank asks for before the number.
        Entity { entity: String },
    }
}

// `#[default]` is nothing that `tagged!`'s second form of the enum knows.
#[allow(clippy::derivable_impls)]
impl Default for Slip {
    fn default() -> Self {
        Self::Number
    }
}

/// The payment codes of the chains where a konbini payment can be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoreCodes {
    pub familymart: String,
    pub lawson: String,
    pub ministop: String,
    pub seicomart: String,
}

impl StoreCodes {
    /// Each chain by its name on the API, with its code.
    #[must_use]
    pub fn by_chain(&self) -> [(&'static str, &str); 4] {
        [
            ("familymart", &self.familymart),
            ("lawson", &self.lawson),
            ("ministop", &self.ministop),
            ("seicomart", &self.seicomart),
        ]
    }
}

/// Bars to be scanned at a till or with a banking app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Barcode<'a> {
    pub symbology: Symbology,
    pub digits: &'a str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symbology {
    Code128,
    /// Interleaved 2 of 5, as boletos have it.
    Itf,
}

impl Slip {
    /// The barcode of the voucher with this number, where it has one.
    #[must_use]
    pub fn barcode<'a>(&'a self, number: &'a str) -> Option<Barcode<'a>> {
        let (symbology, digits) = match self {
            Self::Number => (Symbology::Code128, number),
            Self::Boleto { barcode } => (Symbology::Itf, barcode.as_str()),
            Self::Stores { .. } | Self::Entity { .. } => return None,
        };
        Some(Barcode { symbology, digits })
    }
}
