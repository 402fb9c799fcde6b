//! `KASSA_SEED=7` plays one history, `KASSA_NIGHTLY=50` fifty times as many.

use super::authenticators::{Ceremonial, passkey_id, read_made, read_used};
use super::world::World;
use super::{Occurrence, Tally, play};
use crate::objects::consumer::passkeys::{
    MadePasskey, Maker, PasskeyAnswer, PasskeyQuestion, reply,
};
use crate::objects::consumer::rows::Listing;
use crate::objects::consumer::sessions::{By, open};
use crate::objects::consumer::wire::ConsumerAnswer;
use crate::webauthn::Ceremony;

const SEEDS: u64 = 250;

fn number_from(variable: &str) -> Option<u64> {
    std::env::var(variable).ok()?.parse().ok()
}

#[test]
fn whatever_happens_link_keeps_what_it_may_and_no_more() {
    let seeds = match number_from("KASSA_SEED") {
        Some(seed) => seed..seed + 1,
        None => 0..SEEDS * number_from("KASSA_NIGHTLY").unwrap_or(1),
    };
    let mut tally = Tally::default();
    for seed in seeds.clone() {
        match play(seed) {
            Ok(played) => tally.add(&played),
            Err(broken) => panic!("{broken}\nplay it again: KASSA_SEED={seed}"),
        }
    }
    if seeds.end - seeds.start > 1 {
        for occurrence in Occurrence::ALL {
            let count = tally.count(*occurrence);
            assert!(count >= 5, "{count} {}: {tally:?}", occurrence.title());
        }
    }
}

/// What is signed is looked at where it comes in, and heard of by the buyer's object a while later: what has
/// ended on the way may have been taken before, which is remembered no longer.
#[test]
fn a_challenge_that_ends_on_its_way_to_the_buyer_is_good_no_more() {
    let mut world = World::new(1);
    let mut credential = world.new_credential(0);
    while credential
        .made(world.new_challenge(Ceremony::Create))
        .sign_count
        > 0
    {
        credential = world.new_credential(0);
    }
    let made = credential.made(world.new_challenge(Ceremony::Create));
    let challenge = world.new_challenge(Ceremony::Get);
    let ends_ms = challenge.ends_ms;
    let used = credential.used(challenge, 0, false);
    let (Ceremonial::Made(made), Ceremonial::Used(used)) = (made.what, used.what) else {
        panic!("other ceremonies");
    };
    let start_ms = world.nature.now_ms.get();
    let vault = world.nature.vault.borrow();
    let store = world.objects[0].store(&world.nature, &vault);
    store.rows.ensure_tables().unwrap();
    let listed = Listing {
        generation: 0,
        is_listed: true,
    };
    store.rows.set_listing(listed).unwrap();
    let email = &world.objects[0].email;
    open(&store, "session", email, None, By::Code, start_ms).unwrap();
    let (key, challenge) = read_made(&made, start_ms).unwrap();
    let id = passkey_id(&key.credential);
    let question = PasskeyQuestion::Add {
        maker: Maker::Session("session".to_owned()),
        challenge,
        made: Box::new(MadePasskey {
            id: id.clone(),
            credential: "credential".to_owned(),
            public_key: key.public_key,
            sign_count: key.sign_count,
            device: None,
        }),
    };
    reply(&store, question, start_ms).unwrap();
    let sign_in = |session: &str, now_ms: i64| {
        let (claim, challenge) = read_used(&used, ends_ms - 1).unwrap();
        store.rows.sweep(now_ms).unwrap();
        let question = PasskeyQuestion::Use {
            id: id.clone(),
            claim: Box::new(claim),
            challenge,
            session: session.to_owned(),
            device: None,
        };
        reply(&store, question, now_ms).unwrap()
    };
    assert!(matches!(
        sign_in("one", ends_ms - 1),
        ConsumerAnswer::Shown(_)
    ));
    for now_ms in [ends_ms - 1, ends_ms, ends_ms + 1] {
        assert!(matches!(
            sign_in("another", now_ms),
            ConsumerAnswer::Passkey(PasskeyAnswer::Replayed)
        ));
    }
}
