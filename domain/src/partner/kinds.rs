//! Who takes part: five families of partners and what is in each.

use crate::vocabulary;

vocabulary! {
    /// A family of partners.
    pub enum PartnerFamily {
        /// S30.
        Public => "public", "État, collectivités, orientation, formation, financement, établissements scolaires";
        /// S31.
        Superieur => "superieur", "Universités, écoles, associations étudiantes";
        /// S32.
        Associations => "associations", "Associations";
        /// S33.
        Economique => "economique", "Entreprises et organisations professionnelles";
        /// S41 to S46.
        Fondateurs => "fondateurs", "Organismes qui fondent et animent le programme";
    }
}

vocabulary! {
    /// What a partner is; decides its family, and with it what it may commit to.
    pub enum PartnerKind {
        Etat => "etat", "État";
        Region => "region", "Région";
        /// The ecosystem of S19 names collectivités, of which régions are but one sort.
        Collectivite => "collectivite", "Autre collectivité territoriale";
        OrganismeOrientation => "organisme_orientation", "Organisme d'orientation";
        OrganismeFormation => "organisme_formation", "Organisme de formation";
        OrganismeFinancement => "organisme_financement", "Organisme de financement";
        EtablissementScolaire => "etablissement_scolaire", "Établissement scolaire";
        CommunauteEducative => "communaute_educative", "Communauté éducative";

        Universite => "universite", "Université";
        Ecole => "ecole", "École";
        AssociationEtudiante => "association_etudiante", "Association étudiante";

        FeminisationNumerique => "feminisation_numerique", "Association pour la féminisation du numérique";
        InclusionNumerique => "inclusion_numerique", "Association pour l'inclusion numérique";
        CultureScientifique => "culture_scientifique", "Association de culture scientifique";
        AssociationMentorat => "association_mentorat", "Association de mentorat";
        AssociationOrientation => "association_orientation", "Association d'orientation";

        Entreprise => "entreprise", "Entreprise";
        OrganisationProfessionnelle => "organisation_professionnelle", "Organisation professionnelle";

        FondationInria => "fondation_inria", "Fondation Inria";
        Inria => "inria", "Inria";
        FemmesNumerique => "femmes_numerique", "Femmes@Numérique";
        FranceUniversites => "france_universites", "France Universités";
        Cdefi => "cdefi", "Cdefi";
        Cge => "cge", "Conférence des grandes écoles";
    }
}

impl PartnerKind {
    /// The family it belongs to.
    #[must_use]
    pub fn family(self) -> PartnerFamily {
        use PartnerFamily as F;
        match self {
            Self::Etat
            | Self::Region
            | Self::Collectivite
            | Self::OrganismeOrientation
            | Self::OrganismeFormation
            | Self::OrganismeFinancement
            | Self::EtablissementScolaire
            | Self::CommunauteEducative => F::Public,
            Self::Universite | Self::Ecole | Self::AssociationEtudiante => F::Superieur,
            Self::FeminisationNumerique
            | Self::InclusionNumerique
            | Self::CultureScientifique
            | Self::AssociationMentorat
            | Self::AssociationOrientation => F::Associations,
            Self::Entreprise | Self::OrganisationProfessionnelle => F::Economique,
            Self::FondationInria
            | Self::Inria
            | Self::FemmesNumerique
            | Self::FranceUniversites
            | Self::Cdefi
            | Self::Cge => F::Fondateurs,
        }
    }

    /// Does it receive pupils or students? Only those can change how they are received
    /// (*Transformer*, S16): establishments and formations of the first two families.
    #[must_use]
    pub fn receives_students(self) -> bool {
        matches!(
            self,
            Self::EtablissementScolaire | Self::OrganismeFormation | Self::Universite | Self::Ecole
        )
    }

    /// Can it be an association of the law of 1901, hence have an RNA number?
    pub(super) fn may_be_association(self) -> bool {
        match self {
            Self::Etat
            | Self::Region
            | Self::Collectivite
            | Self::EtablissementScolaire
            | Self::Universite
            | Self::Entreprise
            | Self::FondationInria
            | Self::Inria => false,
            Self::OrganismeOrientation
            | Self::OrganismeFormation
            | Self::OrganismeFinancement
            | Self::CommunauteEducative
            | Self::Ecole
            | Self::AssociationEtudiante
            | Self::FeminisationNumerique
            | Self::InclusionNumerique
            | Self::CultureScientifique
            | Self::AssociationMentorat
            | Self::AssociationOrientation
            | Self::OrganisationProfessionnelle
            | Self::FemmesNumerique
            | Self::FranceUniversites
            | Self::Cdefi
            | Self::Cge => true,
        }
    }
}
