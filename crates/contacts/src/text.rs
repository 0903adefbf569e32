//! Texts as clients send them, made fit to be kept.

use rapport_graphql::input::Violations;
use rapport_kernel::InputPath;
use unicode_normalization::UnicodeNormalization as _;

/// How long the key of a record in another system is at most.
const LONGEST_EXTERNAL_ID: usize = 200;

/// What a text may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lines {
    /// One line: a name, a label.
    One,
    /// Several lines: a body, a street.
    Many,
}

/// A text without white space around it, one line with single spaces and in Unicode's composed form (NFC); `None` when
/// nothing is left. Too long a text or one with control characters is a violation.
pub fn optional(
    violations: &mut Violations,
    path: InputPath,
    text: Option<&str>,
    longest: usize,
    lines: Lines,
) -> Option<String> {
    let text = match lines {
        // One name has one spelling: composed, with single spaces, so that it is found and compared as it looks.
        Lines::One => {
            text?.nfc().collect::<String>().split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        }
        Lines::Many => text?.to_owned(),
    };
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let allowed = |c: char| !c.is_control() || (lines == Lines::Many && matches!(c, '\n' | '\r' | '\t'));
    if !text.chars().all(allowed) {
        violations.add(path, "Control characters are not allowed here.");
        return None;
    }
    if text.chars().count() > longest {
        violations.add(path, format!("At most {longest} characters are allowed here."));
        return None;
    }
    Some(text.to_owned())
}

/// As [`optional`], but a text without content is a violation too.
pub fn required(violations: &mut Violations, path: InputPath, text: &str, longest: usize) -> Option<String> {
    if text.trim().is_empty() {
        violations.add(path, "This may not be empty.");
        return None;
    }
    optional(violations, path, Some(text), longest, Lines::One)
}

/// An ISO 3166-1 alpha-2 code, in upper case.
pub fn country(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    let code = text.to_ascii_uppercase();
    if code.len() == 2 && rust_iso3166::from_alpha2(&code).is_some() {
        return Some(code);
    }
    violations.add(path, "This is not a country's two-letter code (ISO 3166-1 alpha-2).");
    None
}

/// A BCP 47 language tag, in its canonical case: `de-AT`.
pub fn language(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    match oxilangtag::LanguageTag::parse_and_normalize(text) {
        Ok(tag) if tag.as_str().len() <= 35 => Some(tag.into_inner()),
        _ => {
            violations.add(path, "This is not a language tag (BCP 47), such as de or pt-BR.");
            None
        }
    }
}

/// The name of a time zone, as the IANA database writes it: `Europe/Zurich`.
pub fn time_zone(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?.trim();
    if text.is_empty() {
        return None;
    }
    match text.parse::<chrono_tz::Tz>() {
        Ok(zone) => Some(zone.name().to_owned()),
        Err(_) => {
            violations.add(path, "This is not a time zone of the IANA database, such as Europe/Zurich.");
            None
        }
    }
}

/// The key of a record in another system: any text, as it is. Empty is none.
pub fn external_id(violations: &mut Violations, path: InputPath, text: Option<&str>) -> Option<String> {
    let text = text?;
    if text.is_empty() {
        return None;
    }
    if text.chars().count() > LONGEST_EXTERNAL_ID || text.chars().any(char::is_control) {
        violations
            .add(path, format!("At most {LONGEST_EXTERNAL_ID} characters are allowed here, no control characters."));
        return None;
    }
    Some(text.to_owned())
}

#[cfg(test)]
mod tests {
    use rapport_graphql::path;

    use super::*;

    fn check(text: &str, lines: Lines) -> Result<Option<String>, String> {
        let mut violations = Violations::new();
        let kept = optional(&mut violations, path!["x"], Some(text), 5, lines);
        violations.check().map(|()| kept).map_err(|error| error.message.into_owned())
    }

    #[test]
    fn texts_of_every_script_are_kept_as_they_are() {
        for text in ["Zoë", "Дарья", "محمد", "山田", "🦄🦄"] {
            assert_eq!(check(text, Lines::One), Ok(Some(text.to_owned())));
        }
    }

    #[test]
    fn control_characters_and_long_texts_are_refused() {
        assert!(check("a\u{0}b", Lines::One).is_err());
        assert!(check("a\nb", Lines::One).is_err());
        assert_eq!(check("a\nb", Lines::Many), Ok(Some("a\nb".to_owned())));
        assert!(check("123456", Lines::One).is_err());
        assert_eq!(check("  \u{a0} ", Lines::One), Ok(None));
    }

    #[test]
    fn a_line_has_one_spelling() {
        assert_eq!(check(" a   e\u{301} ", Lines::One), Ok(Some("a \u{e9}".to_owned())));
        assert_eq!(check("a  b", Lines::Many), Ok(Some("a  b".to_owned())));
    }

    #[test]
    fn countries_and_languages_are_canonical() {
        let mut violations = Violations::new();
        assert_eq!(country(&mut violations, path!["country"], Some("de")), Some("DE".to_owned()));
        assert_eq!(language(&mut violations, path!["language"], Some("PT-br")), Some("pt-BR".to_owned()));
        assert!(violations.check().is_ok());
        let mut violations = Violations::new();
        country(&mut violations, path!["country"], Some("XX"));
        language(&mut violations, path!["language"], Some("!"));
        time_zone(&mut violations, path!["timeZone"], Some("Europe/Nowhere"));
        assert_eq!(violations.check().unwrap_err().violations.len(), 3);
    }
}
