//! The demo business on paper: its books without a database, to see what the hazards make of it. Arguments: customers,
//! months, seed.
#![expect(clippy::print_stdout, reason = "an example shows")]

use demo::{
    account::State,
    books::Books,
    calendar::Calendar,
    dice::Dice,
    life::{Act, Life, Outcome, Step},
    people::Map,
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1).map(|arg| arg.parse::<u32>());
    let mut next = |default| args.next().unwrap_or(Ok(default));
    let (customers, months, seed) = (next(2_000)?, next(12)?, next(1)?);
    let end: Date = "2026-11-22".parse()?;
    let until: Timestamp = end.to_zoned(TimeZone::UTC)?.timestamp();
    let calendar = Calendar::new(end.checked_sub(i64::from(months).months())?, end);
    let map = Map::read()?;
    let (mut books, mut acts) = (Books::default(), 0_u64);
    for number in 0..customers {
        let mut dice = Dice::new(seed.into(), number.into());
        let person = map.person(number, &mut dice);
        let day = calendar.day_of((f64::from(number) + 0.5) / f64::from(customers));
        let Some(mut life) = Life::new(person, &map, dice, day, until) else { continue };
        let mut month = (None, 0);
        while let Some(step) = life.step().map_err(|step| format!("{step:?}"))? {
            match step {
                Step::Time(at, change) => books.change(at, change),
                Step::Act(at, act, change) => {
                    acts += 1;
                    // What the free plan allows, by the month: near enough for paper.
                    let this = at.to_zoned(TimeZone::UTC).date().first_of_month();
                    month = if month.0 == Some(this) { month } else { (Some(this), 0) };
                    let draws = matches!(act, Act::Draw(_));
                    month.1 += u32::from(draws);
                    let limited = draws && month.1 > 3 && life.account().state() == State::Free;
                    let outcome = if limited { Outcome::Refused } else { Outcome::Done };
                    books.act(at, &act, outcome);
                    if let Some(change) = change {
                        books.change(at, change);
                    }
                    life.went(&act, outcome);
                }
            }
        }
        books.close(life.account().state(), life.account().has_paid());
    }
    let (sheets, standing) = books.closed();
    println!("{acts} acts; {standing:?}");
    println!("month      sign-ups trials conv lapsed  new back churned      MRR charts readings refused");
    for (month, s) in sheets {
        println!(
            "{month} {:8} {:6} {:4} {:6} {:4} {:4} {:7} {:8} {:6} {:8} {:7}",
            s.sign_ups,
            s.trials_started,
            s.trials_converted,
            s.trials_lapsed,
            s.new_customers,
            s.returned_customers,
            s.churned_customers,
            s.mrr_minor,
            s.charts,
            s.readings,
            s.refused
        );
    }
    Ok(())
}
