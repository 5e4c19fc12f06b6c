//! Not open yet.
