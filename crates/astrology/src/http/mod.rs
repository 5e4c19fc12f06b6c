//! The routes of charts. Each extracts, calls its action and commits; none decides.

mod create;
mod delete;
mod easels;
mod edit;
mod interpret;
mod list;
mod places;
mod read;
mod subject;
mod wheel;

use axum::extract::FromRef;
use data::seal::Sealer;
use web::Routes;

use crate::telling::Teller;

/// What the routes of this room share.
#[derive(Clone)]
struct Desk {
    sealer: Sealer,
    teller: Teller,
}

impl FromRef<Desk> for Sealer {
    fn from_ref(desk: &Desk) -> Self {
        desk.sealer.clone()
    }
}

impl FromRef<Desk> for Teller {
    fn from_ref(desk: &Desk) -> Self {
        desk.teller.clone()
    }
}

/// The routes of this room; `sealer` seals the cursors of its lists, and `model` writes readings if there is one.
#[must_use]
pub fn routes(sealer: Sealer, model: Option<llm::Client>) -> Routes {
    Routes::new("charts")
        .add(create::route())
        .add(list::route())
        .add(read::route())
        .add(edit::route())
        .add(delete::route())
        .add(wheel::svg())
        .add(wheel::png(easels::Easels::default()))
        .add(interpret::route())
        .add(places::route())
        .state(Desk { sealer, teller: Teller::new(model) })
}

#[cfg(test)]
mod tests {
    use data::seal::Sealer;
    use serde_json::{Value, json};
    use web::{Access, Keep, Permission};

    use super::{create::NewChart, routes};

    fn all() -> web::Routes {
        routes(Sealer::new(vec![testkit::master_key()]), None)
    }

    #[test]
    fn every_route_asks_for_the_permission_and_keeps_what_cannot_be_repeated() {
        let routes = all();
        let told: Vec<_> = routes
            .specs()
            .map(|spec| (spec.method.as_str(), spec.path.as_str(), spec.status.as_u16()))
            .collect();
        let expected = [
            ("POST", "/charts", 201),
            ("GET", "/charts", 200),
            ("GET", "/charts/{id}", 200),
            ("PATCH", "/charts/{id}", 200),
            ("DELETE", "/charts/{id}", 200),
            ("GET", "/charts/{id}/wheel.svg", 200),
            ("GET", "/charts/{id}/wheel.png", 200),
            ("POST", "/charts/{id}/interpretations", 201),
            ("GET", "/places", 200),
        ];
        assert_eq!(told, expected);
        for spec in routes.specs() {
            let open = spec.path == "/places";
            let expected =
                if open { Access::Public } else { Access::Permission(Permission::ViewRecommendations) };
            assert_eq!(spec.access, expected);
            assert_eq!(spec.keep == Keep::Answer, ["POST", "PATCH"].contains(&spec.method.as_str()));
        }
    }

    /// Every reference in the document of these routes leads somewhere.
    #[test]
    fn the_documentation_is_whole() {
        let document = json!(web::openapi::document(all().specs(), ""));
        let mut references = Vec::new();
        collect(&document, &mut references);
        assert!(references.len() > 20);
        for reference in references {
            let at = reference.trim_start_matches('#');
            assert!(document.pointer(at).is_some(), "{reference} leads nowhere");
        }
        let birth = &document["components"]["schemas"]["NewBirth"]["properties"];
        assert_eq!(birth["date"]["format"], "date");
    }

    fn collect(value: &Value, references: &mut Vec<String>) {
        match value {
            Value::Object(fields) => {
                references.extend(fields.get("$ref").and_then(Value::as_str).map(str::to_owned));
                fields.values().for_each(|field| collect(field, references));
            }
            Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
            _ => {}
        }
    }

    #[test]
    fn bodies_are_read_strictly() {
        let good = json!({
            "kind": "natal", "name": "Ada", "tags": ["family"], "notes": "one\ntwo", "settings": {"house_system": "whole_sign"},
            "birth": {"date": "1815-12-10", "time": null, "fold": "second",
                      "place": {"latitude": 51, "longitude": -0.1, "time_zone": "Europe/London"}},
            "moment": {"date": "2026-11-22", "place": {"name": "London"}},
            "other": {"chart": "0198c0de-0000-7000-8000-000000000001"}
        });
        let read = |body: &Value| serde_json::from_value::<NewChart>(body.clone()).map(drop);
        assert!(read(&good).is_ok());
        for at in ["", "/settings", "/birth", "/birth/place", "/moment", "/moment/place", "/other"] {
            let mut body = good.clone();
            body.pointer_mut(at).unwrap()["extra"] = json!(1);
            assert!(read(&body).unwrap_err().to_string().starts_with("unknown field"), "{at}");
        }
        for (at, value) in [
            ("/kind", json!("solar_return")),
            ("/settings/house_system", json!("topocentric")),
            ("/birth/fold", json!(1)),
            ("/birth/place/latitude", json!("51")),
            ("/birth/place", json!({"name": 7})),
            ("/moment/date", json!(null)),
            ("/moment/place", json!(null)),
            ("/other/chart", json!("the other one")),
            ("/name", json!("two\nlines")),
            ("/tags", json!(["a", "A"])),
            ("/notes", json!("")),
        ] {
            let mut body = good.clone();
            *body.pointer_mut(at).unwrap() = value;
            assert!(read(&body).is_err(), "{at}");
        }
    }
}
