//! Names that mean nothing but SQL: functions that wait, read files, call out or leak through errors, and the catalogues.
//! Refuses grammar.

use crate::bytes::{is_space, listed, word_before};

/// Functions that no text calls, in order.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "aes_decrypt", "ascii", "benchmark", "bin", "bitand", "cast", "char", "char_length", "chr", "coalesce", "column_name", "compress", "concat",
    "concat_ws", "conv", "convert", "convert_from", "cos", "crypt_key", "current_database", "current_setting", "current_user", "database",
    "database_to_xml", "db_name", "dbms_lock", "decode", "elt", "exp", "export_set", "extractvalue", "field", "find_in_set", "floor", "from_base64",
    "generate_series", "geometrycollection", "get_host_address", "group_concat", "gtid_subset", "gtid_subtract", "hex", "if", "ifnull", "ilike",
    "instr", "isnull", "json_array", "json_extract", "json_keys", "json_value", "length", "like", "linestring", "load_extension", "load_file",
    "locate", "lower", "lpad", "ltrim", "make_set", "md5", "mid", "multipoint", "multipolygon", "name_const", "now", "nullif", "object_id", "oct",
    "openquery", "openrowset", "ord", "pg_ls_dir", "pg_read_file", "pg_sleep", "pi", "polygon", "position", "pow", "power", "query_to_xml", "quote", "rand",
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

/// Words behind which an operand stands.
const WITHIN: &[&str] =
    &["or", "and", "xor", "rlike", "regexp", "then", "else", "select", "when", "div", "by", "fn"];

/// Beginnings of the names of catalogues and packages.
pub(crate) const CATALOGUES: &[&str] = &[
    "information_schema",
    "pg_catalog",
    "pg_shadow",
    "pg_user",
    "pg_sleep",
    "pg_read",
    "pg_ls_",
    "pg_stat_",
    "pg_database",
    "pg_class",
    "pg_proc",
    "pg_tables",
    "pg_roles",
    "pg_authid",
    "sqlite_",
    "sysobjects",
    "syscolumns",
    "sysdatabases",
    "sysusers",
    "syslogins",
    "sysibm",
    "syscat.",
    "sys.all_",
    "sys.user_",
    "sys.tables",
    "sys.databases",
    "sys.objects",
    "sys.columns",
    "sys.sql_",
    "sys.server_",
    "sys.dm_",
    "sys.dba_",
    "all_tab",
    "all_users",
    "user_tab",
    "dba_users",
    "dba_tab",
    "v$version",
    "v$session",
    "v$instance",
    "v$parameter",
    "mysql.user",
    "mysql.db",
    "mysql.innodb",
    "performance_schema",
    "rdb$",
    "mon$",
    "msysaccess",
    "msysobjects",
    "xp_cmdshell",
    "xp_dirtree",
    "xp_fileexist",
    "xp_reg",
    "xp_subdirs",
    "xp_servicecontrol",
    "sp_oa",
    "sp_executesql",
    "sp_password",
    "sp_makewebtask",
    "sp_configure",
    "sp_addlogin",
    "sp_addsrvrolemember",
    "utl_http.",
    "utl_inaddr",
    "utl_file.",
    "utl_smtp.",
    "dbms_",
    "ctxsys.",
    "httpuritype",
    "sys_context",
    "load_file",
    "load_extension",
    "tempdb..",
    "master..",
    "master.dbo.",
    "domain.user_objects",
];

/// Variables of a server that tell about it.
const GLOBALS: &[&str] = &[
    "version",
    "global",
    "session",
    "datadir",
    "hostname",
    "basedir",
    "tmpdir",
    "secure_file_priv",
    "servername",
    "spid",
    "rowcount",
    "identity",
    "language",
    "datapath",
    "plugin_dir",
];

/// The word is a function of SQL.
pub(super) fn is_function(word: &[u8]) -> bool {
    let last = word.rsplit(|byte| *byte == b'.').next().unwrap_or(word);
    listed(FUNCTIONS, last)
}

/// The word names a catalogue.
pub(super) fn is_system(word: &[u8]) -> bool {
    let word = word.strip_prefix(b"`").unwrap_or(word);
    word.iter().any(|byte| b"_.$".contains(byte)) && starts(word)
        || word.starts_with(b"sys") && starts(word)
        || word.starts_with(b"msys") && starts(word)
        || word == b"httpuritype"
}

fn starts(word: &[u8]) -> bool {
    CATALOGUES.iter().any(|name| word.starts_with(name.as_bytes()))
}

/// `@@version`: what stands behind two ats.
pub(super) fn is_global(text: &[u8], start: usize, word: &[u8]) -> bool {
    text.get(..start).is_some_and(|before| before.ends_with(b"@@"))
        && GLOBALS.iter().any(|name| word.starts_with(name.as_bytes()))
}

/// A call that is an attack: of a function that nothing else knows, of one inside of another, or of one that the value leaves open.
pub(super) fn call(text: &[u8], start: usize, word: &[u8], left: usize) -> Option<&'static str> {
    let last = word.rsplit(|byte| *byte == b'.').next().unwrap_or(word);
    let before = text[..start].iter().rfind(|byte| !is_space(**byte));
    let joined = word_before(text, text[..start].trim_ascii_end().len());
    let nested = before.is_some_and(|byte| b"=(,|+".contains(byte))
        || WITHIN.iter().any(|word| word.as_bytes() == joined);
    let unfinished = start == 0 && left + 1 == text.trim_ascii_end().len() && is_function(word);
    (unfinished || listed(ALWAYS, last) || (nested && listed(&["char", "chr", "sleep"], last)))
        .then_some("sql.function")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order() {
        assert!(FUNCTIONS.is_sorted() && ALWAYS.is_sorted());
    }
}
