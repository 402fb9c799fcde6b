//! The languages that providers' own pages speak, as `preferred_locale` and `preferred_language`
//! name them.

pub const KLARNA: &[&str] = &[
    "cs-CZ", "da-DK", "de-AT", "de-CH", "de-DE", "el-GR", "en-AT", "en-AU", "en-BE", "en-CA",
    "en-CH", "en-CZ", "en-DE", "en-DK", "en-ES", "en-FI", "en-FR", "en-GB", "en-GR", "en-IE",
    "en-IT", "en-NL", "en-NO", "en-NZ", "en-PL", "en-PT", "en-RO", "en-SE", "en-US", "es-ES",
    "es-US", "fi-FI", "fr-BE", "fr-CA", "fr-CH", "fr-FR", "it-CH", "it-IT", "nb-NO", "nl-BE",
    "nl-NL", "pl-PL", "pt-PT", "ro-RO", "sv-FI", "sv-SE",
];

pub const PAYPAL: &[&str] = &[
    "cs-CZ", "da-DK", "de-AT", "de-DE", "de-LU", "el-GR", "en-GB", "en-US", "es-ES", "fi-FI",
    "fr-BE", "fr-FR", "fr-LU", "hu-HU", "it-IT", "nl-BE", "nl-NL", "pl-PL", "pt-PT", "sk-SK",
    "sv-SE",
];

pub const BANCONTACT: &[&str] = &["de", "en", "fr", "nl"];
