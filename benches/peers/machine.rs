//! What the system tells of the machine.

use std::fs::File;
use std::io::Write as _;
use std::path::Path;
use std::time::Instant;

/// The machine and how busy it is: its processor, and what it takes to have a line on the disk, which is much of
/// what a durable step costs.
pub(crate) fn described(disk: &Path) -> String {
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
