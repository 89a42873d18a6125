//! YAML as other programs write it into the front of a Markdown file, as the JSON that it says.

use saphyr_parser::Event;
use saphyr_parser::Parser;
use saphyr_parser::ScalarStyle;
use serde_json::Value;

use crate::model::json::Object;

/// How deep values may stand in one another.
const DEPTH_MAX: usize = 16;

/// A list or a mapping that has begun, and the key that waits for its value.
enum Open {
    List(Vec<Value>),
    Map(Object, Option<String>),
}

/// The mapping that `text` holds; none where it is no YAML, or no mapping. What an alias stands for is
/// left out: written out, a few lines of them fill any memory.
pub fn mapping(text: &str) -> Option<Object> {
    let mut open: Vec<Open> = Vec::new();
    for event in Parser::new_from_str(text) {
        let (event, _) = event.ok()?;
        let done = match event {
            Event::Scalar(text, style, ..) => Some(scalar(&text, style)),
            Event::Alias(_) => Some(Value::Null),
            Event::SequenceStart(..) => {
                open.push(Open::List(Vec::new()));
                None
            }
            Event::MappingStart(..) => {
                open.push(Open::Map(Object::new(), None));
                None
            }
            Event::SequenceEnd | Event::MappingEnd => match open.pop()? {
                Open::List(values) => Some(Value::Array(values)),
                Open::Map(object, _) if open.is_empty() => return Some(object),
                Open::Map(object, _) => Some(Value::Object(object)),
            },
            Event::Nothing
            | Event::StreamStart
            | Event::StreamEnd
            | Event::DocumentStart(_)
            | Event::DocumentEnd => None,
        };
        if open.len() > DEPTH_MAX {
            return None;
        }
        if let Some(value) = done {
            put(open.last_mut()?, value);
        }
    }
    None
}

/// Of a key that stands twice the first counts.
fn put(open: &mut Open, value: Value) {
    match open {
        Open::List(values) => values.push(value),
        Open::Map(object, key) => {
            if let Some(key) = key.take() {
                object.entry(key).or_insert(value);
            } else {
                let text = value.as_str().map(str::to_owned);
                *key = Some(text.unwrap_or_else(|| value.to_string()));
            }
        }
    }
}

/// What a plain word means in YAML 1.2's core schema; what stands in quotes is text.
fn scalar(text: &str, style: ScalarStyle) -> Value {
    if style != ScalarStyle::Plain {
        return Value::String(text.to_owned());
    }
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => match text.parse::<serde_json::Number>() {
            Ok(number) => Value::Number(number),
            Err(_) => Value::String(text.to_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write;

    use super::*;

    fn read(text: &str) -> String {
        mapping(text).map_or_else(
            || "none".to_owned(),
            |object| Value::Object(object).to_string(),
        )
    }

    #[test]
    fn what_people_write_is_read() {
        for (text, json) in [
            ("a: 1\nb: two words\n", r#"{"a":1,"b":"two words"}"#),
            ("tags: [x, 'y z']\n", r#"{"tags":["x","y z"]}"#),
            ("tags:\n  - x\n  - y\n", r#"{"tags":["x","y"]}"#),
            ("date: 2024-05-17 21:04\n", r#"{"date":"2024-05-17 21:04"}"#),
            (
                "d: 2024-05-17\nx:\ny: \"true\"\nz: true\n",
                r#"{"d":"2024-05-17","x":null,"y":"true","z":true}"#,
            ),
            ("a: {b: {c: [1.5]}}", r#"{"a":{"b":{"c":[1.5]}}}"#),
            ("a: 1\na: 2\n1: x", r#"{"a":1,"1":"x"}"#),
            (
                "a: >\n  one\n  two\nb: |\n  x\n",
                r#"{"a":"one two\n","b":"x\n"}"#,
            ),
        ] {
            assert_eq!(read(text), json, "{text:?}");
        }
    }

    #[test]
    fn what_is_no_mapping_is_none_and_nothing_grows_without_bound() {
        let deep = "[".repeat(1000);
        for text in [
            "",
            "words",
            "- a\n- b",
            "a: [",
            "a: \"",
            &format!("a: {deep}"),
        ] {
            assert_eq!(read(text), "none", "{text:?}");
        }
        let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x]\n".to_owned();
        for n in 1..40 {
            let before = format!("*a{}, ", n - 1).repeat(8);
            writeln!(bomb, "a{n}: &a{n} [{before}]").unwrap();
        }
        assert!(read(&bomb).len() < 4 * bomb.len());
    }
}
