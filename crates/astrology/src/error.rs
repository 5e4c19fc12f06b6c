//! Why there is no chart, and the one place where that becomes an answer over HTTP.

use http::StatusCode;
use serde_json::{Value, json};
use web::FieldError;

use crate::rules::{Hint, Problem, Refusal};

/// Why there is no chart.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is not as it should be: 422 that names every field.
    #[error("the request is not as it should be")]
    Request(Vec<Problem>),
    /// The engine failed on a good request, or on one that was good when it was kept: 500.
    #[error("a chart could not be drawn")]
    Engine(#[source] Refusal),
    /// The claim on the meter failed, or was refused: 402.
    #[error(transparent)]
    Billing(#[from] billing::Error),
    /// Too many pictures are being drawn: 503, to be tried again.
    #[error("too many pictures are being drawn")]
    Busy,
    /// The database failed.
    #[error(transparent)]
    Data(#[from] data::Error),
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        match refusal {
            Refusal::Fields(problems) => Self::Request(problems),
            failure @ Refusal::Engine(_) => Self::Engine(failure),
        }
    }
}

impl From<Error> for web::Error {
    fn from(error: Error) -> Self {
        match error {
            Error::Request(problems) => request(problems),
            Error::Engine(_) => Self::internal(error),
            Error::Billing(error) => error.into(),
            Error::Busy => {
                let message = "Too many pictures are being drawn at this moment; send the same request again";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "BUSY", message).retry_after(1)
            }
            Error::Data(error) => error.into(),
        }
    }
}

/// 422 with the fields, and beside them what helps to ask again: `candidates`, `gap` or `places`.
fn request(problems: Vec<Problem>) -> web::Error {
    let hint = problems.iter().find_map(|problem| problem.hint.as_ref()).map(hint_json).unwrap_or_default();
    let fields: Vec<FieldError> = problems
        .into_iter()
        .map(|problem| FieldError::new(problem.path, problem.code, problem.message))
        .collect();
    let mut details = json!({ "fields": fields });
    if let (Value::Object(details), Value::Object(hint)) = (&mut details, hint) {
        details.extend(hint);
    }
    web::Error::fields(&fields).with_details(details)
}

/// `{"candidates": [...]}`, `{"gap": {...}}` or `{"places": [...]}`.
fn hint_json(hint: &Hint) -> Value {
    json!(hint)
}

#[cfg(test)]
mod tests {
    use axum::response::IntoResponse;

    use super::*;
    use crate::rules::{Request, draw};

    async fn answer(birth: Value) -> Value {
        let request: Request = serde_json::from_value(json!({ "kind": "natal", "birth": birth })).unwrap();
        let error = web::Error::from(Error::from(draw(&request).err().unwrap()));
        assert_eq!(error.status().as_u16(), 422);
        let correlation = kernel::CorrelationId::new(testkit::START);
        let response = web::envelope::finish(error.into_response(), &correlation);
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await.unwrap();
        serde_json::from_slice(&body).unwrap()
    }

    fn berlin(date: &str, time: &str) -> Value {
        let place = json!({ "latitude": 52.52, "longitude": 13.405, "time_zone": "Europe/Berlin" });
        json!({ "date": date, "time": time, "place": place })
    }

    #[tokio::test]
    async fn an_ambiguous_time_is_answered_with_field_and_candidates() {
        let answer = answer(berlin("1996-10-27", "02:30")).await;
        let details = &answer["details"];
        assert_eq!(answer["code"], "VALIDATION_FAILED");
        assert_eq!(details["fields"][0]["path"], "birth.time");
        assert_eq!(details["fields"][0]["code"], "LOCAL_TIME_AMBIGUOUS");
        assert_eq!(details["candidates"][0]["utc"], "1996-10-27T00:30:00Z");
        assert_eq!(details["candidates"][1]["fold"], "second");
    }

    #[tokio::test]
    async fn a_skipped_time_is_answered_with_field_and_gap() {
        let details = &answer(berlin("1996-03-31", "02:30")).await["details"];
        assert_eq!(details["fields"][0]["code"], "LOCAL_TIME_SKIPPED");
        assert_eq!(details["gap"]["to"], "1996-03-31T03:00:00");
    }

    #[tokio::test]
    async fn plain_mistakes_are_fields_and_nothing_else() {
        let details = &answer(berlin("1996-02-30", "2:30")).await["details"];
        assert_eq!(details.as_object().unwrap().len(), 1);
        assert_eq!(details["fields"][0]["code"], "DATE_INVALID");
        assert_eq!(details["fields"][1]["code"], "TIME_INVALID");
    }

    #[test]
    fn a_failing_engine_is_not_the_askers_fault() {
        let error = web::Error::from(Error::from(Refusal::Engine("damaged")));
        assert_eq!((error.status().as_u16(), error.code()), (500, "INTERNAL_ERROR"));
    }
}
