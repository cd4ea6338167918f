//! What is stored or shown for ever: event types, their JSON, the codes of the rejections.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::Path,
};

use domain::{
    activity, aid, codec,
    codes::CodeError,
    correction::{self, Entry},
    journey, mentorship, partner, placement, programme,
    reason::Documented,
    supporter,
};
use graphql::InputRejection;
use serde_json::{Value, json};
use server::import::{LineReason, Remark};

#[test]
fn the_event_schema_is_reviewed() {
    insta::assert_snapshot!(pretty(&codec::schema()));
}

#[test]
fn every_event_ever_stored_can_still_be_read() {
    insta::glob!("golden/*.json", |path| {
        match codec::decode_any_entry(&kind(path), &read(path)).unwrap() {
            Entry::Event(event) => insta::assert_debug_snapshot!(event),
            Entry::Correction(correction) => insta::assert_debug_snapshot!(correction),
        }
    });
}

/// Nothing of a stored event is lost on the way; retired types are written as what they became.
#[test]
fn an_event_of_today_is_written_as_it_was_read() {
    let today = types();
    for (kind, examples) in golden() {
        for example in examples.iter().filter(|_| today.contains(&kind)) {
            let entry = codec::decode_any_entry(&kind, &example.to_string()).unwrap();
            let category = kind.split('.').next().unwrap();
            let (written, data) = codec::encode_any_entry(category, entry).unwrap();
            let data: Value = serde_json::from_str(&data).unwrap();
            assert_eq!((written, &data), (kind.clone(), example));
        }
    }
}

/// A golden file is named `<type>.json`, or `<type>.<case>.json` for further examples.
#[test]
fn every_event_type_has_a_golden_file() {
    let golden: BTreeSet<String> = golden().into_keys().collect();
    let missing: Vec<_> = types().into_iter().filter(|kind| !golden.contains(kind)).collect();
    assert_eq!(missing, [""; 0], "write tests/golden/<type>.json with a realistic payload");
}

/// What a golden file does not show, nobody will notice losing.
#[test]
fn every_field_of_every_event_type_is_shown_by_a_golden_file() {
    let golden = golden();
    let mut missing = Vec::new();
    for (kind, data, defs) in variants() {
        let examples: Vec<&Value> = golden.get(&kind).into_iter().flatten().collect();
        never_shown(&kind, &data, &defs, &examples, &mut missing);
    }
    assert_eq!(missing, [""; 0], "add an example that holds them");
}

/// `docs/rejections.md` is what clients are given. `cargo xtask accept` rewrites it.
#[test]
fn every_rejection_is_documented_in_both_languages() {
    let others: [(&str, &[Documented]); 5] = [
        ("Corrections, on every stream", correction::Rejection::CODES),
        ("Codes of the French school system", CodeError::CODES),
        ("What comes with a command", InputRejection::CODES),
        ("Lines of an import", LineReason::CODES),
        ("Remarks on lines of an import", Remark::CODES),
    ];
    let mut page = String::from(REJECTIONS);
    for (part, codes) in AGGREGATES.into_iter().chain(others) {
        writeln!(page, "\n## {part}\n\n| Code | English | Français |\n|---|---|---|").unwrap();
        for (code, english, french) in codes {
            let cell = |sentence: &str| sentence.replace(":#}", "}").replace('|', "\\|");
            writeln!(page, "| `{code}` | {} | {} |", cell(english), cell(french)).unwrap();
        }
    }
    reviewed("docs/rejections.md", &page);
}

/// The rejections of each aggregate.
pub const AGGREGATES: [(&str, &[Documented]); 8] = [
    ("Journey", journey::Rejection::CODES),
    ("Supporter", supporter::Rejection::CODES),
    ("Mentorship", mentorship::Rejection::CODES),
    ("Activity", activity::Rejection::CODES),
    ("Aid", aid::Rejection::CODES),
    ("Placement", placement::Rejection::CODES),
    ("Partner", partner::Rejection::CODES),
    ("Programme", programme::Rejection::CODES),
];

const REJECTIONS: &str = "\
# Rejections

<!-- Made by `cargo xtask accept` from the declarations in the code. -->

A command that is refused writes nothing, and says why: a stable `code` for programs, a sentence in
English (`message`) and in French (`messageFr`) for people, and the input field concerned. What
stands between braces is filled in. Codes never change; sentences may.
";

/// A generated file that is reviewed: it is as the code says, or it is written anew.
fn reviewed(name: &str, content: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, content).expect("the file is written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert!(content == known, "{name} changed: run `cargo xtask accept`, review, commit");
}

/// The examples of each type.
fn golden() -> BTreeMap<String, Vec<Value>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden");
    let mut golden: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for file in fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let example = serde_json::from_str(&read(&path)).unwrap();
        golden.entry(kind(&path)).or_default().push(example);
    }
    golden
}

/// `journey.v1.WishAnswered` of `journey.v1.WishAnswered.minimal.json`.
fn kind(path: &Path) -> String {
    let name = path.file_name().unwrap().to_str().unwrap();
    name.splitn(4, '.').take(3).collect::<Vec<_>>().join(".")
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap()
}

fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap()
}

fn types() -> BTreeSet<String> {
    variants().into_iter().map(|(kind, _, _)| kind).collect()
}

/// Each event type with the schema of its data and the definitions it refers to.
fn variants() -> Vec<(String, Value, Value)> {
    let schema = codec::schema();
    let of_corrections = ["v1.EventCorrected", "v1.EventVoided"].map(|name| {
        let data = schema[name].clone();
        assert!(data.is_object(), "{name} has a schema");
        CATEGORIES.map(|of| (format!("{of}.{name}"), data.clone(), data["$defs"].clone()))
    });
    let of_aggregate = |aggregate: &Value| {
        let defs = aggregate["$defs"].clone();
        let variants = aggregate["oneOf"].as_array().cloned().unwrap_or_default();
        variants.into_iter().map(move |variant| {
            let [kind, data] = ["type", "data"].map(|name| variant["properties"][name].clone());
            (kind["const"].as_str().unwrap().to_owned(), data, defs.clone())
        })
    };
    let aggregates: Vec<&Value> = schema.as_object().unwrap().values().collect();
    let of_aggregates = aggregates.into_iter().flat_map(of_aggregate);
    of_aggregates.chain(of_corrections.into_iter().flatten()).collect()
}

const CATEGORIES: [&str; 8] =
    ["journey", "supporter", "mentorship", "activity", "aid", "placement", "partner", "programme"];

/// Collects the fields of a schema that none of the examples holds.
fn never_shown(
    place: &str,
    schema: &Value,
    defs: &Value,
    examples: &[&Value],
    missing: &mut Vec<String>,
) {
    let referred = |schema: &Value| {
        let name = schema["$ref"].as_str()?.strip_prefix("#/$defs/")?;
        Some(defs[name].clone())
    };
    let alternatives = ["anyOf", "oneOf"].map(|word| schema[word].as_array());
    for alternative in referred(schema).iter().chain(alternatives.into_iter().flatten().flatten()) {
        never_shown(place, alternative, defs, examples, missing);
    }
    if let Some(items) = schema["items"].as_object() {
        let held: Vec<_> = examples.iter().filter_map(|e| e.as_array()).flatten().collect();
        never_shown(place, &json!(items), defs, &held, missing);
    }
    for (name, field) in schema["properties"].as_object().into_iter().flatten() {
        let place = format!("{place}/{name}");
        let held: Vec<_> = examples.iter().filter_map(|example| example.get(name)).collect();
        if held.is_empty() {
            missing.push(place);
        } else {
            never_shown(&place, field, defs, &held, missing);
        }
    }
}

/// `graphql/schema.graphql` is what clients are given. `cargo xtask accept` rewrites it.
#[test]
fn the_graphql_schema_is_reviewed() {
    reviewed("graphql/schema.graphql", &graphql::sdl());
}

#[test]
fn who_may_write_is_reviewed() {
    insta::assert_snapshot!(commands::policy::table());
}
