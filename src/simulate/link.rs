//! Simulated histories of Link's buyers.

use edge_worker::link_simulation::{Broken, Occurrence, Tally, play};

use super::{Histories, counted};

pub struct Link;

impl Histories for Link {
    type Tally = Tally;

    const TITLE: &str = "Simulating Link's buyers";
    const COMMAND: &str = "kassa simulate link";

    fn play(seed: u64) -> Result<Tally, Broken> {
        play(seed)
    }

    fn add(tally: &mut Tally, more: &Tally) {
        tally.add(more);
    }

    fn told(tally: &Tally) -> Vec<String> {
        let happened = Occurrence::ALL.iter();
        let happened = happened.map(|it| counted(tally.count(*it), it.title()));
        let heading = ["What happened in them:".to_owned()];
        heading.into_iter().chain(happened).collect()
    }
}
