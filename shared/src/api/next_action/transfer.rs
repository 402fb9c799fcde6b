//! `display_bank_transfer_instructions`: the account that the buyer sends the money to.

use crate::api::payment_method::address;
use crate::payment::action::{BankTransfer, FinancialAddress};
use crate::payment::method::Address;
use serde_json::{Value, json};

pub(super) fn instructions(transfer: &BankTransfer) -> Value {
    let addresses = transfer.addresses.iter();
    json!({
        "amount_remaining": transfer.remaining.minor(),
        "currency": transfer.remaining.currency(),
        "financial_addresses": addresses
            .map(|address| financial_address(address, transfer))
            .collect::<Vec<_>>(),
        "hosted_instructions_url": transfer.hosted_url,
        "reference": transfer.reference,
        "type": transfer.kind,
    })
}

fn financial_address(account: &FinancialAddress, transfer: &BankTransfer) -> Value {
    let kind = account.as_str();
    let mut details = numbers(account, transfer);
    if let Some(fields) = details.as_object_mut() {
        // Of the addresses only the country is known.
        let country = address(&Address {
            country: Some(transfer.country),
            ..Address::default()
        });
        fields.insert("account_holder_address".to_owned(), country.clone());
        fields.insert("account_holder_name".to_owned(), json!(transfer.holder));
        fields.insert("bank_address".to_owned(), country);
    }
    json!({
        "type": kind,
        kind: details,
        "supported_networks": account.networks(),
    })
}

fn numbers(account: &FinancialAddress, transfer: &BankTransfer) -> Value {
    let bank_name = &transfer.bank_name;
    match account {
        FinancialAddress::Aba {
            account_number,
            routing_number,
        } => json!({
            "account_number": account_number,
            "account_type": "checking",
            "bank_name": bank_name,
            "routing_number": routing_number,
        }),
        FinancialAddress::Iban { bic, iban } => json!({
            "bic": bic,
            "country": transfer.country,
            "iban": iban,
        }),
        FinancialAddress::SortCode {
            account_number,
            sort_code,
        } => json!({ "account_number": account_number, "sort_code": sort_code }),
        FinancialAddress::Spei { bank_code, clabe } => json!({
            "bank_code": bank_code,
            "bank_name": bank_name,
            "clabe": clabe,
        }),
        FinancialAddress::Swift {
            account_number,
            swift_code,
        } => json!({
            "account_number": account_number,
            "account_type": "checking",
            "bank_name": bank_name,
            "swift_code": swift_code,
        }),
        FinancialAddress::Zengin {
            account_number,
            account_type,
            bank_code,
            branch_code,
            branch_name,
        } => json!({
            "account_number": account_number,
            "account_type": account_type,
            "bank_code": bank_code,
            "bank_name": bank_name,
            "branch_code": branch_code,
            "branch_name": branch_name,
        }),
    }
}
