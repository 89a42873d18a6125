//! Typographic signs for those that a keyboard has: quotes, dashes, dots. Optional, and never in
//! code.

/// What `typed` becomes behind `before` (the text before the caret, its last characters are
/// enough): how many bytes of `before` give way, and what comes. `None` where it stays as it is.
pub fn smart(before: &str, typed: char) -> Option<(usize, &'static str)> {
    let last = before.chars().next_back();
    let opens = last
        .is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '[' | '{' | '—' | '–' | '“' | '‘'));
    match typed {
        '"' if opens => Some((0, "“")),
        '"' => Some((0, "”")),
        '\'' if opens => Some((0, "‘")),
        '\'' => Some((0, "’")),
        // A line of dashes is a rule, or the head of something else.
        '-' if last == Some('–') => Some(('–'.len_utf8(), "—")),
        '-' if last == Some('-') && !is_rule(before) => Some((1, "–")),
        '.' if before.ends_with("..") && !before.ends_with("...") => Some((2, "…")),
        _ => None,
    }
}

fn is_rule(before: &str) -> bool {
    let line = before.rsplit('\n').next().unwrap_or(before);
    line.chars().all(|c| matches!(c, '-' | '|' | ':' | ' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(keys: &str) -> String {
        let mut text = String::new();
        for c in keys.chars() {
            match smart(&text, c) {
                Some((gone, new)) => {
                    text.truncate(text.len() - gone);
                    text.push_str(new);
                }
                None => text.push(c),
            }
        }
        text
    }

    #[test]
    fn signs_become_what_a_printer_would_set() {
        assert_eq!(typed("\"It's,\" (\"she\") said"), "“It’s,” (“she”) said");
        assert_eq!(typed("one -- two --- three..."), "one – two — three…");
        assert_eq!(typed("---\n| -- |"), "---\n| -- |");
    }
}
