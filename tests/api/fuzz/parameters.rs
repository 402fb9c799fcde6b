//! What the fuzzer says: parameters with values that mean something, and values that mean nothing
//! anywhere.

use edge_worker::router::Row;

use crate::support::Form;

/// A name, and values that mean something. One that begins with `@` stands for an id of this
/// prefix.
pub type Parameter = (&'static str, &'static [&'static str]);

/// What the route may be asked with.
pub fn parameters_of(row: &Row) -> Vec<Parameter> {
    let tables = if row.method.to_string() == "GET" {
        vec![LISTS]
    } else {
        match row.name.split("::").next().unwrap_or_default() {
            "payment_intents" | "setup_intents" => vec![INTENTS, METHODS],
            "payment_methods" | "confirmation_tokens" => vec![METHODS, CUSTOMERS],
            "customers" | "customer_sessions" => vec![CUSTOMERS],
            "refunds" | "disputes" | "charges" => vec![MONEY],
            "webhook_endpoints" | "events" => vec![WEBHOOKS],
            "link" => vec![LINK],
            _ => vec![INTENTS, METHODS, CUSTOMERS, MONEY, WEBHOOKS, LISTS],
        }
    };
    [tables, vec![COMMON]].concat().concat()
}

/// Of the buyers' own routes.
const LINK: &[Parameter] = &[
    ("email", &["ada@shop.example", "nobody"]),
    ("code", &["424242", "000003"]),
    ("locale", &["de", "auto"]),
    ("texts", &["true", "false"]),
];

/// What the route does nothing without.
pub fn needed_by(row: &Row) -> &'static [Parameter] {
    match row.name {
        "payment_intents::create" => {
            &[("amount", &["1999", "5000"]), ("currency", &["usd", "eur"])]
        }
        "payment_intents::increment_authorization" => &[("amount", &["6000", "7000"])],
        "payment_intents::confirm" | "setup_intents::confirm" => &[
            (
                "payment_method",
                &["pm_card_visa", "pm_card_chargeDeclined", "@pm"],
            ),
            ("return_url", &["https://shop.example/done"]),
        ],
        "payment_intents::verify_microdeposits" | "setup_intents::verify_microdeposits" => &[
            ("descriptor_code", &["SM11AA", "SM99ZZ", "nonsense"]),
            ("amounts[]", &["32", "-1", "x"]),
        ],
        "refunds::create" => &[("payment_intent", &["@pi"]), ("amount", &["1", "100"])],
        "webhook_endpoints::create" => &[
            ("url", &["http://127.0.0.1:9/hook"]),
            ("enabled_events[]", &["*", "charge.refunded"]),
        ],
        "confirmation_tokens::create" => &[
            ("payment_method_data[type]", &["klarna", "paypal"]),
            ("return_url", &["https://shop.example/done"]),
        ],
        "payment_methods::create" => &[
            ("type", &["card"]),
            ("card[number]", &["4242424242424242", "4000000000000002"]),
            ("card[exp_month]", &["12"]),
            ("card[exp_year]", &["2034"]),
        ],
        "payment_methods::attach" | "customer_sessions::create" => &[("customer", &["@cus"])],
        "link::ask" => &[
            ("email", &["ada@shop.example", "bob@shop.example"]),
            ("method", &["email", "sms"]),
            ("payment_method", &["lkpm_0123456789012345678901"]),
        ],
        "link::passkey_sign_in" => &[
            ("credential", &["Y3JlZGVudGlhbA", "AA", "a+b"]),
            (
                "client_data",
                &["e30", "eyJ0eXBlIjoid2ViYXV0aG4uZ2V0In0", ""],
            ),
            ("authenticator_data", &["AAAA", "AQ"]),
            ("signature", &["MAA", "AA"]),
            ("user_handle", &["AAAAAAAAAAAAAAAAAAAAAA", "AA"]),
        ],
        "link::add_address" | "link::edit_address" => &[
            ("name", &["Ada"]),
            ("phone", &["+46700000000", "call me"]),
            ("address[line1]", &["Lane 1"]),
            ("address[country]", &["SE", "XX"]),
        ],
        "link::add_card" => &[
            ("number", &["4242424242424242", "4000002760003184", "4242"]),
            ("exp_month", &["12", "13"]),
            ("exp_year", &["2034", "34", "1999"]),
            ("cvc", &["123", "12"]),
            ("name", &["Ada"]),
        ],
        "link::payment" | "link::leave_payment" => &[(
            "payment",
            &[
                "0000000000000000000000.0000000000000000000000.0000000000000000000000",
                "a.b.c",
            ],
        )],
        "link::prove" => &[("code", &["424242", "000001", "12345"])],
        "payment_method_domains::create" => {
            &[("domain_name", &["shop.example", "www.shop.example"])]
        }
        "element_messaging::message" => &[
            ("amount", &["5000", "20000"]),
            ("currency", &["usd", "eur"]),
            ("country", &["US", "DE"]),
        ],
        _ => &[],
    }
}

/// What every merchant makes at first.
pub const FIRST: &[(&str, Form<'static>)] = &[
    ("/v1/setup_intents", &[]),
    // Waits for deposits to be verified, and was consented to.
    (
        "/v1/setup_intents",
        &[
            ("payment_method_types[]", "us_bank_account"),
            ("payment_method", "pm_usBankAccount_success"),
            (
                "payment_method_options[us_bank_account][verification_method]",
                "microdeposits",
            ),
            ("mandate_data[customer_acceptance][type]", "offline"),
            ("confirm", "true"),
        ],
    ),
    ("/v1/customers", &[("name", "Ada")]),
    ("/v1/customers", &[]),
    (
        "/v1/webhook_endpoints",
        &[
            ("url", "http://127.0.0.1:9/hook"),
            ("enabled_events[]", "*"),
        ],
    ),
];

/// Of intents of both kinds.
const INTENTS: &[Parameter] = &[
    ("amount", &["1999", "50", "5000", "500", "1", "99999999"]),
    ("amount_to_capture", &["500", "1999", "0"]),
    ("currency", &["usd", "eur", "jpy", "USD"]),
    ("confirm", &["true", "false"]),
    (
        "capture_method",
        &["manual", "automatic", "automatic_async"],
    ),
    ("confirmation_method", &["automatic", "manual"]),
    ("final_capture", &["true", "false"]),
    ("setup_future_usage", &["off_session", "on_session"]),
    ("usage", &["off_session", "on_session"]),
    ("off_session", &["true", "false", "recurring"]),
    ("error_on_requires_action", &["true", "false"]),
    ("use_stripe_sdk", &["true", "false"]),
    ("return_url", &["https://shop.example/done", "app://back"]),
    ("automatic_payment_methods[enabled]", &["true", "false"]),
    (
        "automatic_payment_methods[allow_redirects]",
        &["never", "always"],
    ),
    (
        "allowed_payment_method_types[]",
        &["card", "klarna", "paypal"],
    ),
    ("payment_method_types[]", &["card", "swish"]),
    ("excluded_payment_method_types[]", &["klarna", "affirm"]),
    (
        "payment_method_options[card][capture_method]",
        &["manual", ""],
    ),
    (
        "payment_method_options[card][request_incremental_authorization]",
        &["if_available", "never"],
    ),
    (
        "payment_method_options[card][request_multicapture]",
        &["if_available", "never"],
    ),
    ("confirmation_token", &["@ctoken"]),
    (
        "mandate_data[customer_acceptance][type]",
        &["online", "offline"],
    ),
    ("client_secret", &["@pi", "@seti"]),
    ("customer", &["@cus", ""]),
    ("receipt_email", &["ada@shop.example", ""]),
    ("statement_descriptor", &["SHOP", ""]),
    ("statement_descriptor_suffix", &["TEA", ""]),
    ("cancellation_reason", &["abandoned", "duplicate"]),
];

/// What is paid with.
const METHODS: &[Parameter] = &[
    (
        "payment_method",
        &[
            "pm_card_visa",
            "pm_card_mastercard",
            "pm_card_chargeDeclined",
            "pm_card_createDispute",
            "@pm",
        ],
    ),
    ("payment_method_data[type]", &["card", "klarna", "paypal"]),
    (
        "payment_method_data[card][number]",
        &["4242424242424242", "4000000000000002", "378282246310005"],
    ),
    ("payment_method_data[card][exp_month]", &["12", "1"]),
    ("payment_method_data[card][exp_year]", &["2034", "34"]),
    ("payment_method_data[card][cvc]", &["123", "1234"]),
    ("payment_method_data[billing_details][name]", &["Ada"]),
    (
        "payment_method_data[billing_details][address][country]",
        &["SE", "US"],
    ),
    ("card[number]", &["4242424242424242", "4000000000000002"]),
    ("card[exp_month]", &["12"]),
    ("card[exp_year]", &["2034"]),
    ("card[token]", &["tok_visa"]),
    ("billing_details[name]", &["Ada", ""]),
    ("allow_redisplay", &["always", "limited"]),
];

/// Of customers and their sessions.
const CUSTOMERS: &[Parameter] = &[
    ("customer", &["@cus", ""]),
    ("name", &["Ada", ""]),
    ("email", &["ada@shop.example"]),
    ("phone", &["+46700000000"]),
    ("address[city]", &["Malm\u{f6}"]),
    ("address[country]", &["SE"]),
    ("balance", &["0", "-500"]),
    ("invoice_settings[default_payment_method]", &["@pm"]),
    ("components[payment_element][enabled]", &["true"]),
];

/// Of refunds, disputes and charges.
const MONEY: &[Parameter] = &[
    ("amount", &["1999", "50", "5000", "500", "1", "99999999"]),
    ("payment_intent", &["@pi", "@seti"]),
    ("charge", &["@ch"]),
    (
        "reason",
        &["duplicate", "fraudulent", "requested_by_customer"],
    ),
    ("evidence[uncategorized_text]", &["winning_evidence", ""]),
    ("submit", &["true", "false"]),
    ("receipt_email", &["ada@shop.example", ""]),
];

/// Of webhook endpoints and events.
const WEBHOOKS: &[Parameter] = &[
    ("url", &["http://127.0.0.1:9/hook"]),
    ("enabled_events[]", &["*", "charge.refunded"]),
    ("disabled", &["true", "false"]),
    ("expires_in", &["0", "3600"]),
    ("webhook_endpoint", &["@we"]),
];

/// Of lists.
const LISTS: &[Parameter] = &[
    ("customer", &["@cus"]),
    ("payment_intent", &["@pi", "@seti"]),
    ("setup_intent", &["@seti"]),
    ("charge", &["@ch"]),
    ("type", &["card", "klarna", "charge", "payment_intent.*"]),
    ("types[]", &["payment_intent.created", "charge.succeeded"]),
    ("source", &["@ch", "@re"]),
    ("currency", &["usd", "eur", "jpy", "USD"]),
    ("limit", &["1", "3", "100"]),
    ("starting_after", &["@pi", "@ch", "@evt", "@cus"]),
    ("ending_before", &["@pi", "@re", "@seti"]),
    ("created[gte]", &["0", "1700000000"]),
    ("created", &["1700000000"]),
    ("client_secret", &["@pi", "@seti"]),
];

/// Of many objects.
const COMMON: &[Parameter] = &[
    ("description", &["tea", ""]),
    ("shipping[name]", &["Ada"]),
    ("shipping[address][line1]", &["Lane 1"]),
    ("metadata[order]", &["6735", ""]),
    (
        "metadata[sandbox_refund]",
        &["pending", "fail", "requires_action"],
    ),
    ("metadata", &[""]),
    (
        "expand[]",
        &[
            "customer",
            "latest_charge",
            "data.customer",
            "payment_intent",
        ],
    ),
];

/// Sent in any parameter and in any path.
pub const HOSTILE: &[&str] = &[
    "",
    "0",
    "-1",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999999",
    "1e9",
    "1.5",
    "NaN",
    "null",
    "true",
    "undefined",
    "[]",
    "{}",
    "'; DROP TABLE documents; --",
    "\" OR 1=1",
    "%",
    "%00",
    "\0",
    "..",
    "../../etc/passwd",
    "\u{202e}\u{feff}",
    "💳💳💳💳💳💳💳💳💳💳💳💳",
    "pi_",
    "pi_0000000000000000000000",
    "pi_zzzzzzzzzzzzzzzzzzzzzz",
    "ch_7777777777777777777777",
    "cus_0000000000000000000000",
    "pm_card_nothing",
    "javascript:alert(1)",
    "http://169.254.169.254/",
    "https://[::1",
    "a.b.c.d.e.f.g",
    "0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
];
