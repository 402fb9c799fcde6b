//! What a form asks of the buyer whatever the method: the card, and the billing details.

/// One question of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BuyerField {
    CardNumber,
    CardExpiry,
    CardCvc,
    /// Of the billing address. A method of one country has no need to ask.
    Country,
    /// Of the billing address. A card's is asked only where issuers check it.
    PostalCode,
    Name,
    Email,
    Phone,
    /// Street and house.
    AddressLine1,
    City,
    /// The state, province or region, as the merchant API abbreviates it.
    State,
}
