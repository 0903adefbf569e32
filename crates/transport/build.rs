//! Puts the built playground into the crate, as a table of its files. Where it was not built the table is empty, so
//! that `cargo build` needs no Node. (rust-embed would do the same, with a dependency, and reads from the source tree
//! at run time in debug builds.)

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let dist = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("playground/dist");
    // Cargo takes a watched path that does not exist for changed, and would compile the crate anew at every build.
    // Where the source tree cannot be written that is all that happens.
    let _ = fs::create_dir_all(&dist);
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=playground/dist");

    let files = if dist.join("index.html").exists() { files_below(&dist)? } else { Vec::new() };
    let mut table = String::from("&[\n");
    for file in files {
        let path = file.strip_prefix(&dist)?.to_str().ok_or("a path that is not UTF-8")?;
        let (path, content_encoding) = match path.strip_suffix(".gz") {
            Some(path) => (path, Some("gzip")),
            None => (path, None),
        };
        writeln!(
            table,
            "    ({path:?}, Asset {{ content_type: {:?}, content_encoding: {content_encoding:?}, cache_control: {:?}, \
             body: include_bytes!({file:?}) }}),",
            content_type(path)?,
            cache_control(path),
        )?;
    }
    table.push_str("]\n");
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("playground_assets.rs"), table)?;
    Ok(())
}

/// All files below the folder, sorted, so that the same build gives the same binary.
fn files_below(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_below(&path)?);
        } else {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn content_type(path: &str) -> Result<&'static str, String> {
    match path.rsplit('.').next() {
        Some("html") => Ok("text/html; charset=utf-8"),
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("css") => Ok("text/css; charset=utf-8"),
        _ => Err(format!("no content type is known for {path}: name it in build.rs")),
    }
}

/// The files below assets/ carry the hash of their content in their names; the page that names them does not.
fn cache_control(path: &str) -> &'static str {
    if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" }
}
