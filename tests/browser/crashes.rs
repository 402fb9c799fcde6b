//! Lost answers, killed processes and impatient buyers: the page recovers, and money moves once.

use crate::harness::Kassa;
use crate::support::{Buyer, ELEMENT, Intent, MerchantPage, Stage, Wire, card, on_stage};

const CONFIRM: fn(&str) -> bool = |path| path.ends_with("/confirm");

/// A checkout at a Kassa of its own, behind a network that can fail.
struct Scene<'s> {
    kassa: Kassa,
    wire: Wire,
    intent: Intent,
    buyer: Buyer<'s>,
    _page: MerchantPage,
}

impl<'s> Scene<'s> {
    /// The card form is filled in, and nothing is pressed.
    async fn ready_to_pay(stage: &'s Stage) -> Self {
        let kassa = Kassa::start().await;
        let wire = Wire::to(kassa.origin()).await;
        let intent = Intent::new(&kassa).await;
        let page = MerchantPage::serve().await;
        let buyer = stage.buyer().await;
        let key = kassa.publishable_key();
        let url = page.url(&wire.origin(), key, &[&intent.client_secret], &[]);
        buyer.open(&url).await;
        buyer.hears("ready").await;
        buyer.fill_card(card::SUCCEEDS).await;
        Self {
            kassa,
            wire,
            intent,
            buyer,
            _page: page,
        }
    }

    /// workerd dies by `SIGKILL` and is back a moment later; what was on the wire is lost.
    async fn crash(&mut self) {
        self.kassa.kill();
        self.wire.mend();
        self.kassa.restart().await;
    }

    async fn assert_paid_once(self) {
        let outcome = self.buyer.outcome(1).await;
        assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        self.assert_shown_as_paid_once().await;
    }

    async fn assert_shown_as_paid_once(self) {
        self.buyer
            .sees(ELEMENT, "#kassa", "Payment successful")
            .await;
        assert_eq!(self.intent.charges(&self.kassa).await, 1);
        self.buyer.leave().await;
    }
}

#[test]
fn an_answer_lost_in_a_crash_is_found_out_and_the_charge_is_one() {
    on_stage(async |stage| {
        let mut scene = Scene::ready_to_pay(stage).await;
        scene.wire.lose_answers(CONFIRM);
        scene.buyer.pay().await;
        scene.wire.until_held().await;
        scene.crash().await;
        scene.assert_paid_once().await;
    });
}

#[test]
fn a_request_lost_in_a_crash_is_sent_again_and_the_charge_is_one() {
    on_stage(async |stage| {
        let mut scene = Scene::ready_to_pay(stage).await;
        scene.wire.lose_requests(CONFIRM);
        scene.buyer.pay().await;
        scene.wire.until_held().await;
        scene.crash().await;
        scene.assert_paid_once().await;
    });
}

#[test]
fn a_crash_in_the_middle_of_a_confirmation_leaves_one_charge() {
    on_stage(async |stage| {
        let mut scene = Scene::ready_to_pay(stage).await;
        // Whatever it was doing.
        scene.buyer.pay().await;
        scene.crash().await;
        scene.assert_paid_once().await;
    });
}

#[test]
fn a_page_that_is_loaded_again_after_the_press_shows_that_it_was_paid() {
    on_stage(async |stage| {
        let scene = Scene::ready_to_pay(stage).await;
        scene.wire.lose_answers(CONFIRM);
        scene.buyer.pay().await;
        scene.wire.until_held().await;
        scene.buyer.refresh().await.expect("a reload");
        scene.wire.mend();
        scene.assert_shown_as_paid_once().await;
    });
}

#[test]
fn a_page_that_is_loaded_again_before_the_press_arrived_takes_another_press() {
    on_stage(async |stage| {
        let scene = Scene::ready_to_pay(stage).await;
        scene.wire.lose_requests(CONFIRM);
        scene.buyer.pay().await;
        scene.wire.until_held().await;
        scene.buyer.refresh().await.expect("a reload");
        scene.wire.mend();
        scene.buyer.hears("ready").await;
        scene.buyer.fill_card(card::SUCCEEDS).await;
        scene.buyer.pay().await;
        let outcome = scene.buyer.outcome(1).await;
        assert_eq!(outcome["paymentIntent"]["status"], "succeeded", "{outcome}");
        // Had the first press arrived after all, the second would have been answered like it.
        let keys = scene.wire.keys();
        assert!(keys.len() > 1 && keys.iter().all(|key| *key == keys[0]));
        scene.assert_paid_once().await;
    });
}
