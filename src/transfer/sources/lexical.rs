//! The document of a Lexical editor (what a "super" note of Standard Notes is) as Markdown: headings,
//! paragraphs, lists, quotes, code, links and emphasis. What else there is, is kept where it came from.

use std::fmt::Write;

use serde_json::Value;

/// How deep nodes may stand in one another.
const DEPTH_MAX: usize = 64;
/// The signs of Lexical's text formats: bit, and what stands on both sides.
const FORMATS: [(u64, &str); 4] = [(1, "**"), (2, "*"), (4, "~~"), (16, "`")];

/// The Markdown of the document in `text`; none where that is no such document.
pub(super) fn markdown(text: &str) -> Option<String> {
    let document: Value = serde_json::from_str(text).ok()?;
    let root = document.get("root")?;
    let blocks = children(root).iter().map(|node| block(node, 0));
    let blocks: Vec<String> = blocks.filter(|block| !block.trim().is_empty()).collect();
    Some(blocks.join("\n\n"))
}

fn children(node: &Value) -> &[Value] {
    let children = node.get("children").and_then(Value::as_array);
    children.map_or(&[], Vec::as_slice)
}

fn word<'v>(node: &'v Value, key: &str) -> &'v str {
    node.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn block(node: &Value, depth: usize) -> String {
    if depth > DEPTH_MAX {
        return String::new();
    }
    match word(node, "type") {
        "heading" => {
            let level = word(node, "tag").strip_prefix('h');
            let level = level.and_then(|level| level.parse::<usize>().ok());
            format!(
                "{} {}",
                "#".repeat(level.unwrap_or(1).clamp(1, 6)),
                inline(node, depth)
            )
        }
        "quote" => inline(node, depth)
            .lines()
            .fold(String::new(), |mut quote, line| {
                writeln!(quote, "> {line}").ok();
                quote
            }),
        "code" => format!(
            "```{}\n{}\n```",
            word(node, "language"),
            inline(node, depth)
        ),
        "list" => items(node, depth),
        "horizontalrule" => "---".to_owned(),
        _ => inline(node, depth),
    }
}

/// A list, its items one below the other, and lists in items moved in.
fn items(node: &Value, depth: usize) -> String {
    let mut text = String::new();
    let mut number = node.get("start").and_then(Value::as_u64).unwrap_or(1);
    for item in children(node) {
        let nested = children(item)
            .iter()
            .find(|child| word(child, "type") == "list");
        if let Some(list) = nested.filter(|_| depth < DEPTH_MAX) {
            for line in items(list, depth + 1).lines() {
                writeln!(text, "  {line}").ok();
            }
            continue;
        }
        let sign = match word(node, "listType") {
            "number" => format!("{number}."),
            "check" if item.get("checked") == Some(&Value::Bool(true)) => "- [x]".to_owned(),
            "check" => "- [ ]".to_owned(),
            _ => "-".to_owned(),
        };
        number = number.saturating_add(1);
        writeln!(text, "{sign} {}", inline(item, depth)).ok();
    }
    text.trim_end().to_owned()
}

fn inline(node: &Value, depth: usize) -> String {
    if depth > DEPTH_MAX {
        return String::new();
    }
    let mut text = String::new();
    for child in children(node) {
        match word(child, "type") {
            "linebreak" => text.push('\n'),
            "tab" => text.push('\t'),
            "link" | "autolink" => {
                let (words, url) = (inline(child, depth + 1), word(child, "url"));
                if words == url {
                    text.push_str(url);
                } else {
                    write!(text, "[{words}]({url})").ok();
                }
            }
            "text" | "code-highlight" | "hashtag" => text.push_str(&formatted(child)),
            _ => text.push_str(&inline(child, depth + 1)),
        }
    }
    text
}

/// The words of a text with the signs of its formats, which stand at words and not at blanks.
fn formatted(node: &Value) -> String {
    let text = word(node, "text");
    let format = node.get("format").and_then(Value::as_u64).unwrap_or(0);
    let words = text.trim();
    let signs = FORMATS
        .iter()
        .filter(|(bit, _)| format & bit != 0 && !words.is_empty());
    let marked = signs.fold(words.to_owned(), |marked, (_, sign)| {
        format!("{sign}{marked}{sign}")
    });
    if words.is_empty() {
        return text.to_owned();
    }
    text.replacen(words, &marked, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_markdown() {
        let text = |words: &str, format: u64| serde_json::json!({"type": "text", "text": words, "format": format});
        let document = serde_json::json!({"root": {"children": [
            {"type": "heading", "tag": "h2", "children": [text("Rain", 0)]},
            {"type": "paragraph", "children": [text("all ", 0), text("day ", 1), {"type": "linebreak"}, text("x", 2),
                {"type": "link", "url": "https://a.b", "children": [text("there", 0)]}]},
            {"type": "paragraph", "children": []},
            {"type": "list", "listType": "check", "children": [
                {"type": "listitem", "checked": true, "children": [text("one", 0)]},
                {"type": "listitem", "children": [{"type": "list", "listType": "number", "start": 3, "children": [
                    {"type": "listitem", "children": [text("deep", 0)]}]}]},
                {"type": "listitem", "children": [text("two", 0)]}]},
            {"type": "quote", "children": [text("said", 0)]},
            {"type": "code", "language": "sh", "children": [{"type": "code-highlight", "text": "ls *"}]},
        ]}});
        let expected = "## Rain\n\nall **day** \n*x*[there](https://a.b)\n\n- [x] one\n  3. deep\n- [ ] two\n\n> said\n\n\n```sh\nls *\n```";
        assert_eq!(markdown(&document.to_string()).unwrap(), expected);
        assert_eq!(markdown("words"), None);
        assert_eq!(markdown("{\"a\":1}"), None);
    }
}
