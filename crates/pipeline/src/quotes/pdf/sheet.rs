//! A quote as it is read: from whom and to whom, what, for how much, until when.

use std::{rc::Rc, time::Instant};

use krilla::{
    Document,
    metadata::{DateTime, Metadata},
};

use super::{
    PdfError,
    fonts::fonts,
    page::{MARGIN, Pages, Row, WITHIN},
    text::{Style, Writer},
};

/// A line of a quote, as it is read.
#[derive(Clone, Debug)]
pub(in crate::quotes) struct Line {
    pub(in crate::quotes) name: String,
    /// What else there is to say, such as payments.
    pub(in crate::quotes) detail: String,
    pub(in crate::quotes) quantity: String,
    pub(in crate::quotes) unit_price: String,
    pub(in crate::quotes) discount: String,
    pub(in crate::quotes) tax: String,
    pub(in crate::quotes) net: String,
}

/// A quote, as it is read.
#[derive(Clone, Debug)]
pub(in crate::quotes) struct Sheet {
    pub(in crate::quotes) title: String,
    /// Who offers it, and to whom: what is known of them, a line each.
    pub(in crate::quotes) seller: Vec<String>,
    pub(in crate::quotes) customer: Vec<String>,
    /// What else there is to know about the whole.
    pub(in crate::quotes) facts: Vec<(&'static str, String)>,
    /// The code of the currency of all amounts.
    pub(in crate::quotes) currency: &'static str,
    pub(in crate::quotes) lines: Vec<Line>,
    /// The sums, the last of which is what is to be paid.
    pub(in crate::quotes) sums: Vec<(String, String)>,
    pub(in crate::quotes) terms: Option<String>,
    /// When it was made: year, month, day, hour, minute, second in UTC.
    pub(in crate::quotes) made: (u16, [u8; 5]),
}

const PLAIN: Style = Style { size: 10.0, is_bold: false, is_right: false };
const BOLD: Style = Style { is_bold: true, ..PLAIN };
const RIGHT: Style = Style { is_right: true, ..PLAIN };
const BOLD_RIGHT: Style = Style { is_right: true, ..BOLD };
const CELL: Style = Style { size: 9.0, ..PLAIN };
const CELL_RIGHT: Style = Style { is_right: true, ..CELL };
const HEAD: Style = Style { is_bold: true, ..CELL };
const HEAD_RIGHT: Style = Style { is_right: true, ..HEAD };
const SMALL: Style = Style { size: 8.0, ..PLAIN };
const TITLE: Style = Style { size: 20.0, ..BOLD };

/// Where the columns of the lines begin from the left margin, and how wide they are: what, how many, at how much, less what,
/// taxed how, together. The largest amount that there is fits its column.
const COLUMNS: [(f32, f32); 6] =
    [(0.0, 158.0), (162.0, 48.0), (214.0, 88.0), (306.0, 45.0), (355.0, 36.0), (395.0, 88.0)];
/// Where the facts stand beside the customer.
const FACTS: f32 = 260.0;

/// The quote as a PDF, the same bytes for the same quote and fonts. Blocks for some milliseconds, and longer the first time,
/// when the fonts are found.
///
/// # Errors
/// When it takes longer than `until`, or the library refuses.
pub(in crate::quotes) fn render(sheet: &Sheet, until: Instant) -> Result<Vec<u8>, PdfError> {
    let writer = &mut Writer::new(fonts());
    let mut pages = Pages::new(until);
    head(sheet, writer, &mut pages)?;
    let currency = sheet.currency;
    let (price, net) = (format!("Unit price, {currency}"), format!("Net, {currency}"));
    pages.headings(cells(writer, ["Description", "Quantity", &price, "Discount", "Tax", &net], HEAD, HEAD_RIGHT));
    for line in &sheet.lines {
        let texts = [&line.name, &line.quantity, &line.unit_price, &line.discount, &line.tax, &line.net];
        pages.row(cells(writer, texts.map(String::as_str), CELL, CELL_RIGHT))?;
        if !line.detail.is_empty() {
            pages.row(one(writer, &line.detail, COLUMNS[0], SMALL))?;
        }
        pages.space(4.0);
    }
    pages.without_headings();
    pages.rule();
    for (place, (label, amount)) in sheet.sums.iter().enumerate() {
        let style = if place + 1 == sheet.sums.len() { BOLD_RIGHT } else { RIGHT };
        let mut row = one(writer, label, (0.0, 340.0), style);
        row.extend(one(writer, amount, (345.0, WITHIN - 345.0), style));
        pages.row(row)?;
    }
    if let Some(terms) = &sheet.terms {
        pages.space(20.0);
        pages.room(40.0);
        pages.row(one(writer, "Terms", (0.0, WITHIN), BOLD))?;
        // A paragraph each, so that long terms go on on the next page.
        for paragraph in terms.lines() {
            pages.row(one(writer, paragraph, (0.0, WITHIN), PLAIN))?;
        }
    }
    let (year, [month, day, hour, minute, second]) = sheet.made;
    let made = DateTime::new(year).month(month).day(day).hour(hour).minute(minute).second(second);
    let mut document = Document::new();
    document.set_metadata(Metadata::new().title(sheet.title.clone()).creation_date(made.utc_offset_hour(0)));
    pages.finish(document, writer, &sheet.title)
}

/// The title, who offers it, to whom, and the facts beside that.
fn head(sheet: &Sheet, writer: &mut Writer, pages: &mut Pages) -> Result<(), PdfError> {
    for line in &sheet.seller {
        pages.row(one(writer, line, (0.0, WITHIN), RIGHT))?;
    }
    pages.space(12.0);
    pages.row(one(writer, &sheet.title, (0.0, WITHIN), TITLE))?;
    pages.space(12.0);
    let top = pages.at();
    pages.row(one(writer, "To", (0.0, FACTS - 20.0), BOLD))?;
    for line in &sheet.customer {
        pages.row(one(writer, line, (0.0, FACTS - 20.0), PLAIN))?;
    }
    let below = pages.at();
    pages.go_on_at(top);
    for (label, text) in &sheet.facts {
        let mut row = one(writer, label, (FACTS, 70.0), BOLD);
        row.extend(one(writer, text, (FACTS + 75.0, WITHIN - FACTS - 75.0), PLAIN));
        pages.row(row)?;
    }
    pages.go_on_at(below.max(pages.at()));
    pages.space(18.0);
    Ok(())
}

/// A text in a column.
fn one(writer: &mut Writer, text: &str, (x, width): (f32, f32), style: Style) -> Row {
    vec![(Rc::new(writer.block(text, width, style)), MARGIN + x)]
}

/// A row of the table: the first cell is read from the left, all others stand at the right.
fn cells(writer: &mut Writer, texts: [&str; 6], first: Style, others: Style) -> Row {
    let cells = texts.into_iter().zip(COLUMNS).enumerate();
    cells.flat_map(|(place, (text, at))| one(writer, text, at, if place == 0 { first } else { others })).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn sheet(lines: usize) -> Sheet {
        let text = |text: &str| text.to_owned();
        let line = |number: usize| Line {
            name: format!("Überlanges Wort {number}: {}", "Donaudampfschifffahrt".repeat(8)),
            detail: text("12 monthly payments of 25.00"),
            quantity: text("1,000,000"),
            unit_price: text("90,071,992,547,409.91"),
            discount: text("12.5 %"),
            tax: text("19 %"),
            net: text("90,071,992,547,409.91"),
        };
        Sheet {
            title: text("Quote 2026-000001"),
            seller: vec![text("Olga Owner")],
            customer: vec![text("Acme — Ακμή — Акме")],
            facts: vec![("Date", text("2026-11-22"))],
            currency: "EUR",
            lines: (0..lines).map(line).collect(),
            sums: vec![(text("Total"), text("90,071,992,547,409.91 EUR"))],
            terms: Some(text("Net 30.\n\nBy cart.")),
            made: (2026, [11, 22, 1, 2, 3]),
        }
    }

    fn soon() -> Instant {
        Instant::now() + Duration::from_secs(60)
    }

    /// How many pages there are: each stands in the file with its size.
    fn pages(pdf: &[u8]) -> usize {
        pdf.windows(9).filter(|window| *window == b"/MediaBox").count()
    }

    #[test]
    fn the_same_quote_is_the_same_bytes() {
        let [first, second] = [0, 1].map(|_| render(&sheet(3), soon()).unwrap());
        assert!(first.starts_with(b"%PDF-") && first == second);
        assert_ne!(first, render(&Sheet { title: "Quote 2026-000002".to_owned(), ..sheet(3) }, soon()).unwrap());
    }

    #[test]
    fn hundreds_of_lines_go_on_page_after_page() {
        let pdf = render(&sheet(200), soon()).unwrap();
        assert!((20..60).contains(&pages(&pdf)), "{} pages", pages(&pdf));
        assert_eq!(pages(&render(&sheet(1), soon()).unwrap()), 1);
        assert!(pdf.len() < 1_000_000, "{} bytes: fonts are cut to what is used", pdf.len());
    }

    #[test]
    fn what_takes_too_long_is_given_up() {
        assert!(matches!(render(&sheet(1), Instant::now()), Err(PdfError::TooLong)));
    }
}
