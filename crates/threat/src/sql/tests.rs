//! What the reader of SQL refuses and lets through.

use crate::{Class, Detector, Kind, Place, Settings};

fn rule(value: &str, kind: Kind) -> Option<&'static str> {
    let detector = Detector::new(Settings::only(&[Class::Sql]));
    detector.inspect(value.as_bytes(), Place::Query, kind).map(|finding| finding.rule)
}

#[test]
fn rules_catch() {
    for (value, expected) in [
        ("5' or 'k'='k", "sql.condition"),
        ("5\") or (\"k\" like \"k", "sql.condition"),
        ("5 and 7=7", "sql.condition"),
        ("x'/**/oR/**/8>3#", "sql.condition"),
        ("9 union select name, mail from people", "sql.union-select"),
        ("9/*!50000UnIoN*//*!50000SeLeCt*/ 4", "sql.union-select"),
        ("9e0union select null", "sql.union-select"),
        ("bob'--", "sql.comment"),
        ("bob')/*", "sql.comment"),
        ("'||(select 4)||'", "sql.subquery"),
        ("'='", "sql.string-operator"),
        ("1; drop table people", "sql.define"),
        ("1; insert into people values (4)", "sql.insert"),
        ("1;update people set name='x'", "sql.update"),
        ("1; delete from people--", "sql.delete"),
        ("exec xp_dostuff", "sql.exec"),
        ("4 order by 9--", "sql.order"),
        ("4 group by 9,2", "sql.order"),
        ("if(1,benchmark(9,md5(4)),4)", "sql.function"),
        ("pg_shadow", "sql.catalogue"),
        ("select id, pass from people", "sql.select"),
        ("declare @q varchar(9)", "sql.declare"),
        ("1;waitfor delay '0:0:9'", "sql.wait"),
        ("b' mod kg--", "sql.condition"),
        ("b' is not kg --", "sql.condition"),
        ("b' or '4", "sql.condition"),
        ("b' or _utf8'k'='k", "sql.condition"),
        ("b' or $$k$$=$$k$$--", "sql.condition"),
        ("4 or{d 4}=4", "sql.condition"),
        ("4#\nunion#\nselect 4", "sql.union-select"),
        ("4 union values(4,5)", "sql.union-select"),
        ("4 intersect select 5", "sql.union-select"),
        ("b'),('c',4)-- ", "sql.list"),
        ("b','c',4)-- ", "sql.list"),
        ("b', rank='9' where id=4--", "sql.assignment"),
        ("b') on conflict(name) do update set rank=9--", "sql.upsert"),
        ("4 connect by level < 99", "sql.hierarchy"),
        ("4; purge recyclebin; --", "sql.stacked"),
        ("b'; set global x=4; --", "sql.stacked"),
        ("kg)) as t from boats", "sql.fragment"),
        ("kg,4),5 from boats", "sql.fragment"),
        ("4 window w as (rows 5 preceding)", "sql.window"),
        ("1 fetch first 4 rows only", "sql.limit"),
        ("4 for update", "sql.lock"),
        ("b' returning pass --", "sql.returning"),
        ("case when 4=4 then 5 else 6 end", "sql.case"),
        ("b; grant all on boats to bob", "sql.grant"),
        ("x procedure analyse()", "sql.procedure"),
        ("x into outfile '/b'", "sql.into-file"),
        ("%2527 or 4=4--", "sql.condition"),
        ("ʼ or 4=4--", "sql.condition"),
    ] {
        assert_eq!(rule(value, Kind::Undeclared), Some(expected), "{value}");
    }
}

#[test]
fn prose_and_names_pass() {
    for value in [
        "O'Brien or D'Arcy",
        "rock 'n' roll and jazz",
        "Select a seat from the plan and order by phone",
        "the union selected its committee",
        "Drop the table here; update me",
        "1 or 2 rooms",
        "black and white like snow",
        "it's 5 o'clock -- or later",
        "a = b and c",
        "C# and F# (or both)",
        "\"quoted\" and 'quoted'",
        "where is the cat? in the hat",
        "Group by the door at 5",
        "12' x 8' or 14' x 9' rug",
        "Is 'here' = 'hear'?",
        "'yes' or '4' = fine",
        "4 or 5",
        "4) or 5) and (6",
        "4 to 3 or 3-2 (after time)",
        "I'd select 4 from 6",
        "create or replace the old chair; it is fine",
        "drop table football for children",
        "put the box into outfile drawer",
        "Val-d'Or 4000",
        "the boys' return from the sea, or not",
        "(4) as told from the harbour to the hill",
        "weight(s) from 4 kg",
        "apples; call me later; show the receipt",
        "in case when you go then stay",
        "grant wishes to children",
        "fetch first the boat, then the sail",
        "prices, sizes from the list",
        "4 windows with a view",
        "on duplicates, ask",
    ] {
        assert_eq!(rule(value, Kind::Undeclared), None, "{value}");
        assert_eq!(rule(value, Kind::Text), None, "{value}");
    }
    assert_eq!(rule("select name from people where id = 4", Kind::Code), None);
}
