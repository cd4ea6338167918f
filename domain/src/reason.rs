//! Rejections: values with a stable code, a sentence for people, and the field concerned.

/// Why a command is refused, as clients see it. [`Display`](std::fmt::Display) is the English sentence.
pub trait Reason: std::error::Error + Clone + PartialEq + Send + Sync + 'static {
    /// Stable code, for programs: `age_out_of_range`. Never changes once released.
    fn code(&self) -> &'static str;
    /// The input field concerned, in the spelling of the API (`birthDate`), if it is one field.
    fn field(&self) -> Option<&'static str>;
    /// The sentence in French.
    fn french(&self) -> String;
}

/// A code with its sentence in English and in French, for the documentation.
pub type Documented = (&'static str, &'static str, &'static str);

/// Declares a rejection enum: variant => code, field, sentence in English, the same in French (two
/// format strings, which may name the variant's fields).
#[macro_export]
macro_rules! rejections {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident $({ $( $(#[$field_doc:meta])* $f:ident : $t:ty ),* $(,)? })?
                    => $code:literal, $field:expr, $sentence:literal, $french:literal;
            )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $(
                $(#[$doc])*
                #[error($sentence)]
                $variant $({ $( $(#[$field_doc])* $f: $t ),* })?,
            )*
        }

        impl $name {
            /// Every code with its sentences, for the documentation.
            pub const CODES: &'static [$crate::reason::Documented] =
                &[$( ($code, $sentence, $french) ),*];
        }

        impl $crate::Reason for $name {
            fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $code, )* }
            }
            fn field(&self) -> Option<&'static str> {
                match self {
                    $(
                        Self::$variant $({ $($f),* })? => {
                            $( let _ = ($($f,)*); )?
                            $field
                        }
                    )*
                }
            }
            fn french(&self) -> String {
                match self {
                    $(
                        Self::$variant $({ $($f),* })? => {
                            $( let _ = ($($f,)*); )?
                            format!($french)
                        }
                    )*
                }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::Documented;
    use crate::{
        activity, aid, codes::CodeError, correction, journey, mentorship, partner, placement,
        programme, supporter,
    };

    const AGGREGATES: [&[Documented]; 10] = [
        journey::Rejection::CODES,
        supporter::Rejection::CODES,
        mentorship::Rejection::CODES,
        activity::Rejection::CODES,
        aid::Rejection::CODES,
        placement::Rejection::CODES,
        partner::Rejection::CODES,
        programme::Rejection::CODES,
        CodeError::CODES,
        correction::Rejection::CODES,
    ];

    #[test]
    fn a_code_is_used_once_by_an_aggregate() {
        for codes in AGGREGATES {
            let once: BTreeSet<_> = codes.iter().map(|(code, _, _)| code).collect();
            assert_eq!(once.len(), codes.len(), "{codes:?}");
        }
    }

    #[test]
    fn a_code_two_aggregates_share_says_the_same() {
        let mut known = BTreeMap::new();
        for (code, english, french) in AGGREGATES.concat() {
            let says = (english, french);
            assert_eq!(*known.entry(code).or_insert(says), says, "{code}");
        }
    }

    #[test]
    fn a_code_is_snake_case_and_its_sentences_say_something() {
        for (code, english, french) in AGGREGATES.concat() {
            let words = code.split('_').all(|word| {
                !word.is_empty() && word.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9'))
            });
            assert!(words, "{code}");
            for sentence in [english, french] {
                assert!(sentence.len() > 10 && !sentence.ends_with('.'), "{code}: {sentence}");
            }
            assert_ne!(english, french, "{code}");
        }
    }

    /// What one sentence tells of the facts, the other tells too.
    #[test]
    fn both_sentences_name_the_same_facts() {
        let named = |sentence: &'static str| {
            let parts = sentence.split('{').skip(1).filter_map(|part| part.split('}').next());
            parts.map(|name| name.trim_end_matches(":#")).collect::<BTreeSet<_>>()
        };
        for (code, english, french) in AGGREGATES.concat() {
            assert_eq!(named(english), named(french), "{code}");
        }
    }
}
