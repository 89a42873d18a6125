//! What chance makes of an input: the same for the same number and name, on every machine.

/// Longest input, where no seed is longer; the rest is cut.
const BYTES_MAX: usize = 1 << 14;

/// Pieces that mean something to one parser or another.
const PIECES: &[&[u8]] = &[
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b":",
    b",",
    b"\n",
    b"\r\n",
    b"\t",
    b"\0",
    b"\x1b[",
    b"\x1b]",
    b"\x7f",
    b"---\n",
    b"...\n",
    b"#",
    b"# ",
    b"- ",
    b"> ",
    b"```",
    b"&a ",
    b"*a",
    b"!!",
    b"<<: ",
    b"|\n",
    b">-\n",
    b"%",
    b"null",
    b"true",
    b"-1",
    b"0",
    b"1e999",
    b"18446744073709551616",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"9999-12-31",
    b"0000-00-00",
    b"-9999-01-01",
    b"24:60:61",
    b"2024-02-30",
    b"T",
    b"Z",
    b"+99:99",
    b"[Europe/Berlin]",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00",
    b"\xff",
    b"\xfe\xff",
    b"\xef\xbb\xbf",
    b"\xf0\x9f\x91\xa9\xe2\x80\x8d",
    b"\xcc\x81",
    b"\xe2\x80\xae",
    b"OR",
    b"(",
    b")",
    b"/",
    b"..",
    b"tag:",
    b"date:",
    b"-",
    b"~",
    b"@",
    b"*",
    b"?",
    b"<",
    b">",
    b";",
    b"=",
    b"../",
    b"/",
    b"\\\\",
    b"ext::",
    b"--upload-pack=",
    b"file://",
    b"ssh://",
    b"git@",
    b"AGE-SECRET-KEY-1",
    b"age1",
    b"next ",
    b"last ",
    b"ago",
    b"week",
    b"monday",
    b"9pm",
    b"99999999999 days ago",
    b"{{",
    b"}}",
    b"{date}",
    b"\xe3\x81\x82",
];

/// A stream of numbers (xorshift64*), enough to shuffle bytes with.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(from: u64, name: &str) -> Self {
        let start = name.bytes().fold(from, |sum, byte| {
            sum.wrapping_mul(0x0100_0000_01b3) ^ u64::from(byte)
        });
        Self(start | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// A number below `end`; 0 where that is 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 16).unwrap() % end.max(1)
    }

    /// An input: one of the seeds with a few changes, or, now and then, noise.
    pub(super) fn input(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let most = BYTES_MAX.max(seeds.iter().map(Vec::len).max().unwrap_or_default());
        let mut input = match seeds.get(self.below(seeds.len())) {
            Some(seed) if self.below(16) > 0 => seed.clone(),
            _ => (0..self.below(64)).map(|_| self.byte()).collect(),
        };
        for _ in 0..=self.below(6) {
            self.change(&mut input, seeds);
        }
        input.truncate(most);
        input
    }

    fn byte(&mut self) -> u8 {
        self.next().to_le_bytes()[3]
    }

    fn span(&mut self, bytes: &[u8]) -> (usize, usize) {
        let (one, other) = (self.below(bytes.len() + 1), self.below(bytes.len() + 1));
        let length = self.below(9);
        if self.below(2) == 0 {
            (one.min(other), one.max(other))
        } else {
            (one, (one + length).min(bytes.len()))
        }
    }

    fn change(&mut self, input: &mut Vec<u8>, seeds: &[Vec<u8>]) {
        let at = self.below(input.len() + 1);
        match self.below(10) {
            0 if at < input.len() => input[at] ^= 1 << self.below(8),
            1 if at < input.len() => input[at] = self.byte(),
            2 => {
                let (from, to) = self.span(input);
                input.drain(from..to);
            }
            3 => {
                let (from, to) = self.span(input);
                let again = input[from..to].to_vec();
                input.splice(at..at, again);
            }
            4 => input.truncate(at),
            5 => {
                let piece = PIECES[self.below(PIECES.len())];
                let times = if self.below(20) == 0 {
                    1 + self.below(2000)
                } else {
                    1
                };
                input.splice(at..at, piece.repeat(times));
            }
            6 => {
                let (from, to) = self.span(input);
                let piece = PIECES[self.below(PIECES.len())];
                input.splice(from..to, piece.iter().copied());
            }
            7 if !seeds.is_empty() => {
                let other = &seeds[self.below(seeds.len())];
                let (from, to) = self.span(other);
                input.splice(at..at, other[from..to].iter().copied());
            }
            8 => {
                let c = char::from_u32(u32::try_from(self.below(0x11_0000)).unwrap())
                    .unwrap_or('\u{fffd}');
                let mut room = [0; 4];
                input.splice(at..at, c.encode_utf8(&mut room).bytes());
            }
            _ => {
                let (from, to) = self.span(input);
                input[from..to].reverse();
            }
        }
    }
}
