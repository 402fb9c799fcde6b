//! Groups of countries whose merchants can take the same methods.

use crate::country::CountryCode;
use crate::country::CountryCode::*;

/// The European Economic Area and its neighbours.
pub const EUROPE: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    CH, GB, GI,
];

/// Europe, and two of its smallest countries.
pub const TWINT_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    CH, GB, GI, MC, SM,
];

pub const EEA_AND_GB: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    GB,
];

/// The European Economic Area, its neighbours, and the markets beyond that can settle euros.
pub const EURO_BANK_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    CH, GB, GI, // its neighbours
    AU, CA, HK, JP, MX, NZ, SG, US,
];

pub const MULTIBANCO_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    CH, GB, GI, US,
];

/// No entity in Korea is needed.
pub const KOREA_MERCHANTS: &[CountryCode] = &[
    AT, BE, CY, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LT, LU, LV, MT, NL, PT, SE, SI, SK, GB,
    HK, JP, SG, US,
];

/// In Brazil by invitation.
pub const PIX_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    AU, BR, CA, CH, GB, SG, US,
];

/// Who can take UPI. Uncertain: in India itself by invitation.
pub const INDIA_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IS, IT, LI, LT, LU, LV, MT, NL, NO,
    PL, PT, RO, SE, SI, SK, // the EEA
    AU, CA, CH, GB, IN, SG, US,
];

pub const LINK_MERCHANTS: &[CountryCode] = &[
    AT, BE, BG, CY, CZ, DE, DK, EE, ES, FI, FR, GR, HR, HU, IE, IT, LI, LT, LU, LV, MT, NL, NO, PL,
    PT, RO, SE, SI, SK, // the EEA but Iceland
    AE, AU, CA, CH, GB, GI, HK, JP, MX, MY, NZ, SG, TH, US,
];
