//! `POST /charts/{id}/interpretations`.

use axum::{
    Extension,
    extract::State,
    response::{IntoResponse, Response},
};
use futures_util::{Stream, StreamExt, stream};
use http::{HeaderMap, Method, header};
use kernel::{ChartId, CorrelationId};
use llm::rules::{CRISIS_TEXT, QUESTION_CHARACTERS, Question, Verdict};
use serde::Deserialize;
use serde_json::json;
use tokio::sync::mpsc;
use utoipa::ToSchema;
use web::{
    Body, Error, FieldError, Keep, PathOf, Permission, Principal, Route, Works,
    events::{self, Event},
    reply,
};

use super::Desk;
use crate::telling::{Interpretation, Language, Opened, Order, Part, Said, Teller, Voice, Wanted};

/// What is asked of a reading.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewInterpretation {
    /// Which part of life; all unless told.
    #[serde(default)]
    focus: Part,
    /// How it speaks; warm unless told.
    #[serde(default)]
    tone: Voice,
    /// The language; English unless told.
    #[serde(default)]
    locale: Language,
    /// What you want to know, up to 500 characters, where the server has a language model. Questions about health, death,
    /// pregnancy, law, money and other people's secrets are refused.
    #[serde(default)]
    #[schema(format = "text", max_length = 500, example = "What helps me to finish things?")]
    question: Option<String>,
}

pub(super) fn route() -> Route<Desk> {
    web::route(Method::POST, "/charts/{id}/interpretations")
        .summary(
            "Read one of your charts in words; costs one unit of the meter ai_interpretations. With \
             Accept: text/event-stream it comes in pieces: events delta {text}, anew {reason}, then answer or error. \
             A repeated Idempotency-Key is answered whole, as JSON",
        )
        .permission(Permission::ViewRecommendations)
        .body::<NewInterpretation>()
        .answers::<Interpretation>()
        .created()
        .keep(Keep::Answer)
        .handler(run)
}

async fn run(
    State(teller): State<Teller>,
    Extension(me): Extension<Principal>,
    Extension(correlation): Extension<CorrelationId>,
    PathOf(chart): PathOf<ChartId>,
    headers: HeaderMap,
    Body(asked): Body<NewInterpretation>,
    works: Works,
) -> axum::response::Result<Response> {
    let NewInterpretation { focus, tone, locale, question } = asked;
    let wanted = Wanted { focus, tone, locale };
    let opened = match answerable(question.as_deref(), &teller)? {
        Some(question) if question.verdict() == Verdict::Crisis => {
            Opened::Told(Box::new(Interpretation::fixed(chart, wanted, CRISIS_TEXT)))
        }
        question => {
            let order = Order { tenant: me.tenant, user: me.user, chart, wanted, question };
            teller.open(works.clone(), order).await?
        }
    };
    let in_pieces = events::wanted(headers.get(header::ACCEPT));
    Ok(match opened {
        Opened::Told(answer) if in_pieces => events::events(correlation, stream::iter(pieces(&answer))),
        Opened::Told(answer) => reply(answer)?.into_response(),
        Opened::Asking(course) if in_pieces => events::events(correlation, as_said(course.start())),
        Opened::Asking(course) => whole(course.start(), &works).await?,
    })
}

/// The question, if it may be put to somebody.
fn answerable(typed: Option<&str>, teller: &Teller) -> Result<Option<Question>, Error> {
    let wrong = |code, message: &str| Error::fields(&[FieldError::new("question", code, message)]);
    let question = typed.map(Question::new).transpose().map_err(|_| {
        wrong("QUESTION_TOO_LONG", &format!("A question has at most {QUESTION_CHARACTERS} characters"))
    })?;
    let Some(question) = question.flatten() else { return Ok(None) };
    match question.verdict() {
        Verdict::Refuse(topic) => {
            let message = "A chart does not answer this; ask about yourself, or leave the question out";
            Err(wrong(topic.code(), message))
        }
        Verdict::Answer if !teller.answers_questions() => {
            let message = "This server has no language model; leave the question out";
            Err(wrong("QUESTION_UNANSWERABLE", message))
        }
        Verdict::Answer | Verdict::Crisis => Ok(Some(question)),
    }
}

/// The end of a course as one answer.
async fn whole(mut said: mpsc::UnboundedReceiver<Said>, works: &Works) -> axum::response::Result<Response> {
    while let Some(next) = said.recv().await {
        if let Said::End(told) = next {
            return match told? {
                Some(answer) => Ok(reply(answer)?.into_response()),
                // Answered under the same key meanwhile: that answer is this one's too.
                None => Err(works.begin().await.map_or_else(Into::into, |_| overtaken().into())),
            };
        }
    }
    Err(unended().into())
}

/// A reading that is there, as events.
fn pieces(answer: &Interpretation) -> Vec<web::Result<Event>> {
    let delta = |text| Event::new("delta", &json!({ "text": text }));
    answer.paragraphs().map(delta).chain([Event::new("answer", answer)]).collect()
}

/// A course as events, of which the last is its end or says that there was none.
fn as_said(said: mpsc::UnboundedReceiver<Said>) -> impl Stream<Item = web::Result<Event>> + Send {
    let heard = stream::unfold(Some(said), async |said| {
        let mut said = said?;
        let next = said.recv().await.unwrap_or_else(|| Said::End(Err(unended())));
        let more = (!matches!(next, Said::End(_))).then_some(said);
        Some((next, more))
    });
    heard.map(|next| match next {
        Said::Piece(text) => Event::new("delta", &json!({ "text": text })),
        Said::Anew(reason) => Event::new("anew", &json!({ "reason": reason })),
        Said::End(Ok(Some(answer))) => Event::new("answer", &answer),
        Said::End(Ok(None)) => Err(overtaken()),
        Said::End(Err(error)) => Err(error),
    })
}

fn unended() -> Error {
    Error::internal("a reading ended without an end")
}

fn overtaken() -> Error {
    let message =
        "Another request with this Idempotency-Key was answered first; send it again to get that answer";
    Error::new(http::StatusCode::CONFLICT, "IDEMPOTENCY_OVERTAKEN", message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_course_that_dies_is_an_error_at_the_end_and_not_an_answer_that_is_short() {
        let (say, said) = mpsc::unbounded_channel();
        assert!(say.send(Said::Piece("Your Sun".into())).is_ok());
        drop(say);
        let events: Vec<_> = as_said(said).collect().await;
        assert!(events[0].is_ok());
        let error = events[1].as_ref().err().unwrap();
        assert_eq!((error.code(), events.len()), ("INTERNAL_ERROR", 2));
    }
}
