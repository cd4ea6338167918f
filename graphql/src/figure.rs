//! Numbers that may be kept back.

use async_graphql::{Enum, SimpleObject, Union};

/// Fewest people a published number may stand for (public threshold, `k = 11`, as Insee does for
/// gridded household data).
pub(crate) const THRESHOLD: i64 = 11;

/// A number, or the reason why it is kept back. Never null, never a zero that is not one.
#[derive(Union, Clone, Debug, PartialEq, Eq)]
pub(crate) enum Figure {
    /// The number.
    Value(FigureValue),
    /// Kept back.
    Suppressed(FigureSuppressed),
}

/// A number of people.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub(crate) struct FigureValue {
    /// The number.
    n: i64,
}

/// A number that is kept back so that nobody can be recognised.
#[derive(SimpleObject, Clone, Debug, PartialEq, Eq)]
pub(crate) struct FigureSuppressed {
    /// Why.
    reason: Suppression,
}

/// Why a number is kept back.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Suppression {
    /// It stands for 1 to 10 people.
    Primary,
    /// It would give another one back by subtraction.
    Complementary,
}

impl Figure {
    pub(crate) fn value(n: i64) -> Self {
        Self::Value(FigureValue { n })
    }

    fn suppressed(reason: Suppression) -> Self {
        Self::Suppressed(FigureSuppressed { reason })
    }
}

/// Each number alone: 1 to 10 are kept back.
pub(crate) fn primary(n: i64, suppress: bool) -> Figure {
    if suppress && (1..THRESHOLD).contains(&n) {
        Figure::suppressed(Suppression::Primary)
    } else {
        Figure::value(n)
    }
}

/// The parts of a published total: 1 to 10 are kept back, and as long as the hidden parts together
/// stand for too few people, or one alone is hidden, the smallest visible one with them.
pub(crate) fn parts(numbers: &[i64], suppress: bool) -> Vec<Figure> {
    let mut figures: Vec<_> = numbers.iter().map(|n| primary(*n, suppress)).collect();
    let hidden = |figures: &[Figure]| -> Vec<usize> {
        (0..figures.len()).filter(|at| matches!(figures[*at], Figure::Suppressed(_))).collect()
    };
    loop {
        let kept_back = hidden(&figures);
        let people: i64 = kept_back.iter().map(|at| numbers[*at]).sum();
        if kept_back.is_empty() || (kept_back.len() > 1 && people >= THRESHOLD) {
            return figures;
        }
        let visible = (0..numbers.len()).filter(|at| numbers[*at] > 0 && !kept_back.contains(at));
        match visible.min_by_key(|at| numbers[*at]) {
            Some(at) => figures[at] = Figure::suppressed(Suppression::Complementary),
            None => return figures,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(figures: &[Figure]) -> Vec<Option<i64>> {
        let n = |figure: &Figure| match figure {
            Figure::Value(value) => Some(value.n),
            Figure::Suppressed(_) => None,
        };
        figures.iter().map(n).collect()
    }

    #[test]
    fn small_numbers_are_kept_back_and_zero_is_not_small() {
        assert_eq!(shown(&[primary(0, true), primary(11, true)]), [Some(0), Some(11)]);
        assert_eq!(shown(&[primary(1, true), primary(10, true)]), [None, None]);
        assert_eq!(shown(&[primary(1, false)]), [Some(1)]);
    }

    #[test]
    fn a_number_alone_hidden_takes_the_next_smallest_with_it() {
        assert_eq!(shown(&parts(&[100, 4, 50, 0], true)), [Some(100), None, None, Some(0)]);
    }

    #[test]
    fn hidden_numbers_stand_for_enough_people_together() {
        assert_eq!(shown(&parts(&[1, 2, 3, 80, 90], true)), [None, None, None, None, Some(90)]);
        assert_eq!(shown(&parts(&[6, 7, 80], true)), [None, None, Some(80)]);
    }
}
