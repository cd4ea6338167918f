//! Whatever the bytes.

use proptest::prelude::*;
use server::import::{Format, Options, Verdict};

use crate::support::{COLUMNS, World, example, options};

/// Bytes that look a little like a file.
fn soup() -> impl Strategy<Value = Vec<u8>> {
    let csv = example("journeys.csv").into_bytes();
    let ndjson = example("journeys.ndjson").into_bytes();
    let mutated = |file: Vec<u8>| {
        let length = file.len();
        proptest::collection::vec((0..length, any::<u8>(), 0usize..12), 1..40).prop_map(
            move |edits| {
                let mut file = file.clone();
                for (at, byte, cut) in edits {
                    let at = at.min(file.len() - 1);
                    file[at] = byte;
                    let end = (at + cut).min(file.len() - 1);
                    file.drain(at..end);
                }
                file
            },
        )
    };
    let header = COLUMNS.as_bytes().to_vec();
    prop_oneof![
        proptest::collection::vec(any::<u8>(), 0..400),
        mutated(csv),
        mutated(ndjson),
        proptest::collection::vec(any::<u8>(), 0..400).prop_map(move |tail| [
            &header[..],
            b"\n",
            &tail[..]
        ]
        .concat()),
        "[,;\"\\n{}:\\[\\]a-z0-9-]{0,300}".prop_map(String::into_bytes),
    ]
}

#[test]
fn no_bytes_make_it_panic_and_every_line_gets_one_verdict() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let world = runtime.block_on(World::sqlite());
    let formats = vec![Format::Csv, Format::Ndjson, Format::Auto];
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig {
        cases: 200,
        failure_persistence: None,
        ..ProptestConfig::default()
    });
    let strategy = (soup(), proptest::sample::select(formats), any::<bool>());
    runner
        .run(&strategy, |(bytes, format, dry_run)| {
            let file = world.file("soup", &bytes);
            let chosen = Options { format, dry_run, ..options(file) };
            if let Ok(said) = runtime.block_on(world.run(&chosen)) {
                let summary = &said.imported.summary;
                let all: u64 = Verdict::ALL.iter().map(|verdict| summary.count(*verdict)).sum();
                prop_assert_eq!(all, said.lines.len() as u64);
                prop_assert!(said.lines.is_sorted_by(|one, next| one.line < next.line));
                let again = runtime.block_on(world.run(&chosen)).unwrap();
                if !dry_run {
                    prop_assert_eq!(again.imported.summary.written, 0);
                }
            }
            Ok(())
        })
        .unwrap();
}
