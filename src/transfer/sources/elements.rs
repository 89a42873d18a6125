//! The elements of an array in a JSON object, such as `entries`, one by one, however long it is.
//!
//! Only brackets, quotes and commas are looked at: whether an element is JSON is found out when it is
//! read, so that one that is not stops no other.

use std::io;
use std::io::BufRead;

use crate::transfer::error::BadReason;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Element {
    /// The bytes of one.
    Whole(Vec<u8>),
    /// One that is longer than any may be.
    TooLong,
}

/// Reads them.
#[derive(Debug)]
pub struct Elements<R> {
    from: R,
    key: &'static str,
    max: usize,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Before anything, which may be the array itself.
    Unknown,
    /// Before the array.
    Before,
    /// In it.
    Inside,
    /// Behind it.
    End,
}

/// Where in strings and brackets a scan is.
#[derive(Default)]
struct Scan {
    depth: usize,
    in_string: bool,
    escaped: bool,
}

impl Scan {
    /// Goes on by one byte; true where it stands in no string.
    fn step(&mut self, byte: u8) -> bool {
        if self.in_string {
            if self.escaped {
                self.escaped = false;
            } else if byte == b'\\' {
                self.escaped = true;
            } else if byte == b'"' {
                self.in_string = false;
            }
            return false;
        }
        match byte {
            b'"' => self.in_string = true,
            b'{' | b'[' => self.depth += 1,
            b'}' | b']' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        true
    }
}

impl<R: BufRead> Elements<R> {
    /// Reads from `from`; elements longer than `max` bytes are passed by.
    pub fn new(from: R, max: usize) -> Self {
        Self {
            from,
            key: "entries",
            max,
            state: State::Before,
        }
    }

    /// The same of the array `key`.
    pub fn below(key: &'static str, from: R, max: usize) -> Self {
        Self {
            key,
            ..Self::new(from, max)
        }
    }

    /// Those of `entries`, or the elements of an array that is all there is.
    pub fn of_any(from: R, max: usize) -> Self {
        Self {
            state: State::Unknown,
            ..Self::new(from, max)
        }
    }

    /// The next element as a record is read from it, or why there is none; where the array is cut off
    /// that is told once, and nothing comes any more.
    pub fn next_whole(&mut self) -> io::Result<Option<Result<Vec<u8>, BadReason>>> {
        match self.next_element() {
            Ok(None) => Ok(None),
            Ok(Some(Element::Whole(bytes))) => Ok(Some(Ok(bytes))),
            Ok(Some(Element::TooLong)) => Ok(Some(Err(BadReason::TooLong { max: self.max }))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                self.state = State::End;
                Ok(Some(Err(BadReason::Broken(error.to_string()))))
            }
            Err(error) => Err(error),
        }
    }

    /// Reads what stands behind the array to its end, so that the sum of a packed file is compared.
    pub fn pass_rest(&mut self) -> io::Result<()> {
        io::copy(&mut self.from, &mut io::sink()).map(drop)
    }

    /// Whether there is such an array; everything before it is passed.
    pub fn has_array(&mut self) -> io::Result<bool> {
        if self.state == State::Unknown {
            self.state = if self.opens_with_array()? {
                State::Inside
            } else {
                State::Before
            };
        }
        if self.state == State::Before && !self.enter()? {
            self.state = State::End;
        }
        Ok(self.state == State::Inside)
    }

    /// The next one. The end of the file within one is an error.
    pub fn next_element(&mut self) -> io::Result<Option<Element>> {
        if !self.has_array()? {
            return Ok(None);
        }
        let mut bytes = Vec::new();
        let mut scan = Scan::default();
        // Whether nothing of an element came yet: blanks before it are not kept, and not counted again.
        let mut blank = true;
        let mut too_long = false;
        loop {
            let Some(byte) = self.byte()? else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            if !scan.in_string && scan.depth == 0 {
                let ended = byte == b']';
                if ended {
                    self.state = State::End;
                }
                if ended && blank {
                    return Ok(None);
                }
                if ended || (byte == b',' && !blank) {
                    return Ok(Some(if too_long {
                        Element::TooLong
                    } else {
                        Element::Whole(bytes)
                    }));
                }
                if byte == b',' || (blank && byte.is_ascii_whitespace()) {
                    continue;
                }
            }
            blank = false;
            scan.step(byte);
            if bytes.len() < self.max {
                bytes.push(byte);
            } else {
                too_long = true;
            }
        }
    }

    /// Passes blanks and a byte order mark, and a bracket where one opens there.
    fn opens_with_array(&mut self) -> io::Result<bool> {
        while let Some(byte) = self.from.fill_buf()?.first().copied() {
            match byte {
                b'[' => {
                    self.from.consume(1);
                    return Ok(true);
                }
                0xef | 0xbb | 0xbf => self.from.consume(1),
                byte if byte.is_ascii_whitespace() => self.from.consume(1),
                _ => return Ok(false),
            }
        }
        Ok(false)
    }

    /// Passes everything up to the array's bracket; false where there is no such array.
    fn enter(&mut self) -> io::Result<bool> {
        let key = self.key.as_bytes();
        let mut scan = Scan::default();
        let mut string: Vec<u8> = Vec::new();
        let mut key_came = false;
        while let Some(byte) = self.byte()? {
            let was_in_string = scan.in_string;
            let outside = scan.step(byte);
            if was_in_string {
                if scan.in_string && string.len() <= key.len() {
                    string.push(byte);
                }
                continue;
            }
            if !outside || scan.in_string {
                string.clear();
                continue;
            }
            match byte {
                b':' => key_came = scan.depth == 1 && string == key,
                b'[' if key_came && scan.depth == 2 => {
                    self.state = State::Inside;
                    return Ok(true);
                }
                b if b.is_ascii_whitespace() => {}
                _ => key_came = false,
            }
        }
        Ok(false)
    }

    fn byte(&mut self) -> io::Result<Option<u8>> {
        let byte = self.from.fill_buf()?.first().copied();
        if byte.is_some() {
            self.from.consume(1);
        }
        Ok(byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, max: usize) -> Vec<String> {
        let mut elements = Elements::new(text.as_bytes(), max);
        let mut found = Vec::new();
        loop {
            match elements.next_element() {
                Ok(Some(Element::Whole(bytes))) => {
                    found.push(String::from_utf8(bytes).unwrap().trim().to_owned());
                }
                Ok(Some(Element::TooLong)) => found.push("too long".to_owned()),
                Ok(None) => return found,
                Err(error) => {
                    found.push(error.kind().to_string());
                    return found;
                }
            }
        }
    }

    #[test]
    fn elements_come_one_by_one() {
        let text = r#"{"metadata":{"entries":[9],"v":"entries:["},"entries" : [ {"a":"],\"["}, 2 ,[3,{}],
            nonsense "x,y" ,], "more":[1]}"#;
        assert_eq!(
            read(text, 100),
            [r#"{"a":"],\"["}"#, "2", "[3,{}]", r#"nonsense "x,y""#]
        );
        assert_eq!(read(r#"{"entries":[]}"#, 9), Vec::<String>::new());
        assert_eq!(read(r#"{"entrie":[1]}"#, 9), Vec::<String>::new());
        assert_eq!(read(r#"["entries",[1]]"#, 9), Vec::<String>::new());
        assert_eq!(read("", 9), Vec::<String>::new());
    }

    #[test]
    fn blanks_cost_no_more_than_they_are_long() {
        // Counted again for each of them, these would take a quarter of an hour.
        let blanks = " ".repeat(4 << 20);
        assert_eq!(
            read(
                &format!("{{\"entries\":[{blanks}1,{blanks}2{blanks}]}}"),
                9 << 20
            ),
            ["1", "2"]
        );
    }

    #[test]
    fn what_is_too_long_or_cut_off_is_told() {
        assert_eq!(
            read(r#"{"entries":["aaaaaaaaaa",2]}"#, 9),
            ["too long", "2"]
        );
        assert_eq!(
            read(r#"{"entries":[1,{"a":"#, 9),
            ["1", "unexpected end of file"]
        );
    }
}
