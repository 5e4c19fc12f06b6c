//! Two businesses on one database: nothing of one is seen, changed or made by the other, even by a statement that
//! forgot to name its tenant.
//!
//! 1. [`catalogue`] asks PostgreSQL which tables there are, and tries each of them.
//! 2. [`statements`] takes every statement of the code, removes what names the tenant, and runs it.
//!
//! Neither has a list of tables or statements of its own: what is added is tried.

mod catalogue;
mod parameters;
mod stage;
mod statement;
mod statements;
mod trial;
