//! The other tools, installed under `target/` at the versions written down beside this file.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Where everything is installed.
pub(crate) fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("peers")
}

/// A file that stands beside this one.
pub(crate) fn source(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/peers").join(path)
}

/// A folder with the packages of `package.json` and its lock file: the programs of the packages are built into
/// them, so no script of theirs is run.
pub(crate) fn npm(from: &str) -> Result<PathBuf, String> {
    let to = folder().join(from);
    let lock = read(&source(from).join("package-lock.json"))?;
    once(&to, &lock, || {
        for name in ["package.json", "package-lock.json"] {
            fs::copy(source(from).join(name), to.join(name)).map_err(|e| format!("{name}: {e}"))?;
        }
        run(Command::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&to))
    })?;
    Ok(to)
}

/// The interpreter of an environment with the packages of `requirements.txt`.
pub(crate) fn python(from: &str) -> Result<PathBuf, String> {
    let to = folder().join(from);
    let requirements = source(from).join("requirements.txt");
    let python = to.join("bin/python");
    once(&to, &read(&requirements)?, || {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&to))?;
        run(Command::new(&python).args(["-m", "pip", "install", "--quiet", "-r"]).arg(&requirements))
    })?;
    Ok(python)
}

/// What a program says its version is.
pub(crate) fn version(program: &Path) -> String {
    let said = Command::new(program).arg("--version").output();
    let said = said.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned());
    said.unwrap_or_default()
}

/// Does it, unless it was done already with the same list of packages.
fn once(to: &Path, packages: &str, install: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let done = to.join("installed");
    if fs::read_to_string(&done).is_ok_and(|before| before == packages) {
        return Ok(());
    }
    println!("installing into {}", to.display());
    fs::create_dir_all(to).map_err(|e| format!("{}: {e}", to.display()))?;
    install()?;
    fs::write(&done, packages).map_err(|e| format!("{}: {e}", done.display()))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))
}

fn run(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command.stdin(Stdio::null()).output().map_err(|e| format!("{name}: {e}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{name} ended with {}: {}", output.status, String::from_utf8_lossy(&output.stderr).trim()))
}
