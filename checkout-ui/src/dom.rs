//! Elements of the document whose content follows Leptos' signals.
//!
//! `view!` gives every element a type of its own, and each of those is a few hundred bytes of
//! WebAssembly: 40 kB after compression for this form. Here all elements have one type, so a screen
//! costs little more than its own words.

use reactive_graph::effect::RenderEffect;
use reactive_graph::graph::untrack;
use reactive_graph::owner::{Owner, StoredValue};
use std::cell::RefCell;
use std::rc::Rc;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, Node};

/// An element under construction.
#[derive(Clone)]
pub struct El(Element);

/// A new element with a class, or none if `class` is empty.
pub fn el(tag: &str, class: &str) -> El {
    let element = document().create_element(tag).unwrap_throw();
    let el = El(element);
    if class.is_empty() {
        el
    } else {
        el.attr("class", class)
    }
}

impl El {
    pub fn attr(self, name: &str, value: &str) -> Self {
        self.0.set_attribute(name, value).unwrap_throw();
        self
    }

    pub fn text(self, text: &str) -> Self {
        self.append(&document().create_text_node(text));
        self
    }

    pub fn child(self, child: El) -> Self {
        self.append(&child.0);
        self
    }

    pub fn children(self, children: impl IntoIterator<Item = El>) -> Self {
        for child in children {
            self.append(&child.0);
        }
        self
    }

    /// Calls `heard` on each event of this name, for as long as the element lives.
    pub fn on(self, event: &str, heard: impl Fn(Event) + 'static) -> Self {
        let heard: Box<dyn Fn(Event)> = Box::new(heard);
        let heard = Closure::wrap(heard);
        self.0
            .add_event_listener_with_callback(event, heard.as_ref().unchecked_ref())
            .unwrap_throw();
        // Freed by the browser together with the element.
        drop(heard.into_js_value());
        self
    }

    /// A text that follows its signals.
    pub fn live_text(self, text: impl Fn() -> String + 'static) -> Self {
        let node = document().create_text_node("");
        self.append(&node);
        follow(Box::new(move || {
            let text = text();
            if node.data() != text {
                node.set_data(&text);
            }
        }));
        self
    }

    /// An attribute that follows its signals; `None` takes it away.
    pub fn live_attr(
        self,
        name: &'static str,
        value: impl Fn() -> Option<String> + 'static,
    ) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || match value() {
            Some(value) => element.set_attribute(name, &value).unwrap_throw(),
            None => element.remove_attribute(name).unwrap_throw(),
        }));
        self
    }

    /// Something else that follows its signals.
    pub fn live(self, effect: impl Fn(&Element) + 'static) -> Self {
        let element = self.0.clone();
        follow(Box::new(move || effect(&element)));
        self
    }

    /// Children at this place, which are made anew whenever `key` is another.
    pub fn live_children(
        self,
        key: impl Fn() -> String + 'static,
        make: impl Fn() -> Vec<El> + 'static,
    ) -> Self {
        self.replace_children(Box::new(key), Box::new(make));
        self
    }

    /// A child at this place that comes and goes with `text`, which it shows.
    pub fn live_child(
        self,
        text: impl Fn() -> Option<String> + 'static,
        make: impl Fn(String) -> El + 'static,
    ) -> Self {
        let text = Rc::new(text);
        let key = text.clone();
        self.live_children(
            move || key().unwrap_or_default(),
            move || text().map(&make).into_iter().collect(),
        )
    }

    fn replace_children(&self, key: Box<dyn Fn() -> String>, make: Box<dyn Fn() -> Vec<El>>) {
        let end: Node = document().create_comment("").unchecked_into();
        self.append(&end);
        let parent = self.0.clone();
        // What the children follow ends with them, not with the next look at the key.
        let outer = Owner::current().unwrap_or_default();
        let shown = RefCell::new((None, Vec::<El>::new(), Owner::new()));
        follow(Box::new(move || {
            let key = Some(key());
            let mut shown = shown.borrow_mut();
            if shown.0 == key {
                return;
            }
            shown.2.cleanup();
            let owner = outer.with(Owner::new);
            let next = owner.with(|| untrack(&make));
            for El(old) in &shown.1 {
                old.remove();
            }
            for El(new) in &next {
                parent.insert_before(new, Some(&end)).unwrap_throw();
            }
            *shown = (key, next, owner);
        }));
    }

    /// Puts the element into the document.
    pub fn mount(self, parent: &Element) {
        parent.append_child(&self.0).unwrap_throw();
    }

    fn append(&self, node: &Node) {
        self.0.append_child(node).unwrap_throw();
    }
}

/// Runs `effect` now, and again after each change of what it reads, until the owner is gone.
pub fn follow(effect: Box<dyn Fn()>) {
    StoredValue::new(RenderEffect::new(move |_: Option<()>| effect()));
}

fn document() -> Document {
    web_sys::window()
        .and_then(|window| window.document())
        .unwrap_throw()
}
