//! Finds the places in a text that its folded form was hit at.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use crate::model::fold::fold_into;

/// Folds `text`, lets `find` add its hits there, and tells which whole graphemes of `text` they are.
pub(super) fn places(
    text: &str,
    find: impl FnOnce(&str, &mut Vec<Range<usize>>),
) -> Vec<Range<usize>> {
    let mut folded = String::with_capacity(text.len());
    // For each grapheme, where it begins folded and where in the text.
    let mut starts = Vec::new();
    for (at, grapheme) in text.grapheme_indices(true) {
        starts.push((folded.len(), at));
        fold_into(grapheme, &mut folded);
    }
    let mut hits = Vec::new();
    find(&folded, &mut hits);
    let place = |hit: Range<usize>| {
        let first = starts.partition_point(|(at, _)| *at <= hit.start);
        let behind = starts.partition_point(|(at, _)| *at < hit.end);
        let start = starts.get(first.checked_sub(1)?)?.1;
        let end = starts.get(behind).map_or(text.len(), |(_, at)| *at);
        (!hit.is_empty() && start < end).then_some(start..end)
    };
    united(hits.into_iter().filter_map(place).collect())
}

/// The same places in order, those that touch or overlap as one.
pub(super) fn united(mut places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    places.sort_unstable_by_key(|place| place.start);
    let mut united: Vec<Range<usize>> = Vec::with_capacity(places.len());
    for place in places {
        match united.last_mut() {
            Some(last) if place.start <= last.end => last.end = last.end.max(place.end),
            _ => united.push(place),
        }
    }
    united
}
