//! How many tests ran: the sum over the `test result:` lines of the test programs.

use std::{fmt, ops::AddAssign};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    pub passed: u64,
    pub failed: u64,
    pub skipped: u64,
}

impl Count {
    /// Reads a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered
    /// out; finished in 0.01s`; any other line is `None`.
    pub fn of_line(line: &str) -> Option<Self> {
        let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
        let number = |name: &str| {
            counts.split("; ").find_map(|part| part.strip_suffix(name)?.trim_end().parse().ok())
        };
        Some(Self {
            passed: number("passed")?,
            failed: number("failed")?,
            skipped: number("ignored")?,
        })
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::Count;

    #[test]
    fn the_counts_of_all_test_programs_are_added_up() {
        let output = "running 4 tests\n\
            test log::positions_have_no_gap ... ok\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.20s\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1s\n";
        let mut total = Count::default();
        output.lines().filter_map(Count::of_line).for_each(|count| total += count);
        assert_eq!(total.to_string(), "13 passed, 2 failed, 1 skipped");
    }

    #[test]
    fn lines_that_only_look_like_a_result_are_not_counted() {
        for line in [
            "",
            "test result",
            "a test result: ok. 1 passed; 0 failed; 0 ignored",
            "test result: ok.",
        ] {
            assert_eq!(Count::of_line(line), None, "{line}");
        }
    }
}
