//! The NDJSON form: one object per beneficiary.

use serde_json::{Map, Value};

use super::{
    column::{Column, Form, Place, Row},
    reason::{About, LineReason as L},
    record::{self, Problems, Record},
};

const GUARDIAN: &str = "legal_representative";
const EXPERIENCES: &str = "training_experiences";
const REASON: &str = "reason";
/// Of the object itself.
const OWN: [Column; 6] = [
    Column::Id,
    Column::Email,
    Column::FirstName,
    Column::LastName,
    Column::BirthDate,
    Column::DateJoined,
];

/// An object on one line.
pub(super) fn read(line: &[u8]) -> Result<Record, Problems> {
    let mut object = parse(line).map_err(|reason| vec![About::line(reason)])?;
    let mut problems = Problems::new();
    object.remove(REASON);
    let guardian = object.remove(GUARDIAN).unwrap_or_default();
    let experiences = object.remove(EXPERIENCES).unwrap_or_default();

    let mut row = Row::new(Form::Json(None));
    fill(&mut row, &object, &OWN, &mut problems);
    match &guardian {
        Value::Null => {}
        Value::Object(guardian) => fill(&mut row, guardian, &Column::GUARDIAN, &mut problems),
        _ => problems.push(About::at(Place::Guardian, L::NotAnObject)),
    }
    let beneficiary = record::beneficiary(&row, &mut problems);

    let experiences = match experiences {
        Value::Null => Vec::new(),
        Value::Array(experiences) => experiences,
        _ => {
            problems.push(About::at(Place::Experiences(None), L::NotAList));
            Vec::new()
        }
    };
    let mut read = Vec::new();
    for (number, experience) in experiences.iter().enumerate() {
        let Value::Object(experience) = experience else {
            problems.push(About::at(Place::Experiences(Some(number)), L::NotAnObject));
            continue;
        };
        let mut row = Row::new(Form::Json(Some(number)));
        fill(&mut row, experience, &Column::EXPERIENCE, &mut problems);
        read.extend(record::experience(&row, &mut problems));
    }
    match beneficiary {
        Some(beneficiary) if problems.is_empty() => Ok(Record { beneficiary, experiences: read }),
        _ => Err(problems),
    }
}

fn parse(line: &[u8]) -> Result<Map<String, Value>, L> {
    let text = str::from_utf8(line).map_err(|_| L::NotUtf8)?;
    match serde_json::from_str(text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(L::NotAnObject),
        // The parser's own message may repeat a part of the line.
        Err(error) => Err(L::NotJson { byte: error.column() }),
    }
}

fn fill(row: &mut Row, object: &Map<String, Value>, columns: &[Column], problems: &mut Problems) {
    for (key, value) in object {
        let Some(column) = columns.iter().copied().find(|column| column.key() == key) else {
            problems.push(About::line(L::UnknownKey));
            continue;
        };
        match value {
            Value::Null => {}
            Value::String(text) => row.set(column, text),
            // Django's primary keys are numbers.
            Value::Number(number) if column == Column::Id => row.set(column, &number.to_string()),
            _ => problems.push(About::at(row.place(column), L::NotAText)),
        }
    }
}

/// The line as it stands with the field `reason`, added or replaced; a line that is no object
/// stays as it is.
pub(super) fn with_reason(line: &[u8], reason: &str) -> Vec<u8> {
    let Ok(mut object) = parse(line) else { return line.to_vec() };
    let reason = Value::from(reason);
    let end = line.iter().rposition(|byte| *byte == b'}').unwrap_or(line.len());
    if object.contains_key(REASON) {
        object.insert(Column::Reason.code().to_owned(), reason);
        return Value::Object(object).to_string().into_bytes();
    }
    let comma = if object.is_empty() { "" } else { "," };
    let mut with = line[..end].to_vec();
    with.extend_from_slice(format!("{comma}\"{REASON}\":{reason}}}").as_bytes());
    with
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(line: &str) -> Vec<String> {
        let problems = read(line.as_bytes()).err().unwrap();
        let place = |problem: &About<_>| problem.place.map(|place| place.to_string());
        problems
            .iter()
            .map(|problem| {
                format!("{} {}", problem.what.code(), place(problem).unwrap_or_default())
            })
            .collect()
    }

    #[test]
    fn an_object_has_its_experiences_with_it() {
        let line = r#"{"id":1041,"email":"a@example.org","first_name":"Inès","last_name":"Exemple",
            "birth_date":"2010-03-02","legal_representative":null,"training_experiences":
            [{"level":"seconde","start_date":"2025-09-01"},{"level":"premiere","start_date":"2026-09-01"}]}"#;
        let record = read(line.as_bytes()).ok().unwrap();
        assert_eq!(record.beneficiary.external_id, "1041");
        assert_eq!(record.experiences.len(), 2);
    }

    #[test]
    fn fields_are_named_by_their_path_and_values_never_repeated() {
        let line = r#"{"id":"1","email":"a@example.org","first_name":["Ada"],"last_name":"Exemple",
            "birth_date":"2010-03-02","legal_representative":{"first_name":"B"},"Ada":1,
            "training_experiences":[7,{"level":"cm2","start_date":"2025-09-01"}]}"#;
        assert_eq!(
            codes(line),
            [
                "unknown_key ",
                "not_a_text first_name",
                "missing first_name",
                "missing legal_representative.last_name",
                "missing legal_representative.email",
                "not_an_object training_experiences[0]",
                "unknown_level training_experiences[1].level",
            ]
        );
        assert_eq!(codes("[1]"), ["not_an_object "]);
        assert_eq!(codes(r#"{"id":"Ada"#), ["not_json "]);
    }

    #[test]
    fn a_reason_is_added_and_later_replaced() {
        let refused = with_reason(br#"{"id": 1 } "#, "wrong");
        assert_eq!(refused, br#"{"id": 1 ,"reason":"wrong"}"#);
        assert_eq!(with_reason(&refused, "again"), br#"{"id":1,"reason":"again"}"#);
        assert_eq!(with_reason(b"{}", "wrong"), br#"{"reason":"wrong"}"#);
        assert_eq!(with_reason(b"{", "wrong"), b"{");
    }
}
