//! The files of the playground that the build put into the binary.

/// What the browser may do with the playground's page, and with every file of it: load and talk to this origin only.
/// Monaco sets styles on elements, and GraphiQL's fonts and icons stand in its style sheet as data.
pub(crate) const CONTENT_SECURITY_POLICY: &str = "default-src 'self'; style-src 'self' 'unsafe-inline'; \
     img-src 'self' data:; worker-src 'self' blob:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// A file as it is sent.
#[derive(Clone, Copy)]
pub(crate) struct Asset {
    pub(crate) content_type: &'static str,
    /// `Some("gzip")` where only the compressed form is kept; it is then sent to every client, and all browsers take it.
    pub(crate) content_encoding: Option<&'static str>,
    pub(crate) cache_control: &'static str,
    pub(crate) body: &'static [u8],
}

/// By path below `/playground/`, sorted; written by build.rs.
static ASSETS: &[(&str, Asset)] = include!(concat!(env!("OUT_DIR"), "/playground_assets.rs"));

static FALLBACK: Asset = Asset {
    content_type: "text/html; charset=utf-8",
    content_encoding: None,
    cache_control: "no-store",
    body: include_bytes!("fallback.html"),
};

/// Whether the playground had been built when this binary was.
#[cfg(test)]
fn is_built() -> bool {
    !ASSETS.is_empty()
}

/// The file at a path below `/playground/`, such as `assets/playground-DX5NWKL4.js`.
pub(crate) fn find(path: &str) -> Option<Asset> {
    ASSETS.iter().find(|(name, _)| *name == path).map(|(_, asset)| *asset)
}

/// The playground's page, or, where it was not built, a page that says how to build it.
pub(crate) fn page() -> Asset {
    find("index.html").unwrap_or(FALLBACK)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The addresses in the page, without their leading `/playground/`.
    fn addresses(html: &str) -> Vec<&str> {
        html.split('"').filter_map(|part| part.strip_prefix("/playground/")).collect()
    }

    #[test]
    fn the_page_names_files_that_are_there() {
        let page = page();
        let html = std::str::from_utf8(page.body).unwrap();
        assert_eq!(page.content_type, "text/html; charset=utf-8");
        assert_eq!(addresses(html).is_empty(), !is_built());
        for address in addresses(html) {
            let asset = find(address).unwrap_or_else(|| panic!("{address} is missing"));
            assert_eq!(asset.content_encoding, Some("gzip"));
            assert!(asset.body.starts_with(&[0x1f, 0x8b]), "{address} is not gzip");
            assert!(asset.cache_control.contains("immutable"));
        }
    }

    #[test]
    fn nothing_is_found_outside_the_table() {
        for path in ["", "/", "assets", "assets/", "../Cargo.toml", "index.html.gz"] {
            assert!(find(path).is_none(), "{path}");
        }
    }
}
