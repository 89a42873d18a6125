//! Bytes in, sealed bytes out: the only room that names `age`.

pub mod locked;
