//! Property lists as XML: dictionaries, lists, texts, numbers, dates and yes or no. Entities of one's
//! own and other XML are not read, so that nothing in one can grow or lead out.

use serde_json::Value;

use crate::model::json::Object;
use crate::transfer::sources::html;

/// How deep values may stand in one another.
const DEPTH_MAX: usize = 32;

/// A list or a dictionary that has begun, and the key that waits for its value.
enum Open {
    List(Vec<Value>),
    Map(Object, Option<String>),
}

/// The dictionary that `text` holds; none where it is no such list.
pub(super) fn dictionary(text: &str) -> Option<Object> {
    let mut open: Vec<Open> = Vec::new();
    let mut rest = text.trim_start_matches('\u{feff}');
    while let Some(at) = rest.find('<') {
        let (tag, behind) = html::tag(rest.get(at..)?)?;
        rest = behind;
        let done = match (tag.name.as_str(), tag.is_closing) {
            ("dict" | "array", _) if tag.is_empty() => Some(match tag.name.as_str() {
                "dict" => Value::Object(Object::new()),
                _ => Value::Array(Vec::new()),
            }),
            ("dict", false) => {
                open.push(Open::Map(Object::new(), None));
                None
            }
            ("array", false) => {
                open.push(Open::List(Vec::new()));
                None
            }
            ("dict" | "array", true) => match open.pop()? {
                Open::List(values) => Some(Value::Array(values)),
                Open::Map(object, _) if open.is_empty() => return Some(object),
                Open::Map(object, _) => Some(Value::Object(object)),
            },
            ("true", false) => Some(Value::Bool(true)),
            ("false", false) => Some(Value::Bool(false)),
            ("key" | "string" | "date" | "integer" | "real" | "data", false) if tag.is_empty() => {
                Some(Value::String(String::new()))
            }
            ("key" | "string" | "date" | "integer" | "real" | "data", false) => {
                let (inside, behind) = rest.split_once(&format!("</{}>", tag.name))?;
                rest = behind;
                let text = html::unescaped(inside);
                if tag.name == "key" {
                    let Open::Map(_, key) = open.last_mut()? else {
                        return None;
                    };
                    *key = Some(text);
                    None
                } else {
                    Some(value(&tag.name, text))
                }
            }
            _ => None,
        };
        if open.len() > DEPTH_MAX {
            return None;
        }
        if let Some(value) = done {
            match open.last_mut()? {
                Open::List(values) => values.push(value),
                Open::Map(object, key) => {
                    object.entry(key.take()?).or_insert(value);
                }
            }
        }
    }
    None
}

fn value(kind: &str, text: String) -> Value {
    let number = match kind {
        "integer" | "real" => text.trim().parse::<serde_json::Number>().ok(),
        _ => None,
    };
    number.map_or(Value::String(text), Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_day_one_wrote_is_read_and_nothing_grows() {
        let text = "<?xml version=\"1.0\"?><!DOCTYPE plist PUBLIC \"x\" \"y\"><plist version=\"1.0\"><dict>\
            <key>Entry Text</key><string>a &lt;b&gt; &amp;c;\n</string><key>Starred</key><false/>\
            <key>Tags</key><array><string>x</string><string/></array><key>N</key><integer>3</integer>\
            <key>L</key><dict><key>R</key><real>-1.5</real></dict><key>E</key><dict/></dict></plist>";
        let read = dictionary(text).unwrap();
        assert_eq!(
            Value::Object(read).to_string(),
            r#"{"Entry Text":"a <b> &c;\n","Starred":false,"Tags":["x",""],"N":3,"L":{"R":-1.5},"E":{}}"#
        );
        for cut in 0..text.len() {
            dictionary(text.get(..cut).unwrap());
        }
        let deep = format!("<plist>{}", "<dict><key>a</key>".repeat(10_000));
        assert!(
            dictionary(&deep).is_none() && dictionary("<dict><string>x</string></dict>").is_none()
        );
        let bomb = "<!DOCTYPE p [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><dict><key>k</key><string>&b;</string></dict>";
        let read = dictionary(bomb);
        assert!(read.is_none_or(|read| read["k"] == "&b;"));
    }
}
