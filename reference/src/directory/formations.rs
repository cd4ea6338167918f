use std::collections::{BTreeMap, HashMap};

use domain::codes::{Academie, Region, Uai};
use domain::reference::{Filiere, Formation, FormationId, School, SchoolKind};
use eventstore::{Db, on};
use sqlx::FromRow;

use super::schools;
use crate::classify;
use crate::dataset::{Dataset, last_year, latest};
use crate::error::ReferenceError;

/// The whole file and its digital subset: lines in both have the same identifiers.
const PARCOURSUP: &[&str] = &["parcoursup_formations", "parcoursup_numerique"];

#[derive(FromRow)]
struct Entry {
    uai: String,
    etablissement: String,
    statut: String,
    filiere: String,
    filiere_tres_agregee: String,
    selectivite: String,
    code_academie: Option<String>,
    code_region: Option<String>,
    famille_numerique: Option<String>,
}

#[derive(FromRow)]
struct Mention {
    uai: String,
    etablissement: String,
    inm: String,
    nom: String,
}

/// Schools that only these files name are added to `schools`.
pub(super) async fn load(
    db: &Db,
    datasets: &[Dataset],
    schools: &mut BTreeMap<Uai, School>,
) -> Result<BTreeMap<FormationId, Formation>, ReferenceError> {
    let mut formations = BTreeMap::new();
    let found = PARCOURSUP.iter().filter_map(|name| latest(datasets, name));
    let session = found.clone().map(|dataset| last_year(&dataset.millesime)).max();
    for dataset in found.filter(|dataset| Some(last_year(&dataset.millesime)) == session) {
        let sql = "select uai, etablissement, statut, filiere, filiere_tres_agregee, selectivite, \
                   code_academie, code_region, famille_numerique \
                   from reference_parcoursup_formations where dataset_id = $1 \
                   and session = (select max(session) from reference_parcoursup_formations \
                   where dataset_id = $1) order by line";
        let entries: Vec<Entry> = on!(Db, db, pool => {
            sqlx::query_as(sql).bind(dataset.id).fetch_all(pool).await?
        });
        add_entries(&mut formations, schools, entries)?;
    }
    if let Some(dataset) = latest(datasets, "masters_mentions") {
        // A later year of the same mention takes the place of an earlier one.
        let sql = "select uai, etablissement, inm, mention as nom from reference_masters_mentions \
                   where dataset_id = $1 order by annee, line";
        let mentions: Vec<Mention> = on!(Db, db, pool => {
            sqlx::query_as(sql).bind(dataset.id).fetch_all(pool).await?
        });
        add_mentions(&mut formations, schools, mentions);
    }
    Ok(formations)
}

fn add_entries(
    formations: &mut BTreeMap<FormationId, Formation>,
    schools: &mut BTreeMap<Uai, School>,
    entries: Vec<Entry>,
) -> Result<(), ReferenceError> {
    let mut seen: HashMap<FormationId, u32> = HashMap::new();
    let wrong = |source| ReferenceError::Code { table: "reference_parcoursup_formations", source };
    for entry in entries {
        let Ok(uai) = Uai::parse(&entry.uai) else { continue };
        let first = classify::formation_id(uai, &entry.filiere, 1).map_err(wrong)?;
        let nth = seen.entry(first.clone()).or_insert(0);
        *nth += 1;
        let id = match *nth {
            1 => first,
            nth => classify::formation_id(uai, &entry.filiere, nth).map_err(wrong)?,
        };
        let sector = classify::sector(&entry.statut);
        let school = schools::named(schools, uai, &entry.etablissement, sector);
        let kind = school.map_or(SchoolKind::Autre, |school| school.kind);
        let filiere = classify::filiere(&entry.filiere_tres_agregee, &entry.filiere);
        let famille = entry.famille_numerique;
        let academie = entry.code_academie.and_then(|code| Academie::parse(&code).ok());
        let region = entry.code_region.and_then(|code| Region::parse(&code).ok());
        formations.insert(
            id.clone(),
            Formation {
                id,
                uai,
                numerique: classify::numerique(famille.as_deref(), filiere, &entry.filiere),
                selective: classify::selective(&entry.selectivite),
                apprenticeship: classify::apprenticeship(&entry.filiere),
                recognition: classify::recognition(filiere, kind, sector),
                academie,
                region: region.or(academie.map(|academie| academie.region())),
                label: entry.filiere,
                filiere,
                famille,
            },
        );
    }
    Ok(())
}

fn add_mentions(
    formations: &mut BTreeMap<FormationId, Formation>,
    schools: &mut BTreeMap<Uai, School>,
    mentions: Vec<Mention>,
) {
    for mention in mentions {
        let Ok(uai) = Uai::parse(&mention.uai) else { continue };
        let Ok(id) = classify::mention_id(uai, &mention.inm) else { continue };
        let school = schools::named(schools, uai, &mention.etablissement, None);
        let (kind, sector) = school.map_or((SchoolKind::Autre, None), |s| (s.kind, s.sector));
        let academie = school.map(|school| school.academie);
        formations.insert(
            id.clone(),
            Formation {
                id,
                uai,
                numerique: classify::mention_numerique(&mention.nom),
                label: format!("Master - {}", mention.nom),
                filiere: Filiere::Master,
                famille: None,
                // Entry to a master 1 has been selective since 2017.
                selective: true,
                apprenticeship: false,
                recognition: classify::recognition(Filiere::Master, kind, sector),
                academie,
                region: school.map(|school| school.region),
            },
        );
    }
}
