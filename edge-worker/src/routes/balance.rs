//! `/v1/balance`.

use super::ask_account;
use crate::api_request::{ApiFailure, ApiRequest};
use crate::error::HttpAnswer;
use crate::expand::{self, Shape};
use crate::objects::account::wire::AccountQuestion;
use shared::currency::Currency;

pub async fn retrieve(mut request: ApiRequest) -> Result<HttpAnswer, ApiFailure> {
    std::mem::take(&mut request.fields).finish()?;
    expand::check(Shape::One("balance"), &request.expand, request.caller.kind)?;
    let home = Currency::of_country(request.caller.profile.country);
    ask_account(request, AccountQuestion::Balance { home }).await
}
