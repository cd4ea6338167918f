//! The CSV form: a header, then one line per training experience.

use std::collections::BTreeSet;

use super::{
    column::{Column, Form, Row},
    reason::{About, LineReason as L},
    record::{self, Problems, Record},
};

/// What is wrong with the first line. Names no value: it may be a line of data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// Some bytes are not UTF-8.
    #[error("the header is not UTF-8; export the file again in that encoding")]
    NotUtf8,
    /// A quotation mark too many.
    #[error("a quotation mark of the header is not closed")]
    UnclosedQuote,
    /// A column the format does not have.
    #[error("column {number} of the first line is none of the format's; known are {}", known())]
    Unknown {
        /// Which, from 1.
        number: usize,
    },
    /// A column that stands twice.
    #[error("the header has the column {} twice", .0.code())]
    Twice(Column),
    /// Columns that must be there.
    #[error("the header lacks {}", codes(.0))]
    Missing(Vec<Column>),
}

fn known() -> String {
    codes(Column::ALL)
}

fn codes(columns: &[Column]) -> String {
    columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(", ")
}

/// How the lines of a file are laid out.
pub(super) struct Table {
    delimiter: u8,
    columns: Vec<Column>,
    header: Vec<u8>,
}

impl Table {
    pub(super) fn from_header(line: &[u8]) -> Result<Self, HeaderError> {
        let text = str::from_utf8(line).map_err(|_| HeaderError::NotUtf8)?;
        let count = |delimiter: &char| text.matches(*delimiter).count();
        // French spreadsheets separate by semicolons. On a tie the last one wins: the comma.
        let delimiter = match ['\t', ';', ','].into_iter().max_by_key(count) {
            Some('\t') => b'\t',
            Some(';') => b';',
            _ => b',',
        };
        let names = split(text, delimiter).ok_or(HeaderError::UnclosedQuote)?;
        let mut columns = Vec::new();
        for (index, name) in names.iter().enumerate() {
            let name = name.trim().to_lowercase();
            let number = index + 1;
            let column = Column::from_code(&name).ok_or(HeaderError::Unknown { number })?;
            if columns.contains(&column) {
                return Err(HeaderError::Twice(column));
            }
            columns.push(column);
        }
        let there: BTreeSet<_> = columns.iter().copied().collect();
        let missing = |required: &[Column]| -> Vec<Column> {
            required.iter().copied().filter(|column| !there.contains(column)).collect()
        };
        let mut lacking = missing(&Column::REQUIRED);
        for together in [&Column::GUARDIAN[..], &[Column::Level, Column::StartDate]] {
            let some = match together {
                [Column::Level, ..] => &Column::EXPERIENCE[..],
                all => all,
            };
            if some.iter().any(|column| there.contains(column)) {
                lacking.extend(missing(together));
            }
        }
        if !lacking.is_empty() {
            return Err(HeaderError::Missing(lacking));
        }
        Ok(Self { delimiter, columns, header: line.to_vec() })
    }

    /// A line of data.
    pub(super) fn read(&self, line: &[u8]) -> Result<Record, Problems> {
        let row = self.row(line).map_err(|reason| vec![About::line(reason)])?;
        let mut problems = Problems::new();
        let beneficiary = record::beneficiary(&row, &mut problems);
        let experience =
            row.has_any(&Column::EXPERIENCE).then(|| record::experience(&row, &mut problems));
        match (beneficiary, experience) {
            (Some(beneficiary), None) if problems.is_empty() => {
                Ok(Record { beneficiary, experiences: Vec::new() })
            }
            (Some(beneficiary), Some(Some(experience))) if problems.is_empty() => {
                Ok(Record { beneficiary, experiences: vec![experience] })
            }
            _ => Err(problems),
        }
    }

    fn row(&self, line: &[u8]) -> Result<Row, L> {
        let text = str::from_utf8(line).map_err(|_| L::NotUtf8)?;
        let fields = split(text, self.delimiter).ok_or(L::UnclosedQuote)?;
        let (expected, found) = (self.columns.len(), fields.len());
        if expected != found {
            return Err(L::WrongColumnCount { expected, found });
        }
        let mut row = Row::new(Form::Csv);
        for (column, field) in self.columns.iter().zip(&fields) {
            row.set(*column, field);
        }
        Ok(row)
    }

    /// The header of a file of refused lines.
    pub(super) fn rejects_header(&self) -> Vec<u8> {
        let mut header = self.header.clone();
        if !self.columns.contains(&Column::Reason) {
            header.push(self.delimiter);
            header.extend_from_slice(Column::Reason.code().as_bytes());
        }
        header
    }

    /// A line as it stands with the reason in the column `reason`: added, or replaced in a file
    /// that has the column already.
    pub(super) fn with_reason(&self, line: &[u8], reason: &str) -> Vec<u8> {
        let kept = self.columns.iter().position(|column| *column == Column::Reason);
        let fields = str::from_utf8(line).ok().and_then(|text| split(text, self.delimiter));
        if let (Some(kept), Some(mut fields)) = (kept, fields)
            && fields.len() == self.columns.len()
        {
            reason.clone_into(&mut fields[kept]);
            let quoted: Vec<String> = fields.iter().map(|field| self.quoted(field)).collect();
            return quoted.join(&*char::from(self.delimiter).to_string()).into_bytes();
        }
        let mut line = line.to_vec();
        line.push(self.delimiter);
        line.extend_from_slice(self.quoted(reason).as_bytes());
        line
    }

    fn quoted(&self, field: &str) -> String {
        let special = |b: u8| b == self.delimiter || matches!(b, b'"' | b'\n' | b'\r');
        if field.bytes().any(special) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.to_owned()
        }
    }
}

/// The fields of one line; `None` when a quotation mark is not closed.
fn split(line: &str, delimiter: u8) -> Option<Vec<String>> {
    if line.matches('"').count() % 2 == 1 {
        return None;
    }
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        // A lone carriage return is a character as any other, and refused as such.
        .terminator(csv::Terminator::Any(b'\n'))
        .buffer_capacity(line.len().max(64))
        .from_reader(line.as_bytes());
    let record = reader.records().next()?.ok()?;
    Some(record.iter().map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "id,email,first_name,last_name,birth_date";

    fn error(header: &str) -> HeaderError {
        Table::from_header(header.as_bytes()).err().unwrap()
    }

    #[test]
    fn a_header_says_what_it_lacks_and_what_is_none_of_the_format() {
        assert_eq!(
            error("id,email,first_name,last_name"),
            HeaderError::Missing(vec![Column::BirthDate])
        );
        assert_eq!(
            error(&format!("{HEADER},school_uai")),
            HeaderError::Missing(vec![Column::Level, Column::StartDate])
        );
        assert_eq!(error(&format!("{HEADER},schol_uai")), HeaderError::Unknown { number: 6 });
        assert_eq!(error(&format!("{HEADER},id")), HeaderError::Twice(Column::Id));
        assert_eq!(error(""), HeaderError::UnclosedQuote);
    }

    #[test]
    fn a_file_without_header_is_refused_without_repeating_its_first_line() {
        let error = error("1041,ines@example.org,Inès,Exemple,2010-03-02");
        assert!(!error.to_string().contains("ines"), "{error}");
    }

    #[test]
    fn the_header_tells_the_separator() {
        for separator in [",", ";", "\t"] {
            let table = Table::from_header(HEADER.replace(',', separator).as_bytes()).unwrap();
            let line = "1;a@example.org;\"Inès, Ada; Jo\";Exemple;2010-03-02";
            let [before, name, after] = line.split('"').collect::<Vec<_>>()[..] else { panic!() };
            let [before, after] = [before, after].map(|part| part.replace(';', separator));
            let line = format!("{before}\"{name}\"{after}");
            let record = table.read(line.as_bytes()).ok().unwrap();
            assert_eq!(record.beneficiary.identity.first_name, name);
        }
    }

    #[test]
    fn everything_wrong_with_a_line_is_told_at_once() {
        let table = Table::from_header(HEADER.as_bytes()).unwrap();
        let problems = table.read(b"a b,nobody,,Exemple,1.3.2010").err().unwrap();
        let codes: Vec<_> = problems.iter().map(|problem| problem.what.code()).collect();
        assert_eq!(codes, ["id_shape", "missing", "email_shape", "date_shape"]);
    }

    #[test]
    fn a_reason_is_added_and_later_replaced() {
        let table = Table::from_header(HEADER.as_bytes()).unwrap();
        assert_eq!(table.rejects_header(), format!("{HEADER},reason").as_bytes());
        let refused = table.with_reason(b"1,\"a\",b", "wrong, twice");
        assert_eq!(refused, b"1,\"a\",b,\"wrong, twice\"");

        let again = Table::from_header(&table.rejects_header()).unwrap();
        assert_eq!(again.rejects_header(), format!("{HEADER},reason").as_bytes());
        let line = again.with_reason(b"1,a,\"b, c\",d,e,\"wrong, twice\"", "once");
        assert_eq!(line, b"1,a,\"b, c\",d,e,once");
    }
}
