//! The smallest page that a merchant could have, on an origin of its own: one with Kassa's element,
//! and the same with Adyen's Drop-in.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::Context;

use super::adyen_web::AdyenWeb;

const PAGE: &str = include_str!("merchant_page.html");
const KASSA_SCRIPT: &str = include_str!("kassa_page.js");
const ADYEN_SCRIPT: &str = include_str!("adyen_web/page.js");
const ADYEN_PATH: &str = "/adyen";
const REQUEST_BYTES_MAX: usize = 16 * 1024;
const READ_TIMEOUT: Duration = Duration::from_secs(5);

/// A server of the pages, for as long as this process runs.
#[derive(Debug)]
pub struct MerchantPage {
    port: u16,
}

/// What the server answers.
#[derive(Debug)]
struct Pages {
    kassa: String,
    adyen: Option<String>,
}

impl MerchantPage {
    /// Serves pages that load what they need from Kassa's origin.
    pub fn serve(kassa_origin: &str, adyen: Option<&AdyenWeb>) -> anyhow::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .context("finding a free port for the merchant's page")?;
        let port = listener.local_addr()?.port();
        let loader = format!("<script src=\"{kassa_origin}/kassa.js\"></script>");
        let pages = Arc::new(Pages {
            kassa: answer(&loader, KASSA_SCRIPT),
            adyen: adyen.map(|adyen| answer(&adyen.head(kassa_origin), ADYEN_SCRIPT)),
        });
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let pages = Arc::clone(&pages);
                // A browser also opens connections ahead of need, and says nothing on them.
                thread::spawn(move || respond(stream, &pages));
            }
        });
        Ok(Self { port })
    }

    /// The address of Kassa's page for one payment. `localhost` is another site than Kassa's
    /// `127.0.0.1`.
    pub fn kassa_url(&self, publishable_key: &str, client_secret: &str) -> String {
        format!(
            "http://localhost:{}/?key={publishable_key}&client_secret={client_secret}",
            self.port
        )
    }

    /// The address of Adyen's page.
    pub fn adyen_url(&self) -> String {
        format!("http://localhost:{}{ADYEN_PATH}", self.port)
    }
}

fn answer(head: &str, script: &str) -> String {
    let page = PAGE.replace("{{head}}", head).replace("{{script}}", script);
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n\r\n{page}",
        page.len()
    )
}

/// A browser that has gone away gets no answer, and nobody misses it.
fn respond(mut stream: TcpStream, pages: &Pages) -> Option<()> {
    stream.set_read_timeout(Some(READ_TIMEOUT)).ok()?;
    let mut request = Vec::new();
    let mut chunk = [0; 1024];
    while !request.ends_with(b"\r\n\r\n") && request.len() < REQUEST_BYTES_MAX {
        let count = stream.read(&mut chunk).ok().filter(|&count| count > 0)?;
        request.extend_from_slice(&chunk[..count]);
    }
    let is_adyen = request.starts_with(format!("GET {ADYEN_PATH} ").as_bytes());
    let page = if is_adyen {
        pages.adyen.as_ref()?
    } else {
        &pages.kassa
    };
    stream.write_all(page.as_bytes()).ok()
}
