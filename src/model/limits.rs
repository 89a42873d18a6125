//! Every upper bound, with its unit and its reason.

/// Longest body that can be saved, in bytes of UTF-8. A lifetime of writing is 12 MB.
pub const BODY_BYTES_MAX: usize = 10 << 20;
/// Longest line of a revision or statement, in bytes: a body of control characters only, escaped, must fit.
pub const LINE_BYTES_MAX: usize = 16 << 20;
/// Longest text that is kept as a sealed draft although it cannot be an entry, in bytes.
pub const DRAFT_BYTES_MAX: usize = 128 << 20;
/// Longest tag, in bytes of UTF-8.
pub const TAG_BYTES_MAX: usize = 200;
/// Longest title and journal name, in bytes of UTF-8.
pub const TITLE_BYTES_MAX: usize = 4096;
/// Bytes of the body kept in the catalogue as a preview.
pub const PREVIEW_BYTES_MAX: usize = 96;
/// Largest bundle accepted from a remote, in bytes of ciphertext.
pub const BUNDLE_BYTES_MAX: usize = 32 << 20;
/// Smallest plaintext of a bundle, in bytes: sizes below it would tell how little was written.
pub const BUNDLE_BYTES_MIN: usize = 4096;
/// Size at which a segment is closed, in bytes of plaintext.
pub const SEGMENT_BYTES: usize = 1 << 20;
/// Changes that catalogue level 0 holds before it is folded into level 1.
pub const LEVEL_0_ROWS: usize = 64;
/// Changes that catalogue level 1 holds before it is folded into level 2.
pub const LEVEL_1_ROWS: usize = 4096;
/// Longest query, in bytes.
pub const QUERY_BYTES_MAX: usize = 4096;
/// The work factor of a new passphrase slot: scrypt with N = 2^18 takes a second and 256 MiB.
pub const WORK_FACTOR: u8 = 18;
/// The greatest work factor that a slot of this device may ask for.
pub const WORK_FACTOR_MAX: u8 = 22;
/// The greatest work factor that a slot from a remote may ask for.
pub const WORK_FACTOR_REMOTE_MAX: u8 = 20;
/// Lines of a body, or words of a passage, above which two versions are not merged.
pub const MERGE_PIECES_MAX: usize = 1 << 18;
/// Lines, or words, that may go and come between two versions that are merged: the comparison takes
/// memory with their square, 8 MiB for these.
pub const MERGE_CHANGES_MAX: usize = 2048;
/// Versions of an entry that are merged at once; more of them stay side by side.
pub const MERGE_HEADS_MAX: usize = 32;
/// How deep common ancestors of common ancestors are looked for, where histories crossed again and again.
pub const MERGE_DEPTH_MAX: usize = 16;
/// How many merges of common ancestors one merge may take.
pub const MERGE_ANCESTORS_MAX: usize = 64;
