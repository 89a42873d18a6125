//! Words that their writer added to the dictionaries.

use diurnal::journal::JournalError;

use crate::journal::Desk;
use crate::journal::passphrase;

#[test]
fn words_are_kept_in_order_each_once_and_can_be_taken_out() {
    let mut desk = Desk::new();
    assert!(desk.journal.own_words().unwrap().is_empty());
    for word in ["skua", "Løgstør", "skua", "don't"] {
        desk.journal.learn_word(word).unwrap();
    }
    let words = desk.journal.own_words().unwrap();
    assert_eq!(words, ["Løgstør", "don't", "skua"]);
    assert_eq!(
        desk.journal.forget_word("don't").unwrap(),
        ["Løgstør", "skua"]
    );
    // One that is none of them changes nothing.
    assert_eq!(desk.journal.forget_word("Skua").unwrap().len(), 2);
    assert_eq!(desk.journal.own_words().unwrap(), ["Løgstør", "skua"]);
}

#[test]
fn what_is_no_word_is_left_out() {
    let mut desk = Desk::new();
    for odd in ["", " ", "two words", "a\nb", "\u{1b}[31m", &"x".repeat(257)] {
        assert!(desk.journal.learn_word(odd).unwrap().is_empty(), "{odd:?}");
    }
    let longest = "x".repeat(256);
    assert_eq!(desk.journal.learn_word(&longest).unwrap(), [longest]);
}

#[test]
fn they_are_sealed_and_need_the_key() {
    let mut desk = Desk::new();
    desk.journal.learn_word("zyzzyva").unwrap();
    let sealed = std::fs::read(desk.folder.path().join("vaults/default/journal.db")).unwrap();
    assert!(!sealed.windows(7).any(|part| part == b"zyzzyva"));
    desk.journal.lock();
    let refused = [
        desk.journal.own_words(),
        desk.journal.learn_word("other"),
        desk.journal.forget_word("zyzzyva"),
    ];
    for result in refused {
        assert!(matches!(result, Err(JournalError::Locked)), "{result:?}");
    }
    desk.journal.unlock(&passphrase()).unwrap();
    assert_eq!(desk.journal.own_words().unwrap(), ["zyzzyva"]);
}
