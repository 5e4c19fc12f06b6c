//! Carries out what a customer does, through the same actions as a request, at the business time of the act.

use accounts::{
    Acquisition, NewAccount,
    rules::home::{Home, Locale, TimeZone},
};
use astrology::{actions::create, rules as sky};
use billing::{actions as plans, rules::Interval};
use chart::compose::{Locale as Language, Options};
use data::{Actor, Database, Scope, Unit};
use jiff::Timestamp;
use kernel::{ChartId, Clock, Clocks, CorrelationId, UserId};
use web::fields::{Email, Name, Token};

use crate::{
    Error, Stage,
    account::{Move, Term},
    books::Books,
    life::{Act, Birth, Life, Outcome, Step},
    people::Person,
};

/// One worker's hands: a view of the database with a clock of its own.
pub(crate) struct Cast<'s> {
    stage: &'s Stage,
    database: Database,
    business: Clock,
}

/// What is known of the customer at hand.
#[derive(Default)]
struct Known {
    user: Option<UserId>,
    chart: Option<ChartId>,
}

impl<'s> Cast<'s> {
    pub(crate) fn new(stage: &'s Stage, start: Timestamp) -> Self {
        let business = Clock::manual(start);
        let clocks = Clocks { business: business.clone(), real: stage.database.clocks().real.clone() };
        Self { stage, database: stage.database.with_clocks(clocks), business }
    }

    /// A whole life; answers its books.
    pub(crate) async fn live(&self, mut life: Life<'_>) -> Result<Books, Error> {
        let (mut books, mut known) = (Books::default(), Known::default());
        while let Some(step) = life.step().map_err(Error::Move)? {
            match step {
                Step::Time(at, change) => books.change(at, change),
                Step::Act(at, act, change) => {
                    let outcome = self.carry_out(&life.person, at, &act, &mut known).await?;
                    books.act(at, &act, outcome);
                    if let Some(change) = change {
                        books.change(at, change);
                    }
                    life.went(&act, outcome);
                }
            }
        }
        books.close(life.account().state(), life.account().has_paid());
        Ok(books)
    }

    async fn carry_out(
        &self,
        person: &Person,
        at: Timestamp,
        act: &Act,
        known: &mut Known,
    ) -> Result<Outcome, Error> {
        self.business.advance(at.duration_since(self.business.now()));
        let actor = known.user.map_or(Actor::Guest, Actor::User);
        let correlation = CorrelationId::new(self.database.clocks().real.now());
        let mut unit = self.database.unit(Scope { tenant: self.stage.tenant, actor, correlation }).await?;
        let done = match (act, known.user) {
            (Act::SignUp, _) => self.sign_up(&mut unit, person).await.map(|user| known.user = Some(user)),
            (_, None) => return Err(Error::Broken("somebody acts who has not signed up")),
            (Act::Draw(birth), Some(user)) => {
                draw(&mut unit, user, birth).await.map(|chart| known.chart = Some(chart))
            }
            (Act::Read(focus, tone), Some(user)) => {
                let chart = known.chart.ok_or(Error::Broken("somebody reads who has no chart"))?;
                let options = Options { focus: *focus, tone: *tone, locale: Language::English };
                astrology::actions::interpret::run(&mut unit, user, chart, &options)
                    .await
                    .map(drop)
                    .map_err(Error::from)
            }
            (Act::Move(step, reason), Some(user)) => make(&mut unit, user, *step, *reason).await,
        };
        match done {
            Ok(()) => unit.commit(()).await.map(|()| Outcome::Done).map_err(Error::from),
            Err(Error::Astrology(astrology::Error::Billing(billing::Error::LimitReached(_)))) => {
                unit.abandon().await?;
                Ok(Outcome::Refused)
            }
            Err(error) => Err(error),
        }
    }

    async fn sign_up(&self, unit: &mut Unit, person: &Person) -> Result<UserId, Error> {
        let bad = || Error::Broken("a person that no sign-up would take");
        let source = Token::parse(person.source.name).ok_or_else(bad)?;
        let campaign = person.source.campaign.map(|name| Name::parse(name).ok_or_else(bad)).transpose()?;
        let new = NewAccount {
            email: Email::parse(&person.email()).ok_or_else(bad)?,
            name: Name::parse(&person.name),
            password_hash: self.stage.password_hash.clone(),
            home: Home {
                locale: Locale::parse(person.locale).ok_or_else(bad)?,
                time_zone: TimeZone::parse(person.town.zone.name()).ok_or_else(bad)?,
                country: Some(person.town.country),
            },
            acquisition: Some(Acquisition { source, campaign }),
        };
        Ok(accounts::actions::sign_up::run(unit, &self.stage.listeners, &new).await?.id)
    }
}

async fn draw(unit: &mut Unit, user: UserId, birth: &Birth) -> Result<ChartId, Error> {
    let place = sky::Place {
        latitude: birth.place.latitude,
        longitude: birth.place.longitude,
        time_zone: birth.place.zone.name().to_owned(),
        name: Some(birth.place.name.to_owned()),
        country: Some(birth.place.country.to_string()),
    };
    let request = |time| sky::Request {
        kind: sky::Kind::Natal,
        birth: sky::Birth {
            date: birth.date.to_string(),
            time,
            // Of a time that the clock showed twice the first is meant.
            fold: Some(sky::Fold::First),
            place: place.clone(),
        },
        moment: None,
        other: None,
        settings: sky::Settings::default(),
    };
    let labels = sky::Labels { name: Some(birth.name.clone()), ..sky::Labels::default() };
    let time = birth.time.map(|(hour, minute)| format!("{hour:02}:{minute:02}"));
    let drawn = match create::run(unit, user, request(time), labels.clone()).await {
        // The clock skipped that time: then it is not known. Nothing was written when a request is refused.
        Err(astrology::Error::Request(_)) => create::run(unit, user, request(None), labels).await,
        drawn => drawn,
    }?;
    Ok(drawn.id)
}

async fn make(unit: &mut Unit, user: UserId, step: Move, reason: Option<&str>) -> Result<(), Error> {
    let interval = |term| match term {
        Term::Month => Interval::Month,
        Term::Year => Interval::Year,
    };
    match step {
        Move::Try => plans::start_trial::run(unit, user).await,
        Move::Buy(term) => {
            let (plan, interval) = ("premium".to_owned(), interval(term));
            plans::subscribe::run(unit, user, plans::subscribe::Purchase { plan, interval, currency: None })
                .await
        }
        Move::Cancel { now } => {
            let when = if now { billing::rules::When::Now } else { billing::rules::When::PeriodEnd };
            plans::cancel::run(unit, user, when, reason).await
        }
        Move::Resume => plans::resume::run(unit, user).await,
    }?;
    Ok(())
}
