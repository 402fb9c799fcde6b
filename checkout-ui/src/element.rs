//! The running element: hears the page and the buyer, asks `checkout_flow` what follows, and
//! carries that out.

use crate::checkout_flow::{Checkout, ConfirmAsked, Effect as FlowEffect, Screen, UiEvent};
use crate::edge_client::{self, Access, FormBody};
use crate::form::{Form, FormReport, FormRules};
use crate::opened_session::{OpenedSession, open};
use crate::view::root::Root;
use crate::{host_bridge, idempotency_key, locale, page};
use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::element::protocol::{ToElement, ToPage};
use shared::element::session::{BuyerField, Offer};
use std::sync::Arc;
use wasm_bindgen::prelude::*;
use web_sys::MessagePort;

/// Called once by `static/element.js`, as soon as the module and the page's port are both here.
#[wasm_bindgen]
pub fn start(port: MessagePort) {
    console_error_panic_hook::set_once();
    let owner = Owner::new();
    owner.set();
    let element = Element::new();
    page::on_focus_and_keys(element);
    page::on_resize(|height| host_bridge::tell(&ToPage::Resize { height }));
    host_bridge::listen(port, move |message| element.hear(message));
    // The element lives as long as its document.
    std::mem::forget(owner);
}

/// Everything that the views read and the events change. A handle: copies are the same element.
#[derive(Clone, Copy)]
pub struct Element {
    pub checkout: RwSignal<Checkout>,
    pub form: RwSignal<Form>,
    /// Index of the open offer.
    pub chosen: RwSignal<usize>,
    /// The buyer asked for the offers behind the first rows.
    pub unfolded: RwSignal<bool>,
    pub session: RwSignal<Option<Arc<OpenedSession>>>,
    mounted: RwSignal<bool>,
}

impl Element {
    pub fn new() -> Self {
        Self {
            checkout: RwSignal::new(Checkout::default()),
            form: RwSignal::new(Form::default()),
            chosen: RwSignal::new(0),
            unfolded: RwSignal::new(false),
            session: RwSignal::new(None),
            mounted: RwSignal::new(false),
        }
    }

    /// Lets `event` happen.
    pub fn dispatch(self, event: UiEvent) {
        let (checkout, effects) = self.checkout.get_untracked().after(event);
        let is_new_screen = self
            .checkout
            .with_untracked(|before| before.screen != checkout.screen);
        if is_new_screen {
            self.checkout.set(checkout);
        } else {
            self.checkout.update_untracked(|before| *before = checkout);
        }
        for effect in effects {
            self.carry_out(effect);
        }
    }

    /// The offer that is open.
    pub fn offer(self, session: &OpenedSession) -> Option<&Offer> {
        session.offers.get(self.chosen.get())
    }

    /// What is wrong with the open offer's form.
    pub fn report(self, session: &OpenedSession) -> FormReport {
        let offer = self.offer(session);
        self.form.with(|form| form.report(rules(session, offer)))
    }

    /// A message from the page.
    pub fn hear(self, message: ToElement) {
        match message {
            ToElement::Init {
                publishable_key,
                client_secret,
                session,
                locale: _,
                theme,
            } => {
                page::set_theme(theme);
                match open(publishable_key, client_secret, session) {
                    Ok(session) => self.show(session),
                    Err(error) => {
                        self.mount();
                        self.dispatch(UiEvent::SessionFailed(error));
                    }
                }
            }
            ToElement::Submit { request } => {
                let report = self.report_untracked();
                self.dispatch(UiEvent::SubmitAsked { request, report });
            }
            ToElement::Confirm {
                request,
                return_url,
                redirect,
            } => {
                let report = self.report_untracked();
                let session = self.session.get_untracked();
                let Some((session, flow)) = session.and_then(|session| {
                    let flow = untrack(|| self.offer(&session).map(|offer| offer.flow))?;
                    Some((session, flow))
                }) else {
                    return;
                };
                let key_kept = idempotency_key::kept(&session.access.intent).is_some();
                let asked = ConfirmAsked {
                    request,
                    return_url,
                    redirect,
                    report,
                    flow,
                    key_kept,
                };
                self.dispatch(UiEvent::ConfirmAsked(asked));
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
            ToElement::Clear => self.form.update(Form::clear),
        }
    }

    fn show(self, session: OpenedSession) {
        page::set_language(&session.locale, &session.direction);
        self.chosen.set(session.rows.chosen);
        self.form.update(|form| {
            if form.country.is_empty() {
                form.country = session.country();
            }
        });
        let intent_status = session.summary.status.clone();
        self.session.set(Some(Arc::new(session)));
        self.mount();
        self.dispatch(UiEvent::SessionArrived { intent_status });
    }

    /// Takes the place of what `static/element.html` showed meanwhile.
    fn mount(self) {
        if self.mounted.get_untracked() {
            return;
        }
        self.mounted.set(true);
        let Some(root) = page::emptied_root() else {
            return;
        };
        mount_to(root, move || view! { <Root element=self /> }).forget();
        self.tell_changes();
    }

    /// `change` events for the page: what is chosen, and whether it could be sent.
    fn tell_changes(self) {
        let change = Memo::new(move |_| {
            let session = self.session.get()?;
            let method = self.offer(&session)?.method.clone();
            let report = self.report(&session);
            Some((method, report.empty, report.complete()))
        });
        Effect::new(move |before: Option<()>| {
            let change = change.get();
            // The first is where the form starts from.
            if let (Some(()), Some((method, empty, complete))) = (before, change) {
                host_bridge::tell(&ToPage::Change {
                    method,
                    empty,
                    complete,
                });
            }
        });
    }

    fn report_untracked(self) -> FormReport {
        untrack(|| match self.session.get() {
            Some(session) => self.report(&session),
            None => FormReport {
                empty: true,
                first_problem: None,
            },
        })
    }

    fn carry_out(self, effect: FlowEffect) {
        match effect {
            FlowEffect::Tell(message) => host_bridge::tell(&message),
            FlowEffect::SendConfirm { ticket } => self.send_confirm(ticket),
            FlowEffect::Retrieve { ticket, after_ms } => self.retrieve(ticket, after_ms),
            FlowEffect::ForgetKey => {
                if let Some(session) = self.session.get_untracked() {
                    idempotency_key::forget(&session.access.intent);
                }
            }
            FlowEffect::ShowProblems(field) => {
                if let Some(session) = self.session.get_untracked() {
                    let offer = untrack(|| self.offer(&session));
                    let fields = offer
                        .map(|offer| offer.fields.as_slice())
                        .unwrap_or_default();
                    self.form.update(|form| form.leave_all(fields));
                }
                page::focus_field(field);
            }
            FlowEffect::RefuseField { field, message } => {
                self.form.update(|form| form.refuse(field, message));
                page::focus_field(field);
            }
        }
    }

    fn send_confirm(self, ticket: u32) {
        let Some(session) = self.session.get_untracked() else {
            return;
        };
        let return_url = self
            .checkout
            .with_untracked(|checkout| match &checkout.screen {
                Screen::Busy { confirmation, .. } => confirmation.return_url.clone(),
                _ => None,
            });
        let Some(offer) = untrack(|| self.offer(&session)) else {
            return;
        };
        let body = self.form.with_untracked(|form| {
            FormBody::of_confirm(
                &session.access,
                offer,
                form,
                &session.countries,
                return_url.as_deref(),
            )
        });
        let key = idempotency_key::kept_or_new(&session.access.intent);
        let access = session.access.clone();
        spawn_local(async move {
            let answer = edge_client::confirm(&access, &key, body).await;
            self.dispatch(UiEvent::Answered { ticket, answer });
        });
    }

    fn retrieve(self, ticket: u32, after_ms: u32) {
        let Some(access) = self.access() else { return };
        spawn_local(async move {
            if after_ms > 0 {
                page::pause(after_ms).await;
            }
            let answer = edge_client::retrieve(&access).await;
            self.dispatch(UiEvent::Answered { ticket, answer });
        });
    }

    fn access(self) -> Option<Access> {
        self.session
            .with_untracked(|session| session.as_ref().map(|session| session.access.clone()))
    }
}

impl Default for Element {
    fn default() -> Self {
        Self::new()
    }
}

/// What the form of `offer` is checked against.
pub fn rules<'a>(session: &'a OpenedSession, offer: Option<&'a Offer>) -> FormRules<'a> {
    let fields: &[BuyerField] = offer
        .map(|offer| offer.fields.as_slice())
        .unwrap_or_default();
    FormRules {
        fields,
        countries: &session.countries,
        today: locale::this_month(),
    }
}
