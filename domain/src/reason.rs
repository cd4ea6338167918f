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
