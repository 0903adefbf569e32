//! What somebody types into a search box, as terms.

use crate::{
    record::{Field, SHORTEST_NUMBER, whole},
    spelling::{self, is_spelt},
    split::{Run, is_unspaced, query_pairs, runs, truncate},
};

/// How many characters a query has at most.
const LONGEST: usize = 200;
/// How many terms it has at most.
const MOST_TERMS: usize = 12;

/// One word of a query. A record has it when one of its words in one of the fields begins so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The word as it is compared.
    pub text: String,
    /// Where to look, and for the beginning of what.
    pub beginnings: Vec<(Field, String)>,
    /// Whether typing errors in it are forgiven, in names.
    pub is_spelt: bool,
}

/// A query, taken apart. All its terms must be found, in whatever order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The terms, each once.
    pub terms: Vec<Term>,
}

/// Why a text is no query. The message is for whoever typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// One letter would find half of everything.
    #[error("Type at least 2 letters or digits, or one character of Chinese, Japanese or Korean.")]
    TooShort,
    /// More than a search box holds.
    #[error("A query has at most {LONGEST} characters.")]
    TooLong,
    /// More words than a name has.
    #[error("A query has at most {MOST_TERMS} words.")]
    TooManyWords,
}

impl Query {
    /// Takes a text apart.
    ///
    /// # Errors
    /// When it is too short, too long, or has too many words.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.chars().count() > LONGEST {
            return Err(QueryError::TooLong);
        }
        let mut terms: Vec<Term> = Vec::new();
        let mut number: Vec<&str> = Vec::new();
        for chunk in text.split_whitespace() {
            if is_number(chunk) {
                number.push(chunk);
                continue;
            }
            terms.extend(numbers(&std::mem::take(&mut number)));
            terms.extend(address(chunk).unwrap_or_else(|| words(chunk, &[Field::Name, Field::Domain, Field::Email])));
        }
        terms.extend(numbers(&number));
        let mut once: Vec<Term> = Vec::new();
        for term in terms {
            if !once.contains(&term) {
                once.push(term);
            }
        }
        let letters: usize = once.iter().map(|term| term.text.chars().filter(|c| c.is_alphanumeric()).count()).sum();
        let is_long_enough = letters >= 2 || once.iter().any(|term| term.text.chars().any(is_unspaced));
        match once.len() {
            _ if !is_long_enough => Err(QueryError::TooShort),
            0..=MOST_TERMS => Ok(Self { terms: once }),
            _ => Err(QueryError::TooManyWords),
        }
    }
}

impl Term {
    fn new(text: String, fields: &[Field]) -> Self {
        let is_spelt = fields.contains(&Field::Name) && is_spelt(&text) && spelling::errors_allowed(&text) > 0;
        Self { beginnings: fields.iter().map(|field| (*field, text.clone())).collect(), is_spelt, text }
    }
}

fn words(chunk: &str, fields: &[Field]) -> Vec<Term> {
    let mut terms = Vec::new();
    for run in runs(chunk) {
        match run {
            Run::Word(word) => terms.push(Term::new(word, fields)),
            Run::Unspaced(run) => terms.extend(query_pairs(&run).into_iter().map(|pair| Term::new(pair, fields))),
        }
    }
    terms
}

/// An e-mail address from its beginning on, or its domain after an `@`.
fn address(chunk: &str) -> Option<Vec<Term>> {
    let chunk = chunk.trim_matches(['<', '>', ',', ';', '"', '(', ')']);
    let (local, domain) = chunk.rsplit_once('@')?;
    if local.is_empty() {
        return Some(words(domain, &[Field::Domain, Field::Email]));
    }
    Some(vec![Term::new(whole(chunk), &[Field::Email])])
}

/// Whether it can be a part of a telephone number as people write them.
fn is_number(chunk: &str) -> bool {
    let mut folded = crate::fold::fold(chunk);
    folded.retain(|c| !matches!(c, '+' | '(' | ')' | '-' | '.' | '/'));
    !folded.is_empty() && folded.bytes().all(|byte| byte.is_ascii_digit())
}

/// Chunks of digits beside each other are one telephone number. A single one may stand in a name as well.
fn numbers(chunks: &[&str]) -> Vec<Term> {
    let folded = crate::fold::fold(&chunks.concat());
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    if digits.len() < SHORTEST_NUMBER {
        return chunks.iter().flat_map(|chunk| words(chunk, &[Field::Name, Field::Domain, Field::Email])).collect();
    }
    // The zero of the national form, and the two of the international, stand for what the number begins with.
    let significant = Some(digits.trim_start_matches('0')).filter(|rest| rest.len() >= SHORTEST_NUMBER);
    let mut term = if chunks.len() == 1 && digits == folded {
        Term::new(truncate(&digits), &[Field::Name, Field::Domain, Field::Email])
    } else {
        Term::new(truncate(&digits), &[])
    };
    term.beginnings.push((Field::Phone, truncate(significant.unwrap_or(&digits))));
    vec![term]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(query: &str) -> Vec<String> {
        Query::parse(query).unwrap().terms.into_iter().map(|term| term.text).collect()
    }

    fn phone(query: &str) -> Vec<String> {
        let terms = Query::parse(query).unwrap().terms;
        let phones = terms.into_iter().flat_map(|term| term.beginnings).filter(|(field, _)| *field == Field::Phone);
        phones.map(|(_, digits)| digits).collect()
    }

    #[test]
    fn words_in_any_script() {
        assert_eq!(texts("  Grace   HOPPER grace "), ["grace", "hopper"]);
        assert_eq!(texts("山田太郎"), ["山田", "太郎"]);
        assert_eq!(texts("O'Brien, Zoë"), ["obrien", "zoe"]);
        assert_eq!(texts("王"), ["王"]);
        assert_eq!(texts("anna s"), ["anna", "s"]);
    }

    #[test]
    fn numbers_are_joined_and_lose_their_zeros() {
        assert_eq!(phone("668 18 00"), ["6681800"]);
        assert_eq!(phone("+41 (44) 668-18.00"), ["41446681800"]);
        assert_eq!(phone("044 668 18 00"), ["446681800"]);
        assert_eq!(phone("0041 44"), ["4144"]);
        assert_eq!(phone("000"), ["000"]);
        assert_eq!(phone("１２３ Ann"), ["123"]);
        assert_eq!(texts("12"), ["12"]);
        assert!(phone("12").is_empty());
        let single = Query::parse("1848").unwrap();
        assert_eq!(single.terms[0].beginnings[0], (Field::Name, "1848".to_owned()));
    }

    #[test]
    fn addresses_stay_whole() {
        let query = Query::parse("<Ana.Li7@North.example>").unwrap();
        assert_eq!(query.terms[0].beginnings, [(Field::Email, "ana.li7@north.example".to_owned())]);
        assert_eq!(texts("@north.ex"), ["north", "ex"]);
        assert_eq!(texts("ana.li7"), ["ana", "li7"]);
    }

    #[test]
    fn what_is_no_query_is_told() {
        for short in ["", " ", "a", "é", "🦄🦄🦄", "%%", "@", "1", "'\"\\"] {
            assert_eq!(Query::parse(short), Err(QueryError::TooShort), "{short}");
        }
        let many: String = (0..40).map(|n| format!("w{n} ")).collect();
        assert_eq!(Query::parse(&many), Err(QueryError::TooManyWords));
        assert_eq!(Query::parse(&"x".repeat(201)), Err(QueryError::TooLong));
    }
}
