//! Editions inherit: a later one states only what changes.
//!
//! Values and tables are replaced as a whole. Lists whose items have an `id` are merged item by item:
//! a known id replaces the keys it states, a new id is appended. Other lists are replaced. `remove`
//! takes items out. Keys keep the place where they were written, so that findings point there.

use crate::findings::suggestion;
use crate::read::read_table;
use crate::source::{Content, Node, Page, Table};

/// The lists that are merged by the id of their items.
const BY_ID: [&str; 5] = ["fields", "papers", "conditions", "terms", "refusals"];

pub(super) fn inherited(page: &Page<'_>, previous: Option<&Node>, next: &Node) -> Node {
    let Content::Table(written) = &next.content else { return next.clone() };
    let mut stated = written.clone();
    let removal = stated.remove("remove");
    let Some(Content::Table(before)) = previous.map(|node| &node.content) else {
        if let Some(entry) = removal {
            page.say(entry.key_start, "the first edition has nothing to remove");
        }
        return Node { start: next.start, content: Content::Table(stated) };
    };
    let mut table = before.clone();
    // When it is in force is the one thing that no edition shares with the one before.
    table.remove("in_force");
    if let Some(entry) = &removal {
        remove(page, &entry.node, &mut table);
    }
    for (key, entry) in stated {
        let merged = match table.get(&key) {
            Some(old) if BY_ID.contains(&key.as_str()) => merged_list(&old.node, &entry.node),
            _ => entry.node,
        };
        table.insert(key, crate::source::Entry { key_start: entry.key_start, node: merged });
    }
    Node { start: next.start, content: Content::Table(table) }
}

fn remove(page: &Page<'_>, removal: &Node, table: &mut Table) {
    read_table(page, removal, |reader| {
        for list in BY_ID {
            let ids = reader.texts(list);
            let places = removal.get(list).map(Node::items).unwrap_or_default();
            for (id, place) in ids.iter().zip(places) {
                let items = table.get_mut(list).map(|entry| &mut entry.node.content);
                let Some(Content::List(items)) = items else {
                    page.say(place.start, format!("there are no `{list}` to remove from"));
                    continue;
                };
                let before = items.len();
                let known: Vec<String> =
                    items.iter().filter_map(id_of).map(str::to_owned).collect();
                items.retain(|item| id_of(item) != Some(id));
                if items.len() == before {
                    let hint = suggestion(id, known.iter().map(String::as_str));
                    let message = format!("the edition before has no \"{id}\" in `{list}`");
                    page.find(place.start, message, hint);
                }
            }
        }
    });
}

fn id_of(node: &Node) -> Option<&str> {
    node.get("id").and_then(Node::text)
}

fn merged_list(old: &Node, new: &Node) -> Node {
    let (Content::List(old_items), Content::List(new_items)) = (&old.content, &new.content) else {
        return new.clone();
    };
    let mut items = old_items.clone();
    let inherited = items.len();
    for item in new_items {
        let same = |other: &&mut Node| id_of(item).is_some() && id_of(other) == id_of(item);
        // Only inherited items are met: an id stated twice in one edition stays twice, and is told.
        match items.iter_mut().take(inherited).find(same) {
            Some(place) => *place = merged_item(place, item),
            None => items.push(item.clone()),
        }
    }
    Node { start: new.start, content: Content::List(items) }
}

fn merged_item(old: &Node, new: &Node) -> Node {
    match (&old.content, &new.content) {
        (Content::Table(before), Content::Table(stated)) => {
            let mut table = before.clone();
            table.extend(stated.clone());
            Node { start: new.start, content: Content::Table(table) }
        }
        _ => new.clone(),
    }
}
