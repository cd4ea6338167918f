use std::collections::{BTreeMap, btree_map::Entry};

use domain::codes::{Commune, Departement, Uai};
use domain::reference::{School, SchoolKind, Sector};
use eventstore::{Db, on};
use sqlx::FromRow;

use crate::classify;
use crate::dataset::{Dataset, latest};
use crate::error::ReferenceError;

/// What both files tell of a school.
#[derive(FromRow)]
struct Row {
    uai: String,
    nom: String,
    kind: Option<String>,
    secteur: Option<String>,
    code_insee: Option<String>,
    code_departement: Option<String>,
}

pub(super) async fn load(
    db: &Db,
    datasets: &[Dataset],
) -> Result<BTreeMap<Uai, School>, ReferenceError> {
    let mut schools = BTreeMap::new();
    if let Some(dataset) = latest(datasets, "lycees") {
        let sql = "select uai, nom, type_lycee as kind, secteur, code_insee, code_departement \
                   from reference_lycees where dataset_id = $1 order by line";
        add(&mut schools, read(db, sql, dataset.id).await?);
    }
    if let Some(dataset) = latest(datasets, "etablissements_superieur") {
        let sql = "select uai, nom, type as kind, secteur, code_insee, code_departement \
                   from reference_etablissements_superieur \
                   where dataset_id = $1 and uai is not null order by line";
        add(&mut schools, read(db, sql, dataset.id).await?);
    }
    Ok(schools)
}

async fn read(db: &Db, sql: &'static str, dataset_id: i64) -> sqlx::Result<Vec<Row>> {
    on!(Db, db, pool => sqlx::query_as(sql).bind(dataset_id).fetch_all(pool).await)
}

fn add(schools: &mut BTreeMap<Uai, School>, rows: Vec<Row>) {
    for row in rows {
        // An establishment may have several.
        for uai in row.uai.split([';', ',']).filter_map(|uai| Uai::parse(uai).ok()) {
            let stated =
                row.code_departement.as_deref().and_then(|code| Departement::parse(code).ok());
            let Some(departement) = stated.or_else(|| uai.departement()) else { continue };
            schools.entry(uai).or_insert_with(|| School {
                uai,
                name: row.nom.clone(),
                kind: classify::school_kind(row.kind.as_deref(), &row.nom),
                sector: row.secteur.as_deref().and_then(classify::sector),
                commune: row.code_insee.as_deref().and_then(|code| Commune::parse(code).ok()),
                departement,
                academie: departement.academie(),
                region: departement.region(),
            });
        }
    }
}

/// The school of a formation, added by its name when no file of schools knows it.
pub(super) fn named<'a>(
    schools: &'a mut BTreeMap<Uai, School>,
    uai: Uai,
    name: &str,
    sector: Option<Sector>,
) -> Option<&'a School> {
    let vacant = match schools.entry(uai) {
        Entry::Occupied(known) => return Some(known.into_mut()),
        Entry::Vacant(vacant) => vacant,
    };
    let departement = uai.departement()?;
    let kind = classify::school_kind(None, name);
    Some(vacant.insert(School {
        uai,
        name: name.to_owned(),
        kind,
        // An IUT or a faculty is public even where the file does not say.
        sector: sector.or((kind == SchoolKind::Universite).then_some(Sector::Public)),
        commune: None,
        departement,
        academie: departement.academie(),
        region: departement.region(),
    }))
}
