//! How long and how much, as people write it: `10 min`, `1h 30m`, `128 MB`, `1,204 entries`.

/// Reads a length of time in milliseconds: one or more numbers, each with its unit, as in `30m`,
/// `10 min`, `1h 30m`, `2 days`. Nothing negative, no fraction, no number without a unit.
pub fn duration_ms(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut total_ms = 0_u64;
    while !rest.is_empty() {
        let (count, unit, after) = first_amount(rest)?;
        let part_ms = count.checked_mul(unit_ms(&unit)?)?;
        total_ms = total_ms.checked_add(part_ms)?;
        rest = after;
    }
    (!text.trim().is_empty()).then_some(total_ms)
}

/// Reads a number of bytes: `128 MB`, `64 KiB`, `1G`, `4096`. As memory is sold: a thousand is 1024.
pub fn byte_count(text: &str) -> Option<u64> {
    let (count, unit, after) = first_amount(text.trim())?;
    let shift = match unit.to_ascii_lowercase().as_str() {
        "" | "b" | "bytes" => 0,
        "k" | "kb" | "kib" => 10,
        "m" | "mb" | "mib" => 20,
        "g" | "gb" | "gib" => 30,
        _ => return None,
    };
    after
        .is_empty()
        .then(|| count.checked_mul(1 << shift))
        .flatten()
}

/// Prints a length of time so that [`duration_ms`] reads it back, in whole units: `1h 30m`, `90 s`
/// becomes `1m 30s`. Less than a second is `0s`.
pub fn show_duration(ms: u64) -> String {
    let seconds = ms / 1000;
    let parts = [
        (seconds / 86_400, "d"),
        (seconds / 3600 % 24, "h"),
        (seconds / 60 % 60, "m"),
        (seconds % 60, "s"),
    ];
    let shown: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, unit)| format!("{count}{unit}"))
        .collect();
    if shown.is_empty() {
        "0s".to_owned()
    } else {
        shown.join(" ")
    }
}

/// A count with its thousands apart: `61,200`.
pub fn thousands(n: u64) -> String {
    let digits = n.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 entry`, `2 entries`: a count with its noun.
pub fn counted(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(n), if n == 1 { one } else { many })
}

/// The number that opens `text`, its unit, and what follows both.
fn first_amount(text: &str) -> Option<(u64, String, &str)> {
    let (digits, rest) = split_where(text, |c| !c.is_ascii_digit());
    let (unit, after) = split_where(rest.trim_start(), |c| !c.is_ascii_alphabetic());
    Some((digits.parse().ok()?, unit.to_owned(), after.trim_start()))
}

fn split_where(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

fn unit_ms(unit: &str) -> Option<u64> {
    let ms = match unit.to_ascii_lowercase().as_str() {
        "ms" => 1,
        "s" | "sec" | "second" | "seconds" => 1000,
        "m" | "min" | "minute" | "minutes" => 60_000,
        "h" | "hour" | "hours" => 3_600_000,
        "d" | "day" | "days" => 86_400_000,
        "w" | "week" | "weeks" => 604_800_000,
        _ => return None,
    };
    Some(ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_stand_apart() {
        assert_eq!(thousands(0), "0");
        assert_eq!(thousands(999), "999");
        assert_eq!(thousands(1_204), "1,204");
        assert_eq!(thousands(1_234_567), "1,234,567");
    }

    #[test]
    fn durations_are_read_as_people_write_them() {
        for (text, ms) in [
            ("30m", 1_800_000),
            ("10 min", 600_000),
            ("1h 30m", 5_400_000),
            ("1h30m", 5_400_000),
            ("2 days", 172_800_000),
            ("0s", 0),
            (" 45 Seconds ", 45_000),
        ] {
            assert_eq!(duration_ms(text), Some(ms), "{text}");
        }
    }

    #[test]
    fn what_is_no_duration_is_none() {
        for text in [
            "",
            " ",
            "10",
            "-5 min",
            "1.5 h",
            "min",
            "10 fortnights",
            "ten min",
            "10 m!",
            "99999999999999999999 s",
            "9999999999999999999 w",
        ] {
            assert_eq!(duration_ms(text), None, "{text}");
        }
    }

    #[test]
    fn sizes_are_read_as_people_write_them() {
        assert_eq!(byte_count("128 MB"), Some(128 << 20));
        assert_eq!(byte_count("64KiB"), Some(64 << 10));
        assert_eq!(byte_count("4096"), Some(4096));
        for text in [
            "",
            "MB",
            "1 TB of it",
            "-1 MB",
            "1 MB 2 KB",
            "99999999999999999 GB",
        ] {
            assert_eq!(byte_count(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_printed_is_read_back() {
        for ms in [0, 1000, 61_000, 5_400_000, 86_400_000, 90_061_000] {
            assert_eq!(duration_ms(&show_duration(ms)), Some(ms));
        }
    }
}
