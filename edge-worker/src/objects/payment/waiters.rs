//! Requests that are held until something happens to the payment. They are woken by the append
//! itself, so nobody looks again and again.

use std::cell::RefCell;
use std::future::poll_fn;
use std::task::{Poll, Waker};

/// Everybody who waits at one payment.
#[derive(Default)]
pub struct Waiters(RefCell<Vec<Waker>>);

impl Waiters {
    /// Resolves when `is_news` is true, which is asked after each [`Self::wake_all`].
    pub async fn until(&self, is_news: impl Fn() -> bool) {
        poll_fn(|context| {
            if is_news() {
                return Poll::Ready(());
            }
            let mut wakers = self.0.borrow_mut();
            if !wakers.iter().any(|known| known.will_wake(context.waker())) {
                wakers.push(context.waker().clone());
            }
            Poll::Pending
        })
        .await;
    }

    /// Something has happened.
    pub fn wake_all(&self) {
        for waker in self.0.take() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use std::cell::Cell;
    use std::pin::pin;

    #[test]
    fn who_waits_goes_on_with_the_news_and_not_before() {
        let (waiters, news) = (Waiters::default(), Cell::new(false));
        let mut waiting = pin!(waiters.until(|| news.get()));
        assert_eq!(waiting.as_mut().now_or_never(), None);
        waiters.wake_all();
        assert_eq!(waiting.as_mut().now_or_never(), None);
        news.set(true);
        waiters.wake_all();
        assert_eq!(waiting.now_or_never(), Some(()));
    }
}
