//! Scenarios over the whole application: one binary, one database for each test, clocks moved by hand.
//!
//! The tree mirrors the rooms. Callers are a guest, a user, an admin, and an admin of another tenant.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod app;
mod client;
mod demo_business;

mod accounts;
mod alerts;
mod astrology;
mod astrology_kinds;
mod billing;
mod desk;
mod detection;
mod gate;
mod isolation;
mod operations;
mod overview;
mod probe;
mod readings;
mod routes;
mod security;
mod tour;
