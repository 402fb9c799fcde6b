//! The network between a buyer and Kassa, which can be told to fail: a proxy that knows no more of
//! what it carries than paths and idempotency keys.

use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

const PATIENCE: Duration = Duration::from_secs(20);

/// A running proxy. Dropping it closes the port.
pub struct Wire {
    port: u16,
    shared: Arc<Shared>,
    server: JoinHandle<()>,
}

struct Shared {
    kassa: String,
    client: Client<HttpConnector, Body>,
    fault: Mutex<Option<Fault>>,
    /// The idempotency keys of what has been asked, in order.
    keys: Mutex<Vec<String>>,
    /// How many messages have been held since the start.
    held: watch::Sender<u32>,
}

/// Some paths, as their names tell.
type Paths = fn(&str) -> bool;

/// What goes wrong, and with which paths.
#[derive(Clone, Copy, Debug)]
struct Fault {
    kind: FaultKind,
    paths: Paths,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FaultKind {
    /// Refused as by a company's filter.
    Refuse,
    /// Passed on late: when the wire is mended.
    Delay,
    /// Not passed on, until the connection is lost.
    LoseRequest,
    /// Passed on; the answer is not, until the connection is lost.
    LoseAnswer,
}

impl Wire {
    /// A network that works, to a Kassa at `origin`.
    pub async fn to(origin: String) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let port = listener.local_addr().expect("its address").port();
        let shared = Arc::new(Shared {
            kassa: origin,
            client: Client::builder(TokioExecutor::new())
                // A killed server leaves no connection that can be used again.
                .pool_max_idle_per_host(0)
                .build_http(),
            fault: Mutex::default(),
            keys: Mutex::default(),
            held: watch::Sender::new(0),
        });
        let router = Router::new().fallback(carry).with_state(shared.clone());
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self {
            port,
            shared,
            server,
        }
    }

    /// Kassa's origin, as the buyer's side of this network sees it.
    pub fn origin(&self) -> String {
        format!("http://{}:{}", Ipv4Addr::LOCALHOST, self.port)
    }

    pub fn refuse(&self, paths: Paths) {
        self.break_with(FaultKind::Refuse, paths);
    }

    /// Holds requests back until the wire is mended.
    pub fn delay(&self, paths: Paths) {
        self.break_with(FaultKind::Delay, paths);
    }

    /// Holds requests until the wire is mended, and then loses them.
    pub fn lose_requests(&self, paths: Paths) {
        self.break_with(FaultKind::LoseRequest, paths);
    }

    /// Passes requests on, holds their answers until the wire is mended, and then loses them.
    pub fn lose_answers(&self, paths: Paths) {
        self.break_with(FaultKind::LoseAnswer, paths);
    }

    /// Waits until something is being held.
    pub async fn until_held(&self) {
        let mut held = self.shared.held.subscribe();
        let one = held.wait_for(|&count| count > 0);
        let waited = timeout(PATIENCE, one).await;
        waited.expect("nothing came to be held").expect("running");
    }

    /// The idempotency keys of all requests so far.
    pub fn keys(&self) -> Vec<String> {
        self.shared.keys.lock().expect("not poisoned").clone()
    }

    /// Works again.
    pub fn mend(&self) {
        self.set(None);
    }

    fn break_with(&self, kind: FaultKind, paths: Paths) {
        self.set(Some(Fault { kind, paths }));
    }

    fn set(&self, fault: Option<Fault>) {
        *self.shared.fault.lock().expect("not poisoned") = fault;
        self.shared.held.send_replace(0);
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.server.abort();
    }
}

impl Shared {
    /// Until the wire is mended.
    async fn hold(&self) {
        let mut held = self.held.subscribe();
        self.held.send_modify(|count| *count += 1);
        // Ends with the wire as well.
        let _ = held.wait_for(|&count| count == 0).await;
    }

    async fn pass_on(&self, mut request: Request) -> Response {
        let path = request.uri().path_and_query();
        let target = format!("{}{}", self.kassa, path.map_or("/", |path| path.as_str()));
        *request.uri_mut() = target.parse::<Uri>().expect("an address");
        request.headers_mut().remove(header::HOST);
        match self.client.request(request).await {
            Ok(answer) => answer.map(Body::new),
            // Nobody listens there.
            Err(_) => lost(),
        }
    }
}

async fn carry(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let key = request.headers().get("idempotency-key");
    if let Some(key) = key.and_then(|key| key.to_str().ok()) {
        let mut keys = shared.keys.lock().expect("not poisoned");
        keys.push(key.to_owned());
    }
    let fault = *shared.fault.lock().expect("not poisoned");
    let kind = fault.filter(|fault| (fault.paths)(request.uri().path()));
    match kind.map(|fault| fault.kind) {
        None => shared.pass_on(request).await,
        Some(FaultKind::Refuse) => StatusCode::FORBIDDEN.into_response(),
        Some(FaultKind::Delay) => {
            shared.hold().await;
            shared.pass_on(request).await
        }
        Some(FaultKind::LoseRequest) => {
            shared.hold().await;
            lost()
        }
        Some(FaultKind::LoseAnswer) => {
            let answer = shared.pass_on(request).await;
            assert!(answer.status().is_success(), "an answer worth losing");
            shared.hold().await;
            lost()
        }
    }
}

/// What a proxy says of a connection that broke.
fn lost() -> Response {
    StatusCode::BAD_GATEWAY.into_response()
}
