//! What the gate would do with a request that somebody wrote down, and why: the same shape checks, the same readings and
//! the same detectors as at the probe, without a server. Refuses to know files and command lines.

mod request;
mod summary;

use bytes::Bytes;
use serde::Serialize;
use threat::Kind;

pub use summary::Summary;

use crate::{
    Config, Reason, Threat,
    detection::{Declared, Detection},
    probe,
};
use request::{Case, Written};

/// Judges requests as the probe of a server with this configuration would.
pub struct Explainer {
    detection: Detection,
    kind: Option<Kind>,
}

/// What would happen to one request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// `pass` or `refuse`.
    pub verdict: &'static str,
    /// The name in the security log, or `shape`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The code that a client would see.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<&'static str>,
    /// The threat that refuses it.
    #[serde(flatten)]
    pub threat: Option<Told>,
    /// What detectors found that only observe.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub observed: Vec<Told>,
}

/// A threat, for whoever runs the gate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// The detector.
    pub class: &'static str,
    /// The rule.
    pub rule: &'static str,
    /// The part of the request.
    #[serde(rename = "where")]
    pub part: &'static str,
    /// The value there.
    pub field: String,
    /// What was found, masked.
    pub evidence: String,
}

impl Explainer {
    /// With these detectors; a `kind` is that of the field which holds the line's payload, or of every value of the query and
    /// body when the line names none.
    #[must_use]
    pub fn new(config: &Config, kind: Option<Kind>) -> Self {
        Self { detection: Detection::new(&config.detection), kind }
    }

    /// Judges one line, and counts it in a summary.
    ///
    /// # Errors
    /// Says what is wrong with the line.
    pub fn line(&self, line: &str, summary: &mut Summary) -> Result<Verdict, String> {
        let case: Case<'_> = serde_json::from_str(line).map_err(|error| error.to_string())?;
        let verdict = self.judge(&case.request, case.payload.as_deref())?;
        if let Some(label) = case.label {
            let refused = verdict.verdict == "refuse";
            summary.count(&label, case.tier.as_deref(), case.category.as_deref(), refused);
        }
        Ok(verdict)
    }

    fn judge(&self, written: &Written<'_>, payload: Option<&str>) -> Result<Verdict, String> {
        let body = written.body()?;
        // What no reader of HTTP takes is answered by the connection itself.
        let Some(mut request) = written.request() else { return Ok(Verdict::shape(None)) };
        if let Err(error) = web::front::measure(&mut request, [127, 0, 0, 1].into()) {
            return Ok(Verdict::shape(Some(error.code())));
        }
        let mut look = self.detection.look_anywhere();
        look.declared = self.kind.map(|kind| Declared { kind, value: payload.map(str::as_bytes) });
        let (parts, _) = request.into_parts();
        let judged = probe::judge(&mut look, &parts, &Bytes::from(body));
        Ok(Verdict::of(judged, &look.observed))
    }
}

impl Verdict {
    fn shape(code: Option<&'static str>) -> Self {
        Self { verdict: "refuse", reason: Some("shape"), code, threat: None, observed: Vec::new() }
    }

    fn of(judged: Result<(), Reason>, observed: &[Threat]) -> Self {
        let observed = observed.iter().map(Told::of).collect();
        let Err(reason) = judged else {
            return Self { verdict: "pass", reason: None, code: None, threat: None, observed };
        };
        let name = reason.name();
        let threat = if let Reason::Threat(threat) = &reason { Some(Told::of(threat)) } else { None };
        let code = Some(web::Error::from(reason).code());
        Self { verdict: "refuse", reason: name, code, threat, observed }
    }
}

impl Told {
    fn of(threat: &Threat) -> Self {
        Self {
            class: threat.class.as_str(),
            rule: threat.rule,
            part: threat.part(),
            field: threat.field.clone(),
            evidence: threat.evidence.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
