//! `diurnal unlock` and `lock`.

use crate::support::Home;
use crate::support::failed;
use crate::support::printed;

#[test]
fn unlocked_reading_asks_nothing_until_it_is_locked() {
    let home = Home::with_vault();
    home.add("rain");
    home.ok(&["unlock", "--for", "5m"]);
    let listed = home.run_locked(&["list"]);
    assert_eq!(printed(&["list"], &listed).lines().count(), 1);
    let added = home.run_locked(&["add", "more"]);
    printed(&["add"], &added);
    assert_eq!(home.json(&["status"])["inbox"], 0);
    printed(&["lock"], &home.run_locked(&["lock"]));
    failed(4, &["list"], &home.run_locked(&["list"]));
    assert!(!home.path("diurnal/runtime/agent-default.sock").exists());
    printed(&["lock"], &home.run_locked(&["lock"]));
}

#[test]
fn the_recovery_sheet_unlocks_too() {
    let home = Home::new();
    let key = home.init(&[]);
    let id = home.add("rain");
    home.write("sheet", key);
    let unlocked = home.run_locked(&["unlock", "--recovery-file", "sheet"]);
    printed(&["unlock"], &unlocked);
    let shown = home.run_locked(&["show", &id]);
    assert!(printed(&["show"], &shown).contains("rain"));
    let added = home.run_locked(&["add", "more"]);
    printed(&["add"], &added);
    home.ok(&["lock"]);
}

#[test]
fn a_time_that_is_none_or_too_long_is_a_usage_error() {
    let home = Home::with_vault();
    for time in ["soon", "0m", "9h", "-5m"] {
        home.fails(2, &["unlock", &format!("--for={time}")]);
    }
    failed(4, &["list"], &home.run_locked(&["list"]));
}
