//! How long it takes to divide and rank the whole catalogue for one checkout.

use criterion::{Criterion, criterion_group, criterion_main};
use shared::country::CountryCode;
use shared::currency::Currency;
use shared::methods::eligibility::{Account, Buyer, Checkout, offers};
use shared::money::Money;
use shared::payment::options::CaptureMethod;
use shared::payment::terms::Purpose;
use std::hint::black_box;

fn offers_of_the_whole_catalogue(criterion: &mut Criterion) {
    let amount = Money::new(4_999, Currency::Eur).expect("an amount");
    let checkout = Checkout {
        purpose: Purpose::Payment,
        amount,
        capture: CaptureMethod::AutomaticAsync,
        future_usage: None,
        allowed: None,
        has_customer: true,
    };
    let buyer = Buyer::of(Some(CountryCode::NL));
    let account = Account {
        country: CountryCode::DE,
        off: &[],
        wallets_off: &[],
        order: &[],
    };
    criterion.bench_function("offers", |bencher| {
        bencher.iter(|| offers(black_box(&checkout), black_box(&buyer), black_box(&account)));
    });
}

criterion_group!(benches, offers_of_the_whole_catalogue);
criterion_main!(benches);
