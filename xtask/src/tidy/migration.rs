//! A migration as the rules see it: its text without comments, its tables with their columns, tags and keys. Knows the
//! few statements the house writes, not SQL.
//!
//! A column stands on a line of its own and carries its tag as the comment of that line, four parts separated by `;`:
//!
//! ```sql
//! CREATE TABLE billing.plans (
//!   tenant_id uuid NOT NULL, -- tenant; identifier; isolation; life of the tenant
//! ```
//!
//! in the order subject (whom it is about), category (what kind of data), purpose (what for), retention (until when).
//! A column added by `ALTER TABLE ... ADD COLUMN` carries its tag on the same line.

use super::source::{closing, first_outside, words};

/// A scanned migration. `bare` and `code` have the length and the lines of `text`.
#[derive(Debug)]
pub(super) struct Migration {
    pub(super) path: String,
    text: String,
    /// Comments blanked.
    pub(super) bare: String,
    /// Comments and texts blanked, lower case.
    pub(super) code: String,
    pub(super) tables: Vec<Table>,
    /// Columns that `ALTER TABLE` adds.
    pub(super) added: Vec<Column>,
}

/// A `CREATE TABLE`, but for partitions and temporary tables.
#[derive(Debug)]
pub(super) struct Table {
    /// With its schema.
    pub(super) name: String,
    pub(super) at: usize,
    pub(super) end: usize,
    pub(super) columns: Vec<Column>,
    /// The columns of the primary key, in order.
    pub(super) key: Vec<String>,
}

/// A column and what its line says about it.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: String,
    pub(super) line: usize,
    /// The comments of the lines on which it stands.
    comments: Vec<String>,
}

impl Column {
    /// Whether one of its lines carries the four parts.
    pub(super) fn is_tagged(&self) -> bool {
        self.comments.iter().any(|comment| {
            let parts: Vec<&str> = comment.split(';').map(str::trim).collect();
            parts.len() == 4 && parts.iter().all(|part| !part.is_empty())
        })
    }
}

/// Words that open a constraint instead of a column.
const CONSTRAINTS: [&str; 7] = ["primary", "foreign", "unique", "check", "constraint", "exclude", "like"];

impl Migration {
    pub(super) fn new(path: &str, text: &str) -> Self {
        let (bare, code) = masks(text);
        let code = code.to_ascii_lowercase();
        let mut migration =
            Self { path: path.into(), text: text.into(), bare, code, tables: Vec::new(), added: Vec::new() };
        migration.tables = migration.find_tables();
        migration.added = migration.find_added();
        migration
    }

    /// The line of an offset, counted from one.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self.text[..at].matches('\n').count()
    }

    /// The schema in the file's name, `NNNN_<schema>_<what>.sql`.
    pub(super) fn schema(&self) -> Option<&str> {
        let name = self.path.rsplit('/').next()?.strip_suffix(".sql")?;
        let (number, rest) = name.split_once('_')?;
        let (schema, what) = rest.split_once('_')?;
        let numbered = number.len() == 4 && number.bytes().all(|byte| byte.is_ascii_digit());
        (numbered && !schema.is_empty() && !what.is_empty()).then_some(schema)
    }

    /// The offset of `function('table'` in any statement.
    pub(super) fn call(&self, function: &str, table: &str) -> Option<usize> {
        let call = format!("{function}('{table}'");
        self.bare.find(&call)
    }

    fn find_tables(&self) -> Vec<Table> {
        let starts = words(&self.code, "create table").filter_map(|at| self.table(at));
        starts.collect()
    }

    fn table(&self, at: usize) -> Option<Table> {
        let rest = at + "create table".len();
        let rest = rest + self.code[rest..].len() - self.code[rest..].trim_start().len();
        let skipped =
            self.code[rest..].strip_prefix("if not exists ").map_or(rest, |_| rest + "if not exists ".len());
        let length = self.code[skipped..].find(|letter: char| letter.is_whitespace() || letter == '(')?;
        let name = self.code[skipped..skipped + length].replace('"', "");
        let open =
            skipped + length + self.code[skipped + length..].find(|letter: char| !letter.is_whitespace())?;
        if !self.code[open..].starts_with('(') {
            return None;
        }
        let end = closing(&self.code, open);
        let items = self.items(open + 1, end - 1);
        let is_constraint =
            |item: &(usize, usize)| CONSTRAINTS.contains(&first_word(&self.code[item.0..item.1]));
        let key = items.iter().find_map(|(from, to)| key_of(&self.code[*from..*to])).unwrap_or_default();
        let columns =
            items.iter().filter(|item| !is_constraint(item)).map(|(from, to)| self.column(*from, *to));
        Some(Table { name, at, end, columns: columns.collect(), key })
    }

    /// Ranges between the commas of a list.
    fn items(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let (mut items, mut start) = (Vec::new(), from);
        while let Some(comma) = first_outside(&self.code[..to], start, &[',']) {
            items.push((start, comma));
            start = comma + 1;
        }
        items.push((start, to));
        items.retain(|(from, to)| !self.code[*from..*to].trim().is_empty());
        items
    }

    fn column(&self, from: usize, to: usize) -> Column {
        let item = &self.code[from..to];
        let start = from + item.len() - item.trim_start().len();
        let end = from + item.trim_end().len();
        let (first, last) = (self.line(start), self.line(end));
        let lines = self.text.lines().skip(first - 1).take(last + 1 - first);
        let comments = lines.filter_map(|line| line.split_once("--")).map(|(_, comment)| comment.to_owned());
        Column { name: first_word(item).replace('"', ""), line: first, comments: comments.collect() }
    }

    fn find_added(&self) -> Vec<Column> {
        let added = words(&self.code, "add column").map(|at| {
            let from = at + "add column".len();
            let item = self.code[from..].trim_start();
            let from = self.code.len() - item.strip_prefix("if not exists").unwrap_or(item).len();
            let to = first_outside(&self.code, from, &[',', ';']).unwrap_or(self.code.len());
            self.column(from, to)
        });
        added.collect()
    }
}

fn first_word(item: &str) -> &str {
    item.trim_start().split(|letter: char| letter.is_whitespace() || letter == '(').next().unwrap_or_default()
}

/// The primary key that an item of a table declares: of several columns, or the column itself.
fn key_of(item: &str) -> Option<Vec<String>> {
    let at = words(item, "primary key").next()?;
    let rest = item[at + "primary key".len()..].trim_start();
    if let Some(list) = rest.strip_prefix('(') {
        let list = &list[..list.find(')')?];
        return Some(list.split(',').map(|column| column.trim().to_owned()).collect());
    }
    Some(vec![first_word(item).to_owned()])
}

/// The text with comments blanked, and with texts blanked too. Bodies in dollar quotes stay: they are code.
fn masks(text: &str) -> (String, String) {
    let (mut bare, mut code) = (String::with_capacity(text.len()), String::with_capacity(text.len()));
    let (mut in_text, mut in_comment, mut in_block) = (false, false, false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let next = letters.peek().copied();
        match letter {
            '\n' => in_comment = false,
            '-' if next == Some('-') && !in_text && !in_block => in_comment = true,
            '/' if next == Some('*') && !in_text && !in_comment => in_block = true,
            '\'' if !in_comment && !in_block => in_text = !in_text,
            _ => {}
        }
        let comment = in_comment || in_block;
        push(&mut bare, letter, comment);
        push(&mut code, letter, comment || (in_text && letter != '\''));
        if in_block && letter == '*' && next == Some('/') {
            in_block = false;
            letters.next();
            bare.push(' ');
            code.push(' ');
        }
    }
    (bare, code)
}

fn push(mask: &mut String, letter: char, blank: bool) {
    if blank && letter != '\n' {
        mask.extend(std::iter::repeat_n(' ', letter.len_utf8()));
    } else {
        mask.push(letter);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "-- create table in.comment (x int);
CREATE TABLE a.b (
  tenant_id uuid NOT NULL, -- tenant; identifier; isolation; for ever
  price numeric(10, 2) DEFAULT 1 CHECK (price > 0), -- none; number; billing
  note text DEFAULT 'it''s, -- no comment' -- user; text; support; a year
    NOT NULL,
  id uuid,
  PRIMARY KEY (tenant_id, id),
  CHECK (id IS NOT NULL)
);
CREATE TABLE IF NOT EXISTS a.c (id uuid PRIMARY KEY -- none; identifier; x; y
);
CREATE TABLE a.b_2026 PARTITION OF a.b FOR VALUES FROM (1) TO (2);
ALTER TABLE a.c ADD COLUMN IF NOT EXISTS late date; -- user; date; x; y
ALTER TABLE a.c ADD COLUMN untagged date, ADD CHECK (true);
";

    #[test]
    fn tables_columns_tags_and_keys_are_found() {
        let migration = Migration::new("migrations/0001_a_first.sql", TEXT);
        assert_eq!(migration.schema(), Some("a"));
        let names: Vec<&str> = migration.tables.iter().map(|table| table.name.as_str()).collect();
        assert_eq!(names, ["a.b", "a.c"]);
        let columns = |table: &Table| -> Vec<(String, bool)> {
            table.columns.iter().map(|column| (column.name.clone(), column.is_tagged())).collect()
        };
        let expected = [("tenant_id", true), ("price", false), ("note", true), ("id", false)];
        assert_eq!(columns(&migration.tables[0]), expected.map(|(name, tagged)| (name.to_owned(), tagged)));
        assert_eq!(columns(&migration.tables[1]), [("id".to_owned(), true)]);
        assert_eq!(migration.tables[0].key, ["tenant_id", "id"]);
        assert_eq!(migration.tables[1].key, ["id"]);
        let added: Vec<(&str, bool)> =
            migration.added.iter().map(|column| (column.name.as_str(), column.is_tagged())).collect();
        assert_eq!(added, [("late", true), ("untagged", false)]);
        assert_eq!(migration.tables[0].columns[3].line, 7);
    }

    #[test]
    fn names_follow_the_pattern() {
        for (path, schema) in [
            ("migrations/0012_billing_plans.sql", Some("billing")),
            ("migrations/12_billing_plans.sql", None),
            ("migrations/0012_billing.sql", None),
            ("migrations/0012-billing_plans.sql", None),
        ] {
            assert_eq!(Migration::new(path, "").schema(), schema, "{path}");
        }
    }
}
