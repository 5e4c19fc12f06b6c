//! One statement without its tenant, tried with what would find a row of the other tenant.

use super::{
    parameters,
    stage::{Outcome, Run, Stage, World},
    statement::Statement,
};

/// Insufficient privilege: also what row-level security says to a row that it does not let in.
const REFUSED: &str = "42501";

/// What a trial showed.
#[derive(Debug)]
pub(super) struct Finding {
    pub(super) sql: String,
    /// A superuser got to rows of the other tenant by it, so the trial could have failed.
    pub(super) reaches: bool,
    /// The role that serves requests may not run it, or not with that row.
    pub(super) refused: bool,
    /// What it did to the other tenant, if it did anything.
    pub(super) leak: Option<String>,
}

/// Tries one statement that names `first`, a relation with tenants, as its first one.
pub(super) async fn of(stage: &mut Stage, statement: &Statement, first: &str) -> Finding {
    let bare = statement.without_tenant().0;
    let types = parameters::types(&mut stage.root, &bare).await;
    let rows = stage.their_rows(first).await;
    assert!(!rows.is_empty(), "{first} has no row of the other tenant: let one be made in the stage");
    let mut finding = Finding { sql: bare.sql.clone(), reaches: false, refused: false, leak: None };
    for (turn, row) in [0, usize::MAX].into_iter().flat_map(|turn| rows.iter().map(move |row| (turn, row))) {
        let arguments = parameters::fitting(&bare, &types, row, stage.theirs, turn);
        let run = Run { sql: &bare.sql, arguments: &arguments, answers: bare.answers };
        let everything = stage.run(World::Everything, &run).await.unwrap();
        let refused = Outcome::Refused(REFUSED.to_owned());
        let (alone, reaches) = if bare.is_insert() {
            // Our tenant may make no row of the other, whether or not there is one already.
            (refused.clone(), everything != refused)
        } else {
            let alone = stage.run(World::Alone, &run).await.unwrap();
            let reaches = everything != alone;
            (alone, reaches)
        };
        match stage.run(World::Inside, &run).await {
            Err(changed) => finding.leak = Some(changed),
            Ok(inside) if inside == refused => finding.refused = true,
            Ok(inside) if inside == alone => {}
            Ok(inside) => {
                finding.leak = Some(format!("{inside:?}, and without the other tenant {alone:?}"));
            }
        }
        finding.reaches |= reaches;
        if finding.reaches {
            return finding;
        }
    }
    finding
}
