//! What the programme promises across its streams, looked at after every event of the log: a fold
//! over stored names and stored JSON that shares no code with deciders, codecs or projections.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::{Datelike as _, NaiveDate};
use serde_json::Value;

/// An event as the log has it, personal data opened.
pub struct Fact<'a> {
    /// `journey-…`.
    pub stream: &'a str,
    /// `journey.v1.BeneficiaryRegistered`.
    pub kind: &'a str,
    /// The day it is about.
    pub on: NaiveDate,
    /// What is stored.
    pub data: &'a Value,
}

/// A promise that is not kept.
type Broken = String;
type Kept = Result<(), Broken>;

/// What has to be remembered to look at the promises.
#[derive(Default)]
pub struct Promises {
    births: HashMap<String, NaiveDate>,
    /// Trips that a guardian authorised, until a day or until majority.
    trips: HashMap<String, Option<NaiveDate>>,
    supporters: HashMap<String, Supporter>,
    pairs: HashMap<String, Pair>,
    /// The live pair of each kind.
    live: HashMap<(String, String), String>,
    activities: HashMap<String, Activity>,
    lines: BTreeMap<String, Line>,
    aids: HashMap<String, Aid>,
    /// Which placements are apprenticeships.
    apprenticeships: BTreeSet<String>,
    /// The apprenticeship under way, by its own stream and by hers.
    started: HashMap<String, String>,
    reserved: HashMap<String, String>,
    /// Events by name.
    pub seen: BTreeMap<String, u64>,
    /// How often each promise was looked at where it could have been broken.
    pub looked_at: BTreeMap<&'static str, u64>,
}

#[derive(Default)]
struct Supporter {
    at_most: u64,
    slots: BTreeSet<String>,
    checks: Vec<(NaiveDate, NaiveDate)>,
}

struct Pair {
    journey: String,
    supporter: String,
    kind: String,
    goes_on: bool,
}

struct Activity {
    seats: u64,
    trip: bool,
    starts: NaiveDate,
    booked: BTreeSet<String>,
    offered: BTreeSet<String>,
}

/// Cents.
#[derive(Default)]
struct Line {
    allocated: BTreeMap<i64, u64>,
    reserved: u64,
    awarded: u64,
}

struct Aid {
    line: String,
    awarded: u64,
    delivered: u64,
}

fn text(data: &Value, field: &str) -> Result<String, Broken> {
    let found = data[field].as_str().map(str::to_owned);
    found.ok_or_else(|| format!("no {field} in {data}"))
}

fn whole(data: &Value, field: &str) -> Result<u64, Broken> {
    data[field].as_u64().ok_or_else(|| format!("no {field} in {data}"))
}

fn day(data: &Value, field: &str) -> Result<NaiveDate, Broken> {
    let found = text(data, field)?;
    found.parse().map_err(|_| format!("{found} is no day"))
}

/// Not yet 18 on a day.
fn is_minor(birth: NaiveDate, on: NaiveDate) -> bool {
    let (of_age, eve) = (birth.year() + 18, (birth.month(), birth.day()));
    (on.year(), (on.month(), on.day())) < (of_age, eve)
}

/// The stream's name without its category.
fn own(stream: &str) -> String {
    stream.split_once('-').map_or(stream, |(_, id)| id).to_owned()
}

impl Promises {
    /// Looks at what one more event does.
    pub fn hear(&mut self, fact: &Fact<'_>) -> Kept {
        *self.seen.entry(fact.kind.to_owned()).or_default() += 1;
        let kept = match fact.kind.split('.').next() {
            Some("journey") => self.journey(fact),
            Some("supporter") => self.supporter(fact),
            Some("mentorship") => self.mentorship(fact),
            Some("activity") => self.activity(fact),
            Some("aid") => self.aid(fact),
            Some("programme") => self.programme(fact),
            Some("placement") => self.placement(fact),
            _ => Ok(()),
        };
        kept.map_err(|broken| format!("{}, {} of {}: {broken}", fact.stream, fact.kind, fact.on))
    }

    /// Looks at what must agree once all is told.
    pub fn at_the_end(&self) -> Kept {
        for (name, line) in &self.lines {
            if line.reserved != line.awarded {
                let Line { reserved, awarded, .. } = line;
                return Err(format!("{name}: {reserved} reserved, {awarded} awarded"));
            }
        }
        if self.started == self.reserved {
            Ok(())
        } else {
            Err("apprenticeships under way differ from those reserved".into())
        }
    }

    fn look(&mut self, promise: &'static str) {
        *self.looked_at.entry(promise).or_default() += 1;
    }

    fn is_minor(&self, journey: &str, on: NaiveDate) -> Result<bool, Broken> {
        let birth = self.births.get(journey).ok_or("nobody knows when she was born")?;
        Ok(is_minor(*birth, on))
    }

    fn journey(&mut self, fact: &Fact<'_>) -> Kept {
        let (her, data) = (own(fact.stream), fact.data);
        match fact.kind {
            "journey.v1.BeneficiaryRegistered" => {
                self.births.insert(her, day(&data["birth_date"], "$pii")?);
            }
            "journey.v1.GuardianAuthorised" => {
                let authorised = &data["authorisation"];
                let scopes = authorised["scopes"].as_array().ok_or("no scopes")?;
                if scopes.iter().any(|scope| scope == "trip") {
                    let until = authorised.get("until").filter(|until| !until.is_null());
                    let until = until.map(|_| day(authorised, "until")).transpose()?;
                    self.trips.insert(her, until);
                }
            }
            "journey.v1.ApprenticeshipReserved" => {
                self.look("one apprenticeship at a time");
                if let Some(other) = self.reserved.insert(her, text(data, "placement")?) {
                    return Err(format!("she is already bound by {other}"));
                }
            }
            "journey.v1.ApprenticeshipReleased" => {
                let ended = Some(text(data, "placement")?);
                if self.reserved.remove(&her) != ended {
                    return Err("an apprenticeship that was not hers ends".into());
                }
            }
            _ => {}
        }
        Ok(())
    }

    fn supporter(&mut self, fact: &Fact<'_>) -> Kept {
        let data = fact.data;
        let supporter = self.supporters.entry(own(fact.stream)).or_default();
        match fact.kind {
            "supporter.v1.CapacityDeclared" => supporter.at_most = whole(data, "max_live")?,
            "supporter.v1.HonorabiliteChecked" => {
                supporter.checks.push((day(data, "issued_on")?, day(data, "valid_until")?));
            }
            "supporter.v1.SlotReserved" => {
                supporter.slots.insert(text(data, "mentorship")?);
                let (her, id) = (text(data, "journey")?, own(fact.stream));
                self.checked(&id, &her, fact.on)?;
            }
            "supporter.v1.SlotReleased" => {
                supporter.slots.remove(&text(data, "mentorship")?);
            }
            _ => return Ok(()),
        }
        self.look("no supporter over capacity");
        let Supporter { at_most, slots, .. } = &self.supporters[&own(fact.stream)];
        if slots.len() as u64 > *at_most {
            return Err(format!("{} slots taken of {at_most}", slots.len()));
        }
        Ok(())
    }

    /// Nobody supports a minor without a check that is valid on the day.
    fn checked(&mut self, supporter: &str, her: &str, on: NaiveDate) -> Kept {
        if !self.is_minor(her, on)? {
            return Ok(());
        }
        self.look("no minor without a valid check");
        let known = self.supporters.get(supporter).ok_or("an unknown supporter")?;
        let valid = known.checks.iter().any(|(from, until)| (*from..=*until).contains(&on));
        if valid { Ok(()) } else { Err(format!("{her} is a minor; no check of {supporter} holds")) }
    }

    fn mentorship(&mut self, fact: &Fact<'_>) -> Kept {
        let (id, data) = (own(fact.stream), fact.data);
        if fact.kind == "mentorship.v1.MatchProposed" {
            let (journey, supporter) = (text(data, "journey")?, text(data, "supporter")?);
            let pair = Pair { journey, supporter, kind: text(data, "kind")?, goes_on: false };
            self.pairs.insert(id, pair);
            return Ok(());
        }
        let pair = self.pairs.get_mut(&id).ok_or("nobody proposed it")?;
        let of_a_kind = (pair.journey.clone(), pair.kind.clone());
        match fact.kind {
            "mentorship.v1.MentorshipStarted" => {
                pair.goes_on = true;
                self.look("one live pair of each kind");
                if let Some(other) = self.live.insert(of_a_kind, id.clone()) {
                    return Err(format!("{other} of the same kind is live"));
                }
            }
            "mentorship.v1.MentorshipResumed" => pair.goes_on = true,
            "mentorship.v1.MentorshipPaused" => pair.goes_on = false,
            "mentorship.v1.MentorshipEnded" => {
                pair.goes_on = false;
                if self.live.remove(&of_a_kind) != Some(id.clone()) {
                    return Err("a pair that was not live ends".into());
                }
            }
            _ => {}
        }
        let Pair { journey, supporter, goes_on, .. } = &self.pairs[&id];
        if !goes_on {
            return Ok(());
        }
        let (journey, supporter) = (journey.clone(), supporter.clone());
        self.checked(&supporter, &journey, fact.on)?;
        let holds = self.supporters.get(&supporter).is_some_and(|known| known.slots.contains(&id));
        if holds { Ok(()) } else { Err(format!("{supporter} holds no slot for it")) }
    }

    fn activity(&mut self, fact: &Fact<'_>) -> Kept {
        let (id, data) = (own(fact.stream), fact.data);
        if fact.kind == "activity.v1.ActivityPlanned" {
            let planned = Activity {
                seats: whole(data, "seats")?,
                trip: text(data, "kind")? == "learning_expedition",
                starts: day(data, "starts")?,
                booked: BTreeSet::new(),
                offered: BTreeSet::new(),
            };
            self.activities.insert(id, planned);
            return Ok(());
        }
        let known = self.activities.get_mut(&id).ok_or("nobody planned it")?;
        let Ok(her) = text(data, "journey") else { return Ok(()) };
        match fact.kind {
            "activity.v1.SeatBooked" => {
                known.offered.remove(&her);
                known.booked.insert(her.clone());
                let (trip, starts) = (known.trip, known.starts);
                let minor = self.is_minor(&her, starts)?;
                if data["minor"].as_bool() != Some(minor) {
                    return Err(format!("a minor, or not: {data}"));
                }
                if trip && minor {
                    self.look("no trip of a minor without an authorisation");
                    let until = self.trips.get(&her).ok_or("no guardian authorised it")?;
                    if until.is_some_and(|until| until < starts) {
                        return Err(format!("the authorisation ends before {starts}"));
                    }
                }
            }
            "activity.v1.SeatOffered" => {
                known.offered.insert(her);
            }
            "activity.v1.SeatReleased" => {
                known.booked.remove(&her);
            }
            "activity.v1.WaitlistLeft" | "activity.v1.OfferLapsed" => {
                known.offered.remove(&her);
            }
            "activity.v1.AttendanceRecorded" if !known.booked.contains(&her) => {
                return Err("somebody without a seat came".into());
            }
            _ => return Ok(()),
        }
        self.look("no activity over its seats");
        let Activity { seats, booked, offered, .. } = &self.activities[&id];
        let taken = (booked.len() + offered.len()) as u64;
        if taken > *seats { Err(format!("{taken} seats taken of {seats}")) } else { Ok(()) }
    }

    fn aid(&mut self, fact: &Fact<'_>) -> Kept {
        let (id, data) = (own(fact.stream), fact.data);
        match fact.kind {
            "aid.v1.AidAwarded" => {
                let (line, awarded) = (text(data, "budget_line")?, whole(data, "amount_cents")?);
                self.lines.entry(line.clone()).or_default().awarded += awarded;
                let aid = Aid { line: line.clone(), awarded, delivered: 0 };
                if self.aids.insert(id, aid).is_some() {
                    return Err("awarded twice".into());
                }
                self.within_budget(&line)
            }
            "aid.v1.AidDelivered" => {
                self.look("no aid beyond its award");
                let aid = self.aids.get_mut(&id).ok_or("nothing was awarded")?;
                aid.delivered += whole(data, "amount_cents")?;
                let Aid { awarded, delivered, .. } = aid;
                if delivered > awarded {
                    return Err(format!("{delivered} delivered of {awarded}"));
                }
                Ok(())
            }
            "aid.v1.AidCancelled" => {
                let freed = whole(data, "freed_cents")?;
                let Some(aid) = self.aids.get_mut(&id) else { return Ok(()) };
                aid.awarded -= freed.min(aid.awarded);
                let line = self.lines.entry(aid.line.clone()).or_default();
                line.awarded -= freed.min(line.awarded);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn within_budget(&mut self, name: &str) -> Kept {
        self.look("no aid beyond its budget");
        let Line { allocated, reserved, awarded } = &self.lines[name];
        let allocated: u64 = allocated.values().sum();
        if (*reserved).max(*awarded) > allocated {
            return Err(format!("{name}: {reserved} reserved, {awarded} awarded of {allocated}"));
        }
        Ok(())
    }

    fn programme(&mut self, fact: &Fact<'_>) -> Kept {
        let data = fact.data;
        let Ok(name) = text(data, "line") else { return Ok(()) };
        let (line, cents) = (self.lines.entry(name.clone()).or_default(), whole(data, "cents")?);
        match fact.kind {
            "programme.v1.BudgetAllocated" => {
                let year = data["year"].as_i64().ok_or("no year")?;
                line.allocated.insert(year, cents);
            }
            "programme.v1.BudgetReserved" => line.reserved += cents,
            "programme.v1.BudgetReleased" => {
                let left = line.reserved.checked_sub(cents).ok_or("more released than reserved")?;
                line.reserved = left;
            }
            _ => return Ok(()),
        }
        self.within_budget(&name)
    }

    fn placement(&mut self, fact: &Fact<'_>) -> Kept {
        let (id, data) = (own(fact.stream), fact.data);
        match fact.kind {
            "placement.v1.OfferPublished" if text(data, "kind")? == "apprentissage" => {
                self.apprenticeships.insert(id);
            }
            "placement.v1.PlacementStarted" if self.apprenticeships.contains(&id) => {
                self.look("one apprenticeship at a time");
                if let Some(other) = self.started.insert(text(data, "journey")?, id) {
                    return Err(format!("{other} is under way"));
                }
            }
            "placement.v1.PlacementCompleted" | "placement.v1.PlacementInterrupted"
                if self.apprenticeships.contains(&id) =>
            {
                let ended = self.started.remove(&text(data, "journey")?);
                if ended != Some(id) {
                    return Err("an apprenticeship that was not under way ends".into());
                }
            }
            _ => {}
        }
        Ok(())
    }
}
