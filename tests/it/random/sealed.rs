//! What only members can seal, if they mean ill: objects, keyrings, statements, rows. Digests are put
//! right after a change and signatures are believed, so that chance gets behind the first check.

use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::io::Write as _;
use std::iter;
use std::path::Path;
use std::str::FromStr;

use diurnal::crypto::identity::Identity;
use diurnal::crypto::keyring;
use diurnal::crypto::keyring::Keyring;
use diurnal::crypto::keyring::KeyringFile;
use diurnal::crypto::object::Kind;
use diurnal::crypto::seal;
use diurnal::model::catalogue;
use diurnal::model::catalogue::Place;
use diurnal::model::catalogue::Row;
use diurnal::model::members::Members;
use diurnal::model::members::Reader;
use diurnal::model::revision::Revision;
use diurnal::model::statement::Statement;
use diurnal::sync::seen::Seen;
use rusqlite::Connection;
use sha2::Digest;
use sha2::Sha256;

use super::batter;
use super::seeds;
use super::text;

/// The journal that an early diurnal made, opened.
struct Golden {
    sheet: Identity,
    keyring: Keyring,
    file: KeyringFile,
    /// The keys in keyring.age, as stock age reads them.
    keys: String,
    members: Vec<Statement>,
    objects: Vec<Vec<u8>>,
}

fn age_identity(text: &str) -> age::x25519::Identity {
    let line = text
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    age::x25519::Identity::from_str(line.unwrap()).unwrap()
}

fn age_open(bytes: &[u8], keys: &str) -> Vec<u8> {
    let identities: Vec<age::x25519::Identity> = keys
        .lines()
        .filter_map(|line| age::x25519::Identity::from_str(line).ok())
        .collect();
    let decryptor = age::Decryptor::new(bytes).unwrap();
    let identities = identities.iter().map(|one| one as &dyn age::Identity);
    let mut reader = decryptor.decrypt(identities).unwrap();
    let mut text = Vec::new();
    reader.read_to_end(&mut text).unwrap();
    text
}

/// Seals what chance made to the first of the keys.
fn age_seal(text: &[u8], keys: &str) -> Vec<u8> {
    let recipient = age_identity(keys).to_public();
    let recipients = iter::once(&recipient as &dyn age::Recipient);
    let mut sealed = Vec::new();
    let encryptor = age::Encryptor::with_recipients(recipients).unwrap();
    let mut writer = encryptor.wrap_output(&mut sealed).unwrap();
    writer.write_all(text).unwrap();
    writer.finish().unwrap();
    sealed
}

impl Golden {
    fn open() -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/v1");
        let sheet = fs::read_to_string(folder.join("sheet.txt")).unwrap();
        let copy = tempfile::tempdir().unwrap();
        fs::copy(folder.join("journal.db"), copy.path().join("journal.db")).unwrap();
        let connection = Connection::open(copy.path().join("journal.db")).unwrap();
        let slot = |name: &str| -> Vec<u8> {
            let sql = "SELECT data FROM slot WHERE name = ?1";
            connection.query_row(sql, [name], |row| row.get(0)).unwrap()
        };
        let identity = Identity::parse(&sheet).unwrap();
        let file = KeyringFile::open(&slot("keyring.age"), &identity).unwrap();
        let members = file.open_statements(&slot("members.age")).unwrap();
        let judged = keyring::judge(file.vault, &members).unwrap();
        let keyring = Keyring::named(&file, &judged);
        let keys = String::from_utf8(age_open(&slot("keyring.age"), &sheet)).unwrap();
        let mut objects = connection.prepare("SELECT data FROM object").unwrap();
        let objects = objects
            .query_map([], |row| row.get::<_, Vec<u8>>(0))
            .unwrap();
        let objects = objects
            .map(|data| age_open(&data.unwrap(), &keys))
            .collect();
        Self {
            sheet: identity,
            keyring,
            file,
            keys,
            members,
            objects,
        }
    }

    fn revisions(&self) -> Vec<String> {
        let texts = self
            .objects
            .iter()
            .map(|text| String::from_utf8_lossy(text));
        let lines = texts.flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>());
        lines.filter(|line| line.starts_with("{\"rev\":")).collect()
    }
}

const PLACE: Place = Place(1, 2, 3);

fn digest(rest: &str) -> String {
    let sum = Sha256::digest(rest);
    sum.iter().fold(String::new(), |mut text, byte| {
        write!(text, "{byte:02x}").unwrap();
        text
    })
}

#[test]
fn objects_and_keyrings() {
    let golden = Golden::open();
    let kinds = [
        Kind::Loose,
        Kind::Segment,
        Kind::Bundle,
        Kind::Catalogue,
        Kind::State,
    ];
    batter("object", 100, &golden.objects, |input| {
        let sealed = age_seal(input, &golden.keys);
        if let Ok(object) = seal::open_unjudged(&sealed, &golden.keyring, &kinds) {
            object.lines().count();
            object.check_mac(&golden.keyring).ok();
        }
        let inbox = Identity::parse(&golden.keys).ok();
        if let Some(inbox) = inbox {
            seal::open_inbox(&sealed, &inbox).ok();
        }
    });
    let whole: Vec<Vec<u8>> = golden
        .objects
        .iter()
        .map(|text| age_seal(text, &golden.keys))
        .collect();
    batter("age-file", 100, &whole, |input| {
        seal::open(input, &golden.keyring, &kinds).ok();
        seal::Sealed::read(input.to_vec()).ok();
        KeyringFile::open(input, &golden.sheet).ok();
    });
    let keys = seeds([&golden.keys]);
    batter("keyring", 100, &keys, |input| {
        let sealed = age_seal(input, &golden.keys);
        let identity = Identity::parse(
            golden
                .keys
                .lines()
                .find(|line| line.starts_with("AGE"))
                .unwrap(),
        )
        .unwrap();
        KeyringFile::open(&sealed, &identity).ok();
        golden.keyring.open_statements(&sealed).ok();
        golden.file.open_statements(&sealed).ok();
    });
}

#[test]
fn revisions_and_rows() {
    let golden = Golden::open();
    let lines = golden.revisions();
    assert!(lines.len() > 5);
    let rests: Vec<&str> = lines
        .iter()
        .map(|line| &line["{\"rev\":\"\",".len() + 64..])
        .collect();
    batter("revision", 2, &seeds(&rests), |input| {
        let rest = text(input);
        let line = format!("{{\"rev\":\"{}\",{rest}", digest(&rest));
        if let Ok(revision) = Revision::parse(&line) {
            assert_eq!(revision.line(), line);
            let row = Row::of(&revision, PLACE);
            let again = Row::from_line(&row.to_line()).unwrap();
            assert_eq!(again.to_line(), row.to_line());
        }
        Revision::parse(&rest).ok();
    });
    let rows = lines
        .iter()
        .map(|line| Row::of(&Revision::parse(line).unwrap(), PLACE).to_line());
    batter("row", 2, &seeds(rows), |input| {
        let input = text(input);
        catalogue::glance(&input);
        catalogue::digits_of(&input);
        if let Some(row) = Row::from_line(&input) {
            row.is_settled();
            row.revisions();
            row.to_line();
        }
    });
}

#[test]
fn statements_and_who_is_a_member_by_them() {
    let golden = Golden::open();
    let all: Vec<String> = golden
        .members
        .iter()
        .map(|one| one.line().to_owned())
        .collect();
    let rest = |line: &String| {
        line["{\"statement\":\"\",".len() + 64..line.rfind(",\"sig\":").unwrap()].to_owned()
    };
    let rests: Vec<String> = all.iter().map(rest).collect();
    let mut more = seeds(&rests);
    more.push(rests.join("\n").into_bytes());
    let id = "ab".repeat(16);
    let after = &all[0]["{\"statement\":\"".len()..][..64];
    more.extend(seeds([
        format!("\"after\":[\"{after}\"],\"kind\":\"purge\",\"entries\":[\"{id}\"],\"by\":\"device:{id}\",\"at\":1"),
        format!("\"after\":[\"{after}\"],\"kind\":\"revocation\",\"device\":\"{id}\",\"seq\":1,\"digest\":\"{after}\",\"by\":\"slot:{id}\",\"at\":1"),
        format!("\"after\":[\"{after}\"],\"kind\":\"generation\",\"number\":2,\"heads\":[[\"{id}\",1,\"{after}\"]],\"by\":\"device:{id}\",\"at\":1"),
        format!("\"after\":[\"{after}\"],\"kind\":\"slot-removed\",\"slot\":\"{id}\",\"by\":\"device:{id}\",\"at\":1"),
    ]));
    let devices: Vec<String> = all
        .iter()
        .filter_map(|line| Some(line.split_once("\"device\":\"")?.1[..32].to_owned()))
        .collect();
    batter("statements", 8, &more, |input| {
        // What names nobody is said by a device that is there, so that it counts.
        let input = text(input).replace(&id, &devices[0]);
        let mut statements = golden.members.clone();
        for rest in input.lines().take(20) {
            let sig = "00".repeat(64);
            let line = format!(
                "{{\"statement\":\"{}\",{rest},\"sig\":\"{sig}\"}}",
                digest(rest)
            );
            Statement::parse(rest).ok();
            statements.extend(Statement::parse(&line));
        }
        let judged = Members::judge(
            golden.file.vault,
            &statements,
            &Reader::default(),
            &|_, _, _| true,
        );
        if let Ok(members) = judged {
            members.newest_epoch(|_| true);
            members.open_slots().count();
        }
    });
}

#[test]
fn the_memory_of_a_remote() {
    let id = "ab".repeat(32);
    let all = seeds([format!(
        "{{\"diurnal\":1,\"kind\":\"seen\",\"vault\":\"{id}\",\"generation\":1,\"generation_statement\":\"{id}\",\"statements\":[\"{id}\"],\
         \"chains\":{{\"g1-0123abcd-0123456789abcdef\":{{\"seq\":3,\"digest\":\"{id}\",\"confirmed\":2,\"heard\":1715972645000}}}},\"synced\":1715972645000}}\n"
    )]);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("origin.json");
    batter("seen", 20, &all, |input| {
        fs::write(&path, input).unwrap();
        if let Ok(Some(seen)) = Seen::load(&path) {
            seen.save(&path).unwrap();
            assert_eq!(Seen::load(&path).unwrap(), Some(seen));
        }
    });
}
