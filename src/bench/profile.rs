//! Speeds of network and processor at which a browser loads a page.

use serde::Serialize;
use serde_json::{Value, json};

const BYTES_PER_MEGABIT: f64 = 125_000.0;

/// A speed of network and processor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Profile {
    /// This machine as it is.
    Plain,
    /// A processor four times slower.
    SlowProcessor,
    /// 1.6 Mbit/s down, 0.75 up, 150 ms round trip.
    SlowNetwork,
}

impl Profile {
    pub const ALL: [Self; 3] = [Self::Plain, Self::SlowProcessor, Self::SlowNetwork];

    pub fn title(self) -> &'static str {
        match self {
            Self::Plain => "this machine as it is",
            Self::SlowProcessor => "4× slower processor",
            Self::SlowNetwork => "slow 4G (1.6 Mbit/s, 150 ms)",
        }
    }

    /// The commands that slow a target down.
    pub fn commands(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Plain => Vec::new(),
            Self::SlowProcessor => vec![("Emulation.setCPUThrottlingRate", json!({ "rate": 4 }))],
            Self::SlowNetwork => vec![(
                "Network.emulateNetworkConditions",
                json!({
                    "offline": false,
                    "latency": 150,
                    "downloadThroughput": 1.6 * BYTES_PER_MEGABIT,
                    "uploadThroughput": 0.75 * BYTES_PER_MEGABIT,
                }),
            )],
        }
    }
}
