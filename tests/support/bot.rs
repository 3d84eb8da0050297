//! The bot as a process of its own.

use std::ffi::OsString;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::fake_discord::FakeDiscord;

/// How long a process is waited for.
const LIMIT: Duration = Duration::from_secs(30);

/// A running bot. It is killed when this is dropped.
pub struct Bot {
    child: Child,
    logs: Arc<Logs>,
    readers: Vec<JoinHandle<()>>,
}

/// How a bot ended.
#[derive(Clone, Debug)]
pub struct Exit {
    /// Its exit code, unless a signal ended it.
    pub code: Option<i32>,
    /// The signal that ended it.
    pub signal: Option<i32>,
    /// All it wrote to its standard output.
    pub stdout: String,
    /// All it wrote to its standard error.
    pub stderr: String,
}

#[derive(Clone, Copy)]
enum Stream {
    Out,
    Err,
}

/// The lines that a bot wrote.
struct Logs {
    lines: Mutex<Vec<(Stream, String)>>,
    changed: watch::Sender<usize>,
    /// How many of its streams are still open.
    open: AtomicUsize,
}

impl Logs {
    fn read(&self) -> std::sync::MutexGuard<'_, Vec<(Stream, String)>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, stream: Stream, line: String) {
        self.read().push((stream, line));
        self.changed.send_modify(|count| *count += 1);
    }

    fn of(&self, wanted: Stream) -> String {
        let lines = self.read();
        let of_it = lines.iter().filter(|(stream, _)| *stream as u8 == wanted as u8);
        let lines: Vec<&str> = of_it.flat_map(|(_, line)| [line.as_str(), "\n"]).collect();
        lines.concat()
    }

    fn tail(&self) -> String {
        let lines = self.read();
        let skipped = lines.len().saturating_sub(40);
        let last = lines[skipped..].iter().map(|(_, line)| format!("  | {line}\n"));
        let title = match self.open.load(Ordering::SeqCst) {
            0 => "The bot has ended; its last lines:\n",
            _ => "The bot's last lines:\n",
        };
        std::iter::once(title.to_owned()).chain(last).collect()
    }
}

/// How a bot is started when the ordinary way does not do.
#[derive(Clone, Debug)]
pub struct Launch {
    binary: PathBuf,
    args: Vec<OsString>,
    env: Vec<(String, OsString)>,
    token: Option<String>,
}

impl Launch {
    /// A start of this binary with no arguments and the server's token.
    pub fn new(binary: impl AsRef<Path>) -> Self {
        Self { binary: binary.as_ref().to_owned(), args: Vec::new(), env: Vec::new(), token: None }
    }

    /// Adds an argument.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// Adds a variable of the environment.
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Uses another token than the server's.
    pub fn token(mut self, token: &str) -> Self {
        self.token = Some(token.to_owned());
        self
    }

    /// Starts the process, to speak with this server.
    #[track_caller]
    pub fn spawn(self, fake: &FakeDiscord) -> Bot {
        let token = self.token.as_deref().unwrap_or_else(|| fake.token());
        let mut child = Command::new(&self.binary)
            .args(&self.args)
            .env("DISCORD_TOKEN", token)
            .env("NO_COLOR", "1")
            .envs(self.env)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|e| panic!("{} does not start: {e}", self.binary.display()));
        let logs =
            Arc::new(Logs { lines: Mutex::default(), changed: watch::Sender::new(0), open: AtomicUsize::new(2) });
        let readers =
            vec![follow(child.stdout.take(), Stream::Out, &logs), follow(child.stderr.take(), Stream::Err, &logs)];
        let shown = Arc::clone(&logs);
        fake.show_on_failure(Arc::new(move || shown.tail()));
        Bot { child, logs, readers }
    }
}

/// Collects the lines of a stream until it ends.
fn follow(stream: Option<impl AsyncRead + Unpin + Send + 'static>, which: Stream, logs: &Arc<Logs>) -> JoinHandle<()> {
    let logs = Arc::clone(logs);
    tokio::spawn(async move {
        let Some(stream) = stream else { return };
        let mut reader = BufReader::new(stream);
        let mut line = Vec::new();
        while reader.read_until(b'\n', &mut line).await.is_ok_and(|read| read > 0) {
            let text = String::from_utf8_lossy(&line);
            logs.add(which, text.trim_end_matches(['\n', '\r']).to_owned());
            line.clear();
        }
        logs.open.fetch_sub(1, Ordering::SeqCst);
    })
}

impl Bot {
    /// Starts `BINARY --config CONFIG --data DATA discord` with the server's token. The
    /// configuration must name the server's `api_url`.
    #[track_caller]
    pub fn spawn(fake: &FakeDiscord, binary: impl AsRef<Path>, config: &Path, data: &Path) -> Self {
        Launch::new(binary).arg("--config").arg(config).arg("--data").arg(data).arg("discord").spawn(fake)
    }

    /// Its process id; none once it has ended and was waited for.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// Whether it still runs.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// What it wrote to its standard output so far.
    pub fn stdout(&self) -> String {
        self.logs.of(Stream::Out)
    }

    /// What it wrote to its standard error so far.
    pub fn stderr(&self) -> String {
        self.logs.of(Stream::Err)
    }

    /// Waits for a line, on either stream, that contains this.
    pub async fn line(&self, part: &str) -> String {
        let mut changes = self.logs.changed.subscribe();
        let found = tokio::time::timeout(LIMIT, async {
            loop {
                changes.mark_unchanged();
                let line = self.logs.read().iter().find(|(_, l)| l.contains(part)).cloned();
                match line {
                    Some((_, line)) => return line,
                    None if changes.changed().await.is_err() => std::future::pending().await,
                    None => {}
                }
            }
        });
        let found = found.await;
        found.unwrap_or_else(|_| panic!("no line with {part:?}. {}", self.logs.tail()))
    }

    /// Waits until so many lines, on either stream, contain this.
    pub async fn lines(&self, part: &str, count: usize) {
        let mut changes = self.logs.changed.subscribe();
        let found = tokio::time::timeout(LIMIT, async {
            loop {
                changes.mark_unchanged();
                let has = self.logs.read().iter().filter(|(_, line)| line.contains(part)).count();
                match has >= count {
                    true => return,
                    false if changes.changed().await.is_err() => std::future::pending().await,
                    false => {}
                }
            }
        });
        found.await.unwrap_or_else(|_| panic!("fewer than {count} lines with {part:?}. {}", self.logs.tail()));
    }

    /// Sends a signal by its name: `TERM`, `INT`, `STOP`, `CONT`, `KILL`.
    pub fn signal(&self, name: &str) {
        // The id is that of a process not waited for yet, so no other process can have it.
        let Some(id) = self.child.id() else { return };
        let sent = std::process::Command::new("sh").arg("-c").arg(format!("kill -{name} {id}")).status();
        assert!(sent.is_ok_and(|s| s.success()), "the signal {name} could not be sent");
    }

    /// Kills it at once, as a power cut would, and waits until it is gone.
    pub async fn kill9(mut self) -> Exit {
        self.child.start_kill().expect("a process to kill");
        self.exit().await
    }

    /// Asks it to end (SIGTERM) and waits until it has.
    pub async fn terminate(self) -> Exit {
        self.signal("TERM");
        self.exit().await
    }

    /// Waits until it has ended, and for all it wrote.
    pub async fn exit(mut self) -> Exit {
        let ended = tokio::time::timeout(LIMIT, self.child.wait()).await;
        let status = ended
            .unwrap_or_else(|_| panic!("the bot did not end within {LIMIT:?}. {}", self.logs.tail()))
            .expect("a process to wait for");
        for reader in self.readers {
            // A child of the bot may hold the stream open: what came so far will do then.
            let _ = tokio::time::timeout(Duration::from_secs(1), reader).await;
        }
        Exit {
            code: status.code(),
            signal: status.signal(),
            stdout: self.logs.of(Stream::Out),
            stderr: self.logs.of(Stream::Err),
        }
    }
}
