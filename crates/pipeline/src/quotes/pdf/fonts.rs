//! The fonts: one that the program brings, for Latin, Greek and Cyrillic, and those of the machine for every other script.

use std::{
    path::PathBuf,
    sync::{Arc, LazyLock},
};

use parley::{
    FontContext,
    fontique::{Blob, Collection, CollectionOptions, SourceCache},
};

/// The family that the program brings.
const OWN: &str = "Libertinus Serif";
/// Where machines keep their fonts. Debian's packages `fonts-noto-core` and `fonts-noto-cjk` put theirs there.
const PLACES: [&str; 2] = ["/usr/share/fonts", "/usr/local/share/fonts"];

/// The fonts with the names of their families, the own one first.
#[derive(Clone)]
pub(super) struct Fonts {
    pub(super) context: FontContext,
    pub(super) families: Arc<[String]>,
}

/// The fonts, which are found once.
pub(super) fn fonts() -> Fonts {
    static FONTS: LazyLock<Fonts> = LazyLock::new(find);
    FONTS.clone()
}

fn find() -> Fonts {
    let mut collection = Collection::new(CollectionOptions { shared: false, system_fonts: false });
    let places: Vec<PathBuf> = PLACES.into_iter().map(PathBuf::from).filter(|place| place.is_dir()).collect();
    collection.load_fonts_from_paths(places);
    for font in typst_assets::fonts() {
        collection.register_fonts(Blob::new(Arc::new(font)), None);
    }
    let mut others: Vec<String> = collection.family_names().map(str::to_owned).filter(|name| name != OWN).collect();
    // Sans serif before others, and always in the same order, so that a page looks the same each time.
    others.sort_by_key(|name| (!name.contains("Sans"), name.contains("Mono") || name.contains("Math"), name.clone()));
    let families = std::iter::once(OWN.to_owned()).chain(others).collect();
    Fonts { context: FontContext { collection, source_cache: SourceCache::default() }, families }
}
