//! What changed between two versions, line by line: every line of both appears.

use similar::ChangeTag;
use similar::TextDiff;
use unicode_segmentation::UnicodeSegmentation;

/// Which version has a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    /// Both.
    Same,
    /// The new one only.
    Added,
    /// The old one only.
    Removed,
}

impl Sign {
    /// What stands in front of the line: a blank, `+` or `-`.
    pub fn as_char(self) -> char {
        match self {
            Self::Same => ' ',
            Self::Added => '+',
            Self::Removed => '-',
        }
    }
}

/// One line of either version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiffLine<'a> {
    /// Which version has it.
    pub sign: Sign,
    /// The line without its final `\n`; a `\r` before that stays, so that a change of it is seen.
    pub text: &'a str,
    /// Whether it ends in `\n`; only the last line of a version may lack that.
    pub ended: bool,
}

/// Above this product of the changed lines of both versions, in lines by lines, all of them count as
/// replaced: comparing everything with everything would take longer than a person waits.
const COMPARISONS_MAX: usize = 100_000_000;

/// Every line of `old` and `new` in order, unfolded: those with [`Sign::Same`] and
/// [`Sign::Removed`] make up `old`, those with [`Sign::Same`] and [`Sign::Added`] make up `new`.
pub fn unified<'a>(old: &'a str, new: &'a str) -> Vec<DiffLine<'a>> {
    let old: Vec<&str> = old.split_inclusive('\n').collect();
    let new: Vec<&str> = new.split_inclusive('\n').collect();
    let head = common(old.iter(), new.iter());
    let (same, old) = old.split_at_checked(head).unwrap_or((&old, &[]));
    let new = new.get(head..).unwrap_or_default();
    let tail = common(old.iter().rev(), new.iter().rev());
    let (old, last) = old
        .split_at_checked(old.len().saturating_sub(tail))
        .unwrap_or((old, &[]));
    let new = new
        .get(..new.len().saturating_sub(tail))
        .unwrap_or_default();
    let mut lines = Vec::new();
    lines.extend(same.iter().map(|text| line(Sign::Same, text)));
    compare(old, new, &mut lines);
    lines.extend(last.iter().map(|text| line(Sign::Same, text)));
    lines
}

/// How many lines in front are the same in both.
fn common<'a>(
    old: impl Iterator<Item = &'a &'a str>,
    new: impl Iterator<Item = &'a &'a str>,
) -> usize {
    old.zip(new).take_while(|(a, b)| a == b).count()
}

fn compare<'a>(old: &[&'a str], new: &[&'a str], lines: &mut Vec<DiffLine<'a>>) {
    if old.len().saturating_mul(new.len()) > COMPARISONS_MAX {
        lines.extend(old.iter().map(|text| line(Sign::Removed, text)));
        lines.extend(new.iter().map(|text| line(Sign::Added, text)));
        return;
    }
    let diff = TextDiff::from_slices(old, new);
    for change in diff.iter_all_changes() {
        // The lines are taken from the slices, which outlive the comparison.
        let (sign, text) = match change.tag() {
            ChangeTag::Equal => (Sign::Same, at(old, change.old_index())),
            ChangeTag::Delete => (Sign::Removed, at(old, change.old_index())),
            ChangeTag::Insert => (Sign::Added, at(new, change.new_index())),
        };
        lines.extend(text.map(|text| line(sign, text)));
    }
}

fn at<'a>(lines: &[&'a str], index: Option<usize>) -> Option<&'a str> {
    lines.get(index?).copied()
}

fn line(sign: Sign, text: &str) -> DiffLine<'_> {
    let unended = text.strip_suffix('\n');
    DiffLine {
        sign,
        text: unended.unwrap_or(text),
        ended: unended.is_some(),
    }
}

/// A line of the old version and the line of the new one that stands in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair<'a> {
    /// What the old version says; none where the new one has a line more.
    pub old: Option<&'a str>,
    /// What the new version says; none where it lacks the line.
    pub new: Option<&'a str>,
    /// Whether both say the same.
    pub same: bool,
}

/// The lines of both versions beside one another: in each run of changes the first line that went
/// stands beside the first that came, and so on.
pub fn pairs<'a>(old: &'a str, new: &'a str) -> Vec<Pair<'a>> {
    let lines = unified(old, new);
    let mut pairs = Vec::with_capacity(lines.len());
    let mut run: (Vec<&str>, Vec<&str>) = (Vec::new(), Vec::new());
    for line in &lines {
        match line.sign {
            Sign::Removed => run.0.push(line.text),
            Sign::Added => run.1.push(line.text),
            Sign::Same => {
                end_run(&mut run, &mut pairs);
                pairs.push(Pair {
                    old: Some(line.text),
                    new: Some(line.text),
                    same: true,
                });
            }
        }
    }
    end_run(&mut run, &mut pairs);
    pairs
}

fn end_run<'a>((gone, come): &mut (Vec<&'a str>, Vec<&'a str>), pairs: &mut Vec<Pair<'a>>) {
    for number in 0..gone.len().max(come.len()) {
        pairs.push(Pair {
            old: gone.get(number).copied(),
            new: come.get(number).copied(),
            same: false,
        });
    }
    gone.clear();
    come.clear();
}

/// A stretch of a line, and whether the other version lacks it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The words and what stands between them, byte for byte.
    pub text: &'a str,
    /// Whether only this version has them.
    pub changed: bool,
}

/// Longest line that is compared word by word, in bytes.
const WORDS_BYTES_MAX: usize = 64 << 10;

/// Two lines word by word. Where they have next to nothing in common, each is one piece that counts
/// as unchanged: every word marked would mark none.
pub fn words<'a>(old: &'a str, new: &'a str) -> (Vec<Piece<'a>>, Vec<Piece<'a>>) {
    let whole = |text| {
        vec![Piece {
            text,
            changed: false,
        }]
    };
    if old.len().max(new.len()) > WORDS_BYTES_MAX {
        return (whole(old), whole(new));
    }
    let before: Vec<&str> = old.split_word_bounds().collect();
    let after: Vec<&str> = new.split_word_bounds().collect();
    let diff = TextDiff::from_slices(&before, &after);
    let (mut one, mut other) = (Vec::new(), Vec::new());
    let mut common = 0;
    for change in diff.iter_all_changes() {
        let gone = at(&before, change.old_index());
        let come = at(&after, change.new_index());
        let changed = change.tag() != ChangeTag::Equal;
        if !changed {
            common += gone.map_or(0, |word| word.trim().len());
        }
        one.extend(gone.map(|text| Piece { text, changed }));
        other.extend(come.map(|text| Piece { text, changed }));
    }
    if common * 4 < old.trim().len().min(new.trim().len()) {
        return (whole(old), whole(new));
    }
    (one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(old: &str, new: &str) -> String {
        let lines = unified(old, new);
        for (gone, text) in [(Sign::Added, old), (Sign::Removed, new)] {
            let kept = lines.iter().filter(|line| line.sign != gone);
            let joined: String = kept
                .flat_map(|line| [line.text, if line.ended { "\n" } else { "" }])
                .collect();
            assert_eq!(joined, text);
        }
        let show = |line: &DiffLine<'_>| {
            let end = if line.ended { "" } else { "\\" };
            format!("{}{}{end}", line.sign.as_char(), line.text)
        };
        lines.iter().map(show).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn every_line_appears() {
        assert_eq!(shown("a\nb\nc\n", "a\nB\nc\n"), " a|-b|+B| c");
        assert_eq!(shown("", "a\n"), "+a");
        assert_eq!(shown("a\n", ""), "-a");
        assert_eq!(shown("", ""), "");
        assert_eq!(shown("a\na\n", "a\n"), " a|-a");
        assert_eq!(shown("x\na\nb\ny\n", "x\nb\nc\ny\n"), " x|-a| b|+c| y");
    }

    #[test]
    fn a_missing_final_line_end_is_a_change() {
        assert_eq!(shown("a", "a\n"), "-a\\|+a");
        assert_eq!(shown("a\nb", "a\nb"), " a| b\\");
        assert_eq!(shown("a\r\n", "a\n"), "-a\r|+a");
        assert_eq!(shown("a\n\n", "a\n"), " a|-");
    }

    #[test]
    fn texts_with_nothing_in_common_are_replaced_whole() {
        let lines = |word: &str| {
            let lines: Vec<String> = (0..20_000).map(|n| format!("{word} {n}\n")).collect();
            lines.concat()
        };
        let (old, new) = (lines("old"), lines("new"));
        assert!(shown(&old, &new).starts_with("-old 0|-old 1|"));
    }

    #[test]
    fn lines_that_changed_stand_beside_each_other() {
        let shown: Vec<String> = pairs("a\nb\nc\n", "a\nB\nB2\nc\n")
            .iter()
            .map(|pair| format!("{}|{}", pair.old.unwrap_or("-"), pair.new.unwrap_or("-")))
            .collect();
        assert_eq!(shown, ["a|a", "b|B", "-|B2", "c|c"]);
    }

    #[test]
    fn words_that_changed_are_told_from_those_that_stayed() {
        let marked = |pieces: &[Piece<'_>]| {
            let sign = |piece: &Piece<'_>| if piece.changed { "*" } else { "" };
            let parts = pieces
                .iter()
                .flat_map(|piece| [sign(piece), piece.text, sign(piece)]);
            parts.collect::<String>()
        };
        let (old, new) = words("the lamp was on.", "the lamp is on.");
        assert_eq!(marked(&old), "the lamp *was* on.");
        assert_eq!(marked(&new), "the lamp *is* on.");
        let (old, new) = words("nothing of this", "entirely else");
        assert_eq!((old.len(), new.len()), (1, 1));
        let (old, _) = words("雨の音がする", "雪の音がする");
        assert_eq!(marked(&old), "*雨*の音がする");
    }
}
