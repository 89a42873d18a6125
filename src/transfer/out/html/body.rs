//! The text of an entry as HTML, by the same CommonMark that the reading view shows.

use pulldown_cmark::CowStr;
use pulldown_cmark::Event;
use pulldown_cmark::HeadingLevel;
use pulldown_cmark::LinkType;
use pulldown_cmark::Options;
use pulldown_cmark::Parser;
use pulldown_cmark::Tag;
use pulldown_cmark::TagEnd;
use pulldown_cmark::TextMergeStream;
use pulldown_cmark::html;

use crate::model::text;

/// Where an entry is found by the digits of its id that a link has; none where it is not in the export.
pub(super) type Links<'a> = &'a dyn Fn(&str) -> Option<String>;

/// Renders `body`. `prefix` keeps its footnotes apart from those of other entries.
pub(super) fn render(body: &str, prefix: &str, links: Links<'_>) -> String {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_WIKILINKS;
    let mut safe = Safe {
        prefix,
        links,
        open: Vec::new(),
    };
    let events = TextMergeStream::new(Parser::new_ext(body, options));
    let mut rendered = String::with_capacity(body.len() + body.len() / 4);
    html::push_html(&mut rendered, events.filter_map(|event| safe.event(event)));
    rendered
}

struct Safe<'a> {
    prefix: &'a str,
    links: Links<'a>,
    /// Of each link and picture that is open, whether it has become a link.
    open: Vec<bool>,
}

impl Safe<'_> {
    /// The event as it may stand in a page: what was HTML is text, links lead only where a person
    /// sees that they lead, pictures of other places are links to them.
    fn event<'e>(&mut self, event: Event<'e>) -> Option<Event<'e>> {
        Some(match event {
            Event::Html(text) | Event::InlineHtml(text) | Event::Text(text) => {
                Event::Text(clean(text))
            }
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            // A line that its author broke stays broken.
            Event::SoftBreak => Event::HardBreak,
            Event::Code(text) => Event::Code(clean(text)),
            Event::FootnoteReference(name) => Event::FootnoteReference(self.own(&name)),
            Event::Start(Tag::FootnoteDefinition(name)) => {
                Event::Start(Tag::FootnoteDefinition(self.own(&name)))
            }
            Event::Start(Tag::Heading { level, .. }) => Event::Start(Tag::Heading {
                level: lower(level),
                id: None,
                classes: Vec::new(),
                attrs: Vec::new(),
            }),
            Event::End(TagEnd::Heading(level)) => Event::End(TagEnd::Heading(lower(level))),
            Event::Start(Tag::CodeBlock(_)) => {
                Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented))
            }
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => return self.link(link_type, &dest_url),
            Event::Start(Tag::Image { dest_url, .. }) => {
                return self.link(LinkType::Inline, &dest_url);
            }
            Event::End(TagEnd::Link | TagEnd::Image) => {
                return self.open.pop()?.then_some(Event::End(TagEnd::Link));
            }
            Event::Start(_)
            | Event::End(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::HardBreak
            | Event::Rule
            | Event::TaskListMarker(_) => event,
        })
    }

    fn link<'e>(&mut self, kind: LinkType, address: &str) -> Option<Event<'e>> {
        let to = match kind {
            LinkType::WikiLink { .. } if text::is_entry_name(address) => (self.links)(address),
            LinkType::WikiLink { .. } => None,
            LinkType::Email => Some(format!("mailto:{address}")),
            LinkType::Inline
            | LinkType::Reference
            | LinkType::ReferenceUnknown
            | LinkType::Collapsed
            | LinkType::CollapsedUnknown
            | LinkType::Shortcut
            | LinkType::ShortcutUnknown
            | LinkType::Autolink => is_harmless(address).then(|| address.to_owned()),
        };
        self.open.push(to.is_some());
        Some(Event::Start(Tag::Link {
            link_type: LinkType::Inline,
            dest_url: to?.into(),
            title: CowStr::Borrowed(""),
            id: CowStr::Borrowed(""),
        }))
    }

    fn own<'e>(&self, name: &str) -> CowStr<'e> {
        format!("{}-{name}", self.prefix).into()
    }
}

/// Control characters are nothing that HTML takes.
fn clean(text: CowStr<'_>) -> CowStr<'_> {
    let odd = |c: char| c.is_control() && c != '\n' && c != '\t' && c != '\r';
    if text.contains(odd) {
        text.replace(odd, "\u{fffd}").into()
    } else {
        text
    }
}

/// The page has headings of its own: those of an entry stand below them.
fn lower(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H4,
        HeadingLevel::H2 => HeadingLevel::H5,
        HeadingLevel::H3 | HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => {
            HeadingLevel::H6
        }
    }
}

/// Whether an address is one of the few kinds that run nothing.
fn is_harmless(address: &str) -> bool {
    let lower = address.to_ascii_lowercase();
    ["https://", "http://", "mailto:"]
        .iter()
        .any(|kind| lower.starts_with(kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rendered(body: &str) -> String {
        render(body, "e1", &|id| {
            (id == "1a2b3c4d").then(|| "#e1a2b3c4d".to_owned())
        })
    }

    #[test]
    fn html_in_an_entry_is_text() {
        for body in [
            "<script>alert(1)</script>",
            "a <img src=x onerror=alert(1)> b",
            "<!-- -->\n\n<style>*{display:none}</style>",
            "```\"><script>\nx\n```",
            "[a](javascript:alert(1)) [b](data:text/html,x) <javascript:x>",
            "![x](javascript:x) ![y](\"onerror=x)",
            "[x]: javascript:y\n\n[x]",
        ] {
            let html = rendered(body);
            for never in ["<script", "<img", "<style", "<!--", "href=\"j", "href=\"d"] {
                assert!(!html.to_lowercase().contains(never), "{body}: {html}");
            }
        }
    }

    #[test]
    fn what_an_entry_may_say_is_rendered() {
        assert_eq!(
            rendered("# A\nb\nc [l](https://e.org/?a=1&b) [[1a2b3c4d|w]] [[00000000|v]]"),
            "<h4>A</h4>\n<p>b<br />\nc <a href=\"https://e.org/?a=1&amp;b\">l</a> \
             <a href=\"#e1a2b3c4d\">w</a> v</p>\n"
        );
        let picture = rendered("![alt](https://e.org/p.png)");
        assert_eq!(picture, "<p><a href=\"https://e.org/p.png\">alt</a></p>\n");
        assert!(rendered("x[^1]\n\n[^1]: y").contains("id=\"e1-1\""));
        assert!(rendered("- [x] done").contains("checked"));
        assert!(rendered("a\0\u{1b}b").contains("a\u{fffd}\u{fffd}b"));
    }
}
