//! What a process used, as Linux tells it below `/proc`.

use std::fs;

use anyhow::Context;

use crate::number::real;

/// The unit of `utime` and `stime`, which is the same on every Linux (USER_HZ).
const TICKS_PER_SECOND: f64 = 100.0;

/// The seconds of CPU that a process has used, in its own code and in the kernel's.
pub(crate) fn cpu_seconds(pid: u32) -> anyhow::Result<f64> {
    let path = format!("/proc/{pid}/stat");
    let text = fs::read_to_string(&path).context(path)?;
    ticks(&text).map(|ticks| real(ticks) / TICKS_PER_SECOND).with_context(|| format!("/proc/{pid}/stat: {text}"))
}

fn ticks(stat: &str) -> Option<u64> {
    // The second field is the command in brackets, which may hold spaces and brackets itself.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_ascii_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<u64>().ok();
    next()?.checked_add(next()?)
}

/// Starts the peak of memory anew.
pub(crate) fn forget_peak(pid: u32) -> anyhow::Result<()> {
    fs::write(format!("/proc/{pid}/clear_refs"), "5").context("the peak of memory could not be reset")
}

/// The most memory that was resident since, in MiB.
pub(crate) fn peak_mib(pid: u32) -> anyhow::Result<f64> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).context(path)?;
    peak_kib(&text).map(|kib| real(kib) / 1024.0).context("VmHWM")
}

fn peak_kib(status: &str) -> Option<u64> {
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix("kB")?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cpu_time_is_found_behind_any_name() {
        let stat = "4217 (a ) (b) S 1 2 3 0 -1 4194560 100 0 0 0 250 50 7 8 20 0 5 0 100 1000 200";
        assert_eq!(ticks(stat), Some(300));
        assert_eq!(ticks("4217 (x) S 1"), None);
    }

    #[test]
    fn the_peak_of_memory_is_found() {
        assert_eq!(peak_kib("Name:\tx\nVmPeak:\t  9 kB\nVmHWM:\t   20480 kB\nVmRSS:\t 1 kB\n"), Some(20_480));
        assert_eq!(peak_kib("Name:\tx\n"), None);
    }

    #[test]
    fn this_process_can_be_asked() {
        let pid = std::process::id();
        assert!(cpu_seconds(pid).unwrap() >= 0.0);
        assert!(peak_mib(pid).unwrap() > 1.0);
    }
}
