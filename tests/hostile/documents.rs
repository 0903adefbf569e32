//! Documents that are made to hurt a parser, a validator or whatever walks them.

use serde_json::json;

use crate::{answer::Expect, dice::Dice, request::Request};

/// A document by POST, as an admin.
fn document(text: &str, expect: Expect) -> Request {
    Request::json(&json!({ "query": text })).expecting(expect)
}

fn refused(text: &str) -> Request {
    document(text, Expect::Refused)
}

pub(crate) fn nested_literals(dice: &mut Dice) -> Request {
    let (open, close) = dice.of(&[("[", "]"), ("{a:", "}"), ("{a:[", "]}"), ("(", ")")]);
    let depth = dice.of(&[70, 500, 2_000, 15_000, 100_000]);
    let close = close.repeat(dice.of(&[0, depth / 2, depth]));
    refused(&format!("{{ contact(id: {}1{close}) {{ id }} }}", open.repeat(depth)))
}

pub(crate) fn nested_selections(dice: &mut Dice) -> Request {
    let depth = dice.of(&[30, 100, 2_000, 20_000]);
    let step = dice.of(&["company { contacts { nodes { ", "... on Contact { ", "... { ", "a { "]);
    refused(&format!("{{ contacts {{ nodes {{ {} id }} }} }}", step.repeat(depth)))
}

pub(crate) fn nested_types(dice: &mut Dice) -> Request {
    let depth = dice.of(&[70, 1_000, 40_000]);
    refused(&format!("query ($a: {}Int{}) {{ me {{ id }} }}", "[".repeat(depth), "]".repeat(depth)))
}

pub(crate) fn fragment_bombs(dice: &mut Dice) -> Request {
    let (levels, spreads) = (dice.between(14, 30), dice.between(2, 8));
    let mut text = String::from("{ ...F0 }");
    for level in 0..levels {
        text += &format!(" fragment F{level} on Query {{ {}}}", format!("...F{} ", level + 1).repeat(spreads));
    }
    text += &format!(" fragment F{levels} on Query {{ me {{ id }} }}");
    refused(&text)
}

pub(crate) fn fragment_chains(dice: &mut Dice) -> Request {
    let length = dice.of(&[1, 2, 30, 190, 250, 1_900]);
    let mut text = String::from("{ ...F0 }");
    for level in 0..length {
        // The last one closes the circle.
        text += &format!(" fragment F{level} on Query {{ ...F{} }}", (level + 1) % length);
    }
    refused(&text)
}

pub(crate) fn aliases(dice: &mut Dice) -> Request {
    let field = dice.of(&["me { id }", "contacts(first: 100) { totalCount }", "__typename"]);
    let many: String = (0..dice.between(101, 4_000)).map(|n| format!("a{n}: {field} ")).collect();
    refused(&format!("{{ {many} }}"))
}

pub(crate) fn directives(dice: &mut Dice) -> Request {
    let one = dice.of(&["@skip(if: false)", "@include(if: true)", "@nothing", "@a(b: [1])"]);
    refused(&format!("{{ me {{ id {} }} }}", one.repeat(dice.between(101, 5_000))))
}

/// Selections that must be compared with each other: quadratic for who compares all pairs.
pub(crate) fn overlaps(dice: &mut Dice) -> Request {
    let fields = dice.between(200, 3_000);
    let field = dice.of(&["me { id }", "me { id name }", "contacts(first: 1) { totalCount }", "__typename"]);
    let other = dice.of(&["", " nothing", " __typename: me { id }", " me: contacts { totalCount }"]);
    document(&format!("{{ {}{other} }}", format!("{field} ").repeat(fields)), Expect::Answered)
}

pub(crate) fn variables(dice: &mut Dice) -> Request {
    let many = dice.between(500, 3_000);
    let same = dice.coin();
    let each = |n: usize| if same { "$a: Int ".to_owned() } else { format!("$a{n}: [ContactFilter!] ") };
    refused(&format!("query ({}) {{ me {{ id }} }}", (0..many).map(each).collect::<String>()))
}

pub(crate) fn operations(dice: &mut Dice) -> Request {
    let same = dice.coin();
    let each =
        |n: usize| if same { "query A { __typename } ".to_owned() } else { format!("query A{n} {{ __typename }} ") };
    refused(&(0..dice.between(2, 1_900)).map(each).collect::<String>())
}

pub(crate) fn texts(dice: &mut Dice) -> Request {
    let length = dice.between(100, 90_000);
    let text = match dice.between(0, 6) {
        0 => format!("\"{}\"", "a".repeat(length)),
        1 => format!("\"\"\"{}\"\"\"", "\n      ".repeat(length / 8)),
        2 => format!("\"{}\"", "\\u".repeat(length / 2)),
        3 => format!("\"{}\"", "\\ud800".repeat(length / 6)),
        4 => format!("\"{}", "\\\"".repeat(length / 2)),
        5 => format!("\"\"\"{}", "\\\"\"\"".repeat(length / 4)),
        _ => format!("\"{}\"", "\u{202e}\u{301}".repeat(length / 5)),
    };
    refused(&format!("{{ contact(id: {text}) {{ id }} }}"))
}

pub(crate) fn numbers(dice: &mut Dice) -> Request {
    let digits = "9".repeat(dice.between(12, 60_000));
    let number = dice.of(&["", "-", "0.", "1e", "-0", "1.5e+"]);
    refused(&format!("{{ contacts(first: {number}{digits}) {{ totalCount }} }}"))
}

/// Names that are nearly right, and very long: for who looks for what may have been meant.
pub(crate) fn names(dice: &mut Dice) -> Request {
    let name = dice.of(&["contact", "e", "_", "contactsByCompanyAndHousehold"]).repeat(dice.between(2, 3_000));
    match dice.between(0, 3) {
        0 => refused(&format!("{{ {name} }}")),
        1 => refused(&format!("{{ contacts({name}: 1) {{ totalCount }} }}")),
        2 => refused(&format!("{{ contacts(filter: {{ {name}: 1 }}) {{ totalCount }} }}")),
        _ => refused(&format!("query ($a: {name}) {{ ...{name} }}")),
    }
}

pub(crate) fn introspections(dice: &mut Dice) -> Request {
    let depth = dice.between(5, 24);
    let step = dice.of(&["fields { type { ", "ofType { ", "possibleTypes { ", "interfaces { possibleTypes { "]);
    let open = step.repeat(depth);
    let close = "} ".repeat(open.matches('{').count());
    let aliases: String =
        (0..dice.between(1, 90)).map(|n| format!("t{n}: __type(name: \"Query\") {{ name }} ")).collect();
    document(&format!("{{ {aliases} __schema {{ types {{ {open} name {close} }} }} }}"), Expect::Answered)
}

pub(crate) fn filters(dice: &mut Dice) -> Request {
    let many = dice.between(100, 2_000);
    let filter = match dice.between(0, 3) {
        0 => format!("and: [{}]", "{ country: { eq: \"DE\" } } ".repeat(many)),
        1 => format!("country: {{ in: [{}] }}", "\"DE\" ".repeat(many)),
        2 => format!("{}country: {{ eq: \"DE\" }}{}", "not: { ".repeat(40), " }".repeat(40)),
        _ => "or: [{ and: [{ or: [{ not: { and: [{}] } }] }] }] ".to_owned(),
    };
    document(&format!("{{ contacts(filter: {{ {filter} }}) {{ totalCount }} }}"), Expect::Answered)
}

/// A good document, with bytes of it changed, moved or left out.
pub(crate) fn mutations_of_good_ones(dice: &mut Dice) -> Request {
    const GOOD: [&str; 4] = [
        "query A($n: Int = 3) { contacts(first: $n, filter: { country: { eq: \"DE\" } }) { nodes { id ...F } } } \
         fragment F on Contact { givenName @include(if: true) company { name } }",
        "{ me { id name } users { totalCount } }",
        "query { node(id: \"x\") { __typename ... on Contact { id } } }",
        "subscription { contactUpdates { cursor } }",
    ];
    const PIECES: &[u8] = b"{}()[]:!$@|&=...\"#\\,  \n abcE019_-\x00\x7f";
    let mut bytes = dice.of(&GOOD).as_bytes().to_vec();
    for _ in 0..dice.between(1, 12) {
        let at = dice.between(0, bytes.len() - 1);
        match dice.between(0, 3) {
            0 => bytes[at] = dice.of(PIECES),
            1 => bytes.insert(at, dice.of(PIECES)),
            2 if bytes.len() > 2 => drop(bytes.remove(at)),
            _ => bytes.truncate(bytes.len().max(20) - dice.between(0, 3)),
        }
    }
    // Whether it still says something is another matter; it is told so either way.
    document(&String::from_utf8_lossy(&bytes), Expect::Answered)
}

pub(crate) fn noise(dice: &mut Dice) -> Request {
    const PIECES: [&str; 14] =
        ["{", "}", "(", ")", "...", "on", "fragment", "query", "$", "@", "\"", "#", "\u{feff}", "🦄"];
    let text: String = (0..dice.between(1, 2_000)).map(|_| dice.of(&PIECES)).collect();
    refused(&text)
}
