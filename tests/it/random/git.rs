//! Commits and trees as a host may have made them, below the name of a chain.

use diurnal::sync::commit::CommitId;
use diurnal::sync::mirror::Mirrors;
use diurnal::sync::refname::RefName;
use diurnal::sync::shelf::Shelf;
use git2::ObjectType;
use git2::Repository;

use super::batter;
use super::seeds;

#[test]
fn commits_and_trees() {
    let folder = tempfile::tempdir().unwrap();
    let mirrors = Mirrors::open(folder.path()).unwrap();
    let name = RefName::parse("refs/heads/g1-0123abcd-0123456789abcdef").unwrap();
    let mirror = mirrors.mirror(name).unwrap();
    let host = Repository::open_bare(mirror.path()).unwrap();
    let objects = host.odb().unwrap();
    let blob = objects
        .write(ObjectType::Blob, b"age-encryption.org/v1\n-> X25519 a\n")
        .unwrap();
    let tree = [b"100644 b\0".as_slice(), blob.as_bytes()].concat();
    let two = [tree.as_slice(), b"100644 keyring.age\0", blob.as_bytes()].concat();
    let shelf = [
        b"100644 README.md\0".as_slice(),
        blob.as_bytes(),
        b"100644 keyring.age\0",
        blob.as_bytes(),
    ]
    .concat();
    let written = objects.write(ObjectType::Tree, &tree).unwrap();
    let commit = format!(
        "tree {written}\nauthor diurnal <diurnal@invalid> 946684801 +0000\ncommitter diurnal <diurnal@invalid> 946684801 +0000\n\ndiurnal"
    );
    let parent = objects
        .write(ObjectType::Commit, commit.as_bytes())
        .unwrap();
    let child = commit.replacen("\nauthor", &format!("\nparent {parent}\nauthor"), 1);
    let merge = child.replacen("\nauthor", &format!("\nparent {parent}\nauthor"), 1);
    let look = |id: git2::Oid| {
        let id = CommitId::from(id);
        mirror.line(id, 50, |_| false).ok();
        mirror.read(id).ok();
        Shelf::read(&mirror, id).ok();
    };
    batter("commit", 40, &seeds([&commit, &child, &merge]), |input| {
        if let Ok(id) = objects.write(ObjectType::Commit, input) {
            look(id);
        }
    });
    batter("tree", 80, &seeds([&tree, &two, &shelf]), |input| {
        if let Ok(id) = objects.write(ObjectType::Tree, input) {
            let commit = commit.replace(&written.to_string(), &id.to_string());
            look(
                objects
                    .write(ObjectType::Commit, commit.as_bytes())
                    .unwrap(),
            );
        }
    });
}
