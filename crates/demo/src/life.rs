//! What one customer does, act by act, from the sign-up to the end of the run. Pure: it decides by dice and by how the last
//! acts went; somebody else carries them out.

use std::collections::VecDeque;

use chart::compose::{Focus, Tone};
use jiff::{SignedDuration, Timestamp, civil::Date};
use places::Place;

use crate::{
    account::{Account, Change, Move, State, Term},
    calendar::{instant, time_of_day},
    dice::Dice,
    hazards::{
        BUY, BUY_AT_LIMIT, BUY_ON_TRIAL, CANCEL_EARLY, CANCEL_LATE, CANCEL_NOW, CANCEL_YEARLY, CHARTS_FIRST,
        CHARTS_FREE, CHARTS_MORE, READ, REASONS, RESUME, RETURN, TIME_UNKNOWN, TRY, TRY_AT_LIMIT,
        VISIT_PAYING, VISIT_TRIAL, YEARLY, visit_free, weekday,
    },
    people::{Map, Person, name},
};

/// A birth that somebody wants a chart of.
#[derive(Clone, Debug)]
pub struct Birth {
    /// Whose.
    pub name: String,
    /// Local date.
    pub date: Date,
    /// Local time, if it is known.
    pub time: Option<(u32, u32)>,
    /// Where.
    pub place: Place,
}

/// One thing that somebody does.
#[derive(Clone, Debug)]
pub enum Act {
    /// Signs up; the first act.
    SignUp,
    /// Draws a chart.
    Draw(Box<Birth>),
    /// Has the last chart read.
    Read(Focus, Tone),
    /// Changes the subscription; with a reason, for who cancels and says one.
    Move(Move, Option<&'static str>),
}

/// How an act went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// As it was meant.
    Done,
    /// The plan's limit was met: 402.
    Refused,
}

/// One step of a life.
#[derive(Clone, Debug)]
pub enum Step {
    /// Somebody does something, which changes the business so.
    Act(Timestamp, Act, Option<Change>),
    /// Time alone has done this.
    Time(Timestamp, Change),
}

/// A customer's way through the run.
#[derive(Debug)]
pub struct Life<'m> {
    /// Who.
    pub person: Person,
    account: Account,
    map: &'m Map,
    dice: Dice,
    signed_up: Date,
    day: Date,
    now: Timestamp,
    until: Timestamp,
    acts: VecDeque<(Timestamp, Act)>,
    has_chart: bool,
}

const MINUTE: SignedDuration = SignedDuration::from_mins(1);
/// How long who pays is still making up their mind.
const EARLY: SignedDuration = SignedDuration::from_hours(24 * 92);

impl<'m> Life<'m> {
    /// The life of a person who signs up on this day. None if the run ends before.
    #[must_use]
    pub fn new(person: Person, map: &'m Map, mut dice: Dice, day: Date, until: Timestamp) -> Option<Self> {
        let now = instant(day, time_of_day(&mut dice), &person.zone).filter(|now| *now < until)?;
        let account = Account::new(person.zone.clone());
        let acts = VecDeque::from([(now, Act::SignUp)]);
        let has_chart = false;
        let mut life = Self { person, account, map, dice, signed_up: day, day, now, until, acts, has_chart };
        life.draw_some(now + MINUTE, CHARTS_FIRST);
        Some(life)
    }

    /// Where the account stands.
    #[must_use]
    pub fn account(&self) -> &Account {
        &self.account
    }

    /// The next step; none when the run is over.
    ///
    /// # Errors
    /// A move that the account cannot make: a bug of this file.
    pub fn step(&mut self) -> Result<Option<Step>, Move> {
        loop {
            let due = self.acts.front().map(|(at, _)| *at);
            let at = due.filter(|at| *at < self.until);
            if let Some((when, change)) = self.account.settle(at.unwrap_or(self.now)) {
                return Ok(Some(Step::Time(when, change)));
            }
            if let Some((at, act)) = at.and_then(|_| self.acts.pop_front()) {
                self.now = at;
                let change = match act {
                    Act::Move(step, _) => self.account.make(at, step)?,
                    _ => None,
                };
                return Ok(Some(Step::Act(at, act, change)));
            }
            if due.is_some() || self.now >= self.until {
                // What time does up to the end belongs to the run.
                return Ok(self.account.settle(self.until).map(|(when, change)| Step::Time(when, change)));
            }
            self.sleep();
        }
    }

    /// Says how an act went, which may change what comes next.
    pub fn went(&mut self, act: &Act, outcome: Outcome) {
        match (act, outcome) {
            (Act::Draw(_), Outcome::Done) => self.has_chart = true,
            (Act::Draw(_) | Act::Read(..), Outcome::Refused) => self.meet_limit(),
            _ => {}
        }
    }

    /// Goes on to the next day.
    fn sleep(&mut self) {
        let day = self.day.tomorrow().ok();
        let at = day.and_then(|day| instant(day, time_of_day(&mut self.dice), &self.person.zone));
        let (Some(day), Some(at)) = (day, at.filter(|at| *at < self.until)) else {
            self.now = self.until;
            return;
        };
        // The last visit may have gone on past midnight.
        (self.day, self.now) = (day, at.max(self.now));
        if self.account.due(self.now).is_none() {
            self.spend();
        }
    }

    /// A day.
    fn spend(&mut self) {
        let at = self.now + MINUTE;
        let liveliness = weekday(self.day.weekday());
        match self.account.state() {
            State::Free if self.account.has_paid() && self.dice.happens(RETURN) => {
                self.buy(at);
                self.draw_some(at + MINUTE, CHARTS_MORE);
            }
            State::Free => {
                let days = self.day.since(self.signed_up).map_or(0, |since| since.get_days());
                if self.dice.happens(visit_free(days.into()) * liveliness) {
                    self.draw_some(at, CHARTS_FREE);
                    self.consider(TRY, BUY);
                }
            }
            State::Trialing { .. } => {
                if self.dice.happens(VISIT_TRIAL * liveliness) {
                    self.draw_some(at, CHARTS_MORE);
                    self.consider(0.0, BUY_ON_TRIAL);
                }
            }
            State::Paying { term, since, ends } => {
                if self.dice.happens(VISIT_PAYING * liveliness) {
                    self.draw_some(at, CHARTS_MORE);
                }
                self.doubt(term, at.duration_since(since) < EARLY, ends.is_some());
            }
        }
    }

    /// Who pays may cancel, or take that back.
    fn doubt(&mut self, term: Term, early: bool, cancelled: bool) {
        let hazard = match term {
            Term::Year => CANCEL_YEARLY,
            Term::Month if early => CANCEL_EARLY,
            Term::Month => CANCEL_LATE,
        };
        if cancelled {
            if self.dice.happens(RESUME) {
                self.then(Act::Move(Move::Resume, None));
            }
        } else if self.dice.happens(hazard) {
            let reason = REASONS[self.dice.weighted(REASONS.iter().map(|reason| reason.1))].0;
            let now = self.dice.happens(CANCEL_NOW);
            self.then(Act::Move(Move::Cancel { now }, Some(reason).filter(|reason| !reason.is_empty())));
        }
    }

    /// A limit was met: what was still wanted is given up, unless it is worth a trial or the price.
    fn meet_limit(&mut self) {
        self.acts.retain(|(_, act)| !matches!(act, Act::Draw(_) | Act::Read(..)));
        if self.acts.is_empty() && self.consider(TRY_AT_LIMIT, BUY_AT_LIMIT) {
            let at = self.then_at() + MINUTE;
            self.draw_some(at, CHARTS_MORE);
        }
    }

    /// Perhaps tries, perhaps buys; whether one of them.
    fn consider(&mut self, chance_to_try: f64, chance_to_buy: f64) -> bool {
        let zeal = self.person.source.zeal;
        let fresh =
            self.account.state() == State::Free && !self.account.has_tried() && !self.account.has_paid();
        if fresh && self.dice.happens(chance_to_try * zeal) {
            self.then(Act::Move(Move::Try, None));
            return true;
        }
        let pays = matches!(self.account.state(), State::Paying { .. });
        if !pays && self.dice.happens(chance_to_buy * zeal) {
            let at = self.then_at();
            self.buy(at);
            return true;
        }
        false
    }

    fn buy(&mut self, at: Timestamp) {
        let term = if self.dice.happens(YEARLY) { Term::Year } else { Term::Month };
        self.acts.push_back((at, Act::Move(Move::Buy(term), None)));
    }

    fn draw_some(&mut self, from: Timestamp, chances: [f64; 4]) {
        let mut at = from;
        for _ in 0..self.dice.weighted(chances.into_iter()) {
            let birth = self.birth();
            self.acts.push_back((at, Act::Draw(Box::new(birth))));
            at += MINUTE;
            if self.dice.happens(READ) {
                let focus = Focus::ALL[self.dice.weighted([4.0, 3.0, 2.0, 1.0].into_iter())];
                let tone = if self.dice.happens(0.2) { Tone::Plain } else { Tone::Warm };
                self.acts.push_back((at, Act::Read(focus, tone)));
                at += MINUTE;
            }
        }
    }

    /// Somebody's birth: one's own first.
    fn birth(&mut self) -> Birth {
        let name = if self.has_chart { name(&mut self.dice) } else { self.person.name.clone() };
        let age = 16 + i16::try_from(self.dice.below(60)).unwrap_or(0);
        let month = 1 + i8::try_from(self.dice.below(12)).unwrap_or(0);
        let day = 1 + i8::try_from(self.dice.below(28)).unwrap_or(0);
        let date = Date::new(self.signed_up.year() - age, month, day).unwrap_or(self.signed_up);
        let time = (!self.dice.happens(TIME_UNKNOWN)).then(|| (self.dice.below(24), self.dice.below(60)));
        Birth { name, date, time, place: self.map.birthplace(&self.person.town, &mut self.dice) }
    }

    /// After everything else of this visit.
    fn then(&mut self, act: Act) {
        let at = self.then_at();
        self.acts.push_back((at, act));
    }

    fn then_at(&self) -> Timestamp {
        self.acts.back().map_or(self.now, |(at, _)| *at) + MINUTE
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    fn live(map: &Map, seed: u64, number: u32, refuse: bool) -> Vec<Step> {
        let mut dice = Dice::new(seed, number.into());
        let person = map.person(number, &mut dice);
        let until = "2026-11-22T00:00:00Z".parse().unwrap();
        let mut life = Life::new(person, map, dice, date(2025, 11, 25), until).unwrap();
        let mut steps = Vec::new();
        while let Some(step) = life.step().unwrap() {
            if let Step::Act(_, act, _) = &step {
                let limited = refuse && matches!(act, Act::Draw(_));
                life.went(act, if limited { Outcome::Refused } else { Outcome::Done });
            }
            steps.push(step);
        }
        steps
    }

    #[test]
    fn a_life_goes_forward_begins_with_the_sign_up_and_repeats() {
        let map = Map::read().unwrap();
        for number in 0..60 {
            let steps = live(&map, 1, number, number % 3 == 0);
            assert!(matches!(steps[0], Step::Act(_, Act::SignUp, None)));
            let acts: Vec<Timestamp> = steps
                .iter()
                .filter_map(|step| if let Step::Act(at, ..) = step { Some(*at) } else { None })
                .collect();
            assert!(acts.is_sorted_by(|one, next| one < next), "customer {number}");
            assert_eq!(format!("{steps:?}"), format!("{:?}", live(&map, 1, number, number % 3 == 0)));
        }
    }

    #[test]
    fn some_try_some_buy_some_leave_and_some_come_back() {
        let map = Map::read().unwrap();
        let all: Vec<Step> = (0..1_500).flat_map(|number| live(&map, 7, number, false)).collect();
        let count = |wanted: fn(&Change) -> bool| {
            let changes = all.iter().filter_map(|step| match step {
                Step::Act(_, _, change) => change.as_ref(),
                Step::Time(_, change) => Some(change),
            });
            changes.filter(|change| wanted(change)).count()
        };
        let (tried, lapsed) = (count(|c| matches!(c, Change::Tried)), count(|c| matches!(c, Change::Lapsed)));
        let (new, back) = (count(|c| matches!(c, Change::New(..))), count(|c| matches!(c, Change::Back(_))));
        let churned = count(|c| matches!(c, Change::Churned(_)));
        assert!(
            tried > lapsed && lapsed > 50 && new > 50 && churned > 20 && back > 0 && churned < new + back,
            "{tried} {lapsed} {new} {back} {churned}"
        );
    }
}
