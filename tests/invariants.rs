//! `docs/invariants.md` names the rejection and the tests of each invariant: they exist, the tests
//! meet the rejections, and no rejection is left out.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use domain::{codes::CodeError, correction, reason::Documented};
use graphql::InputRejection;

use crate::{
    contract::AGGREGATES,
    programme_text::{quoted, root},
};

/// The parts of the page: the aggregates, and what holds for all of them.
fn parts() -> impl Iterator<Item = (&'static str, &'static [Documented])> {
    let others: [(_, &[_]); 3] = [
        ("Every stream", InputRejection::CODES),
        ("Corrections", correction::Rejection::CODES),
        ("Codes", CodeError::CODES),
    ];
    AGGREGATES.into_iter().chain(others)
}

/// One line of a table.
struct Line {
    part: String,
    codes: Vec<String>,
    /// `path::name`.
    tests: Vec<String>,
}

#[test]
fn the_rejections_of_each_stream_are_those_named_for_its_invariants() {
    let lines = lines();
    for (part, codes) in parts() {
        let known: BTreeSet<&str> = codes.iter().map(|(code, _, _)| *code).collect();
        let of_part = lines.iter().filter(|line| line.part == part);
        let named: BTreeSet<&str> =
            of_part.flat_map(|line| &line.codes).map(String::as_str).collect();
        assert_eq!(known.difference(&named).collect::<Vec<_>>(), [&""; 0], "missing: {part}");
        assert_eq!(named.difference(&known).collect::<Vec<_>>(), [&""; 0], "unknown: {part}");
    }
    let told: BTreeSet<&str> = lines.iter().map(|line| line.part.as_str()).collect();
    assert_eq!(told, parts().map(|(part, _)| part).collect());
}

#[test]
fn the_tests_named_for_an_invariant_exist_and_meet_its_rejections() {
    let variants = variants();
    let mut wrong = Vec::new();
    for line in lines() {
        let bodies: Vec<_> = line.tests.iter().map(|test| (test, body(test))).collect();
        wrong.extend(
            bodies
                .iter()
                .filter(|(_, body)| body.is_none())
                .map(|(test, _)| format!("there is no test {test}")),
        );
        wrong.extend(line.tests.is_empty().then(|| format!("no test for {:?}", line.codes)));
        for code in &line.codes {
            let spelled = variants.get(code).into_iter().flatten();
            let spelled: Vec<_> = spelled
                .map(|variant| format!("::{variant}"))
                .chain([format!("\"{code}\"")])
                .collect();
            let meets = |body: &str| spelled.iter().any(|spelling| body.contains(spelling));
            if !bodies.iter().any(|(_, body)| body.as_deref().is_some_and(meets)) {
                wrong.push(format!("{code} is met by none of {:?}", line.tests));
            }
        }
    }
    assert_eq!(wrong, [""; 0]);
}

fn lines() -> Vec<Line> {
    let page = fs::read_to_string(root().join("docs/invariants.md")).unwrap();
    let (mut part, mut lines) = (String::new(), Vec::new());
    for line in page.lines() {
        if let Some(title) = line.strip_prefix("## ") {
            title.clone_into(&mut part);
        }
        let row =
            line.starts_with("| ") && !line.starts_with("| Invariant") && !line.starts_with("| -");
        if row {
            let columns: Vec<&str> = line.trim_matches('|').split('|').collect();
            let [_, codes, tests] = columns[..] else { panic!("three columns: {line}") };
            lines.push(Line { part: part.clone(), codes: quoted(codes), tests: quoted(tests) });
        }
    }
    lines
}

/// What a test does: from its name to the brace that closes it.
fn body(test: &str) -> Option<String> {
    let (path, name) = test.rsplit_once("::")?;
    let source = fs::read_to_string(root().join(path)).ok()?;
    let (before, after) = source.split_once(&format!("fn {name}("))?;
    let indent: String =
        before.rsplit('\n').next()?.chars().take_while(|c| c.is_whitespace()).collect();
    let end = after.find(&format!("\n{indent}}}\n"))?;
    Some(after[..end].to_owned())
}

/// The variants that carry a code, by the code.
fn variants() -> BTreeMap<String, Vec<String>> {
    let aggregates = [
        "activity",
        "aid",
        "correction",
        "journey",
        "mentorship",
        "partner",
        "placement",
        "programme",
        "supporter",
    ];
    let files = aggregates.map(|name| format!("domain/src/{name}/rejection.rs"));
    let mut variants: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in files.into_iter().chain(["domain/src/codes/error.rs".to_owned()]) {
        let source = fs::read_to_string(root().join(file)).unwrap();
        let mut variant = "";
        for line in source.lines() {
            let word = line.trim_start().split(|c: char| !c.is_alphanumeric()).next();
            let declares = line.starts_with("        ") && !line.starts_with("         ");
            variant = word.filter(|word| declares && !word.is_empty()).unwrap_or(variant);
            if let Some((_, code)) = line.split_once("=> \"") {
                let code = code.split('"').next().unwrap_or_default();
                variants.entry(code.to_owned()).or_default().push(variant.to_owned());
            }
        }
    }
    variants
}
