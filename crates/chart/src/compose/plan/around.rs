//! The sections of a reading of two skies: the meetings first, then what the chart says by itself, shorter than in a reading of
//! its own. Knows no scores and no words.

use super::{ALL, CLOSING, EFFORT, HEART, INNER, LIGHTS, LOVE, Recipe, WORK};
use crate::{
    Planet,
    compose::{
        Focus,
        factor::{Factor, Nature},
        input::Around,
    },
};

/// The sections of a focus, in reading order.
pub(super) fn recipes(focus: Focus, around: Around) -> &'static [Recipe] {
    match (around, focus) {
        (Around::Transits, Focus::All) => &TRANSITS,
        (Around::Transits, Focus::Love) => &TRANSITS_LOVE,
        (Around::Transits, Focus::Work) => &TRANSITS_WORK,
        (Around::Transits, Focus::Inner) => &TRANSITS_INNER,
        (Around::Synastry, Focus::All) => &SYNASTRY,
        (Around::Synastry, Focus::Love) => &SYNASTRY_LOVE,
        (Around::Synastry, Focus::Work) => &SYNASTRY_WORK,
        (Around::Synastry, Focus::Inner) => &SYNASTRY_INNER,
    }
}

const TRANSITS: [Recipe; 4] = [
    Recipe { title: "sky", takes: &[(prevails, 1), (|f| is_meeting(f) && !is_quick(f), 5)] },
    Recipe { title: "passing", takes: &[(is_quick, 3)] },
    ALL[0],
    CLOSING,
];

const TRANSITS_LOVE: [Recipe; 3] = [
    Recipe { title: "sky", takes: &[(prevails, 1), (|f| meets(f, &HEART), 4), (is_meeting, 4)] },
    LOVE[0],
    CLOSING,
];

const TRANSITS_WORK: [Recipe; 3] = [
    Recipe { title: "sky", takes: &[(prevails, 1), (|f| meets(f, &EFFORT), 4), (is_meeting, 4)] },
    WORK[0],
    CLOSING,
];

const TRANSITS_INNER: [Recipe; 3] = [
    Recipe { title: "sky", takes: &[(prevails, 1), (|f| meets(f, &LIGHTS), 4), (is_meeting, 4)] },
    INNER[0],
    CLOSING,
];

const SYNASTRY: [Recipe; 4] = [
    Recipe { title: "between", takes: &[(prevails, 1), (is_easy, 5)] },
    Recipe { title: "rubs", takes: &[(is_hard, 3)] },
    ALL[0],
    CLOSING,
];

const SYNASTRY_LOVE: [Recipe; 4] = [
    Recipe {
        title: "between",
        takes: &[(prevails, 1), (|f| is_easy(f) && meets(f, &HEART), 3), (is_easy, 3)],
    },
    Recipe { title: "rubs", takes: &[(|f| is_hard(f) && meets(f, &HEART), 2), (is_hard, 2)] },
    LOVE[0],
    CLOSING,
];

const SYNASTRY_WORK: [Recipe; 4] = [
    Recipe {
        title: "between",
        takes: &[(prevails, 1), (|f| is_easy(f) && meets(f, &EFFORT), 3), (is_easy, 3)],
    },
    Recipe { title: "rubs", takes: &[(|f| is_hard(f) && meets(f, &EFFORT), 2), (is_hard, 2)] },
    WORK[0],
    CLOSING,
];

const SYNASTRY_INNER: [Recipe; 4] = [
    Recipe {
        title: "between",
        takes: &[(prevails, 1), (|f| is_easy(f) && meets(f, &LIGHTS), 3), (is_easy, 3)],
    },
    Recipe { title: "rubs", takes: &[(|f| is_hard(f) && meets(f, &LIGHTS), 2), (is_hard, 2)] },
    INNER[0],
    CLOSING,
];

fn prevails(factor: Factor) -> bool {
    matches!(factor, Factor::Whole("transit.mostly" | "synastry.mostly", _))
}

fn is_meeting(factor: Factor) -> bool {
    matches!(factor, Factor::Meeting(_))
}

/// A planet that is past within days or a few weeks.
fn is_quick(factor: Factor) -> bool {
    matches!(factor, Factor::Meeting(meeting) if meeting.outer < Planet::Jupiter)
}

fn is_hard(factor: Factor) -> bool {
    matches!(factor, Factor::Meeting(meeting) if meeting.nature() == Nature::Tense)
}

fn is_easy(factor: Factor) -> bool {
    is_meeting(factor) && !is_hard(factor)
}

/// Of transits the planet that is met counts, of two births either.
fn meets(factor: Factor, planets: &[Planet]) -> bool {
    let Factor::Meeting(meeting) = factor else { return false };
    let theirs = meeting.around == Around::Synastry && planets.contains(&meeting.outer);
    theirs || planets.contains(&meeting.inner)
}
