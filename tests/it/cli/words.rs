//! `diurnal words`.

use crate::support::Home;

#[test]
fn words_are_added_listed_and_taken_out() {
    let home = Home::with_vault();
    assert_eq!(home.ok(&["words"]), "");
    home.ok(&["words", "add", "skua", "Løgstør", "skua"]);
    assert_eq!(home.ok(&["words"]), "Løgstør\nskua\n");
    assert_eq!(home.json_lines(&["words", "list"])[1]["word"], "skua");
    home.ok(&["words", "remove", "skua"]);
    assert_eq!(home.ok(&["words", "list"]), "Løgstør\n");
}

#[test]
fn what_is_no_word_and_what_is_none_of_them_are_errors() {
    let home = Home::with_vault();
    home.ok(&["words", "add", "skua"]);
    let said = home.fails(1, &["words", "add", "two words"]);
    assert!(
        said.contains("\"two words\" cannot be one of your words"),
        "{said}"
    );
    let said = home.fails(1, &["words", "remove", "skua", "skau"]);
    assert!(
        said.contains("\"skau\" is none of your words; did you mean \"skua\"?"),
        "{said}"
    );
    assert_eq!(home.ok(&["words"]), "skua\n", "all or none are taken out");
    home.fails(2, &["words", "remove"]);
    let locked = home.run_locked(&["words"]);
    assert_eq!(locked.status.code(), Some(4));
}
