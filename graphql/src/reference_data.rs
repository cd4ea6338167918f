//! Reference data and published figures, each with its source.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};
use domain::{
    codes::Uai,
    reference::{self as facts, Filiere, Numerique, Recognition, SchoolKind, Sector},
};

use crate::{
    app::{App, coded, failed},
    code::Code,
    journey::Place,
};

/// The class in which NSI is counted.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "reference::NsiLevel")]
enum NsiLevel {
    /// Première: three spécialités are followed.
    Premiere,
    /// Terminale: two are kept.
    Terminale,
}

/// Which lycées are counted.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "reference::Perimeter")]
enum Perimeter {
    /// The mainland and the five overseas départements, as in what DEPP publishes.
    MetropoleDrom,
    /// All lycées of the file, overseas collectivités included.
    All,
}

/// Where a figure comes from.
#[derive(SimpleObject)]
struct Source {
    /// The dataset, by our name.
    dataset: String,
    /// The years it covers.
    millesime: String,
    /// Who publishes the original.
    producer: String,
    /// Digest of the file that was imported.
    sha256: String,
}

/// Girls among the pupils who follow NSI (numérique et sciences informatiques).
#[derive(SimpleObject)]
struct NsiShare {
    /// Year of the rentrée.
    rentree: i32,
    /// Première or Terminale.
    level: NsiLevel,
    /// Numerator: girls who follow it.
    girls: i64,
    /// Denominator: girls and boys who follow it.
    pupils: i64,
    /// Girls in percent, to 2 decimals, halves away from zero; null without pupils.
    percent: Option<String>,
    /// Lycées where at least one pupil follows it.
    lycees: i64,
    /// Which lycées are counted.
    perimeter: Perimeter,
    /// The same, in French.
    perimeter_label: String,
    /// The file it is computed from.
    source: Source,
}

/// A figure published elsewhere, to compare with.
#[derive(SimpleObject)]
struct Comparator {
    /// Which figure, such as `part_filles_nsi_terminale`.
    indicator: String,
    /// Who is counted.
    population: String,
    /// When, such as `rentrée 2022`.
    period: String,
    /// How much.
    value: f64,
    /// Of what: `%`, `EUR`…
    unit: String,
    /// Published or computed, and by whom.
    source: String,
    /// What to know when comparing.
    note: Option<String>,
}

/// A school of the reference data.
struct School(facts::School);

#[Object]
impl School {
    /// Its UAI.
    async fn uai(&self) -> &str {
        self.0.uai.as_str()
    }
    /// Its name.
    async fn name(&self) -> &str {
        &self.0.name
    }
    /// What sort of school.
    async fn kind(&self) -> Code<SchoolKind> {
        Code(self.0.kind)
    }
    /// Who runs it, when the file says so.
    async fn sector(&self) -> Option<Code<Sector>> {
        self.0.sector.map(Code)
    }
    /// Where.
    async fn place(&self) -> Place {
        self.0.academie.into()
    }
}

/// A formation of the reference data.
struct Formation(facts::Formation);

#[Object]
impl Formation {
    /// Its identifier, for wishes, enrolments and school years.
    async fn id(&self) -> ID {
        ID(self.0.id.to_string())
    }
    /// Its name as the official file writes it.
    async fn label(&self) -> &str {
        &self.0.label
    }
    /// UAI of the school that gives it.
    async fn uai(&self) -> &str {
        self.0.uai.as_str()
    }
    /// Family of diplomas.
    async fn filiere(&self) -> Code<Filiere> {
        Code(self.0.filiere)
    }
    /// Family among digital formations, such as `BTS SIO`.
    async fn famille(&self) -> Option<&str> {
        self.0.famille.as_deref()
    }
    /// Digital, on the way to it, or neither.
    async fn numerique(&self) -> Code<Numerique> {
        Code(self.0.numerique)
    }
    /// Does it select its candidates?
    async fn selective(&self) -> bool {
        self.0.selective
    }
    /// Is it an apprenticeship?
    async fn apprenticeship(&self) -> bool {
        self.0.apprenticeship
    }
    /// Why the programme recognises it; null when no rule does.
    async fn recognition(&self) -> Option<Code<Recognition>> {
        self.0.recognition.map(Code)
    }
    /// Where.
    async fn place(&self) -> Option<Place> {
        self.0.academie.map(Place::from)
    }
}

/// See the crate.
#[derive(Default)]
pub struct ReferenceQuery;

#[Object]
impl ReferenceQuery {
    /// The share of girls in the spécialité NSI at a rentrée, with its perimeter and source; null
    /// when no imported file counts it. DEPP publishes 14.6 % for Terminale at rentrée 2022.
    async fn nsi_share(
        &self,
        ctx: &Context<'_>,
        rentree: i32,
        #[graphql(default_with = "NsiLevel::Terminale")] level: NsiLevel,
        #[graphql(default_with = "Perimeter::MetropoleDrom")] perimeter: Perimeter,
    ) -> Result<Option<NsiShare>> {
        App::actor(ctx)?;
        let db = App::of(ctx)?.commands.log().db();
        let share = reference::nsi_share(db, rentree, level.into(), perimeter.into()).await;
        let share = share.map_err(|error| failed(&error))?;
        Ok(share.map(|share| NsiShare {
            rentree,
            level,
            girls: share.girls,
            pupils: share.pupils,
            percent: share.rate().map(|percent| percent.to_string()),
            lycees: share.lycees,
            perimeter,
            perimeter_label: share.perimeter.label().to_owned(),
            source: Source {
                dataset: share.source.dataset,
                millesime: share.source.millesime,
                producer: share.source.producer,
                sha256: share.source.sha256,
            },
        }))
    }

    /// Figures published elsewhere, to compare with.
    async fn comparators(&self, ctx: &Context<'_>) -> Result<Vec<Comparator>> {
        App::actor(ctx)?;
        let db = App::of(ctx)?.commands.log().db();
        let rows = reference::comparators(db).await.map_err(|error| failed(&error))?;
        let comparator = |row: reference::Comparator| Comparator {
            indicator: row.indicator,
            population: row.population,
            period: row.period,
            value: row.value,
            unit: row.unit,
            source: row.source,
            note: row.note,
        };
        Ok(rows.into_iter().map(comparator).collect())
    }

    /// A school by its UAI; null when it is well-formed and unknown.
    async fn school(&self, ctx: &Context<'_>, uai: String) -> Result<Option<School>> {
        App::actor(ctx)?;
        let uai = Uai::parse(&uai).map_err(|error| coded("BAD_CODE", &error.to_string()))?;
        Ok(App::of(ctx)?.directory().school(&uai).cloned().map(School))
    }

    /// Formations whose name or family contains a text, digital ones by default; 50 at most.
    #[graphql(complexity = "first.min(50) * child_complexity")]
    async fn formations(
        &self,
        ctx: &Context<'_>,
        #[graphql(default, desc = "A part of the name or family; case does not matter.")]
        search: String,
        #[graphql(desc = "Code of an académie.")] academie: Option<String>,
        #[graphql(default_with = "Some(Code(Numerique::Digital))")] numerique: Option<
            Code<Numerique>,
        >,
        #[graphql(default = 20)] first: usize,
    ) -> Result<Vec<Formation>> {
        App::actor(ctx)?;
        let search = search.to_lowercase();
        let matches = |formation: &&facts::Formation| {
            let famille = formation.famille.as_deref().unwrap_or_default();
            let place = formation.academie.map(|academie| academie.code().to_owned());
            (academie.is_none() || academie == place)
                && numerique.is_none_or(|wanted| formation.numerique == wanted.0)
                && (formation.label.to_lowercase().contains(&search)
                    || famille.to_lowercase().contains(&search))
        };
        let directory = App::of(ctx)?.directory();
        let found = directory.formations().filter(matches).take(first.min(50));
        Ok(found.cloned().map(Formation).collect())
    }

    /// Version of the reference data that commands are checked against.
    async fn reference_version(&self, ctx: &Context<'_>) -> Result<String> {
        App::actor(ctx)?;
        Ok(App::of(ctx)?.directory().version().to_string())
    }
}
