//! The network between a buyer and Kassa, which can be told to fail: a proxy that knows no more of
//! what it carries than paths.

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
    /// How many messages have been held since the start.
    held: watch::Sender<u32>,
}

/// What goes wrong with paths that end in a text.
#[derive(Clone, Copy, Debug)]
enum Fault {
    /// Refused as by a company's filter.
    Refuse(&'static str),
    /// Not passed on, until the connection is lost.
    HoldRequest(&'static str),
    /// Passed on; the answer is not, until the connection is lost.
    HoldAnswer(&'static str),
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

    pub fn refuse(&self, path_end: &'static str) {
        self.set(Some(Fault::Refuse(path_end)));
    }

    pub fn hold_requests(&self, path_end: &'static str) {
        self.set(Some(Fault::HoldRequest(path_end)));
    }

    pub fn hold_answers(&self, path_end: &'static str) {
        self.set(Some(Fault::HoldAnswer(path_end)));
    }

    /// Waits until something is being held.
    pub async fn until_held(&self) {
        let mut held = self.shared.held.subscribe();
        let one = held.wait_for(|&count| count > 0);
        let waited = timeout(PATIENCE, one).await;
        waited.expect("nothing came to be held").expect("running");
    }

    /// Works again; what was held is lost.
    pub fn mend(&self) {
        self.set(None);
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
    async fn hold(&self) -> Response {
        let mut held = self.held.subscribe();
        self.held.send_modify(|count| *count += 1);
        // Ends when the wire is mended, or with it.
        let _ = held.wait_for(|&count| count == 0).await;
        StatusCode::BAD_GATEWAY.into_response()
    }

    async fn pass_on(&self, mut request: Request) -> Response {
        let path = request.uri().path_and_query();
        let target = format!("{}{}", self.kassa, path.map_or("/", |path| path.as_str()));
        *request.uri_mut() = target.parse::<Uri>().expect("an address");
        request.headers_mut().remove(header::HOST);
        match self.client.request(request).await {
            Ok(answer) => answer.map(Body::new),
            // Nobody listens there.
            Err(_) => StatusCode::BAD_GATEWAY.into_response(),
        }
    }
}

async fn carry(State(shared): State<Arc<Shared>>, request: Request) -> Response {
    let fault = *shared.fault.lock().expect("not poisoned");
    let path = request.uri().path().to_owned();
    match fault {
        Some(Fault::Refuse(end)) if path.ends_with(end) => StatusCode::FORBIDDEN.into_response(),
        Some(Fault::HoldRequest(end)) if path.ends_with(end) => shared.hold().await,
        Some(Fault::HoldAnswer(end)) if path.ends_with(end) => {
            let answer = shared.pass_on(request).await;
            assert!(answer.status().is_success(), "nothing worth holding");
            shared.hold().await
        }
        Some(_) | None => shared.pass_on(request).await,
    }
}
