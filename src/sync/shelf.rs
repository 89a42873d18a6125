//! The `vault` ref: what joiners and strangers read first. A rendering, never the truth.

use std::collections::BTreeMap;

use crate::crypto::identity::sha256;
use crate::crypto::seal::Sealed;
use crate::model::id::Digest;
use crate::sync::commit;
use crate::sync::commit::CommitId;
use crate::sync::error::SyncError;
use crate::sync::mirror::FILE_BYTES_MAX;
use crate::sync::mirror::KEYRING;
use crate::sync::mirror::Mirror;
use crate::sync::mirror::Mirrors;
use crate::sync::refname::RefName;
use crate::sync::remote::Remote;

/// How to get everything back with git, age and a text editor; stands on every shelf. Its last line
/// names its edition: whoever changes the text raises that, and adds the digest of the text before to
/// [`OLDER`].
pub const README: &str = include_str!("../../assets/remote-README.md");
/// The digests of the pages that earlier programs wrote: ours too, and replaced without alarm.
const OLDER: &[&str] = &[
    "347ba6200df70d9bc4c2dca7535844b14a2238dd8d736f90b601d510c10a2aba",
    "dc6a88c90ca8f8a36df0b160d9629d1e3893e89fd213f24165e3640864ef91f5",
];
/// Longest page of a newer edition that is let stand, in bytes.
const PAGE_BYTES_MAX: usize = 64 << 10;
/// The name of that page.
const README_NAME: &str = "README.md";
/// The statements, sealed.
pub const MEMBERS: &str = "members.age";
/// How often a shelf that others change at the same time is united anew.
const TRIES_MAX: u32 = 5;
/// More names than this on a shelf are not read.
const FILES_MAX: usize = 512;

/// What stands on a shelf beside the page for strangers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    /// `keyring.age`, `members.age`, `slot-….age`, `invitation-….age`, `extra-….age`, by name.
    pub sealed: BTreeMap<String, Sealed>,
    /// `slot-….sum`, by name: the digest of the slot beside it.
    pub sums: BTreeMap<String, Digest>,
    /// The page, where a newer program wrote it: it stays, or two programs would write it in turn.
    pub newer_page: Option<String>,
}

/// What was found on a shelf. Nothing of it is believed before it opens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shelf {
    /// The files whose names are ours.
    pub files: Files,
    /// Names that are not ours, or whose files are not what the name says (no plain file, too large,
    /// not sealed): left out of the next rendering.
    pub strangers: Vec<String>,
    /// Whose page it is; none where there is none, or it is nobody's.
    pub page: Option<Edition>,
}

/// Which program wrote a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edition {
    /// An earlier one, known by its digest.
    Older,
    /// This one: the same bytes.
    Ours,
    /// A later one, by its last line. It promises what ours promises: it names no place to go and
    /// nothing to run, so that a host that made it up leads nobody astray.
    Newer,
}

/// What became of a shelf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The commit that the remote's `vault` names now.
    pub commit: CommitId,
    /// Whether it had to be written; a shelf that is right stays as it is.
    pub wrote: bool,
    /// The shelf as it was found before the first try.
    pub found: Option<Shelf>,
}

impl Shelf {
    /// Reads the shelf at `commit`. Sizes are looked at before bytes, names before sizes.
    ///
    /// # Errors
    /// Those of the mirror; a shelf with strange files is none.
    pub fn read(mirror: &Mirror, commit: CommitId) -> Result<Self, SyncError> {
        let mut shelf = Self::default();
        for file in mirror.tree(commit)?.into_iter().take(FILES_MAX) {
            let ours = file.plain && (file.name == README_NAME || is_ours(&file.name));
            let bytes = match ours.then(|| mirror.blob(&file, FILE_BYTES_MAX)) {
                None | Some(Err(SyncError::FileOversized { .. })) => None,
                Some(bytes) => Some(bytes?),
            };
            if !bytes.is_some_and(|bytes| shelf.put(&file.name, bytes)) {
                shelf.strangers.push(file.name);
            }
        }
        Ok(shelf)
    }

    /// Takes a file in, where it is what its name says.
    fn put(&mut self, name: &str, bytes: Vec<u8>) -> bool {
        if name == README_NAME {
            self.page = edition(&bytes);
            if self.page == Some(Edition::Newer) {
                self.files.newer_page = String::from_utf8(bytes).ok();
            }
            return true;
        }
        if is_sum(name) {
            let text = std::str::from_utf8(&bytes).ok();
            let sum = text.and_then(|text| text.strip_suffix('\n').unwrap_or(text).parse().ok());
            return sum.is_some_and(|sum| {
                self.files.sums.insert(name.to_owned(), sum);
                true
            });
        }
        Sealed::read(bytes).is_ok_and(|sealed| {
            self.files.sealed.insert(name.to_owned(), sealed);
            true
        })
    }

    /// Whether a rendering of `files` would be the same tree.
    pub fn is_rendering_of(&self, files: &Files) -> bool {
        let stays = matches!(self.page, Some(Edition::Ours | Edition::Newer));
        stays && self.strangers.is_empty() && self.files == *files
    }
}

/// Renders `files` and the page on top of `parent`, and returns the commit; it is durable in the
/// mirror, whose ref stays. The same arguments give the same commit.
///
/// # Errors
/// `FileOversized` for a file above 1 MiB; names that are not ours are left out.
pub fn render(
    mirror: &mut Mirror,
    parent: Option<CommitId>,
    files: &Files,
) -> Result<CommitId, SyncError> {
    let second = match parent {
        Some(parent) => commit::second(&mirror.commit(parent)?).saturating_add(1),
        None => 0,
    };
    let sums: Vec<(&str, String)> = (files.sums.iter())
        .map(|(name, sum)| (name.as_str(), format!("{sum}\n")))
        .collect();
    let page = files.newer_page.as_deref().unwrap_or(README);
    let mut tree: Vec<commit::File<'_>> = vec![(README_NAME, page.as_bytes())];
    tree.extend(
        files
            .sealed
            .iter()
            .map(|(name, sealed)| (name.as_str(), sealed.as_bytes())),
    );
    tree.extend(sums.iter().map(|(name, sum)| (*name, sum.as_bytes())));
    tree.retain(|(name, _)| *name == README_NAME || is_ours(name));
    for (name, bytes) in &tree {
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(SyncError::FileOversized {
                name: (*name).to_owned(),
                bytes: bytes.len() as u64,
                bytes_max: FILE_BYTES_MAX,
            });
        }
    }
    mirror.write(parent, second, &tree)
}

/// Brings the remote's `vault` up to date: fetches what is there, lets `unite` say what should be
/// there, renders it on top and pushes. Where somebody else was faster, all of it again, five times.
///
/// `offered` is what the list said `vault` names; none where there is no such ref. `unite` gets the
/// shelf that was found, and must not believe it before it opened.
///
/// # Errors
/// Those of `unite`, of fetch and push; `Contended` after the last try; `RemoteDamaged` where the
/// present shelf cannot be fetched, so that nothing can be put on top of it.
pub fn publish<E: From<SyncError>>(
    remote: &mut Remote<'_>,
    mirrors: &Mirrors,
    offered: Option<CommitId>,
    mut unite: impl FnMut(Option<&Shelf>) -> Result<Files, E>,
) -> Result<Published, E> {
    let mut mirror = mirrors.mirror(RefName::Vault)?;
    let mut offered = offered;
    let mut first_found = None;
    for attempt in 0..TRIES_MAX {
        let found = take(remote, &mut mirror, &mut offered)?;
        let files = unite(found.as_ref())?;
        if attempt == 0 {
            first_found.clone_from(&found);
        }
        if let (Some(commit), Some(found)) = (offered, &found)
            && found.is_rendering_of(&files)
        {
            mirror.set_tip(commit)?;
            return Ok(Published {
                commit,
                wrote: attempt > 0,
                found: first_found,
            });
        }
        let commit = render(&mut mirror, offered, &files)?;
        match remote.push(RefName::Vault, &mirror, offered, commit) {
            Ok(_) => {
                mirror.set_tip(commit)?;
                return Ok(Published {
                    commit,
                    wrote: true,
                    found: first_found,
                });
            }
            Err(SyncError::Moved { .. }) => {
                let listing = remote.list(mirrors)?;
                offered = listing.offered(RefName::Vault);
            }
            Err(error) => return Err(error.into()),
        }
    }
    Err(SyncError::Contended { tries: TRIES_MAX }.into())
}

/// Fetches the shelf and reads it; `offered` becomes what was really there.
fn take(
    remote: &mut Remote<'_>,
    mirror: &mut Mirror,
    offered: &mut Option<CommitId>,
) -> Result<Option<Shelf>, SyncError> {
    let Some(commit) = *offered else {
        return Ok(None);
    };
    let fetched = remote.fetch(RefName::Vault, commit, mirror)?;
    if let Some((_, why)) = fetched.stopped {
        return Err(why);
    }
    *offered = Some(fetched.offered);
    Shelf::read(mirror, fetched.offered).map(Some)
}

fn edition(page: &[u8]) -> Option<Edition> {
    if page == README.as_bytes() {
        return Some(Edition::Ours);
    }
    if OLDER.contains(&sha256(page).to_string().as_str()) {
        return Some(Edition::Older);
    }
    let text = std::str::from_utf8(page).ok()?;
    let newer = number(text)? > number(README)?;
    (newer && page.len() <= PAGE_BYTES_MAX && is_harmless(text)).then_some(Edition::Newer)
}

/// What the last line says: 'Edition 1 of this page.'
fn number(page: &str) -> Option<u32> {
    let (_, last) = page.strip_suffix('\n')?.rsplit_once('\n')?;
    let number = last.strip_prefix("Edition ")?;
    number.strip_suffix(" of this page.")?.parse().ok()
}

/// No place to go, nothing to run, nothing that steers a terminal.
fn is_harmless(page: &str) -> bool {
    let plain = |byte: u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    let led = ["://", "www.", "#!", "curl", "wget"];
    page.bytes().all(plain) && !led.iter().any(|word| page.contains(word))
}

/// The names that have a meaning on a shelf.
fn is_ours(name: &str) -> bool {
    name == KEYRING
        || name == MEMBERS
        || has_middle(name, "slot-", ".age")
        || has_middle(name, "invitation-", ".age")
        || has_middle(name, "extra-", ".age")
        || is_sum(name)
}

fn is_sum(name: &str) -> bool {
    has_middle(name, "slot-", ".sum")
}

fn has_middle(name: &str, prefix: &str, suffix: &str) -> bool {
    let rest = name.strip_prefix(prefix);
    let middle = rest.and_then(|rest| rest.strip_suffix(suffix));
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    middle.is_some_and(|text| !text.is_empty() && text.len() <= 64 && text.chars().all(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(text: &str) -> Sealed {
        Sealed::read(format!("age-encryption.org/v1\n{text}").into_bytes()).unwrap()
    }

    fn files() -> Files {
        let names = [KEYRING, MEMBERS, "slot-1.age", "invitation-ab12.age"];
        Files {
            sealed: names.map(|name| (name.to_owned(), sealed(name))).into(),
            sums: [("slot-1.sum".to_owned(), Digest([7; 32]))].into(),
            newer_page: None,
        }
    }

    #[test]
    fn a_shelf_reads_back_what_was_rendered() {
        let folder = tempfile::tempdir().unwrap();
        let mut mirror = Mirrors::open(folder.path())
            .unwrap()
            .mirror(RefName::Vault)
            .unwrap();
        let first = render(&mut mirror, None, &files()).unwrap();
        assert_eq!(render(&mut mirror, None, &files()).unwrap(), first);
        let shelf = Shelf::read(&mirror, first).unwrap();
        assert!(shelf.is_rendering_of(&files()));
        let second = render(&mut mirror, Some(first), &files()).unwrap();
        assert_ne!(first, second);
        let commit = mirror.commit(second).unwrap();
        assert_eq!(commit::second(&commit), 1);
    }

    #[test]
    fn strange_files_are_named_and_do_not_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let mut mirror = Mirrors::open(folder.path())
            .unwrap()
            .mirror(RefName::Vault)
            .unwrap();
        let large = vec![0; 2 << 20];
        let keyring = sealed("k");
        let tree: [commit::File<'_>; 6] = [
            (README_NAME, b"run https://example.invalid/fix.sh"),
            (KEYRING, keyring.as_bytes()),
            (MEMBERS, &large),
            ("slot-1.age", b"in clear"),
            ("slot-1.sum", b"short"),
            ("recover.sh", b"#!/bin/sh"),
        ];
        let defaced = mirror.write(None, 0, &tree).unwrap();
        let shelf = Shelf::read(&mirror, defaced).unwrap();
        assert_eq!(shelf.page, None);
        let strangers = [MEMBERS, "recover.sh", "slot-1.age", "slot-1.sum"];
        assert_eq!(shelf.strangers, strangers);
        assert_eq!(shelf.files.sealed, [(KEYRING.to_owned(), keyring)].into());
        assert!(shelf.files.sums.is_empty());
        let mut wanted = files();
        wanted.sealed.insert("recover.sh".to_owned(), sealed("x"));
        let again = render(&mut mirror, Some(defaced), &wanted).unwrap();
        assert!(
            Shelf::read(&mirror, again)
                .unwrap()
                .is_rendering_of(&files())
        );
    }

    #[test]
    fn the_page_names_no_place_to_go_and_nothing_to_run() {
        assert!(is_harmless(README) && README.len() <= PAGE_BYTES_MAX);
        assert!(README.contains("tail -c +17") && README.contains("AGE-SECRET-KEY-1"));
        assert!(README.is_ascii() && README.lines().all(|line| line.len() <= 80));
    }

    /// The page on a shelf, and whether it stays when the rest is right.
    fn judged(page: &str) -> (Option<Edition>, bool) {
        let folder = tempfile::tempdir().unwrap();
        let mirrors = Mirrors::open(folder.path()).unwrap();
        let mut mirror = mirrors.mirror(RefName::Vault).unwrap();
        let found = mirror.write(None, 0, &[(README_NAME, page.as_bytes())]);
        let shelf = Shelf::read(&mirror, found.unwrap()).unwrap();
        let stays = shelf.is_rendering_of(&shelf.files);
        // Whatever else is rendered anew: a page that stays is written as it was.
        let again = render(&mut mirror, None, &shelf.files).unwrap();
        let again = Shelf::read(&mirror, again).unwrap();
        let kept = again.page == shelf.page && again.files == shelf.files;
        assert_eq!(kept, stays);
        (shelf.page, stays)
    }

    #[test]
    fn the_page_of_a_newer_program_stays_and_that_of_an_older_one_is_replaced() {
        let next = |number: u32| README.replace("Edition 2", &format!("Edition {number}"));
        assert_eq!(judged(README), (Some(Edition::Ours), true));
        assert_eq!(judged(&next(3)), (Some(Edition::Newer), true));
        let first = include_str!("../../tests/data/pages/edition-1.md");
        assert_eq!(judged(first), (Some(Edition::Older), false));
        for nobodys in [
            next(0),
            README.replace("owner", "host"),
            next(3).replace("text editor", "https://example.invalid"),
            next(3).replace("text editor", "\u{1b}[2J"),
            next(3).trim_end().to_owned(),
            String::new(),
        ] {
            assert_eq!(judged(&nobodys), (None, false), "{nobodys}");
        }
    }

    #[test]
    fn a_changed_page_is_a_new_edition() {
        // Another text than the one whose digest stands here: raise the number in its last line, move
        // this digest to OLDER and put the new one here.
        let second = "cb03362eb7cd5b6680b78c1a39b1e15504f4a02ff7e670a9534e6de9e467c466";
        assert_eq!(number(README), Some(2));
        assert_eq!(sha256(README.as_bytes()).to_string(), second);
    }

    #[test]
    fn only_the_names_with_a_meaning_are_ours() {
        for name in [
            "keyring.age",
            "slot-1.age",
            "slot-12.sum",
            "invitation-0a.age",
        ] {
            assert!(is_ours(name), "{name}");
        }
        for name in [
            "slot-.age",
            "slot-1.txt",
            "slot-A.age",
            "slot-../x.age",
            "b",
            "README.md",
        ] {
            assert!(!is_ours(name), "{name}");
        }
    }
}
