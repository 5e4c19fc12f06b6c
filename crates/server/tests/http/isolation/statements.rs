//! Every statement of the code without the words that name its tenant.

use super::{
    stage::Stage,
    statement::Statement,
    trial::{self, Finding},
};

/// So many statements of the code name a table with tenants; more as it grows, never fewer.
const AT_LEAST: usize = 50;

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
    for Finding { sql, leak, .. } in &findings {
        assert!(leak.is_none(), "{sql}\n{}", leak.as_deref().unwrap_or_default());
    }
    let reaching = findings.iter().filter(|finding| finding.reaches).count();
    let open = findings.iter().filter(|finding| finding.reaches && !finding.refused).count();
    let not: Vec<&str> =
        findings.iter().filter(|finding| !finding.reaches).map(|finding| finding.sql.as_str()).collect();
    println!("{} statements, {reaching} would reach foreign rows, {open} of them are run", findings.len());
    assert!(findings.len() >= AT_LEAST, "only {} statements", findings.len());
    assert!(not.is_empty(), "for these the trial could not have failed:\n{}", not.join("\n\n"));
}

#[tokio::test]
async fn with_row_level_security_off_each_of_them_is_found() {
    let mut stage = Stage::set().await;
    for table in stage.tables() {
        stage.execute(&format!("ALTER TABLE {} DISABLE ROW LEVEL SECURITY", table.name)).await;
    }
    let findings = try_all(&mut stage).await;
    let mut found = 0;
    for Finding { sql, leak, refused, .. } in findings.iter().filter(|finding| finding.reaches) {
        assert!(leak.is_some() || *refused, "not found:\n{sql}");
        found += usize::from(leak.is_some());
    }
    assert!(found * 2 >= findings.len(), "only {found} of {} were found", findings.len());
}
