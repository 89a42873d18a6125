//! What `key doctor` says of slots that are whole, damaged, or opened by something else.

use diurnal::journal::types::Key;
use diurnal::journal::types::SlotReport;
use diurnal::model::secret::Secret;

use super::Desk;
use super::damage::execute;
use super::passphrase;

fn states(reports: &[SlotReport]) -> Vec<(&str, &str)> {
    reports
        .iter()
        .map(|report| (report.slot.as_str(), report.state))
        .collect()
}

#[test]
fn everything_opens_with_the_passphrase_and_the_sheet() {
    let desk = Desk::new();
    let mut again = desk.again();
    let ok = [
        ("slot-1", "ok"),
        ("recovery", "not-tried"),
        ("keyring", "ok"),
        ("members", "ok"),
        ("device", "ok"),
        ("inbox", "ok"),
    ];
    assert_eq!(states(&again.key_doctor(Some(&passphrase())).unwrap()), ok);
    assert!(again.is_locked());
    let sheet = Key::Recovery(Secret::new(desk.made.sheet.expose().to_owned()));
    let by_sheet = again.key_doctor(Some(&sheet)).unwrap();
    assert_eq!(
        states(&by_sheet)[..4],
        [
            ("slot-1", "not-tried"),
            ("recovery", "ok"),
            ("keyring", "ok"),
            ("members", "ok")
        ]
    );
    let wrong = Key::Passphrase(Secret::new("wrong".into()));
    let reports = again.key_doctor(Some(&wrong)).unwrap();
    assert!(reports.iter().all(|report| report.state == "not-tried"));
}

#[test]
fn k02_a_damaged_slot_is_told_from_a_wrong_passphrase() {
    let desk = Desk::new();
    execute(
        &desk,
        "UPDATE slot SET data = CAST(substr(data, 1, 100) || x'00' || substr(data, 102) AS BLOB) WHERE name = 'slot-1.age'",
    );
    let mut again = desk.again();
    let reports = again.key_doctor(Some(&passphrase())).unwrap();
    assert_eq!(states(&reports)[0], ("slot-1", "damaged"));
    execute(&desk, "DELETE FROM slot WHERE name = 'members.age'");
    let reports = desk.again().key_doctor(None).unwrap();
    assert_eq!(states(&reports)[3], ("members", "damaged"));
}
