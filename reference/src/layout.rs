//! What each open dataset looks like: its columns, its key, its checks.
//!
//! A dataset is recognised by its header line, never by its file name. Its rows are stored in one
//! table with typed columns of the same names.

mod higher;
mod programme;
mod schools;
mod territory;

use crate::kind::Kind;

/// One open dataset.
#[derive(Debug)]
pub(crate) struct Layout {
    /// Its short name, such as `nsi_lycees`.
    pub dataset: &'static str,
    /// Who publishes the original: the attribution that its licence asks for.
    pub producer: &'static str,
    /// Where its rows are stored.
    pub table: &'static str,
    /// Its columns, in the order of the table.
    pub columns: &'static [Column],
    /// The columns that tell its lines apart; empty when lines may be repeated.
    pub key: &'static [&'static str],
    /// What must hold between the columns of a line.
    pub checks: &'static [Check],
    /// Where its millésime is read.
    pub edition: Edition,
    /// The name of files of the same layout in which this column is never empty.
    pub subset: Option<(&'static str, &'static str)>,
}

/// One column.
#[derive(Debug)]
pub(crate) struct Column {
    /// In the header line.
    pub name: &'static str,
    /// In the table.
    pub sql: &'static str,
    /// How its values are read.
    pub kind: Kind,
    /// A line without a value here is refused.
    pub required: bool,
}

/// What must hold between the columns of a line; a side without a value is not checked.
#[derive(Debug)]
pub(crate) enum Check {
    /// The first is at most the second, or the line is refused.
    AtMost(&'static str, &'static str),
    /// The parts add up to the whole, or the line is flagged.
    AddUp(&'static [&'static str], &'static str),
}

/// Where the millésime of a file is read.
#[derive(Debug)]
pub(crate) enum Edition {
    /// A series: the years of this column, such as `2020-2023`.
    Span(&'static str),
    /// A snapshot: the latest year of this column.
    Latest(&'static str),
    /// The lines do not say: a year in the file name, or else this one, for which the layout
    /// was written.
    FileName(&'static str),
}

impl Layout {
    /// Where this column stands in the layout.
    pub(crate) fn position(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.name == name)
    }
}

/// A column that must have a value on every line.
const fn required(name: &'static str, kind: Kind) -> Column {
    Column { name, sql: name, kind, required: true }
}

/// A column that may be empty.
const fn optional(name: &'static str, kind: Kind) -> Column {
    Column { name, sql: name, kind, required: false }
}

impl Column {
    /// Stored under another name.
    const fn stored(mut self, sql: &'static str) -> Self {
        self.sql = sql;
        self
    }
}

/// Every layout that is understood.
pub(crate) fn all() -> impl Iterator<Item = &'static Layout> {
    [territory::ALL, schools::ALL, higher::ALL, programme::ALL].into_iter().flatten().copied()
}

/// A header line that was recognised.
#[derive(Debug)]
pub(crate) struct Recognised {
    pub layout: &'static Layout,
    /// For each column of the layout, its place in the file.
    pub places: Vec<usize>,
    /// Columns of the file that the layout does not have.
    pub ignored: Vec<String>,
}

/// Why a header line was not.
#[derive(Debug)]
pub(crate) enum Unrecognised {
    /// It lacks a few columns of this layout.
    Lacks(&'static Layout, Vec<&'static str>),
    /// It looks like nothing known.
    Unknown,
}

/// Finds the layout with the most columns, all of which are in the header line (in any order).
pub(crate) fn recognise(header: &[String]) -> Result<Recognised, Unrecognised> {
    let place = |name: &str| header.iter().position(|field| field.eq_ignore_ascii_case(name));
    let mut best: Option<Recognised> = None;
    let mut nearest: Option<(&Layout, Vec<&str>)> = None;
    for layout in all() {
        let missing: Vec<&str> = layout
            .columns
            .iter()
            .map(|column| column.name)
            .filter(|name| place(name).is_none())
            .collect();
        if !missing.is_empty() {
            // Two thirds of the columns are enough to say which dataset was meant.
            let near = missing.len() * 3 <= layout.columns.len();
            if near && nearest.as_ref().is_none_or(|(_, other)| missing.len() < other.len()) {
                nearest = Some((layout, missing));
            }
            continue;
        }
        if best.as_ref().is_none_or(|best| best.layout.columns.len() < layout.columns.len()) {
            let known =
                |name: &str| layout.columns.iter().any(|c| c.name.eq_ignore_ascii_case(name));
            best = Some(Recognised {
                layout,
                places: layout.columns.iter().filter_map(|column| place(column.name)).collect(),
                ignored: header.iter().filter(|name| !known(name)).cloned().collect(),
            });
        }
    }
    match (best, nearest) {
        (Some(found), _) => Ok(found),
        (None, Some((layout, missing))) => Err(Unrecognised::Lacks(layout, missing)),
        (None, None) => Err(Unrecognised::Unknown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header(line: &str) -> Vec<String> {
        line.split(',').map(str::to_owned).collect()
    }

    #[test]
    fn columns_may_come_in_any_order_and_more_may_follow() {
        let found = recognise(&header("Zone,chef_lieu,nom,code,remarque")).unwrap();
        assert_eq!(found.layout.dataset, "regions");
        assert_eq!(found.places, [3, 2, 0, 1]);
        assert_eq!(found.ignored, ["remarque"]);
    }

    #[test]
    fn a_missing_column_is_named() {
        let line = "rentree,niveau,effectif,filles,garcons,nsi_filles,nsi_garcons,lycees";
        match recognise(&header(line)) {
            Err(Unrecognised::Lacks(layout, missing)) => {
                assert_eq!(layout.dataset, "nsi_national");
                assert_eq!(missing, ["lycees_nsi", "part_filles_pct"]);
            }
            other => panic!("{other:?}"),
        }
        assert!(matches!(recognise(&header("a,b,c")), Err(Unrecognised::Unknown)));
    }

    #[test]
    fn layouts_are_consistent() {
        for layout in all() {
            let header: Vec<String> = layout.columns.iter().map(|c| c.name.to_owned()).collect();
            assert_eq!(recognise(&header).unwrap().layout.dataset, layout.dataset);
            let edition = match layout.edition {
                Edition::Span(name) | Edition::Latest(name) => vec![name],
                Edition::FileName(_) => vec![],
            };
            let checked = layout.checks.iter().flat_map(|check| match check {
                Check::AtMost(part, whole) => vec![*part, *whole],
                Check::AddUp(parts, whole) => [*parts, &[*whole]].concat(),
            });
            let subset = layout.subset.map(|(column, _)| column);
            for name in layout.key.iter().copied().chain(edition).chain(checked).chain(subset) {
                assert!(layout.position(name).is_some(), "{}: {name}", layout.dataset);
            }
        }
    }
}
