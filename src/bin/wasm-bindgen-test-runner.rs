//! `wasm-bindgen-test-runner` at exactly the version that the workspace locks; cargo runs the
//! browser tests with it (see `tests/wasm.rs`).

fn main() -> anyhow::Result<()> {
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
}
