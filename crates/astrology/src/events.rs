//! The product events of charts, every name and property of them. Knows no reader.
//!
//! | event | when | properties |
//! |---|---|---|
//! | `chart_created` | a chart was drawn and kept | `kind`, `house_system`, `zodiac`: as they were asked for; `time_known` |
//! | `chart_edited` | what is written on one changed | `name`, `tags`, `notes`: whether each of them did |
//! | `chart_deleted` | one was removed | `kind` |
//! | `interpretation_read` | one was told in words | `engine`: `composer` or `model`; `focus`; `question`: whether one was asked; `fallback`: whether the composer stood in |
//! | `wheel_viewed` | its owner asked for a picture of one | `format`: `svg` or `png` |

use data::Event;
use kernel::UserId;

use crate::{
    actions::note_reading::Told,
    rules::{HouseSystem, Kind, Settings, Zodiac},
    telling::Engine,
};

/// What a picture is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Lines.
    Svg,
    /// Pixels.
    Png,
}

pub(crate) fn chart_created(user: UserId, kind: Kind, settings: Settings, time_known: bool) -> Event {
    Event::new("chart_created")
        .of(user)
        .with("kind", kind.as_str())
        .with("house_system", house_system(settings.house_system))
        .with("zodiac", zodiac(settings.zodiac))
        .with("time_known", time_known)
}

/// `changed` names fields of what is written on a chart.
pub(crate) fn chart_edited(user: UserId, changed: &[&'static str]) -> Event {
    let event = Event::new("chart_edited").of(user);
    ["name", "tags", "notes"]
        .into_iter()
        .fold(event, |event, field| event.with(field, changed.contains(&field)))
}

pub(crate) fn chart_deleted(user: UserId, kind: Kind) -> Event {
    Event::new("chart_deleted").of(user).with("kind", kind.as_str())
}

pub(crate) fn interpretation_read(user: UserId, told: &Told) -> Event {
    Event::new("interpretation_read")
        .of(user)
        .with("engine", if told.engine == Engine::Model { "model" } else { "composer" })
        .with("focus", told.options.focus.name())
        .with("question", told.question)
        .with("fallback", told.fallback.is_some())
}

pub(crate) fn wheel_viewed(user: UserId, format: Format) -> Event {
    let word = match format {
        Format::Svg => "svg",
        Format::Png => "png",
    };
    Event::new("wheel_viewed").of(user).with("format", word)
}

const fn house_system(system: HouseSystem) -> &'static str {
    match system {
        HouseSystem::Placidus => "placidus",
        HouseSystem::WholeSign => "whole_sign",
        HouseSystem::Equal => "equal",
        HouseSystem::Koch => "koch",
        HouseSystem::Porphyry => "porphyry",
        HouseSystem::Regiomontanus => "regiomontanus",
        HouseSystem::Campanus => "campanus",
    }
}

const fn zodiac(zodiac: Zodiac) -> &'static str {
    match zodiac {
        Zodiac::Tropical => "tropical",
        Zodiac::Lahiri => "lahiri",
        Zodiac::FaganBradley => "fagan_bradley",
        Zodiac::Krishnamurti => "krishnamurti",
        Zodiac::Raman => "raman",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_word_is_that_of_the_request() {
        use {HouseSystem as H, Zodiac as Z};
        for system in
            [H::Placidus, H::WholeSign, H::Equal, H::Koch, H::Porphyry, H::Regiomontanus, H::Campanus]
        {
            assert_eq!(json!(system), house_system(system));
        }
        for of in [Z::Tropical, Z::Lahiri, Z::FaganBradley, Z::Krishnamurti, Z::Raman] {
            assert_eq!(json!(of), zodiac(of));
        }
    }
}
