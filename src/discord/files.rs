//! Fetching the files that people attach to messages: the chat's links to them expire, so it is done at once.
//!
//! Only what lies with the chat itself is fetched, so that no message can send the bot anywhere else, and no
//! more of it than is kept.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use serenity::all::Message;

use crate::desk::{MAX_CAPTURE, UnfitCapture};

/// Where the chat keeps what people attach.
const HOSTS: [&str; 2] = ["cdn.discordapp.com", "media.discordapp.net"];
/// How long a file may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What fetches.
pub(super) struct Files {
    client: Option<Client>,
    /// The server that stands for the chat's own, where one is configured.
    proxy: Option<Url>,
}

impl Files {
    pub(super) fn new(api: Option<&str>) -> Self {
        // A link leads to the file itself: whoever sends elsewhere is not the chat.
        let client = Client::builder().redirect(Policy::none()).timeout(PATIENCE).build();
        if let Err(error) = &client {
            tracing::error!(%error, "no capture can be fetched");
        }
        Self { client: client.ok(), proxy: api.and_then(|api| api.parse().ok()) }
    }

    /// Whether a file lies with the chat.
    fn lies_here(&self, url: &Url) -> bool {
        let is_plain = url.username().is_empty() && url.password().is_none();
        let of_the_chat =
            url.scheme() == "https" && url.port().is_none() && url.host_str().is_some_and(|host| HOSTS.contains(&host));
        let of_the_proxy = self.proxy.as_ref().is_some_and(|proxy| {
            (proxy.scheme(), proxy.host_str(), proxy.port_or_known_default())
                == (url.scheme(), url.host_str(), url.port_or_known_default())
        });
        is_plain && (of_the_chat || of_the_proxy)
    }

    /// The bytes of a file.
    pub(super) async fn fetch(&self, url: &str) -> Result<Vec<u8>, UnfitCapture> {
        let url = url.parse().ok().filter(|url| self.lies_here(url)).ok_or(UnfitCapture::Elsewhere)?;
        let unreachable = |error: reqwest::Error| {
            // The link opens the file to whoever has it.
            tracing::warn!(error = %error.without_url(), "a capture could not be fetched");
            UnfitCapture::Unreachable
        };
        let client = self.client.as_ref().ok_or(UnfitCapture::Unreachable)?;
        let mut response = client.get::<Url>(url).send().await.map_err(unreachable)?;
        if !response.status().is_success() {
            tracing::warn!(status = response.status().as_u16(), "a capture could not be fetched");
            return Err(UnfitCapture::Unreachable);
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(unreachable)? {
            if bytes.len() + chunk.len() > MAX_CAPTURE {
                return Err(UnfitCapture::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

/// Links to what is attached to a message, or to the messages forwarded in it.
pub(super) fn links(message: &Message) -> Vec<String> {
    let forwarded = message.message_snapshots.iter().flat_map(|snapshot| &snapshot.attachments);
    message.attachments.iter().chain(forwarded).map(|attached| attached.url.clone()).collect()
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::{SocketAddr, TcpListener};
    use std::thread::JoinHandle;

    use super::*;

    /// A server that answers one request with this head, and then with a picture without end; gives how many
    /// bytes of it were taken.
    fn server(head: String) -> (SocketAddr, JoinHandle<usize>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let served = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().expect("a request");
            let _ = stream.read(&mut [0; 4096]);
            let _ = stream.write_all(head.as_bytes());
            let block = vec![0x89; 64 * 1024];
            let mut taken = 0;
            while stream.write_all(&block).is_ok() {
                taken += block.len();
            }
            taken
        });
        (address, served)
    }

    /// A file that says nothing of its size, or lies about it, is given up where it becomes too large.
    #[tokio::test]
    async fn a_file_without_end_is_given_up_where_it_becomes_too_large() {
        for head in ["", "Content-Encoding: gzip\r\n"] {
            let (address, served) = server(format!("HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n{head}\r\n"));
            let files = Files::new(Some(&format!("http://{address}")));
            let fetched = files.fetch(&format!("http://{address}/attachments/1/2/a.png")).await;
            assert!(matches!(fetched, Err(UnfitCapture::TooLarge)), "{fetched:?}");
            // The connection is closed by a task of its own, which runs while this waits.
            let taken = tokio::task::spawn_blocking(|| served.join()).await.expect("a thread").expect("a server");
            assert!(taken < 2 * MAX_CAPTURE, "{taken} bytes were taken");
        }
    }

    /// Discord's own hosts send nobody elsewhere; whoever answers in their place could.
    #[tokio::test]
    async fn nobody_is_followed_elsewhere() {
        for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
            let elsewhere = TcpListener::bind("127.0.0.1:0").expect("a port");
            elsewhere.set_nonblocking(true).expect("a listener");
            let location = elsewhere.local_addr().expect("an address");
            let (address, _) = server(format!(
                "HTTP/1.1 {status}\r\nLocation: http://{location}/secret\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            ));
            let files = Files::new(Some(&format!("http://{address}")));
            let fetched = files.fetch(&format!("http://{address}/attachments/1/2/a.png")).await;
            assert!(matches!(fetched, Err(UnfitCapture::Unreachable)), "{fetched:?}");
            assert!(elsewhere.accept().is_err(), "{status}: it went elsewhere");
        }
    }

    /// Whatever a message names as its file, the bot goes nowhere but to the chat.
    #[test]
    fn only_what_lies_with_the_chat_is_fetched() {
        let (plain, proxied) = (Files::new(None), Files::new(Some("http://127.0.0.1:8080")));
        let lies = |files: &Files, url: &str| url.parse().is_ok_and(|url| files.lies_here(&url));
        for url in
            ["https://cdn.discordapp.com/attachments/1/2/a.png?ex=1", "https://media.discordapp.net/attachments/1"]
        {
            assert!(lies(&plain, url) && lies(&proxied, url), "{url}");
        }
        assert!(lies(&proxied, "http://127.0.0.1:8080/attachments/1") && !lies(&plain, "http://127.0.0.1:8080/x"));
        for url in [
            "http://cdn.discordapp.com/a.png",
            "https://cdn.discordapp.com:8443/a.png",
            "https://cdn.discordapp.com.evil.example/a.png",
            "https://evil.example/cdn.discordapp.com/a.png",
            "https://cdn.discordapp.com@evil.example/a.png",
            "https://user@cdn.discordapp.com/a.png",
            "https://127.0.0.1/a.png",
            "http://127.0.0.1:8081/a.png",
            "file:///etc/passwd",
        ] {
            assert!(!lies(&plain, url) && !lies(&proxied, url), "{url}");
        }
    }
}
