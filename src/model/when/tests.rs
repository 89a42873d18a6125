//! What words mean on Wednesday 13 March 2024 at 21:04:05 in Berlin.

use crate::model::time::Civil;
use crate::model::time::DayStart;
use crate::model::time::Moment;
use crate::model::time::TimeError;
use crate::model::time::Timestamp;
use crate::model::time::Zone;
use crate::model::when::WhenError;
use crate::model::when::fixed_range;
use crate::model::when::parse_day;
use crate::model::when::parse_day_range;
use crate::model::when::parse_when;

fn berlin() -> Zone {
    Zone::named("Europe/Berlin").unwrap()
}

fn now() -> Timestamp {
    let (moment, _) = Moment::parse("2024-03-13T21:04:05+01:00").unwrap();
    moment.timestamp()
}

/// What the clock in Berlin shows then, to the second.
fn local(text: &str) -> String {
    match parse_when(text, now(), &berlin()) {
        Ok(when) => when.moment.to_string().chars().take(19).collect(),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[test]
fn words_for_a_moment() {
    for (text, understood) in [
        ("now", "2024-03-13T21:04:05"),
        ("today", "2024-03-13T21:04:05"),
        ("  Today ", "2024-03-13T21:04:05"),
        ("2024-03-13", "2024-03-13T21:04:05"),
        ("yesterday", "2024-03-12T12:00:00"),
        ("tomorrow", "2024-03-14T12:00:00"),
        ("yesterday 9pm", "2024-03-12T21:00:00"),
        ("9pm yesterday", "2024-03-12T21:00:00"),
        ("yesterday at 9 PM", "2024-03-12T21:00:00"),
        ("yesterday, 9:30pm", "2024-03-12T21:30:00"),
        ("9pm", "2024-03-13T21:00:00"),
        ("9 am", "2024-03-13T09:00:00"),
        ("12am", "2024-03-13T00:00:00"),
        ("12:30 pm", "2024-03-13T12:30:00"),
        ("21:30", "2024-03-13T21:30:00"),
        ("7:05", "2024-03-13T07:05:00"),
        ("today 23:59:58", "2024-03-13T23:59:58"),
        ("noon", "2024-03-13T12:00:00"),
        ("midnight", "2024-03-13T00:00:00"),
        ("friday", "2024-03-08T12:00:00"),
        ("FRI", "2024-03-08T12:00:00"),
        ("wednesday", "2024-03-13T21:04:05"),
        ("last wednesday", "2024-03-06T12:00:00"),
        ("next wednesday", "2024-03-20T12:00:00"),
        ("last friday", "2024-03-08T12:00:00"),
        ("last friday 7:15", "2024-03-08T07:15:00"),
        ("next friday", "2024-03-15T12:00:00"),
        ("thurs noon", "2024-03-07T12:00:00"),
        ("3 days ago", "2024-03-10T12:00:00"),
        ("three days ago at noon", "2024-03-10T12:00:00"),
        ("21:30 2 weeks ago", "2024-02-28T21:30:00"),
        ("a week ago", "2024-03-06T12:00:00"),
        ("1 month ago", "2024-02-13T12:00:00"),
        ("a year ago", "2023-03-13T12:00:00"),
        ("last week", "2024-03-06T12:00:00"),
        ("last month", "2024-02-13T12:00:00"),
        ("two hours ago", "2024-03-13T19:04:05"),
        ("90 minutes ago", "2024-03-13T19:34:05"),
        ("0 days ago", "2024-03-13T21:04:05"),
        ("last night", "2024-03-12T21:00:00"),
        ("tonight", "2024-03-13T21:00:00"),
        ("this morning", "2024-03-13T08:00:00"),
        ("yesterday evening", "2024-03-12T19:00:00"),
        ("2024-02-29", "2024-02-29T12:00:00"),
        ("2024/02/29", "2024-02-29T12:00:00"),
        ("2024-02-29 21:30", "2024-02-29T21:30:00"),
        ("2024-02-29T21:30", "2024-02-29T21:30:00"),
        ("2024-02-29t21:30:05", "2024-02-29T21:30:05"),
        ("21:30 2024-02-29", "2024-02-29T21:30:00"),
        ("2024-02-29 9pm", "2024-02-29T21:00:00"),
        ("29 february 2024", "2024-02-29T12:00:00"),
        ("feb 29, 2024 at noon", "2024-02-29T12:00:00"),
        ("the 1st of March", "2024-03-01T12:00:00"),
        ("14 march", "2023-03-14T12:00:00"),
        ("29 feb", "2024-02-29T12:00:00"),
        ("dec 24th 18:00", "2023-12-24T18:00:00"),
    ] {
        assert_eq!(local(text), understood, "{text}");
    }
}

#[test]
fn an_exact_moment_keeps_its_own_offset_and_zone() {
    let moment = |text: &str| {
        parse_when(text, now(), &berlin())
            .unwrap()
            .moment
            .to_string()
    };
    let tokyo = "2024-02-29T21:30:00+09:00[Asia/Tokyo]";
    assert_eq!(moment("2024-02-29T21:30+09:00[Asia/Tokyo]"), tokyo);
    assert_eq!(moment("2024-02-29 21:30[Asia/Tokyo]"), tokyo);
    assert_eq!(moment("2024-02-29T21:30Z"), "2024-02-29T21:30:00+00:00");
    assert_eq!(
        moment("2024-02-29 21:30"),
        "2024-02-29T21:30:00+01:00[Europe/Berlin]"
    );
}

#[test]
fn times_that_clocks_skip_or_repeat_are_told() {
    let civil = |text: &str| {
        let when = parse_when(text, now(), &berlin()).unwrap();
        (when.civil, when.moment.clock())
    };
    assert_eq!(civil("2024-03-31 02:30"), (Civil::Gap, "03:30".to_owned()));
    assert_eq!(
        civil("2:30am 31 march 2024"),
        (Civil::Gap, "03:30".to_owned())
    );
    assert_eq!(civil("2024-10-27 02:30"), (Civil::Fold, "02:30".to_owned()));
    assert_eq!(civil("yesterday"), (Civil::Exact, "12:00".to_owned()));
}

#[test]
fn what_is_no_moment_says_why() {
    use WhenError::*;
    for (text, why) in [
        ("", Unknown),
        (" , ", Unknown),
        ("5", Unknown),
        ("at", Unknown),
        ("soon", Unknown),
        ("this friday", Unknown),
        ("last", Unknown),
        ("last day", Unknown),
        ("3 fortnights ago", Unknown),
        ("-3 days ago", Unknown),
        ("24", Unknown),
        ("2024", Unknown),
        ("20240229", Unknown),
        ("9:5", Unknown),
        ("12/03/2024", Ambiguous),
        ("12.03.2024", Ambiguous),
        ("3-4-24", Ambiguous),
        ("1/1/2024 9pm", Ambiguous),
        ("today yesterday", TwoDays),
        ("now yesterday", TwoDays),
        ("9pm 21:00", TwoTimes),
        ("now 9pm", TwoTimes),
        ("2023-02-29", Time(TimeError::NoSuchTime)),
        ("30 february", Time(TimeError::NoSuchTime)),
        ("25:00", Time(TimeError::NoSuchTime)),
        ("13pm", Time(TimeError::NoSuchTime)),
        ("0am", Time(TimeError::NoSuchTime)),
        ("2024-02-29T25:00", Time(TimeError::NoSuchTime)),
        (
            "2024-02-29T21:30+01:00[Europe/Berln]",
            Time(TimeError::UnknownZone),
        ),
        (
            "2024-02-29T21:30[Europe/Berln]",
            Time(TimeError::UnknownZone),
        ),
        ("0000-01-01", Time(TimeError::OutOfRange)),
        ("9999-12-31", Time(TimeError::OutOfRange)),
        ("999999999 days ago", Time(TimeError::OutOfRange)),
        ("999999999 years ago", Time(TimeError::OutOfRange)),
        ("999999999 hours ago", Time(TimeError::OutOfRange)),
    ] {
        assert_eq!(parse_when(text, now(), &berlin()), Err(why), "{text}");
    }
    let long = "9".repeat(1 << 20);
    assert_eq!(parse_when(&long, now(), &berlin()), Err(Unknown));
}

#[test]
fn a_day_for_a_filter() {
    let day = |text: &str| {
        let four = DayStart::new(4, 0).unwrap();
        parse_day(text, now(), &berlin(), four).map(|day| day.to_string())
    };
    assert_eq!(day("today"), Ok("2024-03-13".to_owned()));
    assert_eq!(day("now"), Ok("2024-03-13".to_owned()));
    assert_eq!(day("last friday"), Ok("2024-03-08".to_owned()));
    assert_eq!(day("2024-02-29"), Ok("2024-02-29".to_owned()));
    assert_eq!(day("9999-12-31"), Ok("9999-12-31".to_owned()));
    assert_eq!(day("yesterday 9pm"), Err(WhenError::NotOnlyADay));
    assert_eq!(day("2 hours ago"), Err(WhenError::NotOnlyADay));
    assert_eq!(day("12/03/2024"), Err(WhenError::Ambiguous));
    let late = Timestamp(now().0 + 5 * 3_600_000);
    let four = DayStart::new(4, 0).unwrap();
    let today = parse_day("today", late, &berlin(), four).unwrap();
    assert_eq!(today.to_string(), "2024-03-13");
}

#[test]
fn spans_of_days() {
    let range = |text: &str| {
        let range = parse_day_range(text, now(), &berlin(), DayStart::MIDNIGHT);
        range.map(|(first, last)| format!("{first} {last}"))
    };
    let both = |text: &str| fixed_range(text).map(|(first, last)| format!("{first} {last}"));
    for (text, days) in [
        ("2024", "2024-01-01 2024-12-31"),
        ("2024-02", "2024-02-01 2024-02-29"),
        ("2024-02-29", "2024-02-29 2024-02-29"),
        ("2024-05..2024-07", "2024-05-01 2024-07-31"),
        ("..2024", "0000-01-01 2024-12-31"),
        ("2024..", "2024-01-01 9999-12-31"),
        ("9999", "9999-01-01 9999-12-31"),
        ("9999-12", "9999-12-01 9999-12-31"),
    ] {
        assert_eq!(range(text).as_deref(), Ok(days), "{text}");
        assert_eq!(both(text).as_deref(), Ok(days), "{text}");
    }
    assert_eq!(range("yesterday").as_deref(), Ok("2024-03-12 2024-03-12"));
    assert_eq!(range("2024..today").as_deref(), Ok("2024-01-01 2024-03-13"));
    assert_eq!(both("yesterday"), Err(WhenError::Unknown));
    for text in [
        "",
        "..",
        "20",
        "2024-5",
        "2024-05-01..x",
        "2024..2025..2026",
    ] {
        assert_eq!(both(text), Err(WhenError::Unknown), "{text}");
    }
    assert_eq!(both("2024..2023"), Err(WhenError::Backwards));
    assert_eq!(both("2024-13"), Err(WhenError::Time(TimeError::NoSuchTime)));
}
