//! A server of the tests' own, on a free loopback port.

use std::net::Ipv4Addr;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// Dropping it closes the port.
#[derive(Debug)]
pub struct LocalServer {
    origin: String,
    server: JoinHandle<()>,
}

impl LocalServer {
    pub async fn serve(router: Router) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
            .await
            .expect("a free port");
        let address = listener.local_addr().expect("its address");
        let server = tokio::spawn(async move {
            axum::serve(listener, router).await.expect("serving");
        });
        Self {
            origin: format!("http://{address}"),
            server,
        }
    }

    /// `http://127.0.0.1:49152`
    pub fn origin(&self) -> &str {
        &self.origin
    }
}

impl Drop for LocalServer {
    fn drop(&mut self) {
        self.server.abort();
    }
}
