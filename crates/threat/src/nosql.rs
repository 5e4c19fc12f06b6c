//! Document stores: operators where a value or key should stand, script that their queries would run, and clauses of other
//! languages of queries. Refuses SQL.

mod operators;
mod query;
mod script;

use crate::view::{Hit, View};

pub(crate) fn inspect(view: &View<'_>) -> Option<Hit> {
    operators::inspect(view)
        .or_else(|| view.strict().then(|| script::inspect(view).or_else(|| query::inspect(view))).flatten())
}

#[cfg(test)]
mod tests;
