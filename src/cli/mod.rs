//! The command line: the only room that names `clap`, and the only one that prints.
