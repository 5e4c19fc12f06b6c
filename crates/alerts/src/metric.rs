//! The seam to what can be measured: a metric is a name and a function. Knows none.

use std::collections::BTreeMap;

use data::{Database, Scope, Unit, ports::Answer};

/// A named measure of the unit's tenant.
#[derive(Clone, Copy, Debug)]
pub struct Metric {
    /// By which rules know it.
    pub name: &'static str,
    /// Measures it; none when there is nothing to measure.
    pub read: for<'a> fn(&'a mut Unit) -> Answer<'a, Option<f64>>,
}

/// What was measured, by the metric's name.
pub type Observations = BTreeMap<&'static str, Option<f64>>;

/// Measures everything, each in a unit of its own: one metric that fails has no value, and takes no other with it.
pub async fn observe(database: &Database, scope: &Scope, metrics: &[Metric]) -> Observations {
    let mut observations = Observations::new();
    for metric in metrics {
        let value = measure(database, scope, metric).await.unwrap_or_else(|error| {
            database.learn(&error);
            tracing::warn!(metric = metric.name, cause = %data::describe(&error), "a metric could not be measured");
            None
        });
        observations.insert(metric.name, value);
    }
    observations
}

async fn measure(database: &Database, scope: &Scope, metric: &Metric) -> data::Result<Option<f64>> {
    let mut unit = database.unit(scope.clone()).await?;
    let value = (metric.read)(&mut unit).await?;
    unit.abandon().await?;
    Ok(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_metric_that_fails_has_no_value_and_takes_no_other_with_it() {
        let test = testkit::database().await;
        let database = test.open(testkit::clocks(testkit::START));
        let metrics = [
            Metric { name: "a", read: |_| Box::pin(async { Ok(Some(1.5)) }) },
            Metric { name: "b", read: |_| Box::pin(async { Err(data::Error::Superseded) }) },
            Metric { name: "c", read: |_| Box::pin(async { Ok(None) }) },
            Metric {
                name: "d",
                read: |unit| Box::pin(async { Ok(Some(unit.now().subsec_nanosecond().into())) }),
            },
        ];
        let seen = observe(&database, &test.scope(data::Actor::Operator), &metrics).await;
        assert_eq!(seen, Observations::from([("a", Some(1.5)), ("b", None), ("c", None), ("d", Some(0.0))]));
    }
}
