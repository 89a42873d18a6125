//! An entry as an article of a page.

use crate::model::entry::DEFAULT_JOURNAL;
use crate::model::entry::Entry;
use crate::model::text;
use crate::transfer::out::Loss;
use crate::transfer::out::html::body;
use crate::transfer::out::html::body::Links;
use crate::transfer::out::html::escaped;

/// What a page does not say, or only rounds.
pub(super) const LOST: &[Loss] = &[Loss::Attachments, Loss::Metadata];

/// What a page calls the entry.
pub(super) fn anchor(entry: &Entry) -> String {
    format!("e{}", entry.id.short())
}

/// The article. `first_of_day`: a calendar leads to it.
pub(super) fn render(entry: &Entry, first_of_day: bool, links: Links<'_>) -> String {
    let content = &entry.content;
    let anchor = anchor(entry);
    let title = text::shown_title(&content.title, &content.body);
    let shown = if title.is_empty() {
        entry.day.long()
    } else {
        text::linked_words(title).into_owned()
    };
    // A heading that opens the text is the title already.
    let rest = if content.title.is_empty() && !title.is_empty() {
        text::without_heading(&content.body)
    } else {
        content.body.as_str()
    };
    let day = if first_of_day {
        format!("<a id=\"d{}\"></a>", entry.day)
    } else {
        String::new()
    };
    let mut facts = vec![format!(
        "<a href=\"#{anchor}\"><time datetime=\"{}\">{}, {}</time></a>",
        escaped(content.at.to_string().split('[').next().unwrap_or_default()),
        entry.day.long(),
        content.at.clock()
    )];
    if let Some(zone) = &content.at.zone {
        facts.push(escaped(zone));
    }
    if content.starred {
        facts.push("★".to_owned());
    }
    if content.journal != DEFAULT_JOURNAL {
        facts.push(escaped(&content.journal));
    }
    for tag in &content.tags {
        facts.push(format!("#{}", escaped(tag)));
    }
    format!(
        "<article id=\"{anchor}\">{day}\n<header><h3>{}</h3>\n<p class=\"facts\">{}</p></header>\n{}</article>\n",
        escaped(&shown),
        facts.join(" · "),
        body::render(rest, &anchor, links)
    )
}
