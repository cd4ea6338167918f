//! `cargo xtask sizes`: a file holds one idea, so its length has a budget.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result};
use xtask::workspace::root;

/// From here on a file is worth a look.
const NOTABLE: usize = 300;
/// From here on it is refused.
const LIMIT: usize = 450;

pub fn run() -> Result<ExitCode> {
    let root = root();
    let mut sizes = Vec::new();
    for file in rust_files(&root)? {
        let text =
            fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        sizes.push((production_lines(&text), file));
    }
    sizes.sort_unstable_by(|a, b| b.cmp(a));
    for (lines, file) in sizes.iter().filter(|(lines, _)| *lines > NOTABLE) {
        let verdict = if *lines > LIMIT { "  over the limit" } else { "" };
        println!("{lines:5}  {}{verdict}", file.strip_prefix(&root).unwrap_or(file).display());
    }
    let over = sizes.iter().filter(|(lines, _)| *lines > LIMIT).count();
    println!("{} files, tests left out; {over} over {LIMIT} lines", sizes.len());
    Ok(if over > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// The Rust files of the product: no tests, benches or build output.
fn rust_files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let left_out = name.starts_with('.') || matches!(name, "target" | "tests" | "benches");
        if left_out || name == "tests.rs" || name.ends_with("_tests.rs") {
            continue;
        }
        if path.is_dir() {
            found.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
    Ok(found)
}

/// Lines without the tests at the end of the file.
fn production_lines(text: &str) -> usize {
    let mut lines = text.lines().peekable();
    let mut count = 0;
    while let Some(line) = lines.next() {
        let opens_tests = line == "#[cfg(test)]"
            && lines.peek().is_some_and(|next| next.starts_with("mod ") && next.ends_with('{'));
        if opens_tests {
            break;
        }
        count += 1;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::production_lines;

    #[test]
    fn the_tests_at_the_end_of_a_file_do_not_count() {
        let text = "use a;\n\n#[cfg(test)]\nmod fixture;\n\nfn f() {}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n";
        assert_eq!(production_lines(text), 7);
        assert_eq!(production_lines(""), 0);
    }
}
