//! What somebody is to do: in the words in which it was said.

use super::document::{Analytics, Item, Owner, Person};
use super::lists::{is_seen, places};
use super::number::whole;
use super::sheet::{Ink, Sheet};
use super::speakers::named;

/// So many are shown.
const SHOWN: usize = 20;

const OWNER: usize = 22;

pub(super) fn show(sheet: &mut Sheet, analytics: &Analytics) {
    let lists = &analytics.conversation.lists;
    let heard: Vec<_> = lists.action_items.iter().filter(|item| is_seen(item)).collect();
    if heard.is_empty() {
        return;
    }
    sheet.heading("Action items");
    for item in heard.iter().take(SHOWN) {
        let what = item.quote.as_deref().unwrap_or(&item.title);
        sheet.line([Ink::Plain.of("  • "), Ink::Plain.of(what)]);
        let mut pieces = places(item);
        pieces.extend(item.due.as_deref().map(|due| Ink::Plain.of(format!("due {due}"))));
        sheet.list([Ink::Plain.of("    "), Ink::Aside.of(owner(item)).left(OWNER)], 4 + OWNER, &pieces);
    }
    let more = lists.actions_total.saturating_sub(heard.len().min(SHOWN) as u64);
    if more > 0 {
        sheet.line([Ink::Aside.of(format!("  and {} more", whole(more)))]);
    }
}

fn owner(item: &Item) -> String {
    match &item.owner {
        Some(Owner::Speaker(Person { id: None, role: None })) => "who said it".to_owned(),
        Some(Owner::Speaker(person)) => named(person),
        Some(Owner::Addressee) => "who was spoken to".to_owned(),
        Some(Owner::Both) => "both together".to_owned(),
        Some(Owner::Named { name }) => name.clone(),
        Some(Owner::Other) | None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use engine::status;

    use super::super::document::{Lists, TurnRef};
    use super::*;
    use crate::terminal::Look;

    #[test]
    fn each_has_its_words_its_owner_its_turn_and_when_it_is_due() {
        let item = |owner, due: Option<&str>| Item {
            status: status::DETECTED,
            quote: Some("I will send it\nby Friday.".to_owned()),
            due: due.map(ToOwned::to_owned),
            owner: Some(owner),
            talk_turns: vec![TurnRef { index: 7 }],
            talk_turns_total: 1,
            ..Item::default()
        };
        let mut analytics = Analytics::default();
        let ada = Person { id: Some("Ada".to_owned()), role: None };
        let action_items = vec![
            item(Owner::Speaker(ada), Some("by Friday")),
            item(Owner::Both, None),
            item(Owner::Speaker(Person::default()), None),
        ];
        analytics.conversation.lists = Lists { action_items, actions_total: 30, ..Lists::default() };
        let mut sheet = Sheet::new(Look { width: 80, colours: false });
        show(&mut sheet, &analytics);
        let shown = sheet.into_text();
        let begin = "Action items\n  • I will send it by Friday.\n    Ada                   turn 7, due by Friday\n";
        assert!(shown.starts_with(begin), "{shown}");
        assert!(
            shown.contains("who said it") && shown.contains("both together") && shown.ends_with("  and 27 more\n"),
            "{shown}"
        );
    }
}
