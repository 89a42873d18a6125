//! Entries as JSON objects: what `list --json`, `show --json` and `export --format json` print, and
//! what the shown title and tags say about the given ones.
//!
//! The fields are promised to scripts (diurnal(1)); their order is fixed, so that lines compare.

use serde_json::Map;
use serde_json::Value;
use serde_json::json;

use crate::model::entry::Content;
use crate::model::entry::Entry;
use crate::model::entry::Summary;
use crate::model::fold;
use crate::model::tag;
use crate::model::text;

/// The keys of an exported line that only tell what the rest says already, or what is true only
/// where it was exported: an importer passes them by.
pub const DERIVED_KEYS: &[&str] = &[
    "words", "preview", "conflict", "merged", "revision", "parents", "device", "written",
];

/// A JSON object, its keys in order.
pub type Object = Map<String, Value>;

/// One row of a list: `id journal title at day zone tags starred words preview`; `deleted`,
/// `conflict` and `merged` only where they are true. Title and tags are the shown ones.
pub fn row(row: &Summary) -> Object {
    let mut tags = row.tags.clone();
    tags.extend(row.text_tags.iter().cloned());
    let mut object = common(&Common {
        id: row.id.to_string(),
        journal: &row.journal,
        title: &row.title,
        at: &row.at,
        day: row.day.to_string(),
        tags: &tags,
        starred: row.starred,
        words: row.words,
        preview: &row.preview,
    });
    flag(&mut object, "deleted", row.deleted);
    flag(&mut object, "conflict", row.conflict);
    flag(&mut object, "merged", row.merged);
    object
}

/// An entry, whole: a row, `body revision parents device written attachments conflict`, `merged` only
/// where several heads say the text together (`revision` is then the last of them), and the keys that an importer or a newer diurnal left. `written` is in milliseconds since 1970.
pub fn entry(entry: &Entry) -> Object {
    let mut object = with_body(entry);
    object.insert("revision".to_owned(), json!(entry.revision));
    object.insert("parents".to_owned(), json!(entry.parents));
    object.insert("device".to_owned(), json!(entry.device));
    object.insert("written".to_owned(), json!(entry.written));
    object.insert("attachments".to_owned(), json!(entry.content.files));
    object.insert("conflict".to_owned(), json!(entry.conflict));
    flag(&mut object, "merged", entry.merged);
    flag(&mut object, "revoked", entry.revoked.is_some());
    add_extra(&mut object, entry);
    object
}

/// A line of `export --format json`, from which `import jsonl` makes the same entry again: a row and
/// `body`; `attachments` where there are any; `given` where the shown title and tags do not tell
/// which of them were given.
pub fn line(entry: &Entry) -> Object {
    let mut object = with_body(entry);
    if !entry.content.files.is_empty() {
        object.insert("attachments".to_owned(), json!(entry.content.files));
    }
    let content = &entry.content;
    let shown = shown_tags(content);
    let told = given(
        text::shown_title(&content.title, &content.body),
        &shown,
        &content.body,
    );
    if told != (content.title.clone(), content.tags.clone()) {
        object.insert(
            "given".to_owned(),
            json!({ "title": content.title, "tags": content.tags }),
        );
    }
    add_extra(&mut object, entry);
    object
}

/// The title and the tags that were given, as far as what is shown of them tells: a title that is
/// the heading of `body` was not, and neither were tags that stand in it.
pub fn given(title: &str, tags: &[String], body: &str) -> (String, Vec<String>) {
    let is_heading = text::heading_title(body).is_some_and(|heading| heading == title);
    let in_text: Vec<String> = tag::tags_in_text(body)
        .iter()
        .map(|tag| fold::fold(tag))
        .collect();
    let kept = tags
        .iter()
        .filter(|tag| !in_text.contains(&fold::fold(tag)));
    let title = if is_heading { "" } else { title };
    (title.to_owned(), kept.cloned().collect())
}

struct Common<'a> {
    id: String,
    journal: &'a str,
    title: &'a str,
    at: &'a crate::model::time::Moment,
    day: String,
    tags: &'a [String],
    starred: bool,
    words: u32,
    preview: &'a str,
}

fn common(of: &Common<'_>) -> Object {
    let mut object = Object::new();
    object.insert("id".to_owned(), json!(of.id));
    object.insert("journal".to_owned(), json!(of.journal));
    object.insert("title".to_owned(), json!(of.title));
    object.insert("at".to_owned(), json!(of.at.to_string()));
    object.insert("day".to_owned(), json!(of.day));
    object.insert("zone".to_owned(), json!(of.at.zone));
    object.insert("tags".to_owned(), json!(of.tags));
    object.insert("starred".to_owned(), json!(of.starred));
    object.insert("words".to_owned(), json!(of.words));
    object.insert("preview".to_owned(), json!(of.preview));
    object
}

fn with_body(entry: &Entry) -> Object {
    let content = &entry.content;
    let mut object = common(&Common {
        id: entry.id.to_string(),
        journal: &content.journal,
        title: text::shown_title(&content.title, &content.body),
        at: &content.at,
        day: entry.day.to_string(),
        tags: &shown_tags(content),
        starred: content.starred,
        words: text::word_count(&content.body),
        preview: &text::preview(&content.body),
    });
    flag(&mut object, "deleted", entry.deleted);
    object.insert("body".to_owned(), json!(content.body));
    object
}

/// The given tags, then those in the text: the same as in the row of the entry.
fn shown_tags(content: &Content) -> Vec<String> {
    let given: Vec<String> = content.tags.iter().map(|tag| fold::fold(tag)).collect();
    let mut in_text = tag::tags_in_text(&content.body);
    in_text.retain(|found| !given.contains(&fold::fold(found)));
    let mut tags = content.tags.clone();
    tags.append(&mut in_text);
    tags
}

fn flag(object: &mut Object, key: &str, value: bool) {
    if value {
        object.insert(key.to_owned(), Value::Bool(true));
    }
}

/// Keys that nobody here knows never replace one that is known.
/// The value of a key that this diurnal does not know, on one line: a text as it is, all else as JSON.
pub fn in_words(value: &serde_json::Value) -> String {
    match value.as_str() {
        Some(text) if !text.is_empty() && !text.contains(char::is_control) => text.to_owned(),
        _ => value.to_string(),
    }
}

fn add_extra(object: &mut Object, entry: &Entry) {
    for (key, value) in &entry.extra {
        if !object.contains_key(key) {
            object.insert(key.clone(), value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::DeviceId;
    use crate::model::id::EntryId;
    use crate::model::id::RevId;
    use crate::model::time::Timestamp;

    fn sample() -> Entry {
        let at = "2026-11-22T21:04:05+01:00[Europe/Berlin]".parse().unwrap();
        let mut content = Content::new(at, "journal");
        content.tags = vec!["rain".to_owned()];
        content.body = "# Rain\n\nIt rained #again.".to_owned();
        Entry {
            id: EntryId([0xa5; 16]),
            content,
            day: "2026-11-22".parse().unwrap(),
            heads: vec![RevId([1; 32])],
            revision: RevId([1; 32]),
            parents: Vec::new(),
            written: Timestamp(1_795_000_000_000),
            device: DeviceId([2; 16]),
            deleted: false,
            conflict: false,
            merged: false,
            revoked: None,
            extra: Object::new(),
        }
    }

    #[test]
    fn a_line_has_the_promised_fields_in_order() {
        let line = serde_json::to_string(&line(&sample())).unwrap();
        assert_eq!(
            line,
            "{\"id\":\"a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5\",\"journal\":\"journal\",\
             \"title\":\"Rain\",\"at\":\"2026-11-22T21:04:05+01:00[Europe/Berlin]\",\
             \"day\":\"2026-11-22\",\"zone\":\"Europe/Berlin\",\"tags\":[\"rain\",\"again\"],\
             \"starred\":false,\"words\":4,\"preview\":\"It rained #again.\",\
             \"body\":\"# Rain\\n\\nIt rained #again.\"}"
        );
    }

    #[test]
    fn an_entry_adds_what_is_behind_it() {
        let mut merged = sample();
        merged.merged = true;
        let object = entry(&merged);
        let keys: Vec<&str> = object.keys().map(String::as_str).collect();
        assert_eq!(
            keys.join(" "),
            "id journal title at day zone tags starred words preview body revision parents device \
             written attachments conflict merged"
        );
        assert_eq!(object["written"], json!(1_795_000_000_000_i64));
        for key in DERIVED_KEYS {
            assert!(object.contains_key(*key), "{key}");
        }
    }

    #[test]
    fn what_is_shown_tells_what_was_given_or_the_line_does() {
        let mut sample = sample();
        assert!(!line(&sample).contains_key("given"));
        sample.content.title = "Rain".to_owned();
        assert_eq!(line(&sample)["given"]["title"], "Rain");
        sample.content.title = String::new();
        sample.content.tags = vec!["Again".to_owned()];
        assert_eq!(line(&sample)["given"]["tags"], json!(["Again"]));
        assert_eq!(line(&sample)["tags"], json!(["Again"]));
    }

    #[test]
    fn an_unknown_key_is_carried_and_replaces_none() {
        let mut sample = sample();
        sample.extra.insert("mood".to_owned(), json!(5));
        sample.extra.insert("title".to_owned(), json!("other"));
        let object = line(&sample);
        assert_eq!(object["mood"], 5);
        assert_eq!(object["title"], "Rain");
    }
}
