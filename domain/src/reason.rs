//! Rejections: values with a stable code, a sentence for people, and the field concerned.

/// Why a command is refused, as clients see it.
pub trait Reason: std::error::Error + Clone + PartialEq + Send + Sync + 'static {
    /// Stable code, for programs: `age_out_of_range`. Never changes once released.
    fn code(&self) -> &'static str;
    /// The input field concerned, in the spelling of the API (`birthDate`), if it is one field.
    fn field(&self) -> Option<&'static str>;
}

/// Declares a rejection enum: variant => code, field, sentence (a `thiserror` format string).
#[macro_export]
macro_rules! rejections {
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $(
                $(#[$doc:meta])*
                $variant:ident $({ $( $(#[$field_doc:meta])* $f:ident : $t:ty ),* $(,)? })?
                    => $code:literal, $field:expr, $sentence:literal;
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
            /// Every code with its sentence, for the documentation.
            pub const CODES: &'static [(&'static str, &'static str)] =
                &[$( ($code, $sentence) ),*];
        }

        impl $crate::Reason for $name {
            fn code(&self) -> &'static str {
                match self { $( Self::$variant { .. } => $code, )* }
            }
            fn field(&self) -> Option<&'static str> {
                match self { $( Self::$variant { .. } => $field, )* }
            }
        }
    };
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use crate::{activity, aid, journey, mentorship, programme, supporter};

    const AGGREGATES: [&[(&str, &str)]; 6] = [
        journey::Rejection::CODES,
        supporter::Rejection::CODES,
        mentorship::Rejection::CODES,
        activity::Rejection::CODES,
        aid::Rejection::CODES,
        programme::Rejection::CODES,
    ];

    #[test]
    fn a_code_is_used_once_by_an_aggregate() {
        for codes in AGGREGATES {
            let once: BTreeSet<_> = codes.iter().map(|(code, _)| code).collect();
            assert_eq!(once.len(), codes.len(), "{codes:?}");
        }
    }

    #[test]
    fn a_code_two_aggregates_share_says_the_same() {
        let mut known = BTreeMap::new();
        for (code, sentence) in AGGREGATES.concat() {
            assert_eq!(*known.entry(code).or_insert(sentence), sentence, "{code}");
        }
    }

    #[test]
    fn a_code_is_snake_case_and_its_sentence_says_something() {
        for (code, sentence) in AGGREGATES.concat() {
            let words = code
                .split('_')
                .all(|word| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase()));
            assert!(words, "{code}");
            assert!(sentence.len() > 10 && !sentence.ends_with('.'), "{code}: {sentence}");
        }
    }
}
