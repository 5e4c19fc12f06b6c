//! A statement of the code, read word by word: which relations it names, what each parameter is compared with, and what
//! it says without its tenant.

use std::{fs, path::Path};

use serde_json::Value;

/// What the compiler checked the queries by; `cargo xtask sql` writes it.
const ANSWERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../.sqlx");

/// A statement, and whether it answers rows.
#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) sql: String,
    pub(super) answers: bool,
    words: Vec<Word>,
}

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Word {
    text: String,
    at: usize,
}

/// What a parameter is used for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Use {
    /// `$1::uuid IS NULL`: may be left out.
    Optional,
    /// `column = $1`, `SET column = $1`, or the value of an inserted column.
    Equals(String),
    /// `column = ANY($1)`.
    AnyOf(String),
    /// `column < $1` or `column <= $1`.
    Above,
    /// `column > $1` or `column >= $1`.
    Below,
    /// `column <> $1`.
    Differs,
    Limit,
    Offset,
}

impl Statement {
    /// Every statement of the code.
    pub(super) fn all() -> Vec<Self> {
        let folder = fs::read_dir(Path::new(ANSWERS))
            .unwrap_or_else(|error| panic!("{ANSWERS}: {error}; `cargo xtask sql` writes it"));
        let mut statements: Vec<Self> = folder
            .map(|file| {
                let text = fs::read_to_string(file.unwrap().path()).unwrap();
                let answer: Value = serde_json::from_str(&text).unwrap();
                let columns = answer["describe"]["columns"].as_array().unwrap();
                Self::new(answer["query"].as_str().unwrap(), !columns.is_empty())
            })
            .collect();
        assert!(!statements.is_empty(), "{ANSWERS} is empty");
        statements.sort_by(|a, b| a.sql.cmp(&b.sql));
        statements
    }

    pub(super) fn new(sql: &str, answers: bool) -> Self {
        Self { sql: sql.to_owned(), answers, words: words(sql) }
    }

    /// Those of `relations` that it names, in their order; a name in a text does not count.
    pub(super) fn names(&self, relations: &[String]) -> Vec<String> {
        let mut found = Vec::new();
        for three in self.words.windows(3).filter(|three| three[1].text == ".") {
            let name = format!("{}.{}", three[0].text, three[2].text);
            if relations.contains(&name) && !found.contains(&name) {
                found.push(name);
            }
        }
        found
    }

    pub(super) fn is_insert(&self) -> bool {
        self.words.iter().any(|word| word.is("INSERT"))
    }

    /// How many parameters it takes.
    pub(super) fn parameters(&self) -> usize {
        self.words.iter().filter_map(Word::parameter).max().unwrap_or(0)
    }

    /// The same without its tenant: what compares `tenant_id` with a parameter or another `tenant_id` lets every row
    /// through. Answers how many comparisons that were, too.
    pub(super) fn without_tenant(&self) -> (Self, usize) {
        let (mut sql, mut from, mut removed) = (String::new(), 0, 0);
        for at in 1..self.words.len().saturating_sub(1) {
            if self.words[at].text != "=" || self.column_before(at).as_deref() != Some("tenant_id") {
                continue;
            }
            let (start, end) = (self.start_of_column_before(at), self.end_of_operand(at + 1));
            let operand = &self.words[at + 1];
            let instead = match operand.parameter() {
                // Kept, or the numbers of the others would have a gap.
                Some(number) => format!("${number}::uuid IS NOT NULL"),
                None if self.words[end].text == "tenant_id" => "true".to_owned(),
                None => continue,
            };
            sql.push_str(&self.sql[from..self.words[start].at]);
            sql.push_str(&instead);
            from = self.words[end].at + self.words[end].text.len();
            removed += 1;
        }
        sql.push_str(&self.sql[from..]);
        (Self::new(&sql, self.answers), removed)
    }

    /// Everything that parameter `number` is used for, in the order of the text.
    pub(super) fn uses(&self, number: usize) -> Vec<Use> {
        let places = (0..self.words.len()).filter(|at| self.words[*at].parameter() == Some(number));
        places.filter_map(|at| self.use_at(at)).collect()
    }

    fn use_at(&self, at: usize) -> Option<Use> {
        let before = |back: usize| at.checked_sub(back).map_or("", |at| self.words[at].text.as_str());
        let rest: Vec<&str> = self.words[at + 1..].iter().take(5).map(|word| word.text.as_str()).collect();
        if let [":", ":", _, is, null] = rest[..]
            && is.eq_ignore_ascii_case("IS")
            && null.eq_ignore_ascii_case("NULL")
        {
            return Some(Use::Optional);
        }
        let column = |operator_back: usize| self.column_before(at - operator_back);
        match before(1).to_uppercase().as_str() {
            "LIMIT" => Some(Use::Limit),
            "OFFSET" => Some(Use::Offset),
            "=" => match before(2) {
                "<" => Some(Use::Above),
                ">" => Some(Use::Below),
                _ => column(1).map(Use::Equals),
            },
            "<" => Some(Use::Above),
            ">" if before(2) == "<" => Some(Use::Differs),
            ">" => Some(Use::Below),
            "(" if before(2).eq_ignore_ascii_case("ANY") && before(3) == "=" => column(3).map(Use::AnyOf),
            _ => self.inserted_column(at).map(Use::Equals),
        }
    }

    /// The column of `INSERT INTO x (columns) VALUES (values)` that the value at `at` goes to.
    fn inserted_column(&self, at: usize) -> Option<String> {
        let values = self.words.iter().position(|word| word.is("VALUES"))?;
        let into = self.words.iter().position(|word| word.is("INTO"))?;
        let open = into + self.words[into..].iter().position(|word| word.text == "(")?;
        let columns = self.words[open + 1..values].iter().filter(|word| word.text.starts_with(is_name));
        let commas = self.words[values..at].iter().filter(|word| word.text == ",").count();
        (at > values).then(|| columns.map(|word| word.text.clone()).nth(commas)).flatten()
    }

    /// The column whose last word stands before the operator at `at`.
    fn column_before(&self, at: usize) -> Option<String> {
        let word = &self.words[at.checked_sub(1)?].text;
        word.starts_with(is_name).then(|| word.clone())
    }

    fn start_of_column_before(&self, at: usize) -> usize {
        if at >= 3 && self.words[at - 2].text == "." { at - 3 } else { at - 1 }
    }

    fn end_of_operand(&self, at: usize) -> usize {
        if self.words.get(at + 1).is_some_and(|word| word.text == ".") { at + 2 } else { at }
    }
}

impl Word {
    fn is(&self, keyword: &str) -> bool {
        self.text.eq_ignore_ascii_case(keyword)
    }

    fn parameter(&self) -> Option<usize> {
        self.text.strip_prefix('$')?.parse().ok()
    }
}

fn is_name(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Names, parameters, numbers, quoted texts whole, and every other character for itself. A quoted name loses its quotes
/// only for `names` and `uses`, which see columns such as "interval".
fn words(sql: &str) -> Vec<Word> {
    let (mut words, mut at) = (Vec::new(), 0);
    while let Some(first) = sql[at..].chars().next() {
        let rest = &sql[at..];
        let length = match first {
            '\'' | '"' => 1 + rest[1..].find(first).map_or(rest.len() - 1, |end| end + 1),
            c if is_name(c) || c == '$' || c.is_ascii_digit() => {
                let inside = |c: char| is_name(c) || c.is_ascii_digit();
                1 + rest[1..].find(|c| !inside(c)).unwrap_or(rest.len() - 1)
            }
            c => c.len_utf8(),
        };
        if !first.is_whitespace() {
            let text = rest[..length].trim_matches('"');
            let at = if first == '"' { at + 1 } else { at };
            words.push(Word { text: text.to_owned(), at });
        }
        at += length;
    }
    words
}

#[test]
fn a_statement_is_read_as_it_is_meant() {
    let tables = ["a.one", "a.two"].map(String::from);
    let read = Statement::new(
        r#"SELECT o."interval", 'a.two' FROM a.one o JOIN a.two t ON t.tenant_id = o.tenant_id AND t.id = o.id
           WHERE o.tenant_id = $1 AND o.id = $2 AND ($3::uuid IS NULL OR o.id < $3) AND x <= $4 AND y <> $5
             AND "interval" = ANY($6) ORDER BY 1 LIMIT $7 OFFSET $8"#,
        true,
    );
    assert_eq!(read.names(&tables), tables);
    assert_eq!(Statement::new("SELECT 'a.two' FROM a.one", true).names(&tables), ["a.one"]);
    let uses: Vec<Vec<Use>> = (1..=read.parameters()).map(|number| read.uses(number)).collect();
    let expected = [
        vec![Use::Equals("tenant_id".into())],
        vec![Use::Equals("id".into())],
        vec![Use::Optional, Use::Above],
        vec![Use::Above],
        vec![Use::Differs],
        vec![Use::AnyOf("interval".into())],
        vec![Use::Limit],
        vec![Use::Offset],
    ];
    assert_eq!(uses, expected);
    let (bare, removed) = read.without_tenant();
    assert_eq!(removed, 2);
    let start = r#"SELECT o."interval", 'a.two' FROM a.one o JOIN a.two t ON true AND t.id = o.id
           WHERE $1::uuid IS NOT NULL AND o.id = $2 AND"#;
    assert!(bare.sql.starts_with(start), "{}", bare.sql);
    let insert = Statement::new("INSERT INTO a.one (tenant_id, id) VALUES ($1, $2)", false);
    assert_eq!(insert.uses(2), [Use::Equals("id".into())]);
    assert!(insert.is_insert() && insert.without_tenant().1 == 0);
}
