//! What people and streets are called, by culture.
//!
//! The lists are text, so that they can be read and mended as text: names between commas, the most frequent family name
//! first. A name in another script is followed, after a slash, by how its bearer writes it in an address.

pub(crate) mod latin;
pub(crate) mod scripts;

/// The names of a culture.
#[derive(Debug)]
pub(crate) struct Culture {
    pub(crate) given: &'static str,
    /// Neutral forms alone where a language tells women's family names from men's.
    pub(crate) family: &'static str,
    /// What stands between two family names, where people bear two.
    pub(crate) joint: Option<&'static str>,
    /// `#` is the house number.
    pub(crate) streets: &'static str,
}

/// Before a name, seldom.
pub(crate) const PREFIXES: &str = "Dr., Prof., Ms, Mr, Mrs, Mx, Dr. Dr., Sir, Hon., Eng.";
/// After a name, seldom.
pub(crate) const SUFFIXES: &str = "PhD, MBA, Jr., Sr., III, MD, CPA, OBE, LL.M., Esq.";
/// Instead of a name, seldom.
pub(crate) const NICKNAMES: &str =
    "Alex, Sam, Max, Kit, Coco, Bo, Ace, Mimi, Jojo, Nico, Lulu, Teddy, Bea, Gus, Ziggy, Pip";

/// The parts of a list.
pub(crate) fn parts(list: &'static str) -> Vec<&'static str> {
    list.split(',').map(str::trim).collect()
}

/// A name and its form for addresses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) text: &'static str,
    address: Option<&'static str>,
}

impl Name {
    /// All of a list.
    pub(crate) fn list(list: &'static str) -> Vec<Self> {
        let name = |part: &'static str| match part.split_once('/') {
            Some((text, address)) => Self { text, address: Some(address) },
            None => Self { text: part, address: None },
        };
        parts(list).into_iter().map(name).collect()
    }

    /// Lower-case ASCII letters alone.
    pub(crate) fn key(self) -> String {
        fold(self.address.unwrap_or(self.text))
    }
}

/// What is left of a name in an address: lower-case ASCII letters, accents taken off.
pub(crate) fn fold(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        match c {
            'a'..='z' => key.push(c),
            'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'ă' | 'ą' => key.push('a'),
            'ç' | 'č' | 'ć' => key.push('c'),
            'đ' | 'ď' => key.push('d'),
            'é' | 'è' | 'ê' | 'ë' | 'ě' | 'ę' => key.push('e'),
            'ğ' => key.push('g'),
            'í' | 'ì' | 'î' | 'ï' | 'ı' => key.push('i'),
            'ł' => key.push('l'),
            'ñ' | 'ň' | 'ń' => key.push('n'),
            'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'ő' => key.push('o'),
            'ř' => key.push('r'),
            'š' | 'ş' | 'ș' | 'ś' => key.push('s'),
            'ť' | 'ţ' | 'ț' => key.push('t'),
            'ú' | 'ù' | 'û' | 'ü' | 'ů' | 'ű' => key.push('u'),
            'ý' => key.push('y'),
            'ž' | 'ź' | 'ż' => key.push('z'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'ß' => key.push_str("ss"),
            _ => {}
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::COUNTRIES;

    #[test]
    fn accents_are_taken_off() {
        assert_eq!(fold("Łukasz-Jürgen O’Brøndß"), "lukaszjurgenobrondss");
        assert_eq!(Name::list("Мілена/Milena, Ana")[0].key(), "milena");
    }

    #[test]
    fn every_name_has_a_whole_key() {
        for country in COUNTRIES {
            for name in Name::list(country.culture.given).into_iter().chain(Name::list(country.culture.family)) {
                let shown = name.address.unwrap_or(name.text);
                let letters = shown.chars().filter(|c| c.is_alphabetic()).count();
                assert!(letters > 0 && name.key().len() >= letters, "{name:?} becomes {:?}", name.key());
            }
        }
    }
}
