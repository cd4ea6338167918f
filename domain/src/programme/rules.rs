use std::collections::BTreeMap;

use super::{Calendar, DisclosurePolicy, OptionCatalogue, Socle};
use crate::journey::facts::Platform;

/// What is in force besides the [`Policy`](crate::policy::Policy): the last version of each.
/// Decisions on other streams read it in their [`Context`](crate::Context).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    /// The parcours socle, once published.
    pub socle: Option<Socle>,
    /// The options on offer, once published.
    pub options: Option<OptionCatalogue>,
    /// The calendars, by platform and session.
    pub calendars: BTreeMap<(Platform, i32), Calendar>,
    /// How small groups are protected, once published.
    pub disclosure: Option<DisclosurePolicy>,
}

impl Rules {
    /// The calendar of a session, once published.
    #[must_use]
    pub fn calendar(&self, platform: Platform, session: i32) -> Option<&Calendar> {
        self.calendars.get(&(platform, session))
    }
}
