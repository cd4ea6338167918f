use std::hash::Hash;

use crate::column::{Column, Kind, Stored, Value};

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

/// One line of a read model. Declared with `row!`, not by hand.
pub trait Row: Clone + PartialEq + Send + Sync + Unpin + 'static {
    /// The table of the migration; its shadow is `<table>_next`.
    const TABLE: &'static str;
    /// Its columns; the first is the key.
    const COLUMNS: &'static [Field];
    /// The type of the key.
    type Key: Column + Clone + Eq + Ord + Hash + Send + Sync + 'static;

    /// The key.
    fn key(&self) -> Self::Key;

    /// The values, in the order of [`Row::COLUMNS`], are pushed.
    fn values<'a>(&'a self, into: &mut Vec<Value<'a>>);

    /// Reads the columns, in the order of [`Row::COLUMNS`], the first at this index.
    ///
    /// # Errors
    /// When a column is missing or does not hold its type.
    fn read(row: &impl Stored, index: usize) -> sqlx::Result<Self>;

    /// The columns for a `select`, each after this prefix (`""` or `"j."`).
    #[must_use]
    fn select(prefix: &str) -> String {
        let names: Vec<String> =
            Self::COLUMNS.iter().map(|column| format!("{prefix}{}", column.name)).collect();
        names.join(", ")
    }
}

/// Declares a row once: struct, table, key (the first field) and columns.
macro_rules! row {
    (
        $(#[$doc:meta])*
        pub struct $name:ident in $table:literal {
            $(#[$key_doc:meta])* pub $key:ident : $key_type:ty,
            $( $(#[$field_doc:meta])* pub $field:ident : $type:ty, )*
        }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name {
            $(#[$key_doc])* pub $key: $key_type,
            $( $(#[$field_doc])* pub $field: $type, )*
        }

        impl $crate::Row for $name {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [$crate::Field] = &[
                $crate::Field { name: stringify!($key), kind: <$key_type as $crate::Column>::KIND },
                $( $crate::Field { name: stringify!($field), kind: <$type as $crate::Column>::KIND }, )*
            ];
            type Key = $key_type;

            fn key(&self) -> $key_type {
                self.$key.clone()
            }

            fn values<'a>(&'a self, into: &mut Vec<$crate::Value<'a>>) {
                into.push($crate::Column::value(&self.$key));
                $( into.push($crate::Column::value(&self.$field)); )*
            }

            fn read(row: &impl $crate::Stored, index: usize) -> sqlx::Result<Self> {
                let mut columns = index..;
                let mut next = || columns.next().unwrap_or_default();
                Ok(Self {
                    $key: row.column(next())?,
                    $( $field: row.column(next())?, )*
                })
            }
        }
    };
}

pub(crate) use row;
