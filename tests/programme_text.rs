//! `docs/programme.md` says where each line of the programme's text lives: what it names exists.

use std::{collections::BTreeSet, fs, path::Path};

use commands::processes::Process;
use domain::{Vocabulary as _, codec};

/// One line of a table: the lines of the text, and what each column names in backquotes.
struct Place {
    lines: BTreeSet<u32>,
    commands: Vec<String>,
    events: Vec<String>,
    queries: Vec<String>,
    tests: Vec<String>,
}

#[test]
fn every_line_of_the_programmes_text_has_its_place() {
    let places = places();
    let covered: BTreeSet<u32> = places.iter().flat_map(|place| place.lines.clone()).collect();
    let missing: Vec<u32> = (1..=46).filter(|line| !covered.contains(line)).collect();
    assert_eq!(missing, [0; 0]);
    assert!(places.iter().all(|place| place.tests.len() == 1), "one test for each place");
}

#[test]
fn every_test_named_for_a_line_of_the_text_exists() {
    let mut sources = String::new();
    for folder in ["domain", "commands", "projections", "graphql", "server", "tests"] {
        read_rust(&root().join(folder), &mut sources);
    }
    let tests = places().into_iter().flat_map(|place| place.tests);
    let missing: Vec<_> = tests.filter(|test| !sources.contains(&format!("fn {test}("))).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_command_and_query_named_for_a_line_of_the_text_exists() {
    let sdl = graphql::sdl();
    let fields: BTreeSet<&str> =
        sdl.lines().filter_map(|line| line.strip_prefix('\t')?.split(['(', ':']).next()).collect();
    let named = places().into_iter().flat_map(|place| [place.commands, place.queries].concat());
    let missing: Vec<_> =
        named.filter(|name| !name.contains(' ') && !fields.contains(name.as_str())).collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_event_named_for_a_line_of_the_text_exists() {
    let schema = codec::schema().to_string();
    let named = places().into_iter().flat_map(|place| place.events);
    let missing: Vec<_> = named
        .filter(|name| {
            let stored = name.trim_end_matches('*').replacen('.', ".v1.", 1);
            !schema.contains(&format!("\"{stored}"))
        })
        .collect();
    assert_eq!(missing, [""; 0]);
}

#[test]
fn every_process_is_told_with_its_test() {
    let page = fs::read_to_string(root().join("docs/programme.md")).unwrap();
    let mut sources = String::new();
    read_rust(&root().join("tests"), &mut sources);
    for process in Process::ALL {
        let start = format!("- `{}`: ", process.code());
        let told = page.lines().find_map(|line| line.strip_prefix(&start));
        let told = told.unwrap_or_else(|| panic!("{start}"));
        let [test] = quoted(told).try_into().unwrap();
        assert!(sources.contains(&format!("fn {test}(")), "{test}");
    }
}

fn places() -> Vec<Place> {
    let page = fs::read_to_string(root().join("docs/programme.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| ") && !line.starts_with("| S "));
    let rows = rows.filter(|line| !line.starts_with("| ---"));
    rows.map(|row| {
        let columns: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [lines, _, commands, events, queries, tests] = columns[..] else {
            panic!("six columns: {row}")
        };
        let lines = lines.split(", ").flat_map(|range| {
            let (from, to) = range.split_once('–').unwrap_or((range, range));
            from.parse().unwrap()..=to.parse().unwrap()
        });
        Place {
            lines: lines.collect(),
            commands: quoted(commands),
            events: quoted(events),
            queries: quoted(queries),
            tests: quoted(tests),
        }
    })
    .collect()
}

/// What stands between backquotes.
pub fn quoted(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn read_rust(folder: &Path, sources: &mut String) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_rust(&path, sources);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            sources.push_str(&fs::read_to_string(&path).unwrap());
        }
    }
}
