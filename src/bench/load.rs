//! A load generator that is never the bottleneck: one blocking thread per keep-alive connection,
//! prepared requests, no more parsing than HTTP/1.1 asks for.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, anyhow, bail};

/// A server that is silent for so long has stopped.
const ANSWER_TIMEOUT: Duration = Duration::from_secs(30);
const HEADERS_MAX: usize = 64;
const ANSWER_BYTES_MAX: usize = 1024 * 1024;
const ERROR_BODY_CHARACTERS_MAX: usize = 300;

/// A request, as it goes over the wire.
#[derive(Clone, Debug)]
pub struct Question(Vec<u8>);

impl Question {
    pub fn get(path: &str) -> Self {
        Self(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n").into_bytes())
    }

    /// With an API key.
    pub fn get_with(path: &str, bearer: &str) -> Self {
        Self(
            format!(
                "GET {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n\r\n"
            )
            .into_bytes(),
        )
    }

    /// A form, as the official SDKs send it; `bearer` is the API key.
    pub fn post(path: &str, bearer: &str, form: &str) -> Self {
        Self::post_of("application/x-www-form-urlencoded", path, bearer, form)
    }

    /// JSON, as an operator sends it.
    pub fn post_json(path: &str, bearer: &str, json: &str) -> Self {
        Self::post_of("application/json", path, bearer, json)
    }

    fn post_of(content_type: &str, path: &str, bearer: &str, body: &str) -> Self {
        let length = body.len();
        Self(
            format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {bearer}\r\n\
                 Content-Type: {content_type}\r\nContent-Length: {length}\r\n\r\n{body}"
            )
            .into_bytes(),
        )
    }
}

/// One keep-alive connection.
#[derive(Debug)]
pub struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
    partner: Duration,
}

impl Connection {
    pub fn open(port: u16) -> anyhow::Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))
            .with_context(|| format!("connecting to port {port}"))?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(ANSWER_TIMEOUT))?;
        Ok(Self {
            stream,
            buffer: Vec::new(),
            partner: Duration::ZERO,
        })
    }

    /// Sends a request and reads the whole answer. Returns its body.
    /// Errors: any status but 200, with what the server said.
    pub fn ask(&mut self, question: &Question) -> anyhow::Result<&[u8]> {
        self.stream.write_all(&question.0)?;
        self.buffer.clear();
        let head = loop {
            self.read_more()?;
            if let Some(head) = Head::parse(&self.buffer)? {
                break head;
            }
        };
        while self.buffer.len() < head.end + head.body_length {
            self.read_more()?;
        }
        self.partner = Duration::from_millis(head.partner_ms);
        let body = &self.buffer[head.end..head.end + head.body_length];
        if head.status != 200 {
            let said: String = String::from_utf8_lossy(body)
                .chars()
                .take(ERROR_BODY_CHARACTERS_MAX)
                .collect();
            bail!("the server answered with status {}: {said}", head.status);
        }
        Ok(body)
    }

    /// How long the server waited for a partner before the last answer, by its own clock.
    pub fn partner(&self) -> Duration {
        self.partner
    }

    fn read_more(&mut self) -> anyhow::Result<()> {
        let mut chunk = [0; 16 * 1024];
        let count = self
            .stream
            .read(&mut chunk)
            .context("waiting for an answer")?;
        if count == 0 {
            bail!("the server closed the connection");
        }
        self.buffer.extend_from_slice(&chunk[..count]);
        if self.buffer.len() > ANSWER_BYTES_MAX {
            bail!("an answer is larger than {ANSWER_BYTES_MAX} bytes");
        }
        Ok(())
    }
}

/// What an answer's first lines say.
#[derive(Debug, PartialEq, Eq)]
struct Head {
    status: u16,
    /// Where the body begins.
    end: usize,
    body_length: usize,
    /// From `Server-Timing: partner;dur=3`; 0 without it.
    partner_ms: u64,
}

impl Head {
    /// `None` while it is not complete.
    fn parse(bytes: &[u8]) -> anyhow::Result<Option<Self>> {
        let mut headers = [httparse::EMPTY_HEADER; HEADERS_MAX];
        let mut answer = httparse::Response::new(&mut headers);
        let httparse::Status::Complete(end) =
            answer.parse(bytes).context("reading an answer's head")?
        else {
            return Ok(None);
        };
        let status = answer.code.unwrap_or_default();
        let header = |name: &str| {
            let found = answer.headers.iter();
            let mut found = found.filter(|header| header.name.eq_ignore_ascii_case(name));
            let text = std::str::from_utf8(found.next()?.value).ok()?;
            Some(text.trim())
        };
        let length = header("Content-Length").and_then(|text| text.parse().ok());
        let partner_ms = header("Server-Timing")
            .and_then(|text| text.strip_prefix("partner;dur="))
            .and_then(|text| text.parse().ok());
        // What is measured here always sends it.
        let body_length =
            length.ok_or_else(|| anyhow!("an answer ({status}) without Content-Length"))?;
        Ok(Some(Self {
            status,
            end,
            body_length,
            partner_ms: partner_ms.unwrap_or_default(),
        }))
    }
}

/// What one measurement saw.
#[derive(Clone, Debug, Default)]
pub struct Sample {
    /// How long each operation took, in no order.
    pub latencies: Vec<Duration>,
    pub elapsed: Duration,
}

impl Sample {
    pub fn per_second(&self) -> f64 {
        self.latencies.len() as f64 / self.elapsed.as_secs_f64()
    }
}

/// How long a load lasts.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    Elapsed(Duration),
    /// So many operations, over all connections.
    Done(u64),
}

/// What every connection does over and over.
pub type Operation<'a> = &'a (dyn Fn(&mut Connection) -> anyhow::Result<()> + Sync);

/// Repeats `operation` on so many connections to `port`.
/// Errors: the first of the operation's own.
pub fn run(
    port: u16,
    connections: usize,
    until: Until,
    operation: Operation<'_>,
) -> anyhow::Result<Sample> {
    let connections = (0..connections)
        .map(|_| Connection::open(port))
        .collect::<anyhow::Result<Vec<_>>>()?;
    let begun = AtomicU64::new(0);
    let started = Instant::now();
    let goes_on = || match until {
        Until::Elapsed(duration) => started.elapsed() < duration,
        Until::Done(count) => begun.fetch_add(1, Ordering::Relaxed) < count,
    };
    let results: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = connections
            .into_iter()
            .map(|mut connection| {
                let goes_on = &goes_on;
                scope.spawn(move || repeat(&mut connection, goes_on, operation))
            })
            .collect();
        workers.into_iter().map(|worker| worker.join()).collect()
    });
    let elapsed = started.elapsed();
    let mut latencies = Vec::new();
    for result in results {
        latencies.extend(result.map_err(|_| anyhow!("a connection's thread has panicked"))??);
    }
    Ok(Sample { latencies, elapsed })
}

fn repeat(
    connection: &mut Connection,
    goes_on: &(dyn Fn() -> bool + Sync),
    operation: Operation<'_>,
) -> anyhow::Result<Vec<Duration>> {
    let mut latencies = Vec::new();
    while goes_on() {
        let asked = Instant::now();
        operation(connection)?;
        latencies.push(asked.elapsed());
    }
    Ok(latencies)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_complete_at_its_empty_line() {
        let whole = b"HTTP/1.1 402 Payment Required\r\ncontent-length: 2\r\n\
            Server-Timing: partner;dur=7\r\n\r\n{}";
        assert_eq!(Head::parse(&whole[..30]).expect("readable"), None);
        let head = Head::parse(whole).expect("readable").expect("complete");
        assert_eq!((head.status, head.body_length), (402, 2));
        assert_eq!(head.partner_ms, 7);
        assert_eq!(&whole[head.end..], b"{}");
    }
}
