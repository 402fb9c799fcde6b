//! The smallest page that a merchant could have, on an origin of its own.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;
use std::time::Duration;

use anyhow::Context;

const PAGE: &str = include_str!("merchant_page.html");
const REQUEST_BYTES_MAX: usize = 16 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// A server of the one page, for as long as this process runs.
#[derive(Debug)]
pub struct MerchantPage {
    port: u16,
}

impl MerchantPage {
    /// Serves a page that loads the element from Kassa's origin.
    pub fn serve(kassa_origin: &str) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .context("finding a free port for the merchant's page")?;
        let port = listener.local_addr()?.port();
        let page = PAGE.replace("{{kassa}}", kassa_origin);
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nConnection: close\r\n\r\n{page}",
            page.len()
        );
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let answer = answer.clone();
                // A browser also opens connections ahead of need, and says nothing on them.
                thread::spawn(move || respond(stream, &answer));
            }
        });
        Ok(Self { port })
    }

    /// The page's address for one payment. `localhost` is another site than Kassa's `127.0.0.1`.
    pub fn url(&self, publishable_key: &str, client_secret: &str) -> String {
        format!(
            "http://localhost:{}/?key={publishable_key}&client_secret={client_secret}",
            self.port
        )
    }
}

/// A browser that has gone away gets no answer, and nobody misses it.
fn respond(mut stream: TcpStream, answer: &str) -> Option<()> {
    stream.set_read_timeout(Some(READ_TIMEOUT)).ok()?;
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    while !request.ends_with(b"\r\n\r\n") && request.len() < REQUEST_BYTES_MAX {
        let count = stream.read(&mut chunk).ok().filter(|&count| count > 0)?;
        request.extend_from_slice(&chunk[..count]);
    }
    stream.write_all(answer.as_bytes()).ok()
}
