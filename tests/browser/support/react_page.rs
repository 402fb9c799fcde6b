//! A merchant's page that is written with React and Stripe's packages, bundled by esbuild.

use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::OnceLock;

use axum::Router;
use axum::extract::Query;
use axum::http::header::CONTENT_TYPE;
use axum::response::{Html, IntoResponse};
use axum::routing::get;
use kassa::project::Project;
use serde::Deserialize;

#[derive(Deserialize)]
struct Checkout {
    kassa: String,
}

/// The page at `/react`, and its script.
pub fn routes() -> Router {
    Router::new()
        .route("/react", get(page))
        .route("/react.js", get(script))
}

async fn page(Query(Checkout { kassa }): Query<Checkout>) -> Html<String> {
    Html(format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>A merchant's page</title>
<h1>Checkout</h1>
<main></main>
<script src="{kassa}/kassa.js" data-global="Stripe"></script>
<script type="module" src="/react.js"></script>
</html>"#
    ))
}

async fn script() -> impl IntoResponse {
    let script = tokio::task::spawn_blocking(|| std::fs::read(bundled()).expect("the bundle"));
    let script = script.await.expect("a bundle");
    ([(CONTENT_TYPE, "text/javascript")], script)
}

/// What the page's script does on a merchant's server.
pub fn run_on_a_server() -> Output {
    Command::new("node")
        .arg(bundled())
        .output()
        .expect("Node.js starts")
}

fn bundled() -> &'static PathBuf {
    static BUNDLED: OnceLock<PathBuf> = OnceLock::new();
    BUNDLED.get_or_init(|| {
        let project = Project::here();
        let bundled = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("react_page.mjs");
        let output = Command::new(project.npm("esbuild/bin/esbuild"))
            .arg(project.root().join("tests/browser/support/react_page.jsx"))
            .args(["--bundle", "--format=esm", "--target=es2022"])
            .args(["--jsx=automatic", "--log-level=warning"])
            // StrictMode mounts twice in development alone.
            .arg("--define:process.env.NODE_ENV=\"development\"")
            .arg(format!("--outfile={}", bundled.display()))
            .output()
            .expect("esbuild starts");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{stderr}");
        bundled
    })
}
