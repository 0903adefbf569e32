//! One rule of syntax that apollo-parser does not hold: a colon between the name of an argument, or of an input field, and
//! its value. Without it the parser drops the name, and with it what a client meant to ask. (October 2021, 2.6 and 2.9.8.)

use apollo_parser::TokenKind;

/// What is open, and what may come next in it.
#[derive(Clone, Copy)]
enum Frame {
    /// A selection set, a list, or the definitions of variables: names stand for themselves.
    Free,
    /// Arguments or an input object, before a name.
    Name,
    /// Between a name and its value.
    Colon,
    /// Before a value.
    Value,
}

/// Follows the tokens of a document that mean something.
#[derive(Default)]
pub(crate) struct Pairs {
    open: Vec<Frame>,
    /// How many of what is open are round: within them, braces hold input fields.
    round: usize,
}

impl Pairs {
    /// Takes the next token. False where a colon is missing before it.
    pub(crate) fn takes(&mut self, kind: TokenKind) -> bool {
        if let Some(frame @ Frame::Colon) = self.open.last_mut() {
            *frame = Frame::Value;
            return kind == TokenKind::Colon;
        }
        match kind {
            TokenKind::LParen => {
                self.round = self.round.saturating_add(1);
                self.open.push(Frame::Name);
            }
            TokenKind::LCurly => self.open.push(if self.round > 0 { Frame::Name } else { Frame::Free }),
            TokenKind::LBracket => self.open.push(Frame::Free),
            TokenKind::RParen => {
                self.round = self.round.saturating_sub(1);
                self.close();
            }
            TokenKind::RCurly | TokenKind::RBracket => self.close(),
            _ => self.plain(kind),
        }
        true
    }

    fn close(&mut self) {
        self.open.pop();
        self.value_is_there();
    }

    fn plain(&mut self, kind: TokenKind) {
        match (self.open.last_mut(), kind) {
            (Some(frame @ Frame::Name), TokenKind::Name) => *frame = Frame::Colon,
            // Only variables that are defined begin with their sign.
            (Some(frame @ Frame::Name), TokenKind::Dollar) => *frame = Frame::Free,
            // The name of the variable is the value.
            (_, TokenKind::Dollar) => {}
            _ => self.value_is_there(),
        }
    }

    fn value_is_there(&mut self) {
        if let Some(frame @ Frame::Value) = self.open.last_mut() {
            *frame = Frame::Name;
        }
    }
}

#[cfg(test)]
mod tests {
    use apollo_parser::Lexer;

    use super::*;

    fn fits(text: &str) -> bool {
        let mut pairs = Pairs::default();
        let kinds = Lexer::new(text).map(|token| token.unwrap().kind());
        let mut kinds =
            kinds.filter(|kind| !matches!(kind, TokenKind::Whitespace | TokenKind::Comment | TokenKind::Comma));
        kinds.all(|kind| pairs.takes(kind))
    }

    #[test]
    fn a_name_without_its_colon_is_seen() {
        for text in [
            "{ people(after null) }",
            "{ people(first: 1, after null) }",
            "{ people(first) }",
            "{ people(filter: { a }) }",
            "{ people(filter: { a b: 1 }) }",
            "{ people(filter: [{ a: { b: 1 } c }]) }",
            "query ($a: In = { b }) { people }",
            "query ($a: Int @d(if)) { people }",
            "{ people @skip(if $a) }",
            "{ people(order: $by first) }",
        ] {
            assert!(!fits(text), "{text}");
        }
    }

    #[test]
    fn whatever_has_its_colons_passes() {
        for text in [
            "{ a b c: d { e } ...F @skip(if: $x) ... on T { f } }",
            r#"{ people(first: 1, after: null order: [A B { c: d }], filter: { a: $b, c: { d: "e" } }, n: {}) { id } }"#,
            "query Q($a: [Int!]! = [1, 2] @d(if: true), $b: In = { c: { d: A } e: 1.5 }) { people(a: $a b: $b) }",
            "fragment F on T @d(a: \"\"\"b(c\"\"\") { g(h: -1 i: true) }",
        ] {
            assert!(fits(text), "{text}");
        }
    }
}
