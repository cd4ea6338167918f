//! Régions, académies, départements, communes: Insee's code officiel géographique and the
//! ministry's map of académies.

use super::{Edition, Layout, optional, required};
use crate::kind::Kind;

const INSEE: &str = "Insee, code officiel géographique";

pub(super) const ALL: &[&Layout] = &[&REGIONS, &DEPARTEMENTS, &ACADEMIES, &COMMUNES];

const REGIONS: Layout = Layout {
    dataset: "regions",
    producer: INSEE,
    table: "reference_regions",
    columns: &[
        required("code", Kind::Region),
        required("nom", Kind::Text),
        required("zone", Kind::OneOf(&["metro", "drom", "com"])),
        optional("chef_lieu", Kind::Commune),
    ],
    key: &["code"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};

const DEPARTEMENTS: Layout = Layout {
    dataset: "departements",
    producer: INSEE,
    table: "reference_departements",
    columns: &[
        required("code", Kind::Departement),
        required("nom", Kind::Text),
        required("code_region", Kind::Region),
        required("region", Kind::Text),
        optional("code_academie", Kind::Academie),
        optional("academie", Kind::Text),
        required("zone", Kind::OneOf(&["metro", "drom", "com"])),
    ],
    key: &["code"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};

const ACADEMIES: Layout = Layout {
    dataset: "academies",
    producer: "Ministère de l'Éducation nationale",
    table: "reference_academies",
    columns: &[
        required("code_academie", Kind::Academie),
        required("academie", Kind::Text),
        required("code_region", Kind::Region),
        required("departements", Kind::Text),
        optional("region_academique", Kind::Text),
        required("statut", Kind::Text),
    ],
    key: &["code_academie"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};

const COMMUNES: Layout = Layout {
    dataset: "communes",
    producer: INSEE,
    table: "reference_communes",
    columns: &[
        required("code_insee", Kind::Commune),
        required("nom", Kind::Text),
        required("type", Kind::Text),
        required("code_departement", Kind::Departement),
        required("code_region", Kind::Region),
        optional("population", Kind::Count),
        optional("codes_postaux", Kind::Text),
    ],
    key: &["code_insee"],
    checks: &[],
    edition: Edition::FileName("2026"),
    subset: None,
};
