//! Plays a scene and takes its pictures.

use std::fs;
use std::path::Path;

use anyhow::Context;

use super::album::Picture;
use super::scene::{Looks, Scene, Step, Theme};
use super::stage::Stage;
use super::window::{Place, Window};
use crate::devtools::DevTools;

/// Enough for any form to be laid out before its height is known.
const FIRST_HEIGHT: u32 = 900;
const HEIGHT_MAX: u32 = 6_000;

/// What the element has to say when a scene came to nothing.
const PROBLEMS: &str = "document.getElementById('kassa').innerText.slice(0, 500)";

/// What pictures are wanted.
#[derive(Clone, Debug)]
pub struct Wanted {
    pub themes: Vec<Theme>,
    pub widths: Vec<u32>,
}

impl Wanted {
    fn themes_of(&self, scene: &Scene) -> &[Theme] {
        match scene.looks {
            Looks::All => &self.themes,
            Looks::OneTheme => self.themes.get(..1).unwrap_or_default(),
        }
    }
}

/// Plays a scene in a window of its own. Errors: it did not come to what it is to show.
pub fn shoot(
    devtools: &mut DevTools,
    stage: &mut Stage,
    scene: &Scene,
    wanted: &Wanted,
    folder: &Path,
) -> anyhow::Result<Vec<Picture>> {
    let account = stage.set(scene)?;
    let url = stage.url();
    let mut window = Window::open(devtools)?;
    let shot = Shot {
        window: &mut window,
        scene,
        wanted,
        folder,
    };
    let pictures = shot.take(&url, &account.to_string());
    let pictures = pictures.with_context(|| match window.ask(Place::Element, PROBLEMS) {
        Ok(problems) => format!("the element says {problems}"),
        Err(_) => "there is no element".to_owned(),
    });
    window.close()?;
    pictures
}

struct Shot<'a, 'd> {
    window: &'a mut Window<'d>,
    scene: &'a Scene,
    wanted: &'a Wanted,
    folder: &'a Path,
}

impl Shot<'_, '_> {
    fn take(mut self, url: &str, account: &str) -> anyhow::Result<Vec<Picture>> {
        let (Some(first_theme), Some(first_width)) =
            (self.wanted.themes.first(), self.wanted.widths.first())
        else {
            return Ok(Vec::new());
        };
        self.window.resize(*first_width, FIRST_HEIGHT)?;
        self.window.go_to(url)?;
        self.window
            .ask(Place::Page, &format!("arrive({account})"))?;
        for step in &self.scene.steps {
            self.follow(step, *first_theme)?;
        }
        let mut pictures = Vec::new();
        for theme in self.wanted.themes_of(self.scene) {
            self.look(*theme)?;
            for width in &self.wanted.widths {
                pictures.push(self.picture(*theme, *width)?);
            }
        }
        Ok(pictures)
    }

    fn follow(&mut self, step: &Step, theme: Theme) -> anyhow::Result<()> {
        match step {
            Step::Do(place, expression) => self
                .window
                .ask(*place, expression)
                .map(drop)
                .with_context(|| format!("doing {expression}")),
            Step::Until(place, expression) => self.window.until(*place, expression),
            Step::Break(place, pattern, fault) => {
                self.window.break_network(*place, pattern, *fault)
            }
            Step::Show => {
                let script = format!("{}; look('{}'); 0", self.scene.script, theme.name());
                self.window.ask(Place::Page, &script).map(drop)
            }
        }
    }

    /// Everything in this theme.
    fn look(&mut self, theme: Theme) -> anyhow::Result<()> {
        let name = theme.name();
        self.window
            .ask(Place::Page, &format!("look('{name}'); 0"))?;
        let (place, seen) = &self.scene.seen;
        self.window.until(*place, seen)?;
        if *place != Place::Page {
            let is_on = format!("document.documentElement.dataset.theme === '{name}'");
            self.window.until(Place::Element, &is_on)?;
        }
        match self.scene.again {
            Some(again) => self.window.until(Place::Page, again),
            None => Ok(()),
        }
    }

    fn picture(&mut self, theme: Theme, width: u32) -> anyhow::Result<Picture> {
        self.window.resize(width, FIRST_HEIGHT)?;
        // There is none in a page of buttons alone.
        let _ = self.window.ask(Place::Element, "kassaGallery.still()");
        let height = self.window.ask(Place::Page, "still()")?;
        let height = height
            .as_u64()
            .and_then(|height| u32::try_from(height).ok());
        let height = height.context("the page has no height")?;
        let height = height.clamp(self.scene.height_min.max(1), HEIGHT_MAX);
        self.window.resize(width, height)?;
        self.window.ask(Place::Page, "still()")?;
        let png = self.window.picture()?;
        let file = format!("{}-{}-{width}.png", self.scene.name, theme.name());
        let path = self.folder.join(&file);
        fs::write(&path, png).with_context(|| format!("writing {}", path.display()))?;
        Ok(Picture {
            file,
            scene: self.scene.name.clone(),
            title: self.scene.title.clone(),
            group: self.scene.group,
            theme,
            width,
            height,
        })
    }
}
