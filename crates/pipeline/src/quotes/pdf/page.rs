//! Pages of A4 that are filled from above: what does not fit goes to the next, under the same headings.

use std::{rc::Rc, time::Instant};

use krilla::{
    Document,
    color::rgb,
    geom::{PathBuilder, Rect},
    num::NormalizedF32,
    page::PageSettings,
    paint::Fill,
};

use super::{
    PdfError,
    text::{Block, Style, Writer},
};

/// A4, in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
/// What is left free at each side.
pub(super) const MARGIN: f32 = 56.0;
/// How wide what is written can be.
pub(super) const WITHIN: f32 = WIDTH - 2.0 * MARGIN;
/// How thick a rule is.
const RULE: f32 = 0.6;
/// Where the foot of each page stands.
const FOOT: f32 = HEIGHT - 40.0;
const SMALL: Style = Style { size: 8.0, is_bold: false, is_right: false };

/// Texts beside each other, each with where it begins.
pub(super) type Row = Vec<(Rc<Block>, f32)>;

/// What stands somewhere on a page.
enum Piece {
    Text(Rc<Block>, f32, f32),
    Rule(f32),
}

/// Pages in the making.
pub(super) struct Pages {
    done: Vec<Vec<Piece>>,
    page: Vec<Piece>,
    y: f32,
    /// What stands on top of each page that begins from now on.
    headings: Option<Row>,
    until: Instant,
}

impl Pages {
    /// The first page, which with all others is to be there until then.
    pub(super) fn new(until: Instant) -> Self {
        Self { done: Vec::new(), page: Vec::new(), y: MARGIN, headings: None, until }
    }

    /// Adds a row; the highest text says where it goes on.
    ///
    /// # Errors
    /// When it takes too long.
    pub(super) fn row(&mut self, row: Row) -> Result<(), PdfError> {
        if Instant::now() > self.until {
            return Err(PdfError::TooLong);
        }
        self.room(height(&row));
        self.put(row);
        Ok(())
    }

    /// Goes to the next page unless there is so much room on this one.
    pub(super) fn room(&mut self, height: f32) {
        if self.y + height <= HEIGHT - MARGIN || self.page.is_empty() {
            return;
        }
        self.done.push(std::mem::take(&mut self.page));
        self.y = MARGIN;
        if let Some(headings) = self.headings.clone() {
            self.put(headings);
            self.rule();
        }
    }

    fn put(&mut self, row: Row) {
        let height = height(&row);
        for (block, x) in row {
            self.page.push(Piece::Text(block, x, self.y));
        }
        self.y += height;
    }

    /// Puts headings here and on top of each page that begins before there are none any more.
    pub(super) fn headings(&mut self, row: Row) {
        self.room(height(&row) * 3.0);
        self.headings = Some(row.clone());
        self.put(row);
        self.rule();
    }

    /// From here on no page has headings.
    pub(super) fn without_headings(&mut self) {
        self.headings = None;
    }

    /// Leaves some space.
    pub(super) fn space(&mut self, height: f32) {
        self.y += height;
    }

    /// Where the next row begins.
    pub(super) const fn at(&self) -> f32 {
        self.y
    }

    /// Goes on from there.
    pub(super) const fn go_on_at(&mut self, y: f32) {
        self.y = y;
    }

    /// Draws a rule across the page.
    pub(super) fn rule(&mut self) {
        self.page.push(Piece::Rule(self.y + 2.0));
        self.y += 6.0;
    }

    /// The document, with `name` and the number of the page at the foot of each.
    ///
    /// # Errors
    /// When the library refuses.
    pub(super) fn finish(
        mut self,
        mut document: Document,
        writer: &mut Writer,
        name: &str,
    ) -> Result<Vec<u8>, PdfError> {
        self.done.push(std::mem::take(&mut self.page));
        let last = self.done.len();
        for (index, mut pieces) in self.done.into_iter().enumerate() {
            let number = format!("Page {} of {last}", index + 1);
            pieces.push(Piece::Text(Rc::new(writer.block(name, WITHIN, SMALL)), MARGIN, FOOT));
            let right = Style { is_right: true, ..SMALL };
            pieces.push(Piece::Text(Rc::new(writer.block(&number, WITHIN, right)), MARGIN, FOOT));
            let size = PageSettings::from_wh(WIDTH, HEIGHT).ok_or(PdfError::Page)?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for piece in pieces {
                match piece {
                    Piece::Text(block, x, y) => writer.draw(&mut surface, &block, x, y)?,
                    Piece::Rule(y) => {
                        let mut path = PathBuilder::new();
                        path.push_rect(Rect::from_xywh(MARGIN, y, WITHIN, RULE).ok_or(PdfError::Page)?);
                        surface.set_fill(Some(Fill {
                            paint: rgb::Color::new(120, 120, 120).into(),
                            opacity: NormalizedF32::ONE,
                            rule: Default::default(),
                        }));
                        surface.draw_path(&path.finish().ok_or(PdfError::Page)?);
                    }
                }
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|error| PdfError::Document(format!("{error:?}")))
    }
}

/// How high the highest of these is.
pub(super) fn height(row: &Row) -> f32 {
    row.iter().map(|(block, _)| block.height()).fold(0.0, f32::max)
}
