//! The command line as a script sees it: exit code, stdout, stderr.

mod add;
mod bad_input;
mod demo;
mod edit;
mod exporting;
mod general;
mod history;
mod identity;
mod import_export;
mod importing;
mod init;
mod json;
mod key;
mod list;
mod looking_back;
mod passphrase;
mod plain;
mod purge;
mod resolve;
mod search;
mod status;
pub mod sync;
mod template;
mod terminal;
mod unlock;
mod verify;
mod words;
