//! The load generator: wrk, with the answers checked in it.

use std::{fs, path::Path, process::Command};

use anyhow::{Context, bail, ensure};

use crate::number::real;

/// One request as it is sent.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: &'static str,
    pub(crate) path: String,
    pub(crate) body: String,
}

/// What a run of wrk tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Measured {
    pub(crate) requests: u64,
    pub(crate) per_second: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// Writes what wrk is to choose from, a request a line.
pub(crate) fn write_requests(path: &Path, requests: &[Sent]) -> anyhow::Result<()> {
    let lines: String =
        requests.iter().map(|sent| format!("{}\t{}\t{}\n", sent.method, sent.path, sent.body)).collect();
    fs::write(path, lines).with_context(|| path.display().to_string())
}

/// Sends requests from the file for some seconds, at random, over this many connections.
pub(crate) fn run(
    folder: &Path,
    requests: &Path,
    address: &str,
    token: Option<&str>,
    connections: u32,
    seconds: u32,
) -> anyhow::Result<Measured> {
    let script = folder.join("load.lua");
    fs::write(&script, include_str!("load.lua")).with_context(|| script.display().to_string())?;
    let output = Command::new("wrk")
        .args(["--threads", "1", "--timeout", "10s"])
        .args(["--connections", &connections.to_string(), "--duration", &format!("{seconds}s"), "--script"])
        .arg(&script)
        .args([&format!("http://{address}"), "--"])
        .arg(requests)
        .args(token)
        .output()
        .context("wrk could not be run: `make bench` installs it, or `apt-get install wrk`")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(output.status.success(), "wrk failed: {told}{}", String::from_utf8_lossy(&output.stderr));
    read(&told)
}

/// Reads the line that `load.lua` writes.
fn read(told: &str) -> anyhow::Result<Measured> {
    let line = told.lines().find_map(|line| line.strip_prefix("bench ")).with_context(|| format!("wrk said {told}"))?;
    let value = |name: &str| -> anyhow::Result<u64> {
        let pair = line.split(' ').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
        pair.with_context(|| format!("{name} is missing in {line}"))?.parse().with_context(|| name.to_owned())
    };
    let (requests, wrong, lost) = (value("requests")?, value("wrong")?, value("lost")?);
    if wrong > 0 || lost > 0 || requests == 0 {
        bail!("of {requests} answers {wrong} were errors, and {lost} requests were lost");
    }
    Ok(Measured {
        requests,
        per_second: real(requests) / (real(value("micros")?) / 1e6),
        p50_ms: real(value("p50")?) / 1e3,
        p99_ms: real(value("p99")?) / 1e3,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_wrk_tells_is_read() {
        let told = "Running 1s test @ http://127.0.0.1:1\n  1 threads and 1 connections\n\
                    bench requests=3000 micros=1500000 wrong=0 lost=0 p50=480 p99=2100\n";
        let expected = Measured { requests: 3000, per_second: 2000.0, p50_ms: 0.48, p99_ms: 2.1 };
        assert_eq!(read(told).unwrap(), expected);
    }

    #[test]
    fn a_run_with_errors_or_without_answers_fails() {
        for told in [
            "bench requests=10 micros=1 wrong=1 lost=0 p50=1 p99=1",
            "bench requests=10 micros=1 wrong=0 lost=2 p50=1 p99=1",
            "bench requests=0 micros=1 wrong=0 lost=0 p50=0 p99=0",
            "bench requests=10 micros=1 wrong=0 lost=0 p50=1",
            "unable to connect",
        ] {
            assert!(read(told).is_err(), "{told}");
        }
    }
}
