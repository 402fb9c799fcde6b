//! A few documents on an origin of their own, for the browser of a measurement or of the gallery.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context;

const REQUEST_BYTES_MAX: usize = 16 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// One document, by its path.
#[derive(Clone, Debug)]
pub struct Document {
    pub path: &'static str,
    pub content_type: &'static str,
    pub content: String,
}

impl Document {
    pub fn html(path: &'static str, content: String) -> Self {
        Self {
            path,
            content_type: "text/html; charset=utf-8",
            content,
        }
    }
}

/// A server of documents, for as long as this process runs.
#[derive(Debug)]
pub struct PageServer {
    port: u16,
}

impl PageServer {
    pub fn serve(documents: Vec<Document>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .context("finding a free port for a merchant's page")?;
        let port = listener.local_addr()?.port();
        let documents = Arc::new(documents);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let documents = Arc::clone(&documents);
                // A browser also opens connections ahead of need, and says nothing on them.
                thread::spawn(move || respond(stream, &documents));
            }
        });
        Ok(Self { port })
    }

    /// The host with its port. `localhost` is another site than Kassa's `127.0.0.1`.
    pub fn host(&self) -> String {
        format!("localhost:{}", self.port)
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }
}

/// A browser that has gone away gets no answer, and nobody misses it.
fn respond(mut stream: TcpStream, documents: &[Document]) -> Option<()> {
    stream.set_read_timeout(Some(READ_TIMEOUT)).ok()?;
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    while !request.ends_with(b"\r\n\r\n") && request.len() < REQUEST_BYTES_MAX {
        let count = stream.read(&mut chunk).ok().filter(|&count| count > 0)?;
        request.extend_from_slice(&chunk[..count]);
    }
    let request = String::from_utf8_lossy(&request);
    let path = request.split(' ').nth(1)?.split('?').next()?;
    let found = documents.iter().find(|document| document.path == path);
    let (status, content_type, content) = match found {
        Some(document) => ("200 OK", document.content_type, document.content.as_str()),
        None => ("404 Not Found", "text/plain", ""),
    };
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n",
        content.len()
    );
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(content.as_bytes()).ok()
}
