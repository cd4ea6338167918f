//! Lycées and their pupils, as the ministry's statisticians (DEPP) count them at the *rentrée*.

use super::{Check, Edition, Layout, optional, required};
use crate::kind::Kind;

const DEPP: &str = "Ministère de l'Éducation nationale (DEPP)";
const NIVEAUX: &[&str] = &["Première", "Terminale"];

pub(super) const ALL: &[&Layout] = &[&LYCEES, &NSI_LYCEES, &NSI_NATIONAL, &EFFECTIFS];

const LYCEES: Layout = Layout {
    dataset: "lycees",
    producer: DEPP,
    table: "reference_lycees",
    columns: &[
        required("uai", Kind::Uai),
        required("nom", Kind::Text),
        optional("type_lycee", Kind::Text),
        optional("secteur", Kind::Text),
        optional("code_insee", Kind::Commune),
        optional("commune", Kind::Text),
        optional("code_postal", Kind::Text),
        optional("code_departement", Kind::Departement),
        optional("departement", Kind::Text),
        optional("code_academie", Kind::Academie),
        optional("academie", Kind::Text),
        optional("code_region", Kind::Region),
        optional("region", Kind::Text),
        optional("pays", Kind::Text),
        optional("latitude", Kind::Decimal),
        optional("longitude", Kind::Decimal),
        optional("effectif", Kind::Count),
        optional("ips_gt", Kind::Decimal),
        optional("ips_pro", Kind::Decimal),
        optional("ips_ensemble", Kind::Decimal),
        required("source", Kind::Text),
        optional("uai_cle_valide", Kind::Bool),
    ],
    key: &["uai"],
    checks: &[],
    edition: Edition::FileName("2022"),
    subset: None,
};

const NSI_LYCEES: Layout = Layout {
    dataset: "nsi_lycees",
    producer: DEPP,
    table: "reference_nsi_lycees",
    columns: &[
        required("rentree", Kind::Year),
        required("niveau", Kind::OneOf(NIVEAUX)),
        required("uai", Kind::Uai),
        required("academie", Kind::AcademieName).stored("code_academie"),
        required("region_academique", Kind::Text),
        required("secteur", Kind::Text),
        required("effectif", Kind::Count),
        required("filles", Kind::Count),
        required("garcons", Kind::Count),
        required("nsi_filles", Kind::Count),
        required("nsi_garcons", Kind::Count),
        optional("maths_filles", Kind::Count),
        optional("maths_garcons", Kind::Count),
    ],
    key: &["rentree", "niveau", "uai"],
    checks: &[
        Check::AtMost("nsi_filles", "filles"),
        Check::AtMost("nsi_garcons", "garcons"),
        Check::AtMost("maths_filles", "filles"),
        Check::AtMost("maths_garcons", "garcons"),
        Check::AddUp(&["filles", "garcons"], "effectif"),
    ],
    edition: Edition::Span("rentree"),
    subset: None,
};

const NSI_NATIONAL: Layout = Layout {
    dataset: "nsi_national",
    producer: DEPP,
    table: "reference_nsi_national",
    columns: &[
        required("rentree", Kind::Year),
        required("niveau", Kind::OneOf(NIVEAUX)),
        required("effectif", Kind::Count),
        required("filles", Kind::Count),
        required("garcons", Kind::Count),
        required("nsi_filles", Kind::Count),
        required("nsi_garcons", Kind::Count),
        required("lycees", Kind::Count),
        required("lycees_nsi", Kind::Count),
        required("part_filles_pct", Kind::Percent),
    ],
    key: &["rentree", "niveau"],
    checks: &[
        Check::AtMost("nsi_filles", "filles"),
        Check::AtMost("nsi_garcons", "garcons"),
        Check::AtMost("lycees_nsi", "lycees"),
        Check::AddUp(&["filles", "garcons"], "effectif"),
    ],
    edition: Edition::Span("rentree"),
    subset: None,
};

const EFFECTIFS: Layout = Layout {
    dataset: "lycees_gt_effectifs_sexe",
    producer: DEPP,
    table: "reference_lycees_gt_effectifs",
    columns: &[
        required("rentree", Kind::Year),
        required("uai", Kind::Uai),
        required("2ndes_gt_filles", Kind::Count).stored("secondes_gt_filles"),
        required("2ndes_gt_garcons", Kind::Count).stored("secondes_gt_garcons"),
        required("1eres_g_filles", Kind::Count).stored("premieres_g_filles"),
        required("1eres_g_garcons", Kind::Count).stored("premieres_g_garcons"),
        required("1eres_sti2d_filles", Kind::Count).stored("premieres_sti2d_filles"),
        required("1eres_sti2d_garcons", Kind::Count).stored("premieres_sti2d_garcons"),
        required("terminales_g_filles", Kind::Count),
        required("terminales_g_garcons", Kind::Count),
        required("terminales_sti2d_filles", Kind::Count),
        required("terminales_sti2d_garcons", Kind::Count),
    ],
    key: &["rentree", "uai"],
    checks: &[],
    edition: Edition::Span("rentree"),
    subset: None,
};
