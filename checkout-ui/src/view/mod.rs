mod action;
mod card_marks;
mod checkbox;
mod covered;
mod field;
mod fields;
mod instalments;
mod load_failed;
mod offer_list;
mod offer_panel;
mod offer_tabs;
mod outcome;
pub mod root;
mod select_field;

use action::action_screen;
use covered::covered_offers;
use load_failed::load_failed;
use outcome::outcome_view;
