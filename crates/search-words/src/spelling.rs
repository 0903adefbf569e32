//! Typing errors: keys under which a misspelt word meets the right one.
//!
//! Symmetric deletes, after Wolf Garbe's SymSpell: of a known word and of a typed one all forms with some letters left
//! out are made, and two words within a few edits share a form. Only the beginning of a word is varied, which keeps the
//! forms few; what meets is then measured in full.

use std::collections::BTreeSet;

/// How many letters from the start are varied.
const VARIED: usize = 7;
/// From how many letters on a typed word may have one error.
const ONE_ERROR: usize = 4;
/// From how many letters on it may have two.
const TWO_ERRORS: usize = 8;
/// Longer words are not varied: nobody misspells them into another.
const LONGEST: usize = 32;

/// How many edits a typed word may be away from what was meant.
#[must_use]
pub fn errors_allowed(typed: &str) -> usize {
    match typed.chars().count() {
        0..ONE_ERROR => 0,
        ONE_ERROR..TWO_ERRORS => 1,
        _ => 2,
    }
}

/// Whether a word is kept for typing errors: one of letters, in a script whose words are more than two of them.
#[must_use]
pub fn is_spelt(word: &str) -> bool {
    let length = word.chars().count();
    (ONE_ERROR - 1..=LONGEST).contains(&length) && !word.chars().any(|c| c.is_numeric() || crate::split::is_unspaced(c))
}

/// The keys of a known word. The first is that of the word as it stands.
#[must_use]
pub fn keys_of_known(word: &str) -> Vec<i64> {
    // Two letters less from the length on at which two errors can fall into the varied beginning.
    let deletes = if word.chars().count() >= VARIED { 2 } else { 1 };
    keys(word, deletes)
}

/// The keys of a typed word, under which the words stand that may have been meant.
#[must_use]
pub fn keys_of_typed(word: &str) -> Vec<i64> {
    keys(word, errors_allowed(word))
}

/// The key of a known word as it stands.
#[must_use]
pub fn head(word: &str) -> i64 {
    key(&word.chars().take(VARIED).collect::<Vec<_>>())
}

fn keys(word: &str, deletes: usize) -> Vec<i64> {
    let beginning: Vec<char> = word.chars().take(VARIED).collect();
    let head = key(&beginning);
    let mut forms = BTreeSet::from([beginning]);
    let mut last = forms.clone();
    for _ in 0..deletes {
        last = last.iter().flat_map(|form| (0..form.len()).map(|at| without(form, at))).collect();
        forms.extend(last.iter().cloned());
    }
    let others: BTreeSet<i64> = forms.iter().map(|form| key(form)).filter(|key| *key != head).collect();
    std::iter::once(head).chain(others).collect()
}

fn without(form: &[char], at: usize) -> Vec<char> {
    form.iter().enumerate().filter(|(index, _)| *index != at).map(|(_, c)| *c).collect()
}

/// FNV-1a of 64 bits over the letters: short, and the same on every machine for ever.
fn key(form: &[char]) -> i64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for byte in form.iter().flat_map(|c| u32::from(*c).to_be_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    i64::from_be_bytes(hash.to_be_bytes())
}

/// How many edits two words are apart, where a letter too many, too few or another is one, and two neighbours
/// exchanged are one too (optimal string alignment). `None` when it is more than `most`.
#[must_use]
pub fn distance(one: &str, other: &str, most: usize) -> Option<usize> {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > most {
        return None;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, b) in other.iter().enumerate() {
            let at = |row: &[usize], index: usize| row.get(index).copied().unwrap_or(usize::MAX / 2);
            let changed = at(&row, j) + usize::from(a != b);
            let mut best = changed.min(at(&row, j + 1) + 1).min(at(&next, j) + 1);
            let exchanged = i > 0 && j > 0 && one.get(i - 1) == Some(b) && other.get(j - 1) == Some(a);
            if exchanged {
                best = best.min(at(&before, j - 1) + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_counted_and_an_exchange_is_one() {
        for (one, other, edits) in [
            ("hopper", "hopper", 0),
            ("hopper", "hoper", 1),
            ("hopper", "hpoper", 1),
            ("hopper", "hoppre", 1),
            ("ab", "cd", 2),
            ("abcd", "badc", 2),
        ] {
            assert_eq!(distance(one, other, 2), Some(edits), "{one} {other}");
            assert_eq!(distance(other, one, 2), Some(edits), "{other} {one}");
        }
        assert_eq!(distance("hopper", "hp", 2), None);
        assert_eq!(distance("lovelace", "lvlce", 2), None);
    }

    #[test]
    fn short_words_allow_less() {
        assert_eq!(["ann", "anna", "hoppers", "lovelace"].map(errors_allowed), [0, 1, 1, 2]);
    }

    /// Every word within reach shares a key: tried with all edits of one place and with pairs of them.
    #[test]
    fn whoever_is_within_reach_is_met() {
        for word in ["abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefghi", "aabbccddee"] {
            let known: BTreeSet<i64> = keys_of_known(word).into_iter().collect();
            let meets = |typed: &str| keys_of_typed(typed).iter().any(|key| known.contains(key));
            for once in edits(word) {
                for typed in std::iter::once(once.clone()).chain(edits(&once)) {
                    if distance(word, &typed, errors_allowed(&typed)).is_some() {
                        assert!(meets(&typed), "{typed} does not meet {word}");
                    }
                }
            }
        }
    }

    fn edits(word: &str) -> Vec<String> {
        let letters: Vec<char> = word.chars().collect();
        let mut edits = Vec::new();
        for at in 0..=letters.len() {
            let (head, tail) = letters.split_at(at);
            for c in ['a', 'c', 'x'] {
                edits.push([head, &[c], tail].concat());
                if let Some((_, rest)) = tail.split_first() {
                    edits.push([head, &[c], rest].concat());
                }
            }
            if let [one, rest @ ..] = tail {
                edits.push([head, rest].concat());
                if let [other, rest @ ..] = rest {
                    edits.push([head, &[*other, *one], rest].concat());
                }
            }
        }
        edits.into_iter().map(|letters| letters.into_iter().collect()).collect()
    }

    #[test]
    fn a_long_word_has_few_keys() {
        assert!(keys_of_known("wolfeschlegelsteinhausen").len() <= 29);
        assert_eq!(keys_of_known("hopper").first(), Some(&head("hopper")));
    }
}
