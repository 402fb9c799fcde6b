mod card_marks;
mod covered;
mod field;
mod fields;
mod instalments;
mod load_failed;
mod offer_list;
mod outcome;
mod qr;
pub mod root;
mod select_field;
mod voucher;

use covered::covered_offers;
use load_failed::load_failed;
use outcome::outcome_view;
use qr::qr_view;
use voucher::voucher_view;
