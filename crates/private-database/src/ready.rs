//! Whether the server answers, and what it said when it does not.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::time::Duration;

/// The first byte of a greeting: version 10 of the protocol, the only one in use.
const PROTOCOL_VERSION: u8 = 10;

/// Whether a client would be greeted. An error packet ("too many connections") is an answer, too, but begins with 0xff.
pub(crate) fn greets(socket: &Path) -> bool {
    // The packet's length (3 bytes), its number, then the payload.
    let mut head = [0; 5];
    let answer = UnixStream::connect(socket).and_then(|mut stream| {
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.read_exact(&mut head)
    });
    answer.is_ok() && head.last() == Some(&PROTOCOL_VERSION)
}

/// The log's length in bytes, to tell later what was added.
pub(crate) fn log_length(log: &Path) -> u64 {
    log.metadata().map_or(0, |found| found.len())
}

/// What the log says since `from`, in short.
pub(crate) fn log_tail(log: &Path, from: u64) -> String {
    let text = File::open(log).and_then(|mut file| {
        file.seek(SeekFrom::Start(from))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    });
    in_short(&text.unwrap_or_default())
}

/// The first three errors, as one line, or the last three lines where none is marked as an error.
///
/// The first, because the server names the cause first and then what fails in consequence, ending with "Aborting".
pub(crate) fn in_short<'t>(text: &'t str) -> String {
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    // The server's way to mark an error, and that of mariadb-install-db and of a failed statement.
    let marked = |line: &&'t str| line.split_once("[ERROR] ").or_else(|| line.split_once("ERROR: "));
    let errors: Vec<&str> = lines.iter().filter_map(marked).map(|(_, said)| said.trim()).collect();
    let told: Vec<&str> = match errors.is_empty() {
        true => lines.iter().skip(lines.len().saturating_sub(3)).copied().collect(),
        false => errors.into_iter().take(3).collect(),
    };
    if told.is_empty() { "it said nothing".to_owned() } else { told.join(" | ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn causes_come_before_consequences_and_chatter() {
        let line = |kind: &str, said: &str| format!("2026-01-01  0:00:00 0 [{kind}] {said}\n");
        let log = line("Note", "hello") + &line("ERROR", "no room") + &line("Note", "bye");
        assert_eq!(in_short(&log), "no room");
        let log: String = ["a", "b", "c", "Aborting"].map(|said| line("ERROR", said)).concat();
        assert_eq!(in_short(&log), "a | b | c");
        assert_eq!(
            in_short("Installing\nFATAL ERROR: Could not find mariadbd\nSee\nthe\nmanual\n"),
            "Could not find mariadbd"
        );
        assert_eq!(in_short("a\nb\n\nc\nd\n"), "b | c | d");
        assert_eq!(in_short("\n"), "it said nothing");
    }
}
