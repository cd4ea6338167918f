-- Reference data: open data as imported, one table per layout, read-only but for the import.
-- Columns are named as in the files; codes are text. What a column accepts is told in
-- reference/src/layout. Rows carry the import they came with, and the line of its file;
-- `flags` names the columns that were flagged, separated by spaces.

-- The one row every import takes first and holds to its commit: imports take turns.
create table reference_head (
    id integer not null primary key check (id = 1),
    last_dataset bigint not null
);
insert into reference_head (id, last_dataset) values (1, 0);

-- Every file ever imported.
create table reference_datasets (
    id bigint not null primary key,
    dataset text not null,
    millesime text not null,
    -- Who publishes the original: to be cited with every figure.
    producer text not null,
    -- The file name.
    source text not null,
    -- Of the uncompressed file, in hexadecimal.
    sha256 text not null,
    -- Lines stored (flagged ones included), stored and marked, refused.
    taken bigint not null,
    flagged bigint not null,
    refused bigint not null,
    imported_at timestamptz not null,
    -- The import of the same dataset and millésime whose rows took the place of these.
    replaced_by bigint
);

-- Régions and overseas collectivités (Insee).
create table reference_regions (
    dataset_id bigint not null, line bigint not null, flags text,
    code text not null,
    nom text not null,
    zone text not null,
    chef_lieu text,
    primary key (dataset_id, line)
);

-- Départements and the académie that runs their schools.
create table reference_departements (
    dataset_id bigint not null, line bigint not null, flags text,
    code text not null,
    nom text not null,
    code_region text not null,
    region text not null,
    code_academie text,
    academie text,
    zone text not null,
    primary key (dataset_id, line)
);

-- Académies, vice-rectorats, and the service of Saint-Pierre-et-Miquelon.
create table reference_academies (
    dataset_id bigint not null, line bigint not null, flags text,
    code_academie text,
    academie text not null,
    code_region text not null,
    departements text not null,
    region_academique text,
    statut text not null,
    primary key (dataset_id, line)
);

-- Communes and the municipal arrondissements of Paris, Lyon and Marseille.
create table reference_communes (
    dataset_id bigint not null, line bigint not null, flags text,
    code_insee text not null,
    nom text not null,
    type text not null,
    code_departement text not null,
    code_region text not null,
    population bigint,
    codes_postaux text,
    primary key (dataset_id, line)
);

-- Lycées, one line per UAI.
create table reference_lycees (
    dataset_id bigint not null, line bigint not null, flags text,
    uai text not null,
    nom text not null,
    type_lycee text,
    secteur text,
    code_insee text,
    commune text,
    code_postal text,
    code_departement text,
    departement text,
    code_academie text,
    academie text,
    code_region text,
    region text,
    pays text,
    latitude double precision,
    longitude double precision,
    effectif bigint,
    ips_gt double precision,
    ips_pro double precision,
    ips_ensemble double precision,
    source text not null,
    uai_cle_valide boolean,
    primary key (dataset_id, line)
);

-- Pupils by lycée, level and sex, and those who chose NSI or maths.
create table reference_nsi_lycees (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    niveau text not null,
    uai text not null,
    code_academie text,
    region_academique text not null,
    secteur text not null,
    effectif bigint not null,
    filles bigint not null, garcons bigint not null,
    nsi_filles bigint not null, nsi_garcons bigint not null,
    maths_filles bigint, maths_garcons bigint,
    primary key (dataset_id, line)
);

-- The same, summed over the country.
create table reference_nsi_national (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    niveau text not null,
    effectif bigint not null,
    filles bigint not null, garcons bigint not null,
    nsi_filles bigint not null, nsi_garcons bigint not null,
    lycees bigint not null,
    lycees_nsi bigint not null,
    part_filles_pct double precision not null,
    primary key (dataset_id, line)
);

-- Girls and boys by lycée in general and STI2D classes.
create table reference_lycees_gt_effectifs (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    uai text not null,
    secondes_gt_filles bigint not null, secondes_gt_garcons bigint not null,
    premieres_g_filles bigint not null, premieres_g_garcons bigint not null,
    premieres_sti2d_filles bigint not null, premieres_sti2d_garcons bigint not null,
    terminales_g_filles bigint not null, terminales_g_garcons bigint not null,
    terminales_sti2d_filles bigint not null, terminales_sti2d_garcons bigint not null,
    primary key (dataset_id, line)
);

-- Establishments of higher education; uai, siret and siren may hold several codes.
create table reference_etablissements_superieur (
    dataset_id bigint not null, line bigint not null, flags text,
    id_paysage text not null,
    uai text,
    nom text not null,
    nom_court text,
    sigle text,
    type text not null,
    typologie text,
    secteur text,
    siret text,
    siren text,
    ror text,
    wikidata text,
    code_insee text,
    commune text,
    code_departement text,
    departement text,
    code_academie text,
    academie text,
    code_region text,
    region text,
    coordonnees text,
    inscrits_2018 bigint, inscrits_2019 bigint, inscrits_2020 bigint,
    inscrits_2021 bigint, inscrits_2022 bigint,
    millesime bigint not null,
    primary key (dataset_id, line)
);

-- Formations of a Parcoursup session with their candidates; lines may be repeated.
create table reference_parcoursup_formations (
    dataset_id bigint not null, line bigint not null, flags text,
    session bigint not null,
    uai text not null,
    etablissement text not null,
    statut text not null,
    filiere text not null,
    filiere_tres_agregee text not null,
    selectivite text not null,
    code_academie text,
    code_region text,
    gps text,
    capacite bigint not null,
    candidats bigint not null,
    admis bigint not null,
    admises bigint,
    part_admises_pct double precision,
    part_boursiers_candidats_pct double precision,
    part_boursiers_admis_pct double precision,
    taux_acces_pct double precision,
    part_admis_bac_general_pct double precision,
    part_admis_bac_techno_pct double precision,
    part_admis_bac_pro_pct double precision,
    famille_numerique text,
    primary key (dataset_id, line)
);

-- The digital formations of the first two sessions, in the layout of then.
create table reference_parcoursup_2018_2019 (
    dataset_id bigint not null, line bigint not null, flags text,
    session bigint not null,
    uai text not null,
    etablissement text not null,
    code_departement text not null,
    code_region text,
    code_academie text,
    filiere_tres_agregee text not null,
    filiere text not null,
    filiere_detaillee text not null,
    filiere_tres_detaillee text,
    capacite bigint not null,
    candidats bigint not null,
    candidates bigint not null,
    proposes bigint not null,
    admis bigint not null,
    admises bigint not null,
    admis_boursiers_neobac bigint not null,
    admis_neobac bigint not null,
    admis_general bigint not null,
    admis_techno bigint not null,
    admis_pro bigint not null,
    primary key (dataset_id, line)
);

-- Women among candidates and admitted, by family of digital formations.
create table reference_parcoursup_part_femmes (
    dataset_id bigint not null, line bigint not null, flags text,
    session bigint not null,
    famille text not null,
    formations bigint not null,
    capacite bigint not null,
    candidats bigint not null,
    candidates bigint,
    admis bigint not null,
    admises bigint not null,
    part_candidates_pct double precision,
    part_admises_pct double precision not null,
    primary key (dataset_id, line)
);

-- Mentions of master by establishment.
create table reference_masters_mentions (
    dataset_id bigint not null, line bigint not null, flags text,
    annee bigint not null,
    uai text not null,
    etablissement text not null,
    ville text,
    inm text not null,
    mention text not null,
    domaines text,
    debut_accreditation bigint,
    fin_accreditation bigint,
    ouverte boolean,
    modalites text,
    capacite_m1 bigint,
    licences_conseillees text,
    id_paysage text,
    primary key (dataset_id, line)
);

-- From the two spécialités kept in Terminale to the formations wished and accepted.
create table reference_bac_general_doublettes (
    dataset_id bigint not null, line bigint not null, flags text,
    annee_bac bigint not null,
    doublette text not null,
    formation text not null,
    confirme_voeu bigint not null,
    recu_proposition bigint not null,
    accepte_proposition bigint not null,
    primary key (dataset_id, line)
);

-- Where bacheliers went, by académie and sex.
create table reference_poursuite_superieur (
    dataset_id bigint not null, line bigint not null, flags text,
    session bigint not null,
    code_academie text,
    academie text not null,
    serie_bac text not null,
    genre text not null,
    bacheliers double precision not null,
    universite_hors_iut_meme_academie double precision not null,
    universite_hors_iut_autre_academie double precision not null,
    iut_meme_academie double precision not null, iut_autre_academie double precision not null,
    cpge_meme_academie double precision not null, cpge_autre_academie double precision not null,
    sts_meme_academie double precision not null, sts_autre_academie double precision not null,
    autre_meme_academie double precision not null, autre_autre_academie double precision not null,
    primary key (dataset_id, line)
);

-- Students of computing by diploma and sex.
create table reference_sise_diplomes (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    cursus text not null,
    diplome text not null,
    femmes bigint not null, hommes bigint not null,
    part_femmes_pct double precision not null,
    primary key (dataset_id, line)
);

-- Students of computing by establishment and sex.
create table reference_sise_etablissements (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    id_paysage text not null,
    etablissement text not null,
    cursus text not null,
    niveau text not null,
    femmes bigint not null, hommes bigint not null,
    primary key (dataset_id, line)
);

-- Students of all disciplines by sex.
create table reference_sise_secteurs (
    dataset_id bigint not null, line bigint not null, flags text,
    rentree bigint not null,
    cursus text not null,
    grande_discipline text not null,
    secteur_disciplinaire text not null,
    femmes bigint not null, hommes bigint not null,
    primary key (dataset_id, line)
);

-- Levels of study, from Seconde to doctorat.
create table reference_niveaux (
    dataset_id bigint not null, line bigint not null, flags text,
    code text not null,
    libelle text not null,
    cycle text not null,
    voie text not null,
    rang_bac bigint,
    diplome_en_sortie text,
    niveau_cncp bigint,
    ects_cumules_cible bigint,
    primary key (dataset_id, line)
);

-- Milestones of Parcoursup and Mon Master.
create table reference_calendriers (
    dataset_id bigint not null, line bigint not null, flags text,
    plateforme text not null,
    session bigint not null,
    jalon text not null,
    date_debut date,
    date_fin date,
    source text not null,
    primary key (dataset_id, line)
);

-- Scales of scholarships.
create table reference_bourses_echelons (
    dataset_id bigint not null, line bigint not null, flags text,
    dispositif text not null,
    annee text not null,
    echelon text not null,
    montant_annuel_eur bigint not null,
    versement text not null,
    source text not null,
    primary key (dataset_id, line)
);

-- Published national figures and targets.
create table reference_comparateurs (
    dataset_id bigint not null, line bigint not null, flags text,
    indicateur text not null,
    population text not null,
    periode text not null,
    valeur double precision not null,
    unite text not null,
    statut_source text not null,
    note text,
    primary key (dataset_id, line)
);

-- A rentrée and a level is what figures on NSI are asked for.
create index reference_nsi_lycees_by_rentree on reference_nsi_lycees (dataset_id, rentree, niveau);
