//! The rules that concern a placement, the partner and her journey at once.

use chrono::NaiveDate;
use uuid::Uuid;

use super::{Command as C, Decision, Rejection, States, decide};
use crate::{
    Context, JourneyId, Pii, PlacementId, Reason as _, SchoolYear,
    codes::{Academie, Siret},
    journey::{
        self, Event as J, Journey,
        facts::{
            Authorisation, EndReason, Enrolment, EntryStage, ErasureReason, Guardian,
            GuardianScope, Identity, Phase, Statut, SuspensionReason, YearResult, YearStart,
        },
    },
    levels::Niveau,
    partner::{Event as O, LegalId, Partner, PartnerDeparture, PartnerKind, Profile},
    placement::{
        self, ApplicationAnswer, Event as E, Offer, Placement, PlacementInterruption,
        PlacementKind, RemoteWork, Signatory,
    },
    testing::replay,
};

const ID: PlacementId = PlacementId(Uuid::from_u128(1));
const SHE: JourneyId = JourneyId(Uuid::from_u128(2));

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn on(text: &str) -> Context {
    Context::on(day(text))
}

fn today() -> Context {
    on("2026-10-05")
}

/// What happened on the three streams.
#[derive(Clone)]
struct Given {
    partner: Vec<O>,
    journey: Vec<J>,
    placement: Vec<E>,
}

impl Given {
    #[expect(clippy::needless_pass_by_value, reason = "reads as the other tests do")]
    fn when(&self, command: C, context: &Context) -> Result<Decision, Rejection> {
        let partner = replay::<Partner>(&self.partner);
        let journey = replay::<Journey>(&self.journey);
        let placement = replay::<Placement>(&self.placement);
        let states = States { partner: &partner, journey: &journey, placement: &placement };
        decide(states, ID, &command, context)
    }

    fn and_she(mut self, event: J) -> Self {
        self.journey.push(event);
        self
    }

    fn and_decided(mut self, decision: Decision) -> Self {
        self.placement.extend(decision.placement);
        self.journey.extend(decision.journey);
        self
    }
}

fn offer(kind: PlacementKind) -> Offer {
    Offer {
        partner: Uuid::from_u128(41).into(),
        siret: Siret::parse("13002566100013").unwrap(),
        kind,
        from: day("2026-10-05"),
        weeks: Some(26),
        place: Academie::parse("10").unwrap().into(),
        remote: RemoteWork::OnSite,
    }
}

fn joined() -> O {
    let profile = Profile {
        name: "Exemple".into(),
        kind: PartnerKind::Entreprise,
        legal_id: LegalId::Siret(Siret::parse("13002566100013").unwrap()),
        territory: None,
    };
    O::PartnerJoined { profile, on: day("2025-09-01") }
}

fn year(school_year: i32, niveau: Niveau) -> J {
    let year = YearStart {
        niveau,
        specialites: Vec::new(),
        school: None,
        formation: None,
        statut: Statut::Etudiant,
        enrolment: Enrolment::Main,
        atypical: None,
    };
    let reference_version = "test".into();
    J::SchoolYearStarted { school_year: SchoolYear(school_year), year, reference_version }
}

fn signed(by: Signatory) -> E {
    E::ConventionSigned { journey: SHE, by, on: day("2026-10-01") }
}

/// Born on this day and admitted, in BUT 2 in 2026-2027; she takes a place of this kind, and all
/// have signed.
fn ready(kind: PlacementKind, born: &str) -> Given {
    let identity =
        Identity { first_name: "Ada".into(), last_name: "L".into(), email: "a@b".into() };
    let accepted = ApplicationAnswer::Accepted;
    Given {
        partner: vec![joined()],
        journey: vec![
            J::BeneficiaryRegistered {
                identity: identity.into(),
                birth_date: day(born).into(),
                age_years: 18,
                entry_stage: EntryStage::Superieur,
                campaign: None,
                sourced_by: None,
                homonym: false,
            },
            J::AdmittedToProgramme { cohort: SchoolYear(2026), phase: Phase::Accompagnement },
            year(2026, Niveau::But2),
        ],
        placement: vec![
            E::OfferPublished { offer: offer(kind) },
            E::ApplicationSent { journey: SHE },
            E::ApplicationAnswered { journey: SHE, answer: accepted },
            E::PlacementSecured { journey: SHE },
            signed(Signatory::Student),
            signed(Signatory::Employer),
            signed(Signatory::School),
        ],
    }
}

fn adult(kind: PlacementKind) -> Given {
    ready(kind, "2006-03-15")
}

/// The place is offered, and nothing more.
fn offered(mut given: Given) -> Given {
    given.placement.truncate(1);
    given
}

/// Nobody has signed.
fn unsigned(mut given: Given) -> Given {
    given.placement.truncate(4);
    given
}

fn started(date: &str, journey: Vec<J>) -> Decision {
    let placement = vec![E::PlacementStarted { journey: SHE, on: day(date) }];
    Decision { placement, journey }
}

fn reserved() -> J {
    J::ApprenticeshipReserved { placement: ID }
}

fn released() -> J {
    J::ApprenticeshipReleased { placement: ID }
}

fn apprentice() -> J {
    J::StatutChanged { school_year: SchoolYear(2026), statut: Statut::Apprenti }
}

fn complete() -> C {
    C::Complete { rating: 4 }
}

fn completed(journey: Vec<J>) -> Decision {
    let placement = vec![E::PlacementCompleted { journey: SHE, rating: 4 }];
    Decision { placement, journey }
}

fn authorised(scopes: &[GuardianScope], until: Option<&str>) -> J {
    let guardian =
        Guardian { first_name: "Anne".into(), last_name: "L".into(), email: "a@b".into() };
    let authorisation = Authorisation { scopes: scopes.to_vec(), until: until.map(day) };
    J::GuardianAuthorised { guardian: guardian.into(), authorisation }
}

#[test]
fn offers_are_published_by_partners_as_long_as_they_are() {
    let publish = || C::Publish { offer: offer(PlacementKind::Stage) };
    let none = |partner| Given { partner, journey: vec![], placement: vec![] };
    let published = vec![E::OfferPublished { offer: offer(PlacementKind::Stage) }];
    let decided = none(vec![joined()]).when(publish(), &today());
    assert_eq!(decided, Ok(Decision { placement: published, journey: vec![] }));
    let left = O::PartnerLeft { reason: PartnerDeparture::Means };
    for history in [vec![], vec![joined(), left]] {
        let refused = Err(placement::Rejection::NotAPartner.into());
        assert_eq!(none(history).when(publish(), &today()), refused);
    }
}

#[test]
fn only_those_in_the_programme_apply_and_take_a_place() {
    use journey::Rejection as R;
    let stage = offered(adult(PlacementKind::Stage));
    let apply = || C::Apply { journey: SHE };
    assert!(stage.when(apply(), &today()).is_ok());
    let nobody = Given { journey: vec![], ..stage.clone() };
    assert_eq!(nobody.when(apply(), &today()), Err(R::NotRegistered.into()));
    let candidate = Given { journey: stage.journey[..1].to_vec(), ..stage.clone() };
    assert_eq!(candidate.when(apply(), &today()), Err(R::NotAdmitted.into()));
    let reason = ErasureReason::Request;
    let key = Uuid::from_u128(9);
    for (event, rejection) in [
        (J::SupportSuspended { reason: SuspensionReason::Sante }, R::SupportIsSuspended),
        (J::SupportEnded { reason: EndReason::Completed, obstacles: vec![] }, R::SupportIsOver),
        (J::ProcessingRestricted {}, R::ProcessingRestricted),
        (J::ErasureRequested { reason }, R::ErasureUnderWay),
        (J::SubjectErased { reason, key }, R::Erased),
    ] {
        let rejected = Err(rejection.into());
        assert_eq!(stage.clone().and_she(event.clone()).when(apply(), &today()), rejected);
        let mut accepted = adult(PlacementKind::Stage).and_she(event);
        accepted.placement.truncate(3);
        assert_eq!(accepted.when(C::Secure { journey: SHE }, &today()), rejected);
    }
}

#[test]
fn a_minor_signs_with_the_authorisation_of_her_guardian() {
    let refused = Err(journey::Rejection::GuardianSignatureRequired.into());
    let sign = || C::Sign { by: Signatory::Student };
    let minor = || unsigned(ready(PlacementKind::Stage, "2008-11-24"));
    assert_eq!(minor().when(sign(), &today()), refused);
    let others = authorised(&[GuardianScope::Account, GuardianScope::Equipment], None);
    assert_eq!(minor().and_she(others).when(sign(), &today()), refused);
    let until = authorised(&[GuardianScope::Signature], Some("2026-10-04"));
    assert_eq!(minor().and_she(until).when(sign(), &today()), refused, "not any more");
    let live = authorised(&[GuardianScope::Signature], None);
    assert!(minor().and_she(live).when(sign(), &today()).is_ok());
    assert!(minor().when(sign(), &on("2026-11-24")).is_ok(), "she is 18");
    for by in [Signatory::Employer, Signatory::School] {
        assert!(minor().when(C::Sign { by }, &today()).is_ok(), "{by} signs for themselves");
    }
}

#[test]
fn whoever_cannot_be_shown_to_be_of_age_signs_as_a_minor() {
    let mut unknown = unsigned(adult(PlacementKind::Stage));
    if let J::BeneficiaryRegistered { birth_date, .. } = &mut unknown.journey[0] {
        *birth_date = Pii::Erased;
    }
    let refused = Err(journey::Rejection::GuardianSignatureRequired.into());
    assert_eq!(unknown.when(C::Sign { by: Signatory::Student }, &today()), refused);
}

#[test]
fn a_stage_lies_within_a_school_year_that_is_open() {
    let stage = || adult(PlacementKind::Stage);
    let not_open =
        |year| Err(journey::Rejection::NoOpenSchoolYear { year: SchoolYear(year) }.into());
    assert_eq!(stage().when(C::Start, &today()), Ok(started("2026-10-05", vec![])));
    // 26 weeks from 2 March end on 30 August, from 4 March on 1 September.
    assert_eq!(stage().when(C::Start, &on("2027-03-02")), Ok(started("2027-03-02", vec![])));
    assert_eq!(stage().when(C::Start, &on("2027-03-04")), not_open(2027));
    let with_next = stage().and_she(year(2027, Niveau::But3));
    assert!(with_next.when(C::Start, &on("2027-03-04")).is_ok());
    let none = Given { journey: stage().journey[..2].to_vec(), ..stage() };
    assert_eq!(none.when(C::Start, &today()), not_open(2026));
    let concluded = stage().and_she(J::SchoolYearConcluded {
        school_year: SchoolYear(2026),
        result: YearResult::Promoted,
    });
    assert_eq!(concluded.when(C::Start, &today()), not_open(2026));
}

#[test]
fn an_apprenticeship_makes_her_an_apprentice_from_its_first_day() {
    let given = adult(PlacementKind::Apprentissage);
    let decided = given.when(C::Start, &today());
    assert_eq!(decided, Ok(started("2026-10-05", vec![reserved(), apprentice()])));
    let given = given.and_decided(decided.unwrap());
    let state = replay::<Journey>(&given.journey);
    let year = &state.record().unwrap().years[&SchoolYear(2026)];
    assert_eq!(year.start.statut, Statut::Apprenti);

    let already = adult(PlacementKind::Apprentissage).and_she(apprentice());
    assert_eq!(already.when(C::Start, &today()), Ok(started("2026-10-05", vec![reserved()])));
}

#[test]
fn an_apprenticeship_starts_in_an_open_school_year_whose_level_has_apprentices() {
    use journey::Rejection as R;
    let mut none = adult(PlacementKind::Apprentissage);
    none.journey.truncate(2);
    let refused = Err(R::NoOpenSchoolYear { year: SchoolYear(2026) }.into());
    assert_eq!(none.when(C::Start, &today()), refused);
    let cesure = none.and_she(year(2026, Niveau::Cesure));
    assert_eq!(cesure.when(C::Start, &today()), Err(R::WrongStatut.into()));
}

#[test]
fn she_has_one_apprenticeship_under_way_at_a_time() {
    let other = PlacementId(Uuid::from_u128(8));
    let taken =
        adult(PlacementKind::Apprentissage).and_she(J::ApprenticeshipReserved { placement: other });
    let refused = Err(journey::Rejection::ApprenticeshipUnderWay.into());
    assert_eq!(taken.when(C::Start, &today()), refused);
    let free = taken.and_she(J::ApprenticeshipReleased { placement: other });
    assert!(free.when(C::Start, &today()).is_ok());
}

#[test]
fn an_apprenticeship_that_is_interrupted_or_completed_leaves_room_for_another() {
    let decision = adult(PlacementKind::Apprentissage).when(C::Start, &today()).unwrap();
    let given = adult(PlacementKind::Apprentissage).and_decided(decision);
    assert_eq!(given.when(complete(), &today()), Ok(completed(vec![released()])));
    let reason = PlacementInterruption::Employer;
    let interrupted = vec![E::PlacementInterrupted { journey: SHE, reason }];
    let decided = given.when(C::Interrupt { reason }, &today());
    assert_eq!(decided, Ok(Decision { placement: interrupted, journey: vec![released()] }));

    // Neither the end of support nor an erasure keeps it from ending.
    let ended =
        given.clone().and_she(J::SupportEnded { reason: EndReason::Withdrew, obstacles: vec![] });
    assert_eq!(ended.when(complete(), &today()), Ok(completed(vec![released()])));
    let (reason, key) = (ErasureReason::Request, Uuid::from_u128(9));
    let requested = given.clone().and_she(J::ErasureRequested { reason });
    assert_eq!(requested.when(complete(), &today()), Ok(completed(vec![released()])));
    let erased = given.and_she(J::SubjectErased { reason, key });
    assert_eq!(erased.when(complete(), &today()), Ok(completed(vec![])));
}

#[test]
fn a_job_needs_no_school_year_and_a_stage_reserves_nothing() {
    let mut job = adult(PlacementKind::Emploi);
    job.journey.truncate(2);
    assert_eq!(job.when(C::Start, &today()), Ok(started("2026-10-05", vec![])));
    let decision = adult(PlacementKind::Stage).when(C::Start, &today()).unwrap();
    let stage = adult(PlacementKind::Stage).and_decided(decision);
    assert_eq!(stage.when(complete(), &today()), Ok(completed(vec![])));
}

#[test]
fn the_job_her_support_has_led_to_is_signed_and_starts_once_support_is_completed() {
    use journey::Rejection as R;
    let ended = |kind, reason| adult(kind).and_she(J::SupportEnded { reason, obstacles: vec![] });
    let sign = C::Sign { by: Signatory::Student };
    let job = || ended(PlacementKind::Emploi, EndReason::Completed);
    assert_eq!(job().when(C::Start, &today()), Ok(started("2026-10-05", vec![])));
    assert!(unsigned(job()).when(sign.clone(), &today()).is_ok());
    let over = Err(R::SupportIsOver.into());
    for refused in [
        ended(PlacementKind::Stage, EndReason::Completed),
        ended(PlacementKind::Apprentissage, EndReason::Completed),
        ended(PlacementKind::Emploi, EndReason::LeftDigital),
    ] {
        assert_eq!(refused.when(C::Start, &today()), over);
        assert_eq!(unsigned(refused).when(sign.clone(), &today()), over);
    }
    let restricted = job().and_she(J::ProcessingRestricted {});
    assert_eq!(restricted.when(C::Start, &today()), Err(R::ProcessingRestricted.into()));
}

#[test]
fn an_application_is_withdrawn_whatever_became_of_her() {
    let mut applied = adult(PlacementKind::Stage);
    applied.placement.truncate(2);
    let reason = placement::Withdrawal::Departure;
    let (why, key) = (ErasureReason::Request, Uuid::from_u128(9));
    for event in [
        J::SupportEnded { reason: EndReason::Withdrew, obstacles: vec![] },
        J::ErasureRequested { reason: why },
        J::SubjectErased { reason: why, key },
    ] {
        let decided =
            applied.clone().and_she(event).when(C::Renounce { journey: SHE, reason }, &today());
        let withdrawn = vec![E::ApplicationWithdrawn { journey: SHE, reason }];
        assert_eq!(decided, Ok(Decision { placement: withdrawn, journey: vec![] }));
    }
}

#[test]
fn a_refusal_is_the_one_of_the_side_that_refuses() {
    let hers = Rejection::from(journey::Rejection::ApprenticeshipUnderWay);
    assert_eq!((hers.code(), hers.field()), ("apprenticeship_under_way", Some("journeyId")));
    let offers = Rejection::from(placement::Rejection::OfferNotOpen);
    assert_eq!((offers.code(), offers.field()), ("offer_not_open", Some("placementId")));
    assert_eq!(offers.french(), placement::Rejection::OfferNotOpen.french());
    let unsigned = unsigned(adult(PlacementKind::Stage)).when(C::Start, &today());
    assert_eq!(unsigned, Err(placement::Rejection::ConventionIncomplete.into()));
}
