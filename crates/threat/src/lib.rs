//! Attacks in values: whether a text that a client sent would *do* something in a language that a back end may speak.
//!
//! One [`Detector`] looks at one decoded value at a time, with the [`Place`] where it stands and the [`Kind`] of
//! text its field was declared to hold. It refuses to know HTTP, JSON, routes and configuration files: whoever calls it has
//! parsed the request once, and hands over what the handler will receive.
//!
//! 1. A table of 256 byte classes and one word automaton let ordinary values through without allocating.
//! 2. What is left is read as it stands and in every [`Decoding`] that some back end would make of it.
//! 3. Readers for SQL, markup and script, shells, paths, templates and code ask what the value would mean there.
//!
//! Time is linear in the value, memory a small multiple of it, and no input panics.
//!
//! A declared kind is what keeps ordinary text free: [`Kind::Markdown`] may hold a shell recipe and [`Kind::Code`] a
//! program. A field declared as nothing gets the strict reading, which also refuses statements that are not
//! dangerous by themselves but that nobody writes into a name.
//!
//! ```
//! use threat::{Class, Detector, Kind, Place, Settings};
//!
//! let detector = Detector::new(Settings::default());
//! let look = |value: &str| detector.inspect(value.as_bytes(), Place::Query, Kind::Undeclared);
//! assert!(look("Conan O'Brien").is_none());
//! let finding = look("7' or 3 > 2 --").unwrap();
//! assert_eq!((finding.class, finding.rule), (Class::Sql, "sql.condition"));
//! ```

mod base64;
mod bytes;
mod code;
mod decode;
mod detector;
mod embedded;
mod finding;
mod html;
mod jndi;
mod ldap;
mod line;
mod markup;
mod needles;
mod noise;
mod nosql;
mod path;
mod prefilter;
mod settings;
mod shell;
mod sql;
mod ssrf;
mod template;
mod told;
mod upload;
mod view;
mod xml;

pub use detector::Detector;
pub use finding::{Class, Decoding, Evidence, Finding, Kind, Place};
pub use settings::Settings;
