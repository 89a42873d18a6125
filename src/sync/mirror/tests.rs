//! Tests of the mirror, on real repositories in temporary folders.

use super::*;
use crate::model::id::DeviceId;
use crate::model::id::StatementId;
use crate::sync::refname::ChainName;

fn name() -> RefName {
    ChainName::text(1, &StatementId([0xab; 32]), &DeviceId([0x11; 16])).into()
}

fn sealed(text: &[u8]) -> Sealed {
    Sealed::read([b"age-encryption.org/v1\n", text].concat()).unwrap()
}

fn bundle(seq: u64) -> Sealed {
    sealed(&seq.to_be_bytes())
}

fn filled(mirrors: &Mirrors, n: u64) -> (Mirror, Vec<CommitId>) {
    let mut mirror = mirrors.mirror(name()).unwrap();
    let mut commits: Vec<CommitId> = Vec::new();
    for seq in 1..=n {
        let parent = commits.last().copied();
        commits.push(mirror.append(parent, seq, &bundle(seq), None).unwrap());
    }
    (mirror, commits)
}

#[test]
fn bundles_read_back_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mut mirror, commits) = filled(&mirrors, 5);
    let tip = mirror.tip().unwrap().unwrap();
    let line = mirror.line(tip, 100, |_| false).unwrap();
    assert_eq!((line.commits, line.base), (commits.clone(), None));
    let line = mirror
        .line(tip, 100, |commit| commit == commits[2])
        .unwrap();
    assert_eq!(
        (line.commits.as_slice(), line.base),
        (&commits[3..], Some(commits[2]))
    );
    for (seq, commit) in (1..).zip(&commits) {
        assert_eq!(mirror.read(*commit).unwrap().bundle, bundle(seq));
    }
    let with = mirror
        .append(Some(tip), 6, &bundle(6), Some(&sealed(b"keys")))
        .unwrap();
    assert_eq!(mirror.read(with).unwrap().keyring.unwrap(), sealed(b"keys"));
    assert_eq!(mirror.check().unwrap(), 6);
    assert_eq!(mirrors.names().unwrap(), [name()]);
}

#[test]
fn repeating_gives_the_same_commit_and_loses_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mut mirror, commits) = filled(&mirrors, 3);
    let (_, others) = filled(&Mirrors::open(elsewhere.path()).unwrap(), 3);
    assert_eq!(commits, others);
    assert_eq!(
        mirror.append(None, 1, &bundle(1), None).unwrap(),
        commits[0]
    );
    assert_eq!(mirror.tip().unwrap(), Some(commits[2]));
    let commit = mirror.commit(commits[2]).unwrap();
    assert_eq!(commit.time().seconds(), 946_684_803);
    assert_eq!(commit.author().email().unwrap(), "diurnal@invalid");
}

#[test]
fn commits_of_another_shape_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mut mirror, commits) = filled(&mirrors, 2);
    let shape = |error: SyncError| {
        let SyncError::NotOurs { shape, .. } = error else {
            panic!("{error:?}")
        };
        shape
    };
    let strange = mirror
        .write(None, 0, &[(BUNDLE, b"x"), ("evil", b"y")])
        .unwrap();
    assert_eq!(shape(mirror.read(strange).unwrap_err()), Shape::Tree);
    let empty = mirror.write(None, 0, &[]).unwrap();
    assert_eq!(shape(mirror.read(empty).unwrap_err()), Shape::Tree);
    assert_eq!(
        shape(mirror.line(commits[1], 1, |_| false).unwrap_err()),
        Shape::TooLong
    );
    let merge = {
        let repository = &mirror.repository;
        let find = |id: CommitId| repository.find_commit(id.oid().unwrap()).unwrap();
        let (a, b) = (find(commits[0]), find(empty));
        let who = a.author();
        let tree = a.tree().unwrap();
        repository
            .commit(None, &who, &who, "", &tree, &[&a, &b])
            .unwrap()
    };
    assert_eq!(
        shape(mirror.line(merge.into(), 9, |_| false).unwrap_err()),
        Shape::Merge
    );
    let blob = mirror.repository.blob(b"blob").unwrap();
    assert_eq!(
        shape(mirror.line(blob.into(), 9, |_| false).unwrap_err()),
        Shape::NoCommit
    );
    let executable = {
        let repository = &mirror.repository;
        let mut tree = repository.treebuilder(None).unwrap();
        tree.insert(BUNDLE, blob, 0o100_755).unwrap();
        let tree = repository.find_tree(tree.write().unwrap()).unwrap();
        let who = git2::Signature::new("x", "x", &git2::Time::new(0, 0)).unwrap();
        repository.commit(None, &who, &who, "", &tree, &[]).unwrap()
    };
    assert_eq!(
        shape(mirror.read(executable.into()).unwrap_err()),
        Shape::Tree
    );
}

#[test]
fn y15_sizes_are_looked_at_before_memory_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let mut mirror = Mirrors::open(folder.path())
        .unwrap()
        .mirror(name())
        .unwrap();
    let large = vec![0; BUNDLE_BYTES_MAX + REPAIR_BYTES + 1];
    let commit = mirror.append_blob(None, 1, &large, None).unwrap();
    assert_eq!(mirror.read(commit).unwrap_err().condition(), "oversized");
    let keyring = sealed(&vec![0; 1 << 20]);
    let commit = mirror.append(None, 1, &bundle(1), Some(&keyring)).unwrap();
    assert_eq!(mirror.read(commit).unwrap_err().condition(), "oversized");
}

#[test]
fn y48_what_a_killed_run_left_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mut mirror, commits) = filled(&mirrors, 2);
    let path = mirror.path().to_path_buf();
    let left = [
        path.join(format!("{}.lock", name())),
        path.join("config.lock"),
        path.join("objects/pack/pack_git2_abc"),
        path.join("objects/pack/tmp_pack_abc"),
        path.join("objects/tmp_object_git2_abc"),
    ];
    for path in &left {
        fs::write(path, "x").unwrap();
    }
    fs::create_dir_all(folder.path().join(".new-abc/objects")).unwrap();
    assert!(
        mirror
            .append(Some(commits[1]), 3, &bundle(3), None)
            .is_err()
    );
    mirrors.clean().unwrap();
    assert!(left.iter().all(|path| !path.exists()));
    assert!(!folder.path().join(".new-abc").exists());
    mirror
        .append(Some(commits[1]), 3, &bundle(3), None)
        .unwrap();
    assert_eq!(mirror.check().unwrap(), 3);
}

#[test]
fn y48_a_broken_mirror_is_put_aside_and_built_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mirror, commits) = filled(&mirrors, 2);
    let text = mirror
        .commit(commits[0])
        .unwrap()
        .tree()
        .unwrap()
        .get(0)
        .unwrap()
        .id()
        .to_string();
    let object = mirror
        .path()
        .join("objects")
        .join(&text[..2])
        .join(&text[2..]);
    fs::remove_file(&object).unwrap();
    fs::write(&object, b"not zlib").unwrap();
    drop(mirror);
    let mirror = mirrors.mirror(name()).unwrap();
    assert_eq!(
        mirror.read(commits[0]).unwrap_err().condition(),
        "mirror-damaged"
    );
    assert!(mirror.check().is_err());
    drop(mirror);
    mirrors.put_aside(name()).unwrap();
    let (mirror, again) = filled(&mirrors, 2);
    assert_eq!(again, commits);
    assert_eq!(mirror.check().unwrap(), 2);
    let path = mirror.path().to_path_buf();
    drop(mirror);
    fs::remove_file(path.join("config")).unwrap();
    assert_eq!(mirrors.mirror(name()).unwrap().check().unwrap(), 2);
    assert_eq!(fs::read_to_string(path.join("config")).unwrap(), CONFIG);
    fs::remove_file(path.join("HEAD")).unwrap();
    assert_eq!(
        mirrors.mirror(name()).unwrap_err().condition(),
        "mirror-damaged"
    );
}

#[test]
fn y55_many_loose_objects_become_one_pack() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mut mirror, commits) = filled(&mirrors, 12);
    mirror.set_offered("origin", commits[3]).unwrap();
    let (mirror, done) = mirrors.maintain(mirror).unwrap();
    assert!(!done);
    let folder_of_many = mirror.path().join("objects/zz");
    fs::create_dir(&folder_of_many).unwrap();
    for n in 0..1100u32 {
        fs::write(folder_of_many.join(n.to_string()), "").unwrap();
    }
    let (mirror, done) = mirrors.maintain(mirror).unwrap();
    assert!(done);
    assert_eq!(mirror.counts().unwrap(), (1, 0));
    assert_eq!(mirror.check().unwrap(), 12);
    assert_eq!(mirror.offered("origin").unwrap(), Some(commits[3]));
    assert_eq!(disk::entries(folder.path()).unwrap().len(), 1);
}

#[test]
fn y48_a_swap_cut_short_leaves_the_old_or_the_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let (mirror, _) = filled(&mirrors, 2);
    let path = mirror.path().to_path_buf();
    drop(mirror);
    fs::rename(&path, path.with_extension("git.old")).unwrap();
    assert_eq!(mirrors.mirror(name()).unwrap().check().unwrap(), 2);
    fs::create_dir(path.with_extension("git.old")).unwrap();
    mirrors.clean().unwrap();
    assert_eq!(mirrors.mirror(name()).unwrap().check().unwrap(), 2);
    assert!(!path.with_extension("git.old").exists());
}
