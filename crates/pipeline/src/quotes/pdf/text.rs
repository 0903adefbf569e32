//! Texts that are laid out: shaped, in lines, with the font that each script needs and in the direction that it has.

use std::{borrow::Cow, collections::HashMap, ops::Range, sync::Arc};

use krilla::{
    color::rgb,
    geom::Point,
    num::NormalizedF32,
    paint::Fill,
    surface::Surface,
    text::{Font, GlyphId, KrillaGlyph},
};
use parley::{
    Layout, LayoutContext,
    layout::Alignment,
    style::{FontFamily, FontFamilyName, FontWeight, LineHeight, OverflowWrap, StyleProperty},
};

use super::{PdfError, fonts::Fonts};

/// How a text looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// The size of the font, in points.
    pub(super) size: f32,
    /// Whether it is bold.
    pub(super) is_bold: bool,
    /// Whether it stands at the right side of its column, as amounts do.
    pub(super) is_right: bool,
}

/// What texts are made with.
pub(super) struct Writer {
    fonts: Fonts,
    context: LayoutContext<()>,
    /// The fonts that the document has, by what parley knows them by.
    embedded: HashMap<(u64, u32), Font>,
}

/// A text in lines of at most a width.
pub(super) struct Block {
    text: String,
    layout: Layout<()>,
}

impl Block {
    /// How high it is, in points.
    pub(super) fn height(&self) -> f32 {
        self.layout.height()
    }
}

impl Writer {
    pub(super) fn new(fonts: Fonts) -> Self {
        Self { fonts, context: LayoutContext::new(), embedded: HashMap::new() }
    }

    /// Lays a text out in a column of this width.
    pub(super) fn block(&mut self, text: &str, width: f32, style: Style) -> Block {
        let families = Arc::clone(&self.fonts.families);
        let names = families.iter().map(|name| FontFamilyName::Named(Cow::Borrowed(name.as_str())));
        let family = FontFamily::List(names.collect::<Vec<_>>().into());
        let mut builder = self.context.ranged_builder(&mut self.fonts.context, text, 1.0, false);
        builder.push_default(StyleProperty::FontFamily(family));
        builder.push_default(StyleProperty::FontSize(style.size));
        builder.push_default(StyleProperty::LineHeight(LineHeight::FontSizeRelative(1.3)));
        // A word that is wider than its column is broken wherever it must be.
        builder.push_default(StyleProperty::OverflowWrap(OverflowWrap::Anywhere));
        if style.is_bold {
            builder.push_default(StyleProperty::FontWeight(FontWeight::BOLD));
        }
        let mut layout = builder.build(text);
        layout.break_all_lines(Some(width));
        // What is read from the right begins there.
        let align = if style.is_right { Alignment::Right } else { Alignment::Start };
        layout.align(align, Default::default());
        Block { text: text.to_owned(), layout }
    }

    /// Draws a text with its upper left corner there.
    pub(super) fn draw(&mut self, surface: &mut Surface<'_>, block: &Block, x: f32, y: f32) -> Result<(), PdfError> {
        surface.set_fill(Some(Fill {
            paint: rgb::Color::new(20, 20, 20).into(),
            opacity: NormalizedF32::ONE,
            rule: Default::default(),
        }));
        for line in block.layout.lines() {
            let metrics = line.metrics();
            let mut at = x + metrics.offset;
            for run in line.runs() {
                let start = at;
                let data = run.font().clone();
                let key = (data.data.id(), data.index);
                let font = match self.embedded.get(&key) {
                    Some(font) => font.clone(),
                    None => {
                        let (bytes, _) = data.data.into_raw_parts();
                        let font = Font::new(bytes.into(), data.index).ok_or(PdfError::Font)?;
                        self.embedded.insert(key, font.clone());
                        font
                    }
                };
                let size = run.font_size();
                let mut glyphs: Vec<KrillaGlyph> = Vec::new();
                let mut waiting: Option<Range<usize>> = None;
                for cluster in run.visual_clusters() {
                    let mut stands_for = cluster.text_range();
                    if cluster.is_ligature_continuation() {
                        // It has no glyph of its own: that of the letters read before it stands for it, which comes next where
                        // they are read from the right.
                        if run.is_rtl() {
                            waiting =
                                Some(waiting.map_or_else(|| stands_for.clone(), |other| both(&other, &stands_for)));
                        } else if let Some(last) = glyphs.last_mut() {
                            last.text_range = both(&last.text_range, &stands_for);
                        }
                        continue;
                    }
                    if let Some(other) = waiting.take() {
                        stands_for = both(&other, &stands_for);
                    }
                    for glyph in cluster.glyphs() {
                        glyphs.push(KrillaGlyph::new(
                            GlyphId::new(glyph.id),
                            glyph.advance / size,
                            glyph.x / size,
                            glyph.y / size,
                            0.0,
                            stands_for.clone(),
                            None,
                        ));
                        at += glyph.advance;
                    }
                }
                let point = Point::from_xy(start, y + metrics.baseline);
                surface.draw_glyphs(point, &glyphs, font, &block.text, size, false);
            }
        }
        Ok(())
    }
}

/// The text of both, whichever comes first.
fn both(one: &Range<usize>, other: &Range<usize>) -> Range<usize> {
    one.start.min(other.start)..one.end.max(other.end)
}
