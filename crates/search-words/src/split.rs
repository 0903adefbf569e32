//! The words of a text.

use unicode_normalization::char::is_combining_mark;

use crate::fold::fold;

/// How many characters of a word count. An index holds no more, and nobody types more by hand.
pub(crate) const LONGEST: usize = 64;

/// A stretch of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Run {
    /// A word of a script that writes spaces.
    Word(String),
    /// Characters of a script without spaces: Chinese, Japanese, and Korean names.
    Unspaced(Vec<char>),
}

/// Takes a text apart. Apostrophes join (`O'Brien` is obrien), everything else that is no letter, digit or mark
/// divides.
pub(crate) fn runs(text: &str) -> Vec<Run> {
    let mut runs = Vec::new();
    for c in fold(&text.replace(['´', '`'], "'")).chars() {
        if is_apostrophe(c) {
            continue;
        }
        if !c.is_alphanumeric() && !is_combining_mark(c) {
            runs.push(None);
            continue;
        }
        match (is_unspaced(c), runs.last_mut()) {
            (true, Some(Some(Run::Unspaced(run)))) => run.push(c),
            (true, _) => runs.push(Some(Run::Unspaced(vec![c]))),
            (false, Some(Some(Run::Word(word)))) => word.push(c),
            (false, _) => runs.push(Some(Run::Word(c.to_string()))),
        }
    }
    runs.into_iter().flatten().map(cut).collect()
}

fn cut(run: Run) -> Run {
    match run {
        Run::Word(word) => Run::Word(truncate(&word)),
        unspaced @ Run::Unspaced(_) => unspaced,
    }
}

/// The part of a word that counts.
pub(crate) fn truncate(word: &str) -> String {
    word.chars().take(LONGEST).collect()
}

/// The words under which a text is found.
///
/// Scripts without spaces are kept in pairs, each character with the next and the last alone: one character is then
/// the beginning of a pair, and of more every pair must be there.
pub(crate) fn index_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    for run in runs(text) {
        match run {
            Run::Word(word) => words.push(word),
            Run::Unspaced(run) => words.extend(index_pairs(&run)),
        }
    }
    // Whoever leaves the apostrophe out writes one word or two.
    if text.contains(is_apostrophe) {
        let apart = text.replace(is_apostrophe, " ");
        words.extend(runs(&apart).into_iter().filter_map(|run| match run {
            Run::Word(word) if word.chars().nth(1).is_some() => Some(word),
            _ => None,
        }));
    }
    words
}

/// The pairs of a run as they are kept.
pub(crate) fn index_pairs(run: &[char]) -> impl Iterator<Item = String> {
    let pairs = run.windows(2).map(|pair| pair.iter().collect());
    pairs.chain(run.last().map(char::to_string))
}

/// The pairs that must be there for a run to be found: as few as cover it.
pub(crate) fn query_pairs(run: &[char]) -> Vec<String> {
    let mut pairs: Vec<String> = run.chunks(2).map(|pair| pair.iter().collect()).collect();
    if let (true, Some(last)) = (run.len() > 2 && run.len() % 2 == 1, run.rchunks(2).next()) {
        pairs.pop();
        pairs.push(last.iter().collect());
    }
    pairs
}

const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '‘' | '’' | 'ʼ' | 'ʻ' | '´' | '`' | '׳' | '״')
}

/// Han, kana, bopomofo, Hangul.
pub(crate) const fn is_unspaced(c: char) -> bool {
    matches!(c,
        '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{2fdf}' | '\u{3005}'..='\u{3007}' | '\u{3021}'..='\u{3029}'
        | '\u{3040}'..='\u{312f}' | '\u{31a0}'..='\u{31bf}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, words: &[&str]) {
        assert_eq!(index_words(text), words, "{text}");
    }

    #[test]
    fn words_of_scripts_with_spaces() {
        check("Jean-Luc  de La Fontaine", &["jean", "luc", "de", "la", "fontaine"]);
        check("Müller & Söhne GmbH, 3M", &["muller", "sohne", "gmbh", "3m"]);
        check("Жуковский", &["жуковскии"]);
        check("Γιώργος", &["γιωργοσ"]);
        check("عبد الله", &["عبد", "الله"]);
        check("משה כהן", &["משה", "כהן"]);
        check("श्री हिन्दी", &["श्री", "हिन्दी"]);
        check("สมชาย ใจดี", &["สมชาย", "ใจดี"]);
        check("Ayşe Işık", &["ayse", "isik"]);
        check("می‌خواهم", &["میخواهم"]);
    }

    #[test]
    fn apostrophes_join_and_the_parts_are_known_too() {
        check("O'Brien", &["obrien", "brien"]);
        check("D’Angelo", &["dangelo", "angelo"]);
        assert_eq!(runs("O´Brien"), [Run::Word("obrien".to_owned())]);
    }

    #[test]
    fn pairs_of_scripts_without_spaces() {
        check("山田太郎", &["山田", "田太", "太郎", "郎"]);
        check("王", &["王"]);
        check("ジョン・スミス", &["ジョ", "ョン", "ン", "スミ", "ミス", "ス"]);
        check("김민수", &["김민", "민수", "수"]);
        check("株式会社ABC", &["株式", "式会", "会社", "社", "abc"]);
        let query = |text: &str| query_pairs(&text.chars().collect::<Vec<_>>());
        assert_eq!(query("王"), ["王"]);
        assert_eq!(query("山田太郎"), ["山田", "太郎"]);
        assert_eq!(query("김민수"), ["김민", "민수"]);
    }

    #[test]
    fn what_has_no_letter_has_no_word() {
        for text in ["", "🦄🦄", "%_'\"\\", " \u{200b} ", "--"] {
            check(text, &[]);
        }
    }
}
