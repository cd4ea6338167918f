//! Money and dates the programme announces.

/// Lines of the budget and euros allocated to each a year. Assumption: about a tenth of 20,000
/// journeys helped with a computer or a grant of 500 euros over the years.
pub(crate) const LINES: [(&str, u64); 2] = [("materiel", 400_000), ("financier", 300_000)];

/// Journeys that the amounts above are for; twice as many have twice as much.
pub(crate) const LOT: u32 = 20_000;

/// Month and day on which the calendar of the next session is known. Assumption: platforms announce
/// it in autumn.
pub(crate) const PUBLISHED: (u32, u32) = (11, 1);
