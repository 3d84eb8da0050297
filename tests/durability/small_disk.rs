//! A disk of a few megabytes that a test may fill: a tmpfs in a mount namespace of its own, so that it needs no
//! rights on the machine and is gone with the process that uses it.

use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::PathBuf;
use std::process::Command;

/// The unit in which a tmpfs gives room.
pub const PAGE: u64 = 4096;

/// Where the disk is, for the process that has it.
const PLACE: &str = "EGARD_TEST_DISK";
/// What ends a shell that may not mount.
const MAY_NOT: i32 = 77;

/// The disk.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    /// A disk of so many mebibytes for the test of this name, which runs once more in a process that has it; `None`
    /// in the one that has not, once the other is done. Says so where the machine lets nobody mount one.
    pub fn of(test: &str, mebibytes: u64) -> Option<Self> {
        if let Some(place) = std::env::var_os(PLACE) {
            return Some(Self(place.into()));
        }
        let place = tempfile::tempdir().unwrap();
        let script = format!(
            r#"mount -t tmpfs -o size={mebibytes}m,mode=700 none "${PLACE}" || exit {MAY_NOT}; exec "$0" --exact "$1" --nocapture"#
        );
        let run = Command::new("unshare")
            .args(["--map-root-user", "--mount", "sh", "-c", &script])
            .arg(std::env::current_exe().unwrap())
            .arg(test)
            // What a test keeps in a folder of its own is on the small disk too.
            .envs([(PLACE, place.path()), ("TMPDIR", place.path())])
            .output();
        let Some(output) =
            run.ok().filter(|output| output.status.code().is_some_and(|code| ![1, MAY_NOT].contains(&code)))
        else {
            eprintln!(
                "{test}: skipped, nobody may mount a small disk on this machine; the unit tests inject its faults"
            );
            return None;
        };
        let (said, complained) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success() && said.contains("1 passed"), "{test}:\n{said}\n{complained}");
        None
    }

    /// A place on it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Leaves no more than so many pages free; the rest is taken by a file that stands for everybody else's.
    pub fn fill(&self, pages_left: u64) {
        let mut ballast = OpenOptions::new().create(true).append(true).open(self.path("ballast")).unwrap();
        for size in [1 << 20, PAGE] {
            let block = vec![b'x'; usize::try_from(size).unwrap()];
            // What of a block was written stays.
            while ballast.write_all(&block).map_err(|error| assert_eq!(error.kind(), ErrorKind::StorageFull)).is_ok() {}
        }
        let length = ballast.metadata().unwrap().len();
        assert!(length >= pages_left * PAGE, "the disk is too small for what is on it");
        ballast.set_len((length / PAGE - pages_left) * PAGE).unwrap();
    }

    /// Gives the room back.
    pub fn free(&self) {
        File::create(self.path("ballast")).unwrap();
    }

    /// Lets nobody write to it any more, or again.
    pub fn set_read_only(&self, read_only: bool) {
        let mode = if read_only { "remount,ro" } else { "remount,rw" };
        let status = Command::new("mount").args(["-o", mode]).arg(&self.0).status().unwrap();
        assert!(status.success(), "the disk cannot be made {mode}");
    }

    /// Begins anew with nothing on it.
    pub fn clear(&self) {
        for entry in fs::read_dir(&self.0).unwrap() {
            crate::story::remove(&entry.unwrap().path());
        }
    }
}
