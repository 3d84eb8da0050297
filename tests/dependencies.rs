//! What the binary is made of besides its own code: where it comes from, under which licences, and what is in it
//! twice. Known vulnerabilities change from day to day and need the network, so they are looked up by hand
//! (docs/security.md).
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may unwrap")]

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What is shipped is built for this platform; another one's own crates need not be there to be looked at.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";
const REGISTRY: &str = "registry+https://github.com/rust-lang/crates.io-index";

/// Licences that ask for no more than to be named, or for nothing.
const LICENCES: [&str; 13] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Crates that are there in more than one version, and why: each pair goes when the one who holds it back moves on.
const SEVERAL: [(&str, &[&str]); 8] = [
    (
        "serenity 0.12 names a WebSocket of its day, with TLS of its own, where TLS is asked for; it is the newest there is",
        &[
            "base64",
            "rand",
            "rand_chacha",
            "rand_core",
            "rustls",
            "rustls-webpki",
            "thiserror",
            "thiserror-impl",
            "tokio-rustls",
            "webpki-roots",
        ],
    ),
    ("sled 0.34 keeps to its locks; it is the newest stable one", &["parking_lot", "parking_lot_core"]),
    ("ring, rand and tempfile ask the system for chance each through its own version", &["getrandom"]),
    ("edit looks for an editor with which 4", &["rustix", "linux-raw-sys"]),
    ("png packs with the version before flate2's", &["miniz_oxide"]),
    ("twilight-model and tantivy order numbers each through its own version", &["ordered-float"]),
    ("sha2 0.10 and rand 0.10 ask what the processor can do", &["cpufeatures"]),
    (
        "macros, which work while the binary is built and are not in it",
        &["darling", "darling_core", "darling_macro", "prettyplease", "syn"],
    ),
];

struct Package {
    name: String,
    version: String,
    licence: String,
    source: Option<String>,
}

/// All that the binary is built from, its tests left out.
fn shipped() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(["metadata", "--format-version", "1", "--locked", "--filter-platform", PLATFORM])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let by_id = |list: &Value| -> BTreeMap<String, Value> {
        list.as_array().unwrap().iter().map(|one| (one["id"].as_str().unwrap().to_owned(), one.clone())).collect()
    };
    let (packages, nodes) = (by_id(&told["packages"]), by_id(&told["resolve"]["nodes"]));
    let mut open = vec![told["resolve"]["root"].as_str().unwrap()];
    let mut reached = BTreeSet::new();
    while let Some(id) = open.pop() {
        if reached.insert(id) {
            let is_shipped = |kind: &Value| kind["kind"] != "dev";
            let needed = nodes[id]["deps"].as_array().unwrap().iter();
            let needed = needed.filter(|needed| needed["dep_kinds"].as_array().unwrap().iter().any(is_shipped));
            open.extend(needed.map(|needed| needed["pkg"].as_str().unwrap()));
        }
    }
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let package = |id: &&str| {
        let about = &packages[*id];
        Package {
            name: text(&about["name"]).unwrap(),
            version: text(&about["version"]).unwrap(),
            licence: text(&about["license"]).unwrap_or_default(),
            source: text(&about["source"]),
        }
    };
    reached.iter().map(package).collect()
}

/// Whether one of the licences that may be chosen is allowed, with all that comes with it.
fn is_allowed(expression: &str) -> bool {
    let expression = expression.replace(['(', ')'], " ").replace(" / ", " OR ").replace('/', " OR ");
    // Brackets only ever hold a choice beside one more licence here, so AND may be read first.
    expression.split(" AND ").all(|part| part.split(" OR ").any(|licence| LICENCES.contains(&licence.trim())))
}

/// Whoever installs Égard takes on the terms of all that is in it.
#[test]
fn every_licence_is_permissive() {
    let barred: Vec<_> = shipped()
        .into_iter()
        .filter(|package| !is_allowed(&package.licence))
        .map(|package| format!("{} {}: {:?}", package.name, package.version, package.licence))
        .collect();
    assert!(barred.is_empty(), "{barred:#?}");
    assert!(is_allowed("(MIT OR Apache-2.0) AND Unicode-3.0") && is_allowed("Apache-2.0 OR GPL-2.0-only"));
    assert!(!is_allowed("GPL-3.0") && !is_allowed("MIT AND GPL-2.0") && !is_allowed(""));
}

/// A crate from anywhere but the registry could change under the same name.
#[test]
fn everything_comes_from_the_registry() {
    for package in shipped() {
        let is_own = package.name == "egard" && package.source.is_none();
        assert!(is_own || package.source.as_deref() == Some(REGISTRY), "{}: {:?}", package.name, package.source);
    }
}

/// A crate in two versions is twice the code to trust: each stands in the list above with its reason, and goes from
/// it once it is there once.
#[test]
fn what_is_there_twice_has_a_reason() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in shipped() {
        versions.entry(package.name).or_default().insert(package.version);
    }
    versions.retain(|_, versions| versions.len() > 1);
    let several: BTreeSet<&str> = versions.keys().map(String::as_str).collect();
    let listed: BTreeSet<&str> = SEVERAL.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    assert_eq!(several, listed, "left: what is there in several versions; right: what the list has a reason for");
}
