//! Reports over hand-made and random ledgers in PostgreSQL, against recomputations written from the definitions.

mod books;
mod due;
mod random;
mod revenue;
mod subscriptions;
