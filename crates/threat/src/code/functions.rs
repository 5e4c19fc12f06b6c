//! Functions of PHP that act: a name of the table, then an opening bracket. Refuses names that prose puts before brackets.

use crate::{
    bytes::{is_space, listed, word_before},
    prefilter::Marks,
    view::{Hit, View},
};

/// In order.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "addslashes", "array_diff_uassoc", "array_diff_ukey", "array_filter", "array_intersect_uassoc", "array_map", "array_reduce", "array_udiff",
    "array_walk", "array_walk_recursive", "assert", "assert_options", "base64_decode", "base64_encode", "bin2hex", "bzopen", "call_user_func",
    "call_user_func_array", "chgrp", "chmod", "chown", "chr", "class_exists", "convert_uudecode", "copy", "create_function", "curl_exec",
    "curl_file_create", "curl_init", "curl_setopt", "define", "dl", "echo", "error_log", "error_reporting", "escapeshellarg", "escapeshellcmd",
    "eval", "exec", "expect_popen", "extract", "fclose", "fgets", "file", "file_exists", "file_get_contents", "file_put_contents", "fileperms",
    "finfo_open", "fopen", "forward_static_call", "fputs", "fread", "fscanf", "fsockopen", "ftp_connect", "ftp_get", "ftp_put", "func_get_args",
    "function_exists", "fwrite", "get_cfg_var", "get_current_user", "get_defined_functions", "get_defined_vars", "getallheaders", "getcwd", "getenv",
    "getlastmod", "getmygid", "getmyuid", "glob", "gzcompress", "gzdecode", "gzencode", "gzfile", "gzinflate", "gzopen", "gzread", "gzuncompress",
    "header", "header_register_callback", "hex2bin", "highlight_file", "html_entity_decode", "htmlspecialchars_decode", "http_build_query",
    "imagecreatefromgif", "include", "include_once", "ini_get", "ini_set", "is_a", "is_callable", "is_dir", "is_executable", "is_file", "is_readable",
    "iterator_apply", "json_decode", "lcfirst", "mail", "mb_ereg_replace", "mb_send_mail", "mb_substr", "md5_file", "mkdir", "move_uploaded_file",
    "mysql_query", "mysqli_query", "ob_get_clean", "ob_start", "opendir", "ord", "parse_ini_file", "parse_str", "passthru", "pathinfo", "pcntl_exec",
    "pcntl_fork", "pfsockopen", "pg_query", "php_sapi_name", "php_uname", "phpcredits", "phpinfo", "phpversion", "popen", "posix_getpwuid",
    "posix_getuid", "posix_kill", "posix_mkfifo", "posix_setuid", "posix_ttyname", "preg_match", "preg_quote", "preg_replace",
    "preg_replace_callback", "print", "print_r", "printf", "proc_close", "proc_get_status", "proc_nice", "proc_open", "proc_terminate", "putenv",
    "rawurldecode", "readdir", "readfile", "readgzfile", "readline", "register_shutdown_function", "register_tick_function", "rename", "require",
    "require_once", "rmdir", "rot13", "scandir", "session_start", "set_error_handler", "set_exception_handler", "set_include_path", "setcookie",
    "setlocale", "sha1_file", "shell_exec", "show_source", "simplexml_load_file", "spl_autoload_register", "sprintf", "sqlite_open", "str_replace",
    "str_rot13", "strcat", "stream_context_create", "stream_get_contents", "stream_socket_client", "strip_tags", "stripslashes", "strrev",
    "strtolower", "strtoupper", "strtr", "substr", "symlink", "syslog", "system", "tempnam", "tmpfile", "touch", "uasort", "ucfirst", "uksort",
    "unlink", "unpack", "unserialize", "urldecode", "usleep", "usort", "var_dump", "var_export", "vprintf", "wget", "zend_version", "zip_open",
];

/// Names that long texts show in samples of other languages.
const LOUD: &[&[u8]] =
    &[b"print", b"printf", b"echo", b"define", b"substr", b"sprintf", b"include", b"require"];

/// Functions that are never named but to be called.
pub(super) fn is_sharp(name: &[u8]) -> bool {
    matches!(name, b"passthru" | b"phpinfo" | b"popen" | b"invokefunction")
        || (name.contains(&b'_')
            && listed(FUNCTIONS, name)
            && !matches!(
                name,
                b"error_reporting"
                    | b"session_start"
                    | b"is_file"
                    | b"is_dir"
                    | b"is_a"
                    | b"strip_tags"
                    | b"error_log"
            ))
}

pub(super) fn inspect(view: &View<'_>) -> Option<Hit> {
    if !view.marks.has(Marks::PAREN) {
        return None;
    }
    let text = view.low;
    memchr::memchr_iter(b'(', text).find_map(|left| {
        let gap = |byte: &u8| is_space(*byte) || matches!(byte, b'"' | b'\'' | b')');
        let end = left - text[..left].iter().rev().take(24).take_while(|byte| gap(byte)).count();
        let end = match text[..end].strip_suffix(b"*/") {
            Some(before) => memchr::memmem::rfind(&before[before.len().saturating_sub(64)..], b"/*")
                .map_or(end, |at| before.len().saturating_sub(64) + at),
            None => end,
        };
        let word = word_before(text, end);
        // Prose writes "file (new)": such words count only without a gap.
        let prose = left > end
            && matches!(
                word,
                b"copy"
                    | b"file"
                    | b"mail"
                    | b"header"
                    | b"print"
                    | b"echo"
                    | b"system"
                    | b"include"
                    | b"rename"
                    | b"touch"
                    | b"define"
                    | b"extract"
                    | b"require"
                    | b"assert"
                    | b"exec"
                    | b"glob"
            );
        let quiet = prose && text[end..left].iter().all(|byte| is_space(*byte))
            || ((text.len() > 400 || view.is_prose()) && LOUD.contains(&word));
        let method = text[..end - word.len()].last().is_some_and(|byte| *byte == b'-');
        let empty = view.is_prose() && text.get(left + 1) == Some(&b')');
        let real = listed(FUNCTIONS, word) && !quiet && !method && !empty;
        real.then(|| Hit::new("code.function", end - word.len(), left + 24))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        for pair in FUNCTIONS.windows(2) {
            assert!(pair[0] < pair[1], "{pair:?}");
        }
    }
}
