//! The process that holds the key for a while, and its socket.
