//! The running element: hears the page and the buyer, asks `checkout_flow` what follows, and
//! carries that out.

use crate::checkout_flow::{Answer, ConfirmAsked, Creation, Effect, Screen, UiEvent};
use crate::edge_client::{self, Access, FormBody, Question};
use crate::form::Form;
use crate::model::{Model, OFFERS_ID};
use crate::opened_session::{OpenedSession, open};
use crate::view::root::root;
use crate::{dom, host_bridge, idempotency_key, page};
use reactive_graph::owner::Owner;
use reactive_graph::signal::RwSignal;
use reactive_graph::traits::{Update, With, WithUntracked};
use shared::element::field::id;
use shared::element::protocol::{ConfirmOutcome, ElementError, ToElement, ToPage};
use shared::element::session::Offer;
use std::cell::RefCell;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::MessagePort;

/// Called once by `static/element.js`, as soon as the module and the page's port are both here.
#[wasm_bindgen]
pub fn start(port: MessagePort) {
    console_error_panic_hook::set_once();
    let element = Element::new();
    page::on_focus_and_keys(element);
    page::on_resize(move |height| {
        host_bridge::tell(&ToPage::Resize { height });
        element.measure();
    });
    host_bridge::listen(port, move |message| element.hear(message));
}

/// A handle to the one model of a document: copies are the same element.
#[derive(Clone, Copy)]
pub struct Element(RwSignal<Model>);

impl Element {
    pub fn new() -> Self {
        // Signals run their effects as tasks of the browser; a second start is refused, harmlessly.
        let _ = any_spawner::Executor::init_wasm_bindgen();
        let owner = Owner::new();
        owner.set();
        // The element lives as long as its document.
        std::mem::forget(owner);
        Self(RwSignal::new(Model::default()))
    }

    /// Reads the model; what reads it inside `dom`'s live parts is brought up to date by itself.
    pub fn read<T>(self, read: impl FnOnce(&Model) -> T) -> T {
        let (mut read, mut result) = (Some(read), None);
        self.read_erased(&mut |model| result = read.take().map(|read| read(model)));
        result.unwrap_throw()
    }

    /// Changes the model, and everything that shows it.
    pub fn change(self, change: impl FnOnce(&mut Model)) {
        let mut change = Some(change);
        self.change_erased(&mut |model| {
            if let Some(change) = change.take() {
                change(model);
            }
        });
    }

    /// Lets `event` happen.
    pub fn dispatch(self, event: UiEvent) {
        let mut effects = Vec::new();
        self.change(|model| {
            let (checkout, follow) = std::mem::take(&mut model.checkout).after(event);
            model.checkout = checkout;
            effects = follow;
        });
        // Drawn before the page hears of it: a form that is told to be ready is there.
        self.mount();
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// A message from the page.
    pub fn hear(self, message: ToElement) {
        match message {
            ToElement::Init {
                publishable_key,
                client_secret,
                customer_session,
                session,
                locale: _,
                options,
            } => {
                self.change(|model| {
                    model.access = Access {
                        publishable_key,
                        // An intent that is being paid stays the one to ask about.
                        client_secret: client_secret
                            .unwrap_or_else(|| std::mem::take(&mut model.access.client_secret)),
                        customer_session: customer_session.unwrap_or_default(),
                    };
                });
                match open(session, &options) {
                    Ok(session) => self.show(session),
                    Err(error) => self.dispatch(UiEvent::SessionFailed(*error)),
                }
            }
            ToElement::Submit {
                request,
                takes_focus,
            } => {
                let report = self.peek(Model::report);
                self.dispatch(UiEvent::SubmitAsked {
                    request,
                    takes_focus,
                    report,
                });
            }
            ToElement::Confirm {
                request,
                client_secret,
                return_url,
                redirect,
                wallet_token,
                told,
            } => {
                self.hear_told(told, wallet_token);
                self.lead_to(client_secret);
                let report = self.peek(Model::report);
                let flow = self.peek(|model| model.offer().map(|offer| offer.flow));
                let key_kept =
                    self.peek(|model| idempotency_key::kept(model.access.intent()).is_some());
                let asked = ConfirmAsked {
                    request,
                    return_url,
                    redirect,
                    report,
                    flow,
                    fields: self.peek(Model::fields),
                    key_kept,
                };
                self.dispatch(UiEvent::ConfirmAsked(asked));
            }
            ToElement::Create {
                request,
                object,
                wallet_token,
                told,
            } => {
                self.hear_told(told, wallet_token);
                let creation = Creation { request, object };
                let report = self.peek(Model::report);
                self.dispatch(UiEvent::CreateAsked { creation, report });
            }
            ToElement::HandleNextAction {
                request,
                client_secret,
            } => {
                self.lead_to(Some(client_secret));
                self.dispatch(UiEvent::NextActionAsked { request });
            }
            ToElement::Continue {
                request,
                authenticated,
            } => {
                self.dispatch(UiEvent::Continued {
                    request,
                    authenticated,
                });
            }
            ToElement::Focus => page::focus_first(),
            ToElement::Blur => page::blur(),
            ToElement::Clear => self.change(|model| Form::clear(&mut model.form)),
            ToElement::Collapse => self.change(Model::collapse),
        }
    }

    fn show(self, session: OpenedSession) {
        page::set_language(&session.locale, &session.direction);
        let intent_status = session.summary.status.clone();
        let failure = session.summary.failure.clone();
        let focus = page::focus_now();
        self.measure();
        self.change(|model| model.open(session));
        self.dispatch(UiEvent::SessionArrived {
            intent_status,
            failure,
        });
        focus.restore();
    }

    /// What the page tells with a question, and what a wallet's sheet has answered it.
    fn hear_told(self, told: String, wallet_token: Option<String>) {
        self.change(|model| {
            model.told = told;
            if let Some(token) = wallet_token {
                model.form.set(id::WALLET_TOKEN, token);
            }
        });
    }

    /// The intent to confirm is there by now. One that is under way is left alone.
    fn lead_to(self, client_secret: Option<String>) {
        self.change(|model| {
            if let (Some(secret), Screen::Form { .. }) = (client_secret, &model.checkout.screen) {
                model.access.client_secret = secret;
            }
        });
    }

    /// Notes how wide the element can be.
    fn measure(self) {
        let width = page::width();
        if self.peek(|model| model.width) != width {
            self.change(|model| model.width = width);
        }
    }

    /// Takes a saved method from the customer, for good.
    pub fn remove(self, id: &'static str) {
        let access = self.peek(|model| model.access.clone());
        self.change(|model| model.removing = None);
        // Which stays when the method has gone.
        page::focus_id(OFFERS_ID);
        spawn_local(async move {
            let error = edge_client::remove(&access, id).await.err();
            host_bridge::tell(&ToPage::PaymentMethodRemoved {
                payment_method: id.to_owned(),
                error: error.map(|error| *error),
            });
        });
    }

    /// Takes the place of what `static/element.html` showed meanwhile, if it is still there.
    fn mount(self) {
        if let Some(place) = page::emptied_root() {
            root(self).mount(&place);
            self.tell_changes();
        }
    }

    /// `change` events for the page: what is chosen, and whether it could be sent.
    fn tell_changes(self) {
        let told = RefCell::new(None);
        dom::follow(Box::new(move || {
            let change = self.read(|model| {
                model.session.as_ref()?;
                let offer = model.offer();
                let report = model.report();
                Some(ToPage::Change {
                    collapsed: offer.is_none(),
                    method: offer.map(|offer| offer.method.clone()).unwrap_or_default(),
                    payment_method: offer.and_then(Offer::saved_id).map(str::to_owned),
                    empty: report.empty,
                    complete: report.complete(),
                })
            });
            // The first is where the form starts from.
            let before = told.replace(change.clone());
            if let (Some(before), Some(change)) = (before, change)
                && before != change
            {
                host_bridge::tell(&change);
            }
        }));
    }

    fn carry_out(self, effect: Effect) {
        match effect {
            Effect::Tell(mut message) => {
                if let Some(error) = error_in(&mut message) {
                    self.say(error);
                }
                host_bridge::tell(&message);
            }
            Effect::SendConfirm { ticket } => self.send_confirm(ticket),
            Effect::SendCreate(creation) => self.send_create(creation),
            Effect::Retrieve { ticket, after_ms } => {
                self.ask(ticket, after_ms, &|access, _| Question::intent(access));
            }
            Effect::AskAction {
                ticket,
                after_ms,
                after,
            } => self.ask(ticket, after_ms, &|access, session| {
                Question::action(access, &session.locale, after.as_deref())
            }),
            Effect::ForgetKey => self.peek(|model| idempotency_key::forget(model.access.intent())),
            Effect::ShowProblems => self.change(|model| {
                let fields = model.fields();
                model.form.leave_all(fields);
            }),
            Effect::LeadTo(field) => page::lead_to(field),
            Effect::RefuseField { field, message } => {
                self.change(|model| model.form.refuse(field, message));
                page::focus_id_soon(field.to_owned());
            }
        }
    }

    fn send_confirm(self, ticket: u32) {
        let request = self.peek(|model| {
            let session = model.session.as_ref()?;
            let confirmation = model.confirmation()?;
            let body = FormBody::of_confirm(
                &model.access,
                model.offer()?,
                &model.form,
                session,
                confirmation.return_url.as_deref(),
                &model.told,
            );
            Some((model.access.clone(), body))
        });
        let Some((access, body)) = request else {
            return;
        };
        let key = idempotency_key::kept_or_new(access.intent());
        spawn_local(async move {
            let answer = edge_client::confirm(&access, &key, body).await;
            self.answered(ticket, answer);
        });
    }

    fn send_create(self, creation: Creation) {
        let body = self.peek(|model| {
            Some(FormBody::of_creation(
                creation.object,
                &model.access,
                model.offer()?,
                &model.form,
                &model.session.as_ref()?.countries,
                &model.told,
            ))
        });
        let Some(body) = body else { return };
        spawn_local(async move {
            let (object, error) = match edge_client::create(creation.object, body).await {
                Ok(object) => (Some(object), None),
                Err(error) => (None, Some(*error)),
            };
            host_bridge::tell(&ToPage::Created {
                request: creation.request,
                object,
                error,
            });
        });
    }

    fn ask(
        self,
        ticket: u32,
        after_ms: u32,
        question: &dyn Fn(&Access, &OpenedSession) -> Question,
    ) {
        let question = self.peek(|model| {
            let session = model.session.as_deref();
            session.map(|session| question(&model.access, session))
        });
        let Some(question) = question else { return };
        spawn_local(async move {
            if after_ms > 0 {
                page::pause(after_ms).await;
            }
            let answer = question.ask().await;
            self.answered(ticket, answer);
        });
    }

    fn answered(self, ticket: u32, mut answer: Answer) {
        answer.errors().for_each(|error| self.say(error));
        self.dispatch(UiEvent::Answered { ticket, answer });
    }

    /// In the buyer's words, here and in the page that shows what it gets.
    fn say(self, error: &mut ElementError) {
        self.peek(|model| {
            if let Some(session) = &model.session {
                session.strings.say(error);
            }
        });
    }

    /// Reads the model without being told of its changes.
    pub fn peek<T>(self, read: impl FnOnce(&Model) -> T) -> T {
        self.0.with_untracked(read)
    }

    // One body each, whatever is read or changed: these are called from everywhere.

    fn read_erased(self, read: &mut dyn FnMut(&Model)) {
        self.0.with(read);
    }

    fn change_erased(self, change: &mut dyn FnMut(&mut Model)) {
        self.0.update(change);
    }
}

/// What the page is told to have gone wrong.
fn error_in(message: &mut ToPage) -> Option<&mut ElementError> {
    match message {
        ToPage::Submitted { error, .. }
        | ToPage::Created { error, .. }
        | ToPage::PaymentMethodRemoved { error, .. } => error.as_mut(),
        ToPage::Confirmed {
            outcome: ConfirmOutcome::Error { error },
            ..
        } => Some(error),
        ToPage::Confirmed { .. }
        | ToPage::Ready
        | ToPage::Resize { .. }
        | ToPage::Change { .. }
        | ToPage::Focus
        | ToPage::Blur
        | ToPage::Escape
        | ToPage::LoadError { .. }
        | ToPage::RetryRequested => None,
    }
}

impl Default for Element {
    fn default() -> Self {
        Self::new()
    }
}
