//! Laws of moments, days and the words for them.

use diurnal::model::time::Day;
use diurnal::model::time::DayStart;
use diurnal::model::time::Moment;
use diurnal::model::time::Timestamp;
use diurnal::model::time::Zone;
use diurnal::model::when::fixed_range;
use diurnal::model::when::parse_day;
use diurnal::model::when::parse_day_range;
use diurnal::model::when::parse_when;
use proptest::prelude::*;

use super::any_text;

const ZONES: &[&str] = &[
    "Europe/Berlin",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
    "UTC",
    "Etc/GMT+12",
];

fn any_zone() -> impl Strategy<Value = Zone> {
    prop::sample::select(ZONES).prop_map(|name| Zone::named(name).unwrap())
}

fn any_instant_us() -> impl Strategy<Value = i64> {
    prop_oneof![
        Moment::EARLIEST_US..=Moment::LATEST_US,
        (0_i64..2_000_000_000).prop_map(|s| s * 1_000_000),
        Just(Moment::EARLIEST_US),
        Just(Moment::LATEST_US),
    ]
}

fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    prop_oneof![
        any::<i64>(),
        -70_000_000_000_000_i64..300_000_000_000_000,
        0_i64..2_000_000_000_000,
    ]
    .prop_map(Timestamp)
}

fn any_day_start() -> impl Strategy<Value = DayStart> {
    (0_u8..24, 0_u8..60).prop_map(|(hour, minute)| DayStart::new(hour, minute).unwrap())
}

proptest! {
    #[test]
    fn a_moment_reads_back_what_it_prints(
        us in any_instant_us(),
        offset_s in -86_399_i32..=86_399,
        zone in prop::option::of("[A-Za-z._][A-Za-z0-9._+-]{0,12}(/[A-Za-z_][A-Za-z0-9_+-]{0,12}){0,2}"),
    ) {
        let Ok(moment) = Moment::new(us, offset_s, zone.as_deref()) else {
            // "." and ".." are spelled as names and are none.
            prop_assert!(zone.unwrap().split('/').any(|part| matches!(part, "." | "..")));
            return Ok(());
        };
        let text = moment.to_string();
        prop_assert_eq!(text.parse::<Moment>(), Ok(moment.clone()));
        let json = serde_json::to_string(&moment).unwrap();
        prop_assert_eq!(serde_json::from_str::<Moment>(&json).unwrap(), moment.clone());
        prop_assert_eq!(moment.day(DayStart::MIDNIGHT).to_string(), &text[..10]);
    }

    #[test]
    fn a_moment_of_a_zone_needs_no_correction(now in any_timestamp(), zone in any_zone()) {
        let moment = Moment::at(now, &zone);
        prop_assert_eq!(Moment::parse(&moment.to_string()), Ok((moment.clone(), false)));
        prop_assert_eq!(moment.to_string().parse(), Ok(moment));
    }

    #[test]
    fn reading_a_moment_twice_corrects_it_once(text in any_text(), us in any_instant_us(), offset_s in -86_399_i32..=86_399, name in prop::sample::select(ZONES)) {
        let written = Moment::new(us, offset_s, Some(name)).unwrap().to_string();
        if let Ok((moment, _)) = Moment::parse(&written) {
            prop_assert_eq!(Moment::parse(&moment.to_string()), Ok((moment, false)));
        }
        if let Ok((moment, _)) = Moment::parse_in(&text, &Zone::utc()) {
            prop_assert_eq!(moment.to_string().parse(), Ok(moment));
        }
    }

    #[test]
    fn the_clock_on_the_wall_comes_back(us in any_instant_us(), zone in any_zone()) {
        let moment = Moment::at(Timestamp(us.div_euclid(1000)), &zone);
        let (again, _) = Moment::from_civil(moment.local(), &zone);
        prop_assert_eq!(again.local(), moment.local());
        prop_assert!((again.instant_us - moment.instant_us).abs() <= 24 * 3_600_000_000);
    }

    #[test]
    fn a_day_begins_when_it_begins(us in any_instant_us(), zone in any_zone(), start in any_day_start()) {
        let moment = Moment::at(Timestamp(us.div_euclid(1000)), &zone);
        let civil = moment.day(DayStart::MIDNIGHT);
        let local = moment.local();
        let minutes = i64::from(local.hour()) * 60 + i64::from(local.minute());
        let expected = if minutes < i64::from(start.minutes()) { civil.add_days(-1) } else { civil };
        prop_assert_eq!(moment.day(start), expected);
        prop_assert_eq!(start.to_string().parse(), Ok(start));
    }

    #[test]
    fn days_add_up(days in any::<i64>(), months in any::<i32>(), from in 0_i64..3_652_000) {
        let day = Day::MIN.add_days(from);
        prop_assert_eq!(Day::MIN.days_until(day), from);
        prop_assert_eq!(day.to_string().parse(), Ok(day));
        let moved = day.add_days(days);
        prop_assert!(Day::MIN <= moved && moved <= Day::MAX);
        prop_assert!(moved == Day::MIN || moved == Day::MAX || day.days_until(moved) == days);
        let moved = day.add_months(months);
        prop_assert!(Day::MIN <= moved && moved <= Day::MAX);
        prop_assert!(!moved.long().is_empty() && moved.short().len() == 6);
    }

    #[test]
    fn any_instant_can_be_shown(then in any_timestamp(), now in any_timestamp()) {
        prop_assert!(then.rfc3339().ends_with('Z'));
        prop_assert!(!then.ago(now).is_empty());
    }

    #[test]
    fn words_never_panic_and_mean_what_they_print(text in any_text(), now in any_timestamp(), zone in any_zone(), start in any_day_start()) {
        if let Ok(when) = parse_when(&text, now, &zone) {
            prop_assert_eq!(when.moment.to_string().parse(), Ok(when.moment.clone()));
        }
        if let Ok(day) = parse_day(&text, now, &zone, start) {
            prop_assert_eq!(day.to_string().parse(), Ok(day));
        }
        for range in [parse_day_range(&text, now, &zone, start), fixed_range(&text)].into_iter().flatten() {
            prop_assert!(range.0 <= range.1);
        }
    }

    #[test]
    fn a_printed_moment_is_understood_as_itself(us in any_instant_us(), zone in any_zone(), now in any_timestamp()) {
        let moment = Moment::at(Timestamp(us.div_euclid(1000)), &zone);
        let understood = parse_when(&moment.to_string(), now, &Zone::utc());
        prop_assert_eq!(understood.map(|when| when.moment), Ok(moment));
    }
}
