//! How every measurement tells times, memory and processor time, so that figures of two of them can be compared.
#![allow(dead_code, reason = "each measurement compiles this for itself and tells what it has")]

use std::fmt;
use std::time::Duration;

const KIB_A_MIB: u64 = 1_024;

/// What a process holds and has used.
pub(crate) struct Used {
    /// Processor time since its start.
    pub(crate) processor: Duration,
    /// In KiB: what is its own, and pages of files, which the system takes back when it needs room.
    resident: u64,
    own: u64,
    most: u64,
}

impl Used {
    /// Of a process that runs. A figure that the system does not tell is 0.
    pub(crate) fn of(process: u32) -> Self {
        let read = |name: &str| std::fs::read_to_string(format!("/proc/{process}/{name}")).unwrap_or_default();
        let status = read("status");
        let kib = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default()
        };
        Self { processor: processor(&read("stat")), resident: kib("VmRSS:"), own: kib("RssAnon:"), most: kib("VmHWM:") }
    }

    /// Of the process that measures.
    pub(crate) fn here() -> Self {
        Self::of(std::process::id())
    }

    /// Resident memory in MiB.
    #[allow(clippy::cast_precision_loss, reason = "memory of a machine")]
    pub(crate) fn mebibytes(&self) -> f64 {
        self.resident as f64 / KIB_A_MIB as f64
    }

    /// The share of one core that was used since.
    pub(crate) fn share_since(&self, before: &Self, elapsed: Duration) -> f64 {
        self.processor.saturating_sub(before.processor).as_secs_f64() / elapsed.as_secs_f64()
    }
}

impl fmt::Display for Used {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [resident, own, most] = [self.resident, self.own, self.most].map(|kib| kib / KIB_A_MIB);
        write!(f, "resident {resident} MiB, of which own {own} MiB, most ever {most} MiB")
    }
}

fn processor(stat: &str) -> Duration {
    /// Linux counts it in hundredths of a second for whoever asks.
    const TICK: Duration = Duration::from_millis(10);
    // The name before may hold spaces; user and system time are the 12th and 13th fields after it.
    let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
    TICK * after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum::<u32>()
}

/// How times are spread, on a line.
pub(crate) fn spread(what: &str, mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |part: usize| times.get((times.len() * part / 100).min(times.len().saturating_sub(1))).copied();
    let [p50, p95, p99, most] = [50, 95, 99, 100].map(|part| at(part).unwrap_or_default());
    format!("{what:<52} p50 {p50:>9.1?}  p95 {p95:>9.1?}  p99 {p99:>9.1?}  most {most:>9.1?}  ({} times)", times.len())
}
