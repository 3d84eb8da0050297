//! What the system tells of a process and of the machine.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Resident memory of a process, in MiB.
pub(crate) fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok());
    kib.unwrap_or(f64::NAN) / 1024.0
}

/// Processor time that a process has used.
pub(crate) fn processor(process: u32) -> Duration {
    /// Linux counts it in hundredths of a second for whoever asks.
    const TICK: Duration = Duration::from_millis(10);
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    // The name before may hold spaces; user and system time are the 12th and 13th fields after it.
    let after = stat.rsplit_once(") ").map_or("", |(_, after)| after);
    let ticks: u32 = after.split_whitespace().skip(11).take(2).filter_map(|ticks| ticks.parse::<u32>().ok()).sum();
    TICK * ticks
}

/// The machine and how busy it is: its processor, and what it takes to have a line on the disk, which is much of
/// what a durable step costs.
pub(crate) fn machine(disk: &Path) -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let information = read("/proc/cpuinfo");
    let field = |name: &str| {
        let line = information.lines().find(|line| line.starts_with(name))?;
        line.split_once(':').map(|(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let load = read("/proc/loadavg");
    format!(
        "{}, family {} model {}, {cores} cores; load in the last minute: {}; a line synced to the disk: {:.2} ms",
        field("model name").unwrap_or_default(),
        field("cpu family").unwrap_or_default(),
        field("model\t").unwrap_or_default(),
        load.split(' ').next().unwrap_or_default(),
        sync(disk).map_or(f64::NAN, crate::median),
    )
}

/// Milliseconds that it takes to append a line and sync it, many times.
fn sync(folder: &Path) -> std::io::Result<Vec<f64>> {
    std::fs::create_dir_all(folder)?;
    let path = folder.join("sync");
    let mut file = File::create(&path)?;
    let mut took = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        file.write_all(&[b'.'; 500])?;
        file.sync_data()?;
        took.push(start.elapsed().as_secs_f64() * 1_000.0);
    }
    std::fs::remove_file(&path)?;
    Ok(took)
}
