/// What may be done about an event that is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ways {
    /// Correct it, or void it.
    Both,
    /// Correct what it says; that it happened stands.
    Correct,
    /// Void it: it holds nothing to correct, or what it holds is sealed in its place.
    Void,
    /// Neither: it was decided together with another stream, or it is a right, a safeguard or a
    /// promise others rely on. The command that reverses it undoes it.
    Neither,
}

/// How an event can be corrected, and the command that records such an event.
#[derive(Clone, Debug)]
pub struct Correctable<C> {
    /// What may be done.
    pub ways: Ways,
    /// What the rules are asked again; nothing where they can not be, because the event says less
    /// than the command did.
    pub command: Option<C>,
}

impl<C> Correctable<C> {
    /// A fact, recorded by this command.
    pub fn fact(command: C) -> Self {
        Self { ways: Ways::Both, command: Some(command) }
    }

    /// Something that stands, though what it says may be wrong.
    pub fn value(command: C) -> Self {
        Self { ways: Ways::Correct, command: Some(command) }
    }

    /// Something that happened or did not.
    pub fn act(command: C) -> Self {
        Self { ways: Ways::Void, command: Some(command) }
    }

    /// Something that is not amended, though the rules can be asked about it again.
    pub fn kept(command: C) -> Self {
        Self { ways: Ways::Neither, command: Some(command) }
    }

    /// Something that is not amended, and about which nothing is asked again.
    #[must_use]
    pub fn never() -> Self {
        Self { ways: Ways::Neither, command: None }
    }
}
