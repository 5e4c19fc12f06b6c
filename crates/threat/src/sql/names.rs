//! Names that mean nothing but SQL: functions that wait, read files, call out or leak through errors, and the catalogues.
//! Refuses grammar.

use memchr::memchr_iter;

use crate::{
    bytes::{is_space, listed, word_before},
    needles::{Needles, automaton},
    prefilter::Marks,
    view::{Hit, View},
};

/// Functions that no text calls, in order.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "aes_decrypt", "ascii", "benchmark", "bin", "bitand", "cast", "char", "char_length", "chr", "coalesce", "column_name", "compress", "concat",
    "concat_ws", "conv", "convert", "convert_from", "cos", "crypt_key", "current_database", "current_setting", "current_user", "database",
    "database_to_xml", "db_name", "dbms_lock", "decode", "elt", "exp", "export_set", "extractvalue", "field", "find_in_set", "floor", "from_base64",
    "generate_series", "geometrycollection", "get_host_address", "group_concat", "gtid_subset", "gtid_subtract", "hex", "if", "ifnull", "ilike",
    "instr", "isnull", "json_array", "json_extract", "json_keys", "json_value", "length", "like", "linestring", "load_extension", "load_file",
    "locate", "lower", "lpad", "ltrim", "make_set", "md5", "mid", "multipoint", "multipolygon", "name_const", "now", "nullif", "object_id", "oct",
    "openquery", "openrowset", "ord", "pg_ls_dir", "pg_read_file", "pg_sleep", "pi", "polygon", "position", "query_to_xml", "quote", "rand",
    "randomblob", "receive_message", "regexp_like", "regexp_substring", "repeat", "replace", "reverse", "right", "row", "row_count", "rpad", "rtrim",
    "schema", "schema_name", "session_user", "sha1", "sin", "sleep", "soundex", "space", "sqlite_compileoption_used", "sqlite_version", "sqrt",
    "strcmp", "string_agg", "substr", "substring", "suser_name", "sysdate", "system_user", "table_to_xml", "tan", "to_base64", "trim", "truncate",
    "uncompress", "unhex", "updatexml", "upper", "user", "user_id", "user_name", "utl_inaddr", "uuid", "version", "xmltype", "zeroblob",
];

/// Those of them that are an attack wherever they are called.
#[rustfmt::skip]
const ALWAYS: &[&str] = &[
    "benchmark", "concat_ws", "convert_from", "crypt_key", "current_setting", "database_to_xml", "export_set", "extractvalue", "find_in_set",
    "generate_series", "get_host_address", "group_concat", "gtid_subset", "gtid_subtract", "json_extract", "load_extension", "load_file", "make_set",
    "name_const", "openquery", "openrowset", "pg_ls_dir", "pg_read_file", "pg_sleep", "query_to_xml", "randomblob", "receive_message",
    "regexp_substring", "sqlite_compileoption_used", "sqlite_version", "strcmp", "substr", "sysdate", "table_to_xml", "updatexml", "utl_inaddr",
    "xmltype", "zeroblob",
];

/// Names of catalogues and packages, wherever they stand.
pub(crate) const CATALOGUES: &[&str] = &[
    "information_schema",
    "pg_catalog",
    "pg_shadow",
    "pg_user",
    "pg_sleep",
    "pg_read_file",
    "sqlite_master",
    "sqlite_temp_master",
    "sqlite_schema",
    "sysobjects",
    "syscolumns",
    "sysdatabases",
    "sysusers",
    "sys.all_tables",
    "all_tab_columns",
    "sys.user_",
    "sys.tables",
    "sys.databases",
    "mysql.user",
    "mysql.db",
    "rdb$fields",
    "rdb$types",
    "rdb$database",
    "rdb$relations",
    "rdb$get",
    "rdb$functions",
    "rdb$collations",
    "msysaccess",
    "msysobjects",
    "xp_cmdshell",
    "xp_dirtree",
    "xp_fileexist",
    "xp_regread",
    "sp_oacreate",
    "sp_executesql",
    "sp_password",
    "sp_makewebtask",
    "utl_http.",
    "utl_inaddr.",
    "utl_file.",
    "utl_smtp.",
    "dbms_pipe",
    "dbms_lock",
    "dbms_ldap",
    "dbms_java",
    "dbms_xml",
    "ctxsys.",
    "httpuritype",
    "@@version",
    "@@global.",
    "@@datadir",
    "@@hostname",
    "@@basedir",
    "procedure analyse",
    "into outfile",
    "into dumpfile",
    "load_file",
    "waitfor delay",
    "domain.user_objects",
    "sys_context",
    "pg_ls_dir",
    "tempdb..",
    "master..",
];

static SYSTEM: Needles = Needles::new(|| automaton(CATALOGUES));

/// The word is a function of SQL.
pub(super) fn is_function(word: &[u8]) -> bool {
    let last = word.rsplit(|byte| *byte == b'.').next().unwrap_or(word);
    listed(FUNCTIONS, last)
}

/// The word names a catalogue.
pub(super) fn is_system_table(word: &[u8]) -> bool {
    CATALOGUES.iter().any(|name| {
        word.starts_with(name.as_bytes()) || word.starts_with(&[b"`", name.as_bytes()].concat()[..])
    })
}

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    let text = view.low;
    if view.marks.has(Marks::PAREN) && view.strict() {
        for left in memchr_iter(b'(', text) {
            let end = left - text[..left].iter().rev().take(32).take_while(|byte| is_space(**byte)).count();
            let word = word_before(text, end);
            let nested = text[..end - word.len()].last().is_some_and(|byte| b"=(,|+".contains(byte));
            let unfinished =
                left + 1 == text.trim_ascii_end().len() && end - word.len() == 0 && is_function(word);
            if unfinished || listed(ALWAYS, word) || (nested && listed(&["char", "chr", "sleep"], word)) {
                return Some(Hit::new("sql.function", end - word.len(), left + 24));
            }
        }
    }
    let (start, end) = view.strict().then(|| SYSTEM.find_word(text)).flatten()?;
    Some(Hit::new("sql.catalogue", start, end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(FUNCTIONS.is_sorted() && ALWAYS.is_sorted());
    }
}
