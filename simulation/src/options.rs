use chrono::NaiveDate;

/// What to simulate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// How many beneficiaries. They come in blocks of 25: with all else equal, a larger number
    /// adds to the journeys of a smaller multiple of 25.
    pub journeys: u32,
    /// The same seed, last day and reference data make the same journeys.
    pub seed: u64,
    /// The last simulated day; registrations open on 1 September 2023. Another last day makes other
    /// journeys: keep it to take a simulation up again.
    pub until: NaiveDate,
    /// How many blocks of 25 beneficiaries run at once; at least one does.
    pub concurrency: usize,
}

impl Options {
    /// Blocks that run at once unless told otherwise: enough appends in flight for the log to
    /// write many in one transaction.
    pub const CONCURRENCY: usize = 64;

    /// With the default concurrency.
    #[must_use]
    pub fn new(journeys: u32, seed: u64, until: NaiveDate) -> Self {
        Self { journeys, seed, until, concurrency: Self::CONCURRENCY }
    }
}

/// How far a simulation is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Journeys carried to the last day, those found already there included.
    pub journeys_done: u32,
    /// Commands answered.
    pub commands: u64,
    /// Events appended.
    pub events: u64,
}

/// What a simulation did. Nothing was refused: a refusal ends it with an error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Beneficiaries.
    pub journeys: u32,
    /// Tutors and mentors.
    pub supporters: u64,
    /// Relations proposed.
    pub mentorships: u64,
    /// Activities planned.
    pub activities: u64,
    /// Aids asked for.
    pub aids: u64,
    /// Places offered: stages, apprenticeships, first jobs.
    pub placements: u64,
    /// Organisations that asked to join or were entered.
    pub partners: u64,
    /// Commands answered.
    pub commands: u64,
    /// Those of them that had been run before and changed nothing now.
    pub replayed: u64,
    /// Events appended now.
    pub events: u64,
}

impl Report {
    /// Counts what another block holds.
    pub(crate) fn add(&mut self, other: Self) {
        self.journeys += other.journeys;
        self.supporters += other.supporters;
        self.mentorships += other.mentorships;
        self.activities += other.activities;
        self.aids += other.aids;
        self.placements += other.placements;
        self.partners += other.partners;
    }
}
