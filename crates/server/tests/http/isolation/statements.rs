//! Every statement of the code without the words that name its tenant.

use super::{
    stage::Stage,
    statement::Statement,
    trial::{self, Finding},
};

/// So many statements of the code name a table with tenants, and so many of those the app may run in its own tenant;
/// more as the code grows, never fewer.
const REACHING: usize = 60;
const RUN: usize = 40;

async fn try_all(stage: &mut Stage) -> Vec<Finding> {
    let names: Vec<String> = stage.relations.iter().map(|relation| relation.name.clone()).collect();
    let mut findings = Vec::new();
    for statement in Statement::all() {
        if let Some(first) = statement.names(&names).first() {
            findings.push(trial::of(stage, &statement, first).await);
        }
    }
    findings
}

#[tokio::test]
async fn without_its_tenant_no_statement_touches_a_foreign_row() {
    let mut stage = Stage::set().await;
    let findings = try_all(&mut stage).await;
    for Finding { sql, leak, reaches, .. } in &findings {
        assert!(leak.is_none(), "{sql}\n{}", leak.as_deref().unwrap_or_default());
        assert!(reaches, "the trial could not have failed, let the stage make a row that this finds:\n{sql}");
    }
    let run = findings.iter().filter(|finding| !finding.refused).count();
    println!("{} statements would reach foreign rows; the app may run {run} of them", findings.len());
    assert!(findings.len() >= REACHING && run >= RUN, "{} statements, {run} run", findings.len());
}

#[tokio::test]
async fn with_row_level_security_off_each_of_them_is_found() {
    let mut stage = Stage::set().await;
    for table in stage.tables() {
        stage.execute(&format!("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table.name)).await;
    }
    let findings = try_all(&mut stage).await;
    for Finding { sql, leak, refused, .. } in &findings {
        assert!(leak.is_some() || *refused, "not found:\n{sql}");
    }
    let found = findings.iter().filter(|finding| finding.leak.is_some()).count();
    println!("{found} of {} statements leak then", findings.len());
    assert!(found >= RUN, "only {found} of {} were found", findings.len());
}

#[tokio::test]
async fn a_policy_with_a_hole_is_found() {
    let holes = [
        ("ALTER POLICY one_tenant ON accounts.users USING (true)", "FROM accounts.users WHERE"),
        ("ALTER POLICY one_tenant ON astrology.charts WITH CHECK (true)", "INSERT INTO astrology.charts"),
        ("ALTER POLICY one_tenant ON billing.transitions USING (true)", "FROM billing.pub_transitions"),
    ];
    let mut stage = Stage::set().await;
    for (hole, statement) in holes {
        stage.execute(hole).await;
        let findings = try_all(&mut stage).await;
        let found = findings.iter().filter(|finding| finding.leak.is_some());
        assert!(found.filter(|finding| finding.sql.contains(statement)).count() > 0, "not found: {hole}");
    }
}
