//! Looks for values in every byte that a database holds.

use std::{collections::BTreeSet, fs, path::Path};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use eventstore::Db;
use sqlx::{AssertSqlSafe, PgPool};
use tests::app::TestApp;

/// What is looked for, in the forms it may take.
pub struct Needles(Vec<(String, Vec<u8>)>);

impl Needles {
    pub fn of(values: &[String]) -> Self {
        let forms = values
            .iter()
            .flat_map(|value| forms(value).into_iter().map(move |form| (value.clone(), form)));
        Self(forms.collect())
    }

    /// Bytes as they are and in hexadecimal, named.
    pub fn bytes(values: &[(String, Vec<u8>)]) -> Self {
        let forms = values.iter().flat_map(|(name, bytes)| {
            let hex = hex::encode(bytes).into_bytes();
            [(name.clone(), bytes.clone()), (name.clone(), hex)]
        });
        Self(forms.collect())
    }

    /// Those that are there.
    pub fn found_in(&self, haystack: &[u8]) -> BTreeSet<String> {
        let mut begins = vec![Vec::new(); 1 << 16];
        for (n, (_, form)) in self.0.iter().enumerate() {
            begins[usize::from(u16::from_le_bytes([form[0], form[1]]))].push(n);
        }
        let mut found = BTreeSet::new();
        for (at, two) in haystack.windows(2).enumerate() {
            for n in &begins[usize::from(u16::from_le_bytes([two[0], two[1]]))] {
                let (value, form) = &self.0[*n];
                if haystack[at..].starts_with(form) {
                    found.insert(value.clone());
                }
            }
        }
        found
    }
}

/// Plain, in capitals, escaped as JSON may, in hexadecimal, and as base64 wherever it begins.
fn forms(value: &str) -> Vec<Vec<u8>> {
    let escaped = |c: char| {
        if c.is_ascii() { c.to_string() } else { format!("\\u{:04x}", u32::from(c)) }
    };
    let ascii: String = value.chars().map(escaped).collect();
    let mut forms = vec![
        value.as_bytes().to_vec(),
        value.to_uppercase().into_bytes(),
        ascii.into_bytes(),
        hex::encode(value).into_bytes(),
    ];
    for before in 0..3 {
        let bytes = [vec![0; before], value.as_bytes().to_vec()].concat();
        let text = STANDARD.encode(&bytes).replace('=', "");
        // The first and the last characters depend on the neighbours.
        let (from, to) = (if before == 0 { 0 } else { before + 1 }, text.len() - 2);
        forms.push(text.as_bytes()[from..to].to_vec());
        forms.push(text[from..to].replace('+', "-").replace('/', "_").into_bytes());
    }
    forms
}

/// Every byte of both databases: SQLite's files, PostgreSQL's rows and the files of its tables and
/// indexes.
pub async fn bytes(app: &TestApp) -> Vec<u8> {
    match app.log().db() {
        Db::Sqlite(_) => {
            let file = Path::new(app.url.trim_start_matches("sqlite://"));
            let folder = file.parent().unwrap();
            let mut all = Vec::new();
            for file in fs::read_dir(folder).unwrap() {
                all.extend(fs::read(file.unwrap().path()).unwrap());
            }
            all
        }
        Db::Postgres(pool) => {
            let log: String =
                sqlx::query_scalar("select current_schema()::text").fetch_one(pool).await.unwrap();
            let mut all = Vec::new();
            for schema in [format!("{log}_keys"), log] {
                all.extend(rows(pool, &schema).await);
                all.extend(files(pool, &schema).await);
            }
            all
        }
    }
}

/// As a dump would have them.
async fn rows(pool: &PgPool, schema: &str) -> Vec<u8> {
    let sql = "select relname::text from pg_class
               where relnamespace = $1::regnamespace and relkind in ('r', 'm', 'v', 'p')";
    let tables: Vec<String> = sqlx::query_scalar(sql).bind(schema).fetch_all(pool).await.unwrap();
    assert!(!tables.is_empty(), "{schema}");
    let mut all = Vec::new();
    for table in tables {
        let sql = format!("select t::text from \"{schema}\".\"{table}\" t");
        let rows: Vec<Option<String>> =
            sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(pool).await.unwrap();
        all.extend(rows.into_iter().flatten().flat_map(String::into_bytes));
    }
    all
}

/// The files of tables, indexes and of what is too long for a row.
async fn files(pool: &PgPool, schema: &str) -> Vec<u8> {
    sqlx::query("checkpoint").execute(pool).await.unwrap();
    let sql = "with own as (
                   select oid, reltoastrelid from pg_class
                   where relnamespace = $1::regnamespace and relkind in ('r', 'i', 'm')
               ), toast as (
                   select reltoastrelid as oid from own where reltoastrelid <> 0
               ), every as (
                   select oid from own union select oid from toast
                   union select indexrelid from pg_index where indrelid in (select oid from toast)
               )
               select pg_read_binary_file(pg_relation_filepath(oid::regclass)) from every";
    let files: Vec<Vec<u8>> = sqlx::query_scalar(sql).bind(schema).fetch_all(pool).await.unwrap();
    files.concat()
}
