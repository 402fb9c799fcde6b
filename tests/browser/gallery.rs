//! `kassa gallery`: a folder that shows what buyers see, to whoever opens it.

use std::env;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use crate::support::{Buyer, PAGE, on_stage};

/// How many colours a picture has, counted no further than this: text has many, an empty page one.
const COLOURS: u64 = 20;
const COUNT_COLOURS: &str = "
    const [png, most, done] = arguments;
    const image = new Image();
    image.onload = () => {
      const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
      canvas.drawImage(image, 0, 0);
      const { data } = canvas.getImageData(0, 0, image.width, image.height);
      const seen = new Set();
      for (let at = 0; at < data.length && seen.size < most; at += 4) seen.add(data[at] << 16 | data[at + 1] << 8 | data[at + 2]);
      done(seen.size);
    };
    image.onerror = () => done(0);
    image.src = `data:image/png;base64,${png}`;";

fn gallery(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_kassa"));
    command
        .arg("gallery")
        .args(arguments)
        .arg("--out")
        .arg(folder);
    if let Some(bundle) = env::var_os("KASSA_TEST_BUNDLE") {
        command.arg("--bundle").arg(bundle);
    }
    command.output().expect("the tool")
}

async fn colours(buyer: &Buyer<'_>, picture: &Path) -> u64 {
    let png = STANDARD.encode(fs::read(picture).expect("a picture"));
    let counted = buyer.execute_async(COUNT_COLOURS, vec![json!(png), json!(COLOURS)]);
    counted.await.expect("a number").as_u64().expect("a number")
}

#[test]
fn a_gallery_shows_pictures_with_something_on_them_and_needs_no_network() {
    on_stage(async |stage| {
        let folder = tempfile::tempdir().expect("a folder");
        let chosen = ["--only", "card-filled,messaging-us", "--theme", "night"];
        let made = gallery(folder.path(), &chosen);
        let errors = String::from_utf8_lossy(&made.stderr);
        assert!(made.status.success(), "{errors}");

        let buyer = stage.new_buyer().await;
        let page = folder.path().join("index.html");
        buyer.open(&format!("file://{}", page.display())).await;
        let loaded = "
            const images = [...document.querySelectorAll('main img')];
            return images.length > 0 && images.every(({ naturalWidth }) => naturalWidth) && images.map(({ parentNode }) => parentNode.id);";
        let files = buyer.until(PAGE, loaded).await;
        let names = [
            "card-filled-night-320.png",
            "card-filled-night-560.png",
            "messaging-us-night-320.png",
            "messaging-us-night-560.png",
        ];
        assert_eq!(files, json!(names));
        let fetched = "return performance.getEntriesByType('resource').map(({ name }) => name);";
        let fetched = buyer.ask(PAGE, fetched).await;
        let mut fetched = fetched.as_array().expect("a list").iter();
        let is_file =
            |name: &serde_json::Value| name.as_str().expect("a name").starts_with("file:");
        assert!(fetched.all(is_file), "{fetched:?}");
        for name in names {
            let picture = folder.path().join(name);
            assert_eq!(colours(&buyer, &picture).await, COLOURS, "{name}");
        }

        // Somebody looks for one, opens it, and goes on to the next with a key.
        buyer.fill(PAGE, "#find", "messaging").await;
        buyer.click(PAGE, "main a").await;
        buyer
            .find_in(PAGE, "dialog[open] img[src='messaging-us-night-320.png']")
            .await;
        buyer.ask(PAGE, "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true }));").await;
        buyer
            .find_in(PAGE, "dialog[open] img[src='messaging-us-night-560.png']")
            .await;
    });
}

#[test]
fn a_gallery_of_nothing_says_what_there_is_and_leaves_other_files_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = gallery(folder.path(), &["--only", "carte"]);
    let errors = String::from_utf8_lossy(&made.stderr);
    assert!(!made.status.success());
    assert!(
        errors.contains("carte") && errors.contains("card-filled"),
        "{errors}"
    );

    let letter = folder.path().join("letter.txt");
    fs::write(&letter, "Dear Kassa").expect("a file");
    let made = gallery(folder.path(), &["--only", "card-filled"]);
    let errors = String::from_utf8_lossy(&made.stderr);
    assert!(!made.status.success());
    assert!(
        errors.contains("letter.txt") && errors.contains("--out"),
        "{errors}"
    );
    assert!(letter.exists());
}
