//! One form for all the ways in which a letter is written.

use unicode_normalization::UnicodeNormalization;

/// The text in compatibility form (width, ligatures), without accents and vowel points, in lower case.
///
/// Marks go where their language leaves them out at will: accents of Latin, Greek and Cyrillic, points of Hebrew and
/// Arabic. They stay where they are vowels (Devanagari, Thai) or make another letter (the voicing of kana). At the end
/// everything is composed again, or else a Hangul syllable would be three letters.
pub(crate) fn fold(text: &str) -> String {
    let kept = text.nfkd().filter(|c| !is_left_out(*c));
    let mut folded = String::with_capacity(text.len());
    for c in kept {
        match plain(c) {
            Some(plain) => folded.push_str(plain),
            // There and back folds more than lower case alone: ß is ss, the final sigma a sigma.
            None => c.to_uppercase().flat_map(char::to_lowercase).for_each(|c| folded.push(c)),
        }
    }
    folded.nfc().collect()
}

/// Letters that Unicode does not take apart, though people who lack the key type them so.
const fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'ł' | 'Ł' => "l",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ħ' | 'Ħ' => "h",
        'ŧ' | 'Ŧ' => "t",
        'ı' => "i",
        'þ' | 'Þ' => "th",
        _ => return None,
    })
}

/// Marks that a reader does without, and characters that cannot be seen.
const fn is_left_out(c: char) -> bool {
    matches!(c,
        // Accents of Latin, Greek and Cyrillic.
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{487}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}'
        | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}'
        // Points of Hebrew; vowels, hamzas and the stretching line of Arabic.
        | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}'
        | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        // Joiners, directions, soft hyphens, variants of signs.
        | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0100}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_fold_to_one() {
        for (one, other) in [
            ("Zoë", "ZOE"),
            ("Straße", "STRASSE"),
            ("Łódź", "lodz"),
            ("Søren", "soren"),
            ("ﬁne", "fine"),
            ("Ｈｏｐｐｅｒ", "hopper"),
            ("İstanbul", "istanbul"),
            ("Işık", "ISIK"),
            ("ışık", "isik"),
            ("Ёлкин", "елкин"),
            ("ΓΙΏΡΓΟΣ", "γιώργος"),
            ("أحمد", "احمد"),
            ("مُحَمَّد", "محمد"),
            ("מֹשֶׁה", "משה"),
            ("ｱﾔﾅ", "アヤナ"),
            ("ガ", "ｶﾞ"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn what_tells_words_apart_stays() {
        for (one, other) in [("か", "が"), ("कि", "क"), ("ไก่", "ไก"), ("김", "기"), ("anna", "ana")]
        {
            assert_ne!(fold(one), fold(other), "{one} {other}");
        }
        assert_eq!(fold("김민수"), "김민수");
    }
}
