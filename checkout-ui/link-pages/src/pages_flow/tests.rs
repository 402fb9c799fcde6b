use super::*;

fn answer(cards: &str) -> Answer {
    let text =
        r#"{"email":"a@example.com","cards":[CARDS],"devices":[],"passkeys":[],"payments":[]}"#;
    Answer::read(text.replace("CARDS", cards)).expect("an answer")
}

fn said(text: Key) -> News {
    News::Said(text)
}

fn nobody() -> Answer {
    Answer { buyer: None }
}

fn card() -> Act {
    Act::RemoveCard("lpm_1".to_owned())
}

#[test]
fn who_is_not_known_is_asked_to_sign_in_and_then_shown_what_is_kept() {
    let mut pages = Pages::new(nobody());
    assert_eq!(pages.screen, Screen::SignIn);
    let effects = pages.follow(Event::SignedIn);
    assert_eq!(effects, [Effect::Read, Effect::Focus(Place::Title)]);
    assert_eq!(pages.follow(Event::Read(Some(answer("")))), []);
    let email = pages.buyer().map(|buyer| buyer.email.as_str());
    assert_eq!(email, Some("a@example.com"));
}

#[test]
fn an_act_is_sent_once_however_often_its_button_is_pressed() {
    let mut pages = Pages::new(answer(""));
    assert_eq!(pages.follow(Event::Pressed(card())), [Effect::Send(card())]);
    assert_eq!(pages.follow(Event::Pressed(card())), []);
    assert_eq!(pages.follow(Event::PasskeyAsked), []);
    pages.follow(Event::Acted(card(), Outcome::Done));
    // What it has changed is still on the page.
    assert_eq!(pages.follow(Event::Pressed(card())), []);
    pages.follow(Event::Read(Some(answer(""))));
    assert_eq!(pages.follow(Event::Pressed(card())), [Effect::Send(card())]);
}

#[test]
fn what_is_done_is_said_and_read_anew_and_the_buyer_goes_on_at_the_top() {
    let mut pages = Pages::new(answer(""));
    pages.follow(Event::Pressed(card()));
    let effects = pages.follow(Event::Acted(card(), Outcome::Done));
    assert_eq!(effects, [Effect::Read, Effect::Focus(Place::Title)]);
    pages.follow(Event::Read(Some(answer(""))));
    assert_eq!(pages.news, Some(said(Key::Changed)));
}

#[test]
fn what_failed_is_said_where_the_buyer_is_and_can_be_tried_again() {
    let mut pages = Pages::new(answer(""));
    pages.follow(Event::Pressed(card()));
    assert_eq!(pages.follow(Event::Acted(card(), Outcome::Failed)), []);
    assert_eq!(pages.news, Some(said(Key::Failed)));
    assert_eq!(pages.follow(Event::Pressed(card())), [Effect::Send(card())]);
    assert_eq!(pages.news, None);
}

#[test]
fn an_answer_that_does_not_come_leaves_what_is_shown() {
    let mut pages = Pages::new(answer(""));
    pages.follow(Event::Pressed(card()));
    pages.follow(Event::Acted(card(), Outcome::Done));
    assert_eq!(pages.follow(Event::Read(None)), []);
    assert_eq!(pages.news, Some(said(Key::Failed)));
    assert!(pages.buyer().is_some());
    assert_eq!(pages.follow(Event::Pressed(card())), [Effect::Send(card())]);
}

#[test]
fn who_was_signed_out_elsewhere_is_asked_to_sign_in() {
    let mut pages = Pages::new(answer(""));
    pages.follow(Event::Pressed(card()));
    let effects = pages.follow(Event::Acted(card(), Outcome::SignedOut));
    assert_eq!(effects, [Effect::Read, Effect::Focus(Place::Title)]);
    pages.follow(Event::Read(Some(nobody())));
    assert_eq!((pages.screen, pages.news), (Screen::SignIn, None));
}

#[test]
fn a_passkey_is_said_to_be_there_or_not() {
    let mut pages = Pages::new(answer(""));
    assert_eq!(pages.follow(Event::PasskeyAsked), [Effect::MakePasskey]);
    assert_eq!(pages.follow(Event::PasskeyMade(Making::NotAdded)), []);
    assert_eq!(pages.news, Some(said(Key::PasskeyNotAdded)));
    pages.follow(Event::PasskeyAsked);
    let effects = pages.follow(Event::PasskeyMade(Making::Added));
    assert_eq!(effects, [Effect::Read, Effect::Focus(Place::Title)]);
    assert_eq!(pages.news, Some(said(Key::PasskeyAdded)));
}

#[test]
fn nothing_is_erased_before_the_buyer_has_said_so_twice() {
    let mut pages = Pages::new(answer(""));
    let effects = pages.follow(Event::EraseAsked);
    assert_eq!(effects, [Effect::Focus(Place::KeepEverything)]);
    assert!(pages.is_open(&Open::EraseQuestion));
    let effects = pages.follow(Event::EraseDeclined);
    assert_eq!(effects, [Effect::Focus(Place::Erase)]);
    assert!(!pages.is_open(&Open::EraseQuestion));

    pages.follow(Event::EraseAsked);
    let effects = pages.follow(Event::Pressed(Act::Erase));
    assert_eq!(effects, [Effect::Send(Act::Erase)]);
    pages.follow(Event::Acted(Act::Erase, Outcome::Done));
    pages.follow(Event::Read(Some(nobody())));
    assert_eq!(
        (pages.screen, pages.news),
        (Screen::SignIn, Some(said(Key::Erased)))
    );
}

#[test]
fn the_file_is_all_that_the_edge_has_said() {
    let told = answer("");
    let whole = told.buyer.clone().expect("a buyer").whole;
    let mut pages = Pages::new(told);
    assert_eq!(pages.follow(Event::ExportAsked), [Effect::Export(whole)]);
    assert_eq!(Pages::new(nobody()).follow(Event::ExportAsked), []);
}

#[test]
fn a_link_to_nothing_that_is_known_leads_nowhere() {
    let mut pages = Pages::new(nobody());
    assert_eq!(pages.follow(Event::EraseAsked), []);
    assert_eq!(pages.screen, Screen::SignIn);
}

#[test]
fn an_address_is_sent_once_it_is_right_and_the_form_stays_open_until_it_is_kept() {
    let mut pages = Pages::new(answer(""));
    let effects = pages.follow(Event::AddressAsked(Editing::New));
    assert_eq!(effects, [Effect::Focus(Place::AddressForm)]);
    let effects = pages.follow(Event::AddressWritten(Written::Wrong));
    assert_eq!(effects, [Effect::ComplainOfAddress]);
    let act = Act::AddAddress("{}".to_owned());
    let effects = pages.follow(Event::AddressWritten(Written::Right("{}".to_owned())));
    assert_eq!(effects, [Effect::Send(act.clone())]);
    pages.follow(Event::Acted(act.clone(), Outcome::Failed));
    assert_eq!(pages.editing(), Some(&Editing::New));
    pages.follow(Event::Acted(act, Outcome::Done));
    pages.follow(Event::Read(Some(answer(""))));
    assert_eq!(pages.editing(), None);
}

#[test]
fn a_kept_address_is_changed_in_its_place() {
    let mut pages = Pages::new(answer(""));
    let editing = Editing::Kept("a1".to_owned());
    pages.follow(Event::AddressAsked(editing.clone()));
    let fields = r#"{"name":"Ada"}"#;
    let effects = pages.follow(Event::AddressWritten(Written::Right(fields.to_owned())));
    let [Effect::Send(act)] = effects.as_slice() else {
        panic!("{effects:?}");
    };
    assert_eq!(
        (act.path().as_str(), act.fields()),
        ("addresses/a1", fields)
    );
    pages.follow(Event::Acted(act.clone(), Outcome::Failed));
    let effects = pages.follow(Event::AddressDeclined);
    assert_eq!(effects, [Effect::Focus(Place::AddressOpener(editing))]);
    assert_eq!(pages.follow(Event::AddressDeclined), []);
}

#[test]
fn whoever_goes_on_to_erase_writes_no_address_meanwhile() {
    let mut pages = Pages::new(answer(""));
    pages.follow(Event::AddressAsked(Editing::New));
    pages.follow(Event::EraseAsked);
    let written = Event::AddressWritten(Written::Right("{}".to_owned()));
    assert_eq!(pages.follow(written), []);
}

fn whole_card() -> WholeCard {
    WholeCard {
        fields: r#"{"number":"4242424242424242"}"#.to_owned(),
        name: "Visa 4242".to_owned(),
    }
}

fn problem(field: Option<Field>, text: Key) -> Problem {
    Problem { field, text }
}

fn with_card_form() -> Pages {
    let mut pages = Pages::new(answer(""));
    let effects = pages.follow(Event::CardAsked);
    let first = Place::CardField(Field::Number);
    assert_eq!(effects, [Effect::Focus(first)]);
    pages
}

fn problems(pages: &Pages) -> Vec<Problem> {
    pages.card().expect("a form").problems.clone()
}

#[test]
fn a_card_is_sent_once_it_is_right_and_its_name_is_said_when_it_is_kept() {
    let mut pages = with_card_form();
    let wrong = [
        problem(Some(Field::Expiry), Key::ExpiryPast),
        problem(Some(Field::Cvc), Key::CvcEmpty),
    ];
    let effects = pages.follow(Event::CardWritten(Err(wrong.to_vec())));
    let first = Place::CardField(Field::Expiry);
    assert_eq!(effects, [Effect::Focus(first)]);
    assert_eq!(problems(&pages), wrong);
    pages.follow(Event::CardTyped(Field::Expiry));
    assert_eq!(problems(&pages), wrong[1..]);

    let act = Act::AddCard(whole_card());
    let written = Event::CardWritten(Ok(whole_card()));
    assert_eq!(pages.follow(written.clone()), [Effect::Send(act.clone())]);
    let sent = CardState {
        problems: Vec::new(),
        is_sent: true,
    };
    assert_eq!(pages.card(), Some(&sent));
    assert_eq!(pages.follow(written), [], "a second press is the first");
    assert_eq!(
        (act.path().as_str(), act.fields()),
        ("cards", &*whole_card().fields)
    );
    let effects = pages.follow(Event::Acted(act, Outcome::Done));
    assert_eq!(effects, [Effect::Read, Effect::Focus(Place::Title)]);
    pages.follow(Event::Read(Some(answer(""))));
    assert_eq!(pages.card(), None);
    let added = News::CardAdded("Visa 4242".to_owned());
    assert_eq!(pages.news, Some(added));
}

#[test]
fn a_card_that_is_refused_stays_in_its_form_with_the_reason_where_it_can_be_mended() {
    let act = || Act::AddCard(whole_card());
    for (refused, effects) in [
        (
            problem(Some(Field::Cvc), Key::CvcInvalid),
            vec![Effect::Focus(Place::CardField(Field::Cvc))],
        ),
        (problem(None, Key::CardUnchecked), vec![]),
    ] {
        let mut pages = with_card_form();
        pages.follow(Event::CardWritten(Ok(whole_card())));
        let followed = pages.follow(Event::Acted(act(), Outcome::Refused(refused)));
        assert_eq!(followed, effects);
        let state = CardState {
            problems: vec![refused],
            is_sent: false,
        };
        assert_eq!(pages.card(), Some(&state));
        let again = pages.follow(Event::CardWritten(Ok(whole_card())));
        assert_eq!(again, [Effect::Send(act())]);
    }
}

#[test]
fn whoever_closes_the_form_of_a_card_goes_on_where_it_was_opened_and_still_hears_what_came_of_it() {
    let mut pages = with_card_form();
    pages.follow(Event::CardWritten(Ok(whole_card())));
    let effects = pages.follow(Event::CardDeclined);
    assert_eq!(effects, [Effect::Focus(Place::CardOpener)]);
    assert_eq!(pages.follow(Event::CardDeclined), []);
    let refused = problem(Some(Field::Number), Key::CardDeclined);
    let act = Act::AddCard(whole_card());
    assert_eq!(
        pages.follow(Event::Acted(act, Outcome::Refused(refused))),
        []
    );
    assert_eq!(pages.news, Some(said(Key::CardDeclined)));
    assert_eq!(pages.follow(Event::CardWritten(Ok(whole_card()))), []);
}
