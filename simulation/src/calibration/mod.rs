//! Every number the simulation rests on, with its source.
//!
//! "Assumption" marks what no open dataset at hand tells. Nothing here claims an effect of the
//! programme: rates are those of the population it addresses, and all are for young women where
//! the source tells the sexes apart.

pub(crate) mod activities;
pub(crate) mod aid;
pub(crate) mod applications;
pub(crate) mod budget;
pub(crate) mod mentoring;
pub(crate) mod outcomes;
pub(crate) mod partners;
pub(crate) mod persons;
pub(crate) mod placements;
pub(crate) mod studies;
pub(crate) mod support;

/// A probability moved by what a person brings: the mean over all persons (`merit` even between 0
/// and 1) stays the same.
pub(crate) fn leaning(probability: f64, merit: f64) -> f64 {
    probability + (merit - 0.5) * probability.min(1.0 - probability)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merit_moves_a_probability_without_moving_its_mean() {
        for probability in [0.02, 0.5, 0.9] {
            let merits = (0..=100u8).map(|percent| f64::from(percent) / 100.0);
            let leant: Vec<f64> = merits.map(|merit| leaning(probability, merit)).collect();
            assert!(leant.iter().all(|p| (0.0..=1.0).contains(p)));
            let mean = leant.iter().sum::<f64>() / 101.0;
            assert!((mean - probability).abs() < 1e-9, "{mean}");
        }
    }
}
