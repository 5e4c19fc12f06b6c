//! The roof: wires the rooms together and serves them. It decides nothing that a room could decide.

pub mod app;
mod codes;
pub mod commands;
pub mod config;
pub mod installation;
pub mod operations;
