//! The gate: what a document may be before any parser, and any walk over its fragments, is let near it.
//!
//! The first half counts bytes, tokens and brackets in one pass. The second counts what the document expands to: each
//! fragment once, by memo, so that the count is linear in the document while what it counts may be astronomic.

use std::collections::HashMap;

use apollo_compiler::ast::{Definition, Document, Selection};
use apollo_parser::{Lexer, TokenKind};
use rapport_kernel::Code;

use super::{
    answer::{Location, Refusal},
    limits::Limits,
    pairs::Pairs,
};

/// Counts bytes, tokens and brackets, and sees that names have their values.
pub(crate) fn check_text(text: &str, limits: &Limits) -> Result<(), Refusal> {
    if text.len() > limits.bytes {
        let message = format!("The document has more than {} bytes.", limits.bytes);
        return Err(Refusal::new(Code::PayloadTooLarge, message));
    }
    let mut depth = 0_usize;
    let mut tokens = 0_usize;
    let mut pairs = Pairs::default();
    for token in Lexer::new(text) {
        let token = token.map_err(|error| {
            Refusal::new(Code::ParseFailed, format!("Syntax error: {}", error.message()))
                .at(vec![location(text, error.index())])
        })?;
        match token.kind() {
            TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma => continue,
            TokenKind::LCurly | TokenKind::LBracket | TokenKind::LParen => depth += 1,
            TokenKind::RCurly | TokenKind::RBracket | TokenKind::RParen => depth = depth.saturating_sub(1),
            _ => {}
        }
        tokens += 1;
        if depth > limits.brackets {
            let message = format!("Brackets nest deeper than {}.", limits.brackets);
            return Err(Refusal::new(Code::TooComplex, message).at(vec![location(text, token.index())]));
        }
        if tokens > limits.tokens {
            return Err(Refusal::new(
                Code::TooComplex,
                format!("The document has more than {} tokens.", limits.tokens),
            ));
        }
        if !pairs.takes(token.kind()) {
            let message = "Syntax error: expected a colon between a name and its value";
            return Err(Refusal::new(Code::ParseFailed, message).at(vec![location(text, token.index())]));
        }
    }
    Ok(())
}

/// The line and column, from 1, of a byte of the text.
pub(crate) fn location(text: &str, index: usize) -> Location {
    let before = text.get(..index).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Location { line, column }
}

/// What a selection set expands to.
#[derive(Clone, Copy, Default)]
struct Size {
    selections: u64,
    depth: u32,
}

struct Measure<'a> {
    fragments: HashMap<&'a str, &'a [Selection]>,
    known: HashMap<&'a str, Size>,
    /// The fragments on the way down, to see a cycle; validation says what is wrong with it.
    open: Vec<&'a str>,
    aliases: usize,
    directives: usize,
}

impl<'a> Measure<'a> {
    fn set(&mut self, selections: &'a [Selection]) -> Size {
        let mut total = Size::default();
        for selection in selections {
            let inner = match selection {
                Selection::Field(field) => {
                    self.aliases += usize::from(field.alias.is_some());
                    self.directives += field.directives.len();
                    let mut inner = self.set(&field.selection_set);
                    inner.depth = inner.depth.saturating_add(1);
                    inner
                }
                Selection::InlineFragment(fragment) => {
                    self.directives += fragment.directives.len();
                    self.set(&fragment.selection_set)
                }
                Selection::FragmentSpread(spread) => {
                    self.directives += spread.directives.len();
                    self.fragment(&spread.fragment_name)
                }
            };
            total.selections = total.selections.saturating_add(inner.selections).saturating_add(1);
            total.depth = total.depth.max(inner.depth);
        }
        total
    }

    fn fragment(&mut self, name: &'a str) -> Size {
        if let Some(known) = self.known.get(name) {
            return *known;
        }
        if self.open.contains(&name) {
            return Size::default();
        }
        let Some(selections) = self.fragments.get(name).copied() else { return Size::default() };
        self.open.push(name);
        let size = self.set(selections);
        self.open.pop();
        self.known.insert(name, size);
        size
    }
}

/// Counts what the document expands to.
pub(crate) fn check_expansion(document: &Document, limits: &Limits) -> Result<(), Refusal> {
    let fragments = document.definitions.iter().filter_map(|definition| match definition {
        Definition::FragmentDefinition(fragment) => Some((fragment.name.as_str(), &fragment.selection_set[..])),
        _ => None,
    });
    let mut measure =
        Measure { fragments: fragments.collect(), known: HashMap::new(), open: Vec::new(), aliases: 0, directives: 0 };
    // A chain of fragments is walked by recursion, so its length is bounded too.
    if measure.fragments.len() > usize::try_from(limits.depth).unwrap_or(usize::MAX).saturating_mul(8) {
        return Err(Refusal::new(Code::TooComplex, "The document has too many fragments."));
    }
    let mut largest = Size::default();
    for definition in &document.definitions {
        let size = match definition {
            Definition::OperationDefinition(operation) => {
                measure.directives += operation.directives.len();
                measure.set(&operation.selection_set)
            }
            Definition::FragmentDefinition(fragment) => measure.fragment(&fragment.name),
            _ => Size::default(),
        };
        largest.selections = largest.selections.max(size.selections);
        largest.depth = largest.depth.max(size.depth);
    }
    let refuse = |message: String| Err(Refusal::new(Code::TooComplex, message));
    if largest.selections > limits.selections {
        return refuse(format!("The document expands to more than {} selections.", limits.selections));
    }
    if largest.depth > limits.depth {
        return refuse(format!("Selections nest deeper than {}.", limits.depth));
    }
    if measure.aliases > limits.aliases {
        return refuse(format!("The document has more than {} aliases.", limits.aliases));
    }
    if measure.directives > limits.directives {
        return refuse(format!("The document has more than {} directives.", limits.directives));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Result<(), Code> {
        let limits = Limits::default();
        check_text(text, &limits).map_err(|refusal| refusal.error.code)?;
        let document = Document::parse(text, "query").unwrap_or_else(|errors| errors.partial);
        check_expansion(&document, &limits).map_err(|refusal| refusal.error.code)
    }

    #[test]
    fn literals_nested_a_hundred_thousand_deep_are_refused() {
        for (open, close) in [("[", "]"), ("{a:", "}"), ("(", ")")] {
            let text = format!("{{ a(b: {}{}) }}", open.repeat(30_000), close.repeat(30_000));
            assert!(matches!(check(&text), Err(Code::TooComplex | Code::PayloadTooLarge)), "{open}");
        }
        assert_eq!(check(&"[".repeat(99_999)), Err(Code::TooComplex));
    }

    #[test]
    fn a_fragment_bomb_is_refused_by_count_and_not_by_expansion() {
        let mut bomb = String::from("{ ...F0 }");
        for level in 0..30 {
            bomb += &format!(" fragment F{level} on Query {{ ...F{next} ...F{next} }}", next = level + 1);
        }
        bomb += " fragment F30 on Query { __typename }";
        assert_eq!(check(&bomb), Err(Code::TooComplex));
    }

    #[test]
    fn a_cycle_ends() {
        assert_eq!(check("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }"), Ok(()));
    }

    #[test]
    fn floods_are_refused() {
        let aliases: String = (0..200).map(|n| format!("a{n}: b ")).collect();
        assert_eq!(check(&format!("{{ {aliases} }}")), Err(Code::TooComplex));
        assert_eq!(check(&format!("{{ a {} }}", "@skip(if: false)".repeat(200))), Err(Code::TooComplex));
        assert_eq!(check(&"a ".repeat(20_000)), Err(Code::TooComplex));
        assert_eq!(check(&" ".repeat(200_000)), Err(Code::PayloadTooLarge));
    }

    #[test]
    fn what_is_no_token_is_told_with_its_place() {
        let refusal = check_text("{\n  a \u{0} }", &Limits::default()).unwrap_err();
        assert_eq!(refusal.error.code, Code::ParseFailed);
        assert_eq!(refusal.locations.first().map(|place| place.line), Some(2));
    }
}
