//! What a table was measured on.

use std::{fs, process::Command};

use diesel::{MysqlConnection, QueryableByName, RunQueryDsl, sql_query, sql_types::Text};

use crate::{number::real, options::Options};

#[derive(QueryableByName)]
struct Told {
    #[diesel(sql_type = Text)]
    version: String,
    #[diesel(sql_type = Text)]
    day: String,
}

/// Machine, versions, day and knobs, as a paragraph of Markdown.
pub(crate) fn describe(conn: &mut MysqlConnection, options: &Options) -> anyhow::Result<String> {
    let told: Told = sql_query("SELECT VERSION() AS version, CAST(UTC_DATE() AS CHAR) AS day").get_result(conn)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let model = line_of("/proc/cpuinfo", "model name").unwrap_or_else(|| "unknown processor".to_owned());
    let memory = line_of("/proc/meminfo", "MemTotal").as_deref().and_then(gib).unwrap_or_default();
    let kernel = fs::read_to_string("/proc/sys/kernel/osrelease").unwrap_or_default();
    let commit = first_line("git", &["rev-parse", "--short", "HEAD"]).unwrap_or_else(|| "unknown".to_owned());
    let rustc = first_line("rustc", &["--version"]).unwrap_or_default();
    Ok(format!(
        "{} people; {}, commit {commit}. {cores} cores ({model}), {memory:.0} GiB, Linux {}; database {}, page cache \
         {} MiB; {rustc}, release build. {} workers and {} connections to the database on either side; medians of {} \
         rounds of {} s.",
        options.contacts,
        told.day,
        kernel.trim(),
        told.version,
        options.buffer_pool_mib,
        options.workers,
        options.pool_size,
        options.rounds,
        options.seconds,
    ))
}

/// The value of `name: value` in a file of `/proc`.
fn line_of(path: &str, name: &str) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    Some(line.split_once(':')?.1.trim().to_owned())
}

fn gib(kib: &str) -> Option<f64> {
    Some(real(kib.strip_suffix("kB")?.trim().parse().ok()?) / 1024.0 / 1024.0)
}

fn first_line(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_read_as_gibibytes() {
        assert_eq!(gib("2097152 kB"), Some(2.0));
        assert_eq!(gib("2 MB"), None);
    }
}
