//! Runs the own tests of the element and of the buyer's pages as WebAssembly in a headless Chromium, as
//! `wasm-pack test` would, so that `cargo test` is the only command to remember.

use std::process::Command;

use kassa::browser::BrowserPrograms;
use kassa::progress::Progress;
use kassa::project::Project;
use kassa::toolchain::{self, WASM_TARGET};

#[test]
fn the_elements_tests_pass_in_chromium() {
    run_in_chromium("checkout-ui");
}

#[test]
fn the_tests_of_links_pages_pass_in_chromium() {
    run_in_chromium("link-pages");
}

fn run_in_chromium(package: &str) {
    let project = Project::here();
    let progress = Progress::stderr();
    toolchain::ensure_wasm_target(&progress).expect("Rust's WebAssembly target");
    let programs = BrowserPrograms::ensure(&progress).expect("Chromium and chromedriver");

    let status = toolchain::cargo()
        .args(["test", "--package", package, "--target", WASM_TARGET])
        .current_dir(project.root())
        .env(
            "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
            env!("CARGO_BIN_EXE_wasm-bindgen-test-runner"),
        )
        .env("CHROMEDRIVER", &programs.chromedriver)
        // Two cores that also compile can keep a browser from starting within the default 5 s.
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "30")
        .env("WASM_BINDGEN_TEST_TIMEOUT", "120")
        // Nobody reads its progress line here.
        .env_remove("CARGO_TERM_PROGRESS_WHEN")
        .env_remove("CARGO_TERM_PROGRESS_WIDTH")
        .status()
        .expect("cargo starts");
    assert!(status.success(), "the browser tests failed ({status})");
}

#[test]
fn every_browser_is_started_with_the_same_arguments() {
    for package in ["checkout-ui", "checkout-ui/link-pages"] {
        let path = Project::here().root().join(package).join("webdriver.json");
        let text = std::fs::read_to_string(path).expect("a webdriver.json");
        let json: serde_json::Value = serde_json::from_str(&text).expect("JSON");
        let arguments = &json["goog:chromeOptions"]["args"];
        assert_eq!(
            arguments,
            &serde_json::json!(kassa::browser::CHROMIUM_ARGUMENTS)
        );
    }
}

#[test]
fn the_test_runner_is_the_locked_version() {
    let output = Command::new(env!("CARGO_BIN_EXE_wasm-bindgen-test-runner"))
        .arg("--version")
        .output()
        .expect("the runner starts");
    let version = String::from_utf8_lossy(&output.stdout);
    assert!(
        version.contains(toolchain::WASM_BINDGEN_VERSION),
        "{version}"
    );
}
