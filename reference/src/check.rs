//! Reads one line: its fields, then what must hold between them.

use std::cmp::Ordering;

use crate::kind::{Reading, Value};
use crate::layout::{Check, Layout, Recognised};
use crate::report::{ImportReport, Severity};
use crate::rows::Row;

/// A line read, or `None` when it was refused; either way the report knows why.
pub(crate) fn read_line(
    found: &Recognised,
    width: usize,
    line: u64,
    record: &csv::ByteRecord,
    report: &mut ImportReport,
) -> Option<Row> {
    let mut refused = false;
    if record.len() != width {
        let reason = format!("{} fields where the header line has {width}", record.len());
        report.note(Severity::Refused, line, "", None, reason);
        return None;
    }
    let mut flags: Vec<&str> = Vec::new();
    let mut values = Vec::with_capacity(found.places.len());
    for (column, place) in found.layout.columns.iter().zip(&found.places) {
        let Ok(text) = std::str::from_utf8(&record[*place]) else {
            let reason = "not UTF-8 text".to_owned();
            report.note(Severity::Refused, line, column.name, None, reason);
            refused = true;
            continue;
        };
        let text = text.trim();
        if text.is_empty() {
            if column.required {
                let reason = "a value is required here".to_owned();
                report.note(Severity::Refused, line, column.name, None, reason);
                refused = true;
            }
            values.push(column.kind.empty());
            continue;
        }
        match column.kind.read(text) {
            Reading::Good(value) => values.push(value),
            Reading::Odd(value, reason) => {
                report.note(Severity::Flagged, line, column.name, Some(text), reason);
                flags.push(column.sql);
                values.push(value);
            }
            Reading::Bad(reason) => {
                report.note(Severity::Refused, line, column.name, Some(text), reason);
                refused = true;
            }
        }
    }
    if refused {
        return None;
    }
    for check in found.layout.checks {
        match check {
            Check::AtMost(part, whole) => {
                if compare(found.layout, &values, part, whole) == Some(Ordering::Greater) {
                    let reason = format!("{part} can not exceed {whole}");
                    report.note(Severity::Refused, line, part, None, reason);
                    return None;
                }
            }
            Check::AddUp(parts, whole) => {
                let sum: Option<i64> =
                    parts.iter().map(|part| count(found.layout, &values, part)).sum();
                let total = count(found.layout, &values, whole);
                if let (Some(sum), Some(total)) = (sum, total)
                    && sum != total
                {
                    let reason = format!("{} add up to {sum}", parts.join(" and "));
                    report.note(Severity::Flagged, line, whole, Some(&total.to_string()), reason);
                    flags.push(whole);
                }
            }
        }
    }
    let flags = (!flags.is_empty()).then(|| flags.join(" "));
    Some(Row { line: i64::try_from(line).unwrap_or(i64::MAX), flags, values })
}

fn value<'a>(layout: &Layout, values: &'a [Value], name: &str) -> Option<&'a Value> {
    values.get(layout.position(name)?)
}

fn count(layout: &Layout, values: &[Value], name: &str) -> Option<i64> {
    match value(layout, values, name)? {
        Value::Int(number) => *number,
        _ => None,
    }
}

/// `None` when either side is empty.
fn compare(layout: &Layout, values: &[Value], a: &str, b: &str) -> Option<Ordering> {
    match (value(layout, values, a)?, value(layout, values, b)?) {
        (Value::Int(a), Value::Int(b)) => Some((*a)?.cmp(&(*b)?)),
        (Value::Real(a), Value::Real(b)) => (*a)?.partial_cmp(&(*b)?),
        (Value::Date(a), Value::Date(b)) => Some((*a)?.cmp(&(*b)?)),
        _ => None,
    }
}
