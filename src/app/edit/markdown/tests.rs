//! Lines and what their parts are.

use super::*;

/// The stretches of `line` that are of `kind`.
fn found(line: &str, kind: Kind) -> Vec<&str> {
    let spans = lex(line, Carried::default());
    let mut stretches: Vec<Range<usize>> = Vec::new();
    for span in spans.into_iter().filter(|span| span.kinds.has(kind)) {
        match stretches.last_mut() {
            Some(last) if last.end == span.bytes.start => last.end = span.bytes.end,
            _ => stretches.push(span.bytes),
        }
    }
    stretches.into_iter().map(|bytes| &line[bytes]).collect()
}

#[test]
fn emphasis_and_strong_nest() {
    assert_eq!(found("a *b* c", Kind::Emphasis), ["*b*"]);
    assert_eq!(found("a **b *c* d** e", Kind::Strong), ["**b *c* d**"]);
    assert_eq!(found("a **b *c* d** e", Kind::Emphasis), ["*c*"]);
    assert_eq!(found("***both***", Kind::Strong), ["***both***"]);
    assert_eq!(found("***both***", Kind::Emphasis), ["*both*"]);
    assert_eq!(found("2 * 3 * 4", Kind::Emphasis), [""; 0]);
    assert_eq!(found("snake_case_name _yes_", Kind::Emphasis), ["_yes_"]);
    assert_eq!(found("*open only", Kind::Emphasis), [""; 0]);
    assert_eq!(found(r"\*not\*", Kind::Emphasis), [""; 0]);
    assert_eq!(found("~~gone~~", Kind::Struck), ["~~gone~~"]);
}

#[test]
fn code_hides_other_signs() {
    assert_eq!(found("a `*b*` c", Kind::Code), ["`*b*`"]);
    assert_eq!(found("a `*b*` c", Kind::Emphasis), [""; 0]);
    assert_eq!(found("``a`b`` `c", Kind::Code), ["``a`b``"]);
}

#[test]
fn links_addresses_and_tags() {
    assert_eq!(
        found("see [this](http://x.y) ok", Kind::Link),
        ["[this](http://x.y)"]
    );
    assert_eq!(found("see https://x.y/z.", Kind::Link), ["https://x.y/z"]);
    assert_eq!(found("[[Other day]] [no]", Kind::Link), ["[[Other day]]"]);
    assert_eq!(
        found("#one, (#two-b) a#b #3 #naïve/x", Kind::Tag),
        ["#one", "#two-b", "#naïve/x"]
    );
}

#[test]
fn a_line_is_what_its_first_signs_say() {
    assert_eq!(found("## Day *two*", Kind::Heading), ["## Day *two*"]);
    assert_eq!(found("##Day", Kind::Heading), [""; 0]);
    assert_eq!(found("> quoted", Kind::Quote), ["> quoted"]);
    assert_eq!(found("- [x] done", Kind::Marker), ["-"]);
    assert_eq!(found("- [x] done", Kind::TaskDone), ["[x]"]);
    assert_eq!(found("1. [ ] open", Kind::TaskOpen), ["[ ]"]);
}

#[test]
fn a_fence_reaches_to_its_like() {
    let mut carried = Carried::default();
    let lines = [
        ("text", false),
        ("````rust", true),
        ("```", true),
        ("~~~", true),
        ("  `````", false),
        ("``` a`b", false),
        ("~~~", true),
        ("anything", true),
    ];
    for (line, code) in lines {
        carried = carried.after(line);
        assert_eq!(carried.is_code(), code, "{line}");
    }
    assert!(line_kinds("*a*", carried).has(Kind::Fence));
}

#[test]
fn hostile_lines_take_no_longer_than_their_length() {
    for piece in [
        "*", "_a", "`", "``a`", "[", "[[a", "[a](", "~~a", "#a", "**a *b ",
    ] {
        let line = piece.repeat(20_000);
        assert!(lex(&line, Carried::default()).len() <= line.len());
    }
}
