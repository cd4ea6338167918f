//! What the programme compares itself with and plans by: levels, calendars, scales, published
//! figures.

use super::{Check, Edition, Layout, optional, required};
use crate::kind::Kind;

pub(super) const ALL: &[&Layout] = &[&NIVEAUX, &CALENDRIERS, &BOURSES, &COMPARATEURS];

const NIVEAUX: Layout = Layout {
    dataset: "niveaux",
    producer: "Programme, d'après le cadre national des certifications",
    table: "reference_niveaux",
    columns: &[
        required("code", Kind::Text),
        required("libelle", Kind::Text),
        required("cycle", Kind::OneOf(&["lycee", "superieur"])),
        required("voie", Kind::Text),
        optional("rang_bac", Kind::Signed),
        optional("diplome_en_sortie", Kind::Text),
        optional("niveau_cncp", Kind::Count),
        optional("ects_cumules_cible", Kind::Count),
    ],
    key: &["code"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};

const CALENDRIERS: Layout = Layout {
    dataset: "calendriers",
    producer: "Pages officielles et de presse nommées ligne par ligne",
    table: "reference_calendriers",
    columns: &[
        required("plateforme", Kind::Text),
        required("session", Kind::Year),
        required("jalon", Kind::Text),
        optional("date_debut", Kind::Date),
        optional("date_fin", Kind::Date),
        required("source", Kind::Text),
    ],
    key: &["plateforme", "session", "jalon"],
    checks: &[Check::AtMost("date_debut", "date_fin")],
    edition: Edition::Span("session"),
    subset: None,
};

const BOURSES: Layout = Layout {
    dataset: "bourses_echelons",
    producer: "Crous et ministère de l'Éducation nationale, pages nommées ligne par ligne",
    table: "reference_bourses_echelons",
    columns: &[
        required("dispositif", Kind::OneOf(&["lycee", "superieur"])),
        required("annee", Kind::SchoolYear),
        required("echelon", Kind::Text),
        required("montant_annuel_eur", Kind::Count),
        required("versement", Kind::Text),
        required("source", Kind::Text),
    ],
    key: &["dispositif", "annee", "echelon"],
    checks: &[],
    edition: Edition::Span("annee"),
    subset: None,
};

const COMPARATEURS: Layout = Layout {
    dataset: "comparateurs_publies",
    producer: "DEPP, SIES, SIF, INJEP et texte du programme, nommés ligne par ligne",
    table: "reference_comparateurs",
    columns: &[
        required("indicateur", Kind::Text),
        required("population", Kind::Text),
        required("periode", Kind::Text),
        required("valeur", Kind::Amount),
        required("unite", Kind::Text),
        required("statut_source", Kind::Text),
        optional("note", Kind::Text),
    ],
    key: &["indicateur", "population", "periode"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};
