//! A host's hand in its own repository: chains rewritten, objects lost, bundles forged.

use std::fs;
use std::path::Path;
use std::path::PathBuf;

use git2::FileMode;
use git2::Oid;
use git2::Repository;
use git2::Signature;
use git2::Time;

/// One commit's files, the bundle `b` first.
#[derive(Clone, Debug)]
pub struct Link {
    pub files: Vec<(String, Vec<u8>)>,
}

impl Link {
    /// The sealed bytes of the bundle.
    pub fn bundle(&mut self) -> &mut Vec<u8> {
        let file = self.files.iter_mut().find(|(name, _)| name == "b");
        &mut file.unwrap().1
    }
}

/// A bare repository as its host sees it.
pub struct Shelf {
    path: PathBuf,
}

impl Shelf {
    pub fn at(path: &Path) -> Self {
        Self {
            path: path.to_owned(),
        }
    }

    fn repository(&self) -> Repository {
        Repository::open_bare(&self.path).unwrap()
    }

    /// The refs of chains, the whole names.
    pub fn chains(&self) -> Vec<String> {
        let repository = self.repository();
        let names = repository.references().unwrap();
        let names = names.map(|name| name.unwrap().name().unwrap().to_owned());
        names
            .filter(|name| name.starts_with("refs/heads/g"))
            .collect()
    }

    /// The commits of a ref, the first one first.
    pub fn commits(&self, name: &str) -> Vec<Oid> {
        let repository = self.repository();
        let tip = repository.refname_to_id(name).unwrap();
        let mut commit = repository.find_commit(tip).unwrap();
        let mut all = vec![tip];
        while let Ok(parent) = commit.parent(0) {
            all.push(parent.id());
            commit = parent;
        }
        all.reverse();
        all
    }

    /// What each commit of a ref holds, the first one first.
    pub fn links(&self, name: &str) -> Vec<Link> {
        let repository = self.repository();
        let files = |commit: Oid| {
            let tree = repository.find_commit(commit).unwrap().tree().unwrap();
            let blob = |id| repository.find_blob(id).unwrap().content().to_vec();
            let file =
                |entry: git2::TreeEntry<'_>| (entry.name().unwrap().to_owned(), blob(entry.id()));
            tree.iter().map(file).collect()
        };
        let commits = self.commits(name).into_iter();
        commits
            .map(|commit| Link {
                files: files(commit),
            })
            .collect()
    }

    /// Writes a ref anew, a commit a link, as diurnal dates and names them.
    pub fn write(&self, name: &str, links: &[Link]) {
        let repository = self.repository();
        let old = repository.refname_to_id(name).unwrap();
        let old = repository.find_commit(old).unwrap();
        let mut parent: Option<Oid> = None;
        for (n, link) in (1..).zip(links) {
            let mut tree = repository.treebuilder(None).unwrap();
            for (file, bytes) in &link.files {
                let blob = repository.blob(bytes).unwrap();
                tree.insert(file, blob, FileMode::Blob.into()).unwrap();
            }
            let tree = repository.find_tree(tree.write().unwrap()).unwrap();
            let when = Time::new(946_684_800 + n, 0);
            let who = old.author();
            let who = Signature::new(who.name().unwrap(), who.email().unwrap(), &when).unwrap();
            let parent_commit = parent.map(|id| repository.find_commit(id).unwrap());
            let parents: Vec<_> = parent_commit.iter().collect();
            let message = old.message().unwrap();
            let made = repository.commit(None, &who, &who, message, &tree, &parents);
            parent = Some(made.unwrap());
        }
        repository
            .reference(name, parent.unwrap(), true, "")
            .unwrap();
    }

    /// Changes what a ref holds.
    pub fn rewrite(&self, name: &str, change: impl FnOnce(&mut Vec<Link>)) {
        let mut links = self.links(name);
        change(&mut links);
        self.write(name, &links);
    }

    /// Lets a ref point elsewhere.
    pub fn point(&self, name: &str, at: Oid) {
        self.repository().reference(name, at, true, "").unwrap();
    }

    /// Takes a ref away.
    pub fn remove(&self, name: &str) {
        let repository = self.repository();
        repository.find_reference(name).unwrap().delete().unwrap();
    }

    /// Loses an object, after every pack was taken apart.
    pub fn lose(&self, object: Oid) {
        self.unpack();
        let hex = object.to_string();
        let (folder, file) = hex.split_at(2);
        fs::remove_file(self.path.join("objects").join(folder).join(file)).unwrap();
    }

    /// The bundle's blob of a commit.
    pub fn blob(&self, commit: Oid) -> Oid {
        let repository = self.repository();
        let tree = repository.find_commit(commit).unwrap().tree().unwrap();
        tree.get_name("b").unwrap().id()
    }

    fn unpack(&self) {
        let packs = self.path.join("objects/pack");
        let aside = self.path.join("aside");
        fs::create_dir_all(&aside).unwrap();
        for file in fs::read_dir(&packs).unwrap() {
            let file = file.unwrap();
            fs::rename(file.path(), aside.join(file.file_name())).unwrap();
        }
        for file in fs::read_dir(&aside).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_some_and(|end| end == "pack") {
                let unpacked = std::process::Command::new("git")
                    .current_dir(&self.path)
                    .args(["unpack-objects", "-q"])
                    .stdin(fs::File::open(&path).unwrap())
                    .status();
                assert!(unpacked.unwrap().success());
            }
        }
        fs::remove_dir_all(aside).unwrap();
    }
}
