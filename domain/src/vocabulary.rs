//! Closed vocabularies: an enum, a stable code for storage and interfaces, a French label.

/// A closed list of values, each with a code and a French label.
pub trait Vocabulary: Copy + Eq + Send + Sync + 'static {
    /// Name of the list, as in the GraphQL schema.
    const NAME: &'static str;
    /// What the list is.
    const DESCRIPTION: &'static str;
    /// All values, in their natural order.
    const ALL: &'static [Self];

    /// Stable code, as stored in events.
    fn code(self) -> &'static str;
    /// What a person reads, in French.
    fn label(self) -> &'static str;
    /// The Rust name of the value.
    fn variant(self) -> &'static str;

    /// The value with this code.
    #[must_use]
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }

    /// The value's name in the GraphQL schema: `TerminaleGenerale` is `TERMINALE_GENERALE`.
    #[must_use]
    fn screaming(self) -> String {
        let mut name = String::new();
        for (index, letter) in self.variant().char_indices() {
            if letter.is_ascii_uppercase() && index > 0 {
                name.push('_');
            }
            name.push(letter.to_ascii_uppercase());
        }
        name
    }
}

/// Declares a vocabulary: `Variant => "code", "libellé";`. Stored as its code.
#[macro_export]
macro_rules! vocabulary {
    (
        $(#[doc = $about:literal])+
        pub enum $name:ident {
            $( $(#[doc = $doc:literal])* $variant:ident => $code:literal, $label:literal; )*
        }
    ) => {
        $(#[doc = $about])+
        #[derive(
            Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash,
            serde::Serialize, serde::Deserialize, schemars::JsonSchema,
        )]
        pub enum $name {
            $(
                #[doc = $label]
                $(#[doc = $doc])*
                #[serde(rename = $code)]
                $variant,
            )*
        }

        impl $crate::Vocabulary for $name {
            const NAME: &'static str = stringify!($name);
            const DESCRIPTION: &'static str = concat!($($about),+);
            const ALL: &'static [Self] = &[$( Self::$variant ),*];

            fn code(self) -> &'static str {
                match self { $( Self::$variant => $code, )* }
            }
            fn label(self) -> &'static str {
                match self { $( Self::$variant => $label, )* }
            }
            fn variant(self) -> &'static str {
                match self { $( Self::$variant => stringify!($variant), )* }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::Vocabulary::label(*self))
            }
        }

        $crate::arbitrary_vocabulary!($name);
    };
}

/// Any value of a vocabulary, for this crate's property tests; nothing for other crates.
#[cfg(test)]
#[doc(hidden)]
#[macro_export]
macro_rules! arbitrary_vocabulary {
    ($name:ident) => {
        // A selection from the list takes far less stack than the union a derive would make.
        impl proptest::arbitrary::Arbitrary for $name {
            type Parameters = ();
            type Strategy = proptest::sample::Select<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                proptest::sample::select(<Self as $crate::Vocabulary>::ALL)
            }
        }
    };
}

/// Any value of a vocabulary, for this crate's property tests; nothing for other crates.
#[cfg(not(test))]
#[doc(hidden)]
#[macro_export]
macro_rules! arbitrary_vocabulary {
    ($name:ident) => {};
}

#[cfg(test)]
mod tests {
    use super::*;

    vocabulary! {
        /// A list for the test.
        pub enum Sample {
            FirstOne => "1st", "Première";
            /// With a note.
            Two => "2nd", "Seconde";
        }
    }

    #[test]
    fn a_vocabulary_is_stored_as_its_code() {
        assert_eq!(serde_json::to_string(&Sample::FirstOne).unwrap(), r#""1st""#);
        assert_eq!(Sample::from_code("2nd"), Some(Sample::Two));
        assert_eq!(Sample::from_code("3rd"), None);
        assert_eq!(Sample::FirstOne.screaming(), "FIRST_ONE");
    }
}
