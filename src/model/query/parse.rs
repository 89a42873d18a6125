//! Reads the search language.

use crate::model::fold::fold;
use crate::model::limits::QUERY_BYTES_MAX;
use crate::model::query::Clause;
use crate::model::query::Item;
use crate::model::query::Query;
use crate::model::query::QueryError;
use crate::model::query::QueryFault;
use crate::model::query::Term;
use crate::model::query::literal::Literal;
use crate::model::when::fixed_range;

/// Most memory that a compiled regular expression may take, in bytes: `\w{50}` fits.
const REGEX_BYTES_MAX: usize = 1 << 20;
/// Deepest nesting of a regular expression.
const REGEX_DEPTH_MAX: u32 = 50;

pub(super) fn parse(text: &str) -> Result<Query, QueryError> {
    if text.len() > QUERY_BYTES_MAX {
        return Err(QueryError {
            at: 1,
            why: QueryFault::TooLong,
        });
    }
    let mut clauses: Vec<Clause> = Vec::new();
    let mut rest = text.trim_start();
    // Where an `OR` waits for its right side.
    let mut or_at = None;
    while !rest.is_empty() {
        let from = text.len() - rest.len();
        let fault = |why| fault_at(text, from, why);
        let (word, mut after) = split_word(rest);
        if word == "OR" {
            if clauses.is_empty() || or_at.replace(from).is_some() {
                return Err(fault(QueryFault::LoneOr));
            }
        } else {
            let item;
            (item, after) = next_item(rest).map_err(fault)?;
            match clauses.last_mut().filter(|_| or_at.take().is_some()) {
                Some(clause) => clause.any.push(item),
                None => clauses.push(Clause { any: vec![item] }),
            }
        }
        rest = after.trim_start();
    }
    if let Some(from) = or_at {
        return Err(fault_at(text, from, QueryFault::LoneOr));
    }
    if clauses.is_empty() {
        return Err(fault_at(text, 0, QueryFault::Empty));
    }
    let positive = |clause: &Clause| clause.any.iter().any(|item| !item.negated);
    if !clauses.iter().any(positive) {
        return Err(fault_at(text, 0, QueryFault::OnlyNegative));
    }
    Ok(Query {
        text: text.to_owned(),
        clauses,
    })
}

fn fault_at(text: &str, byte: usize, why: QueryFault) -> QueryError {
    let before = text.get(..byte).unwrap_or(text);
    QueryError {
        at: before.chars().count() + 1,
        why,
    }
}

/// Reads one term off the front of `text`, which does not begin with a blank.
fn next_item(text: &str) -> Result<(Item, &str), QueryFault> {
    // A minus by itself is a dash that somebody wrote.
    let bare = text
        .strip_prefix('-')
        .filter(|bare| bare.chars().next().is_some_and(|c| !c.is_whitespace()));
    let (term, after) = next_term(bare.unwrap_or(text))?;
    let negated = bare.is_some();
    Ok((Item { negated, term }, after))
}

fn next_term(text: &str) -> Result<(Term, &str), QueryFault> {
    if let Some(inside) = text.strip_prefix('/') {
        let (pattern, after) = split_regex(inside).ok_or(QueryFault::OpenRegex)?;
        return Ok((Term::Regex(regex(&pattern)?), after));
    }
    if let Some((field, value)) = text.split_once(':')
        && let Some(read) = field_reader(field)
    {
        let (value, after) = split_value(value)?;
        if value.trim().is_empty() {
            return Err(QueryFault::NoValue);
        }
        return Ok((read(&value)?, after));
    }
    let (words, after) = split_value(text)?;
    Ok((Term::Text(literal(&words)?), after))
}

fn literal(text: &str) -> Result<Literal, QueryFault> {
    Literal::new(text).ok_or(QueryFault::Empty)
}

type FieldReader = fn(&str) -> Result<Term, QueryFault>;

/// How the value of a field is read; none for what is no field, such as `https` or `10`.
fn field_reader(field: &str) -> Option<FieldReader> {
    Some(match field {
        "title" => |value| literal(value).map(Term::Title),
        "tag" => |value| Ok(Term::Tag(fold(value))),
        "journal" => |value| Ok(Term::Journal(fold(value))),
        "date" => |value| {
            let range = fixed_range(value).map_err(|_| QueryFault::BadDate)?;
            Ok(Term::Date(range.0, range.1))
        },
        "is" => |value| match value {
            "starred" => Ok(Term::Starred),
            "conflict" => Ok(Term::Conflict),
            _ => Err(QueryFault::UnknownIs),
        },
        "has" => |value| match value {
            "attachment" => Ok(Term::Attachment),
            _ => Err(QueryFault::UnknownHas),
        },
        _ => return None,
    })
}

/// A phrase in quotes, or all up to the next blank; and what comes after it.
fn split_value(text: &str) -> Result<(String, &str), QueryFault> {
    let Some(quoted) = text.strip_prefix('"') else {
        let (word, after) = split_word(text);
        return Ok((word.to_owned(), after));
    };
    let mut phrase = String::new();
    let mut chars = quoted.chars();
    while let Some(c) = chars.next() {
        match c {
            '"' => return Ok((phrase, chars.as_str())),
            // A quote or a backslash within a phrase has a backslash before it.
            '\\' if chars.as_str().starts_with(['"', '\\']) => phrase.extend(chars.next()),
            other => phrase.push(other),
        }
    }
    Err(QueryFault::OpenPhrase)
}

/// All up to the next blank, and what comes after it.
fn split_word(text: &str) -> (&str, &str) {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    text.split_at_checked(end).unwrap_or((text, ""))
}

/// The pattern up to the first slash that no backslash precedes and that a blank or the end follows.
fn split_regex(text: &str) -> Option<(String, &str)> {
    let mut pattern = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.as_str().starts_with('/') => pattern.extend(chars.next()),
            '\\' => {
                pattern.push(c);
                pattern.extend(chars.next());
            }
            '/' if chars
                .as_str()
                .chars()
                .next()
                .is_none_or(char::is_whitespace) =>
            {
                return Some((pattern, chars.as_str()));
            }
            other => pattern.push(other),
        }
    }
    None
}

/// A regular expression for folded text: `^` and `$` are ends of lines, case does not count, and an
/// accented letter in it stands for the bare one, as everywhere.
fn regex(pattern: &str) -> Result<regex::Regex, QueryFault> {
    if pattern.is_empty() {
        return Err(QueryFault::Empty);
    }
    let mut folded = String::new();
    for part in pattern.split_inclusive(|c: char| c.is_ascii()) {
        // Only what is not ASCII is folded: `\W` and `\w` are not the same.
        let ascii = part.chars().next_back().filter(char::is_ascii);
        let other = part.strip_suffix(|c: char| c.is_ascii()).unwrap_or(part);
        folded.push_str(&fold(other));
        folded.extend(ascii);
    }
    regex::RegexBuilder::new(&folded)
        .case_insensitive(true)
        .multi_line(true)
        .crlf(true)
        .size_limit(REGEX_BYTES_MAX)
        .dfa_size_limit(2 * REGEX_BYTES_MAX)
        .nest_limit(REGEX_DEPTH_MAX)
        .build()
        .map_err(|error| {
            if matches!(error, regex::Error::CompiledTooBig(_)) {
                QueryFault::LargeRegex
            } else {
                QueryFault::BadRegex
            }
        })
}
