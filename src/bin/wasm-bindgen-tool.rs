//! `wasm-bindgen` at exactly the version that the workspace locks.

use std::iter::once;
use std::process::ExitCode;

/// worker-build keeps the names of functions, which are an eighth of what would ship. A panic tells
/// its file and line without them.
const REMOVE_NAMES: &str = "--remove-name-section";

fn main() -> ExitCode {
    let arguments = std::env::args_os().chain(once(REMOVE_NAMES.into()));
    match wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:?}");
            ExitCode::FAILURE
        }
    }
}
