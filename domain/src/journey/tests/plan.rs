//! The parcours socle, options, needs, follow-up, mutual help.

use std::sync::Arc;

use super::*;
use crate::{
    journey::facts::{
        Channel, EndReason, FollowUpBy, NeedKind, Obstacle, OptionEnd, OptionReason, PeerHelp,
        Signal, SuspensionReason,
    },
    mentorship::Theme,
    programme::{OptionCatalogue, OptionCode, Rules, Socle, StepCode},
};

/// Today, with the founding socle and options published.
fn published() -> Context {
    let rules = Rules {
        socle: Some(Socle::founding().unwrap()),
        options: Some(OptionCatalogue::founding().unwrap()),
        ..Rules::default()
    };
    Context { rules: Arc::new(rules), ..today() }
}

/// The same, once a second socle of these steps is published.
fn republished(steps: &[&str]) -> Context {
    let mut socle = Socle::founding().unwrap();
    socle.version = 2;
    socle.steps.retain(|step| steps.contains(&step.code.as_str()));
    Context { rules: Arc::new(Rules { socle: Some(socle), ..Rules::default() }), ..today() }
}

fn step(code: &str) -> StepCode {
    StepCode::parse(code).unwrap()
}

fn option(code: &str) -> OptionCode {
    OptionCode::parse(code).unwrap()
}

fn begun(socle_version: u32, steps: &[&str]) -> E {
    E::SocleStarted { socle_version, steps: steps.iter().map(|code| step(code)).collect() }
}

fn done(socle_version: u32, code: &str) -> E {
    E::SocleStepDone { socle_version, step: step(code) }
}

fn do_step(code: &str) -> C {
    C::DoSocleStep { step: step(code) }
}

#[test]
fn she_follows_the_socle_in_force_on_the_day_she_starts() {
    let steps = ["accueil", "diagnostic", "projet", "rencontre", "accompagnement", "bilan"];
    laureate([]).when(C::StartSocle, &published()).then([begun(1, &steps)]);
    laureate([begun(1, &steps)])
        .when(C::StartSocle, &published())
        .then_rejected(&R::SocleAlreadyStarted);
    laureate([]).when(C::StartSocle, &today()).then_rejected(&R::NoSocle);
    she([]).when(C::StartSocle, &published()).then_rejected(&R::NotAdmitted);
}

#[test]
fn a_step_of_her_socle_is_done_once() {
    let history = || [begun(1, &["accueil", "projet"])];
    laureate(history()).when(do_step("projet"), &today()).then([done(1, "projet")]);
    laureate(history().into_iter().chain([done(1, "projet")]))
        .when(do_step("projet"), &today())
        .then_rejected(&R::StepAlreadyDone);
    laureate(history()).when(do_step("bilan"), &published()).then_rejected(&R::UnknownStep);
    laureate([]).when(do_step("projet"), &published()).then_rejected(&R::SocleNotStarted);
}

#[test]
fn a_later_socle_can_be_started_and_what_is_done_stays_done() {
    let history = || [begun(1, &["accueil", "projet"]), done(1, "projet")];
    laureate(history())
        .when(C::StartSocle, &republished(&["projet", "bilan"]))
        .then([begun(2, &["projet", "bilan"])]);
    let later = || history().into_iter().chain([begun(2, &["projet", "bilan"])]);
    laureate(later()).when(do_step("projet"), &today()).then_rejected(&R::StepAlreadyDone);
    laureate(later()).when(do_step("bilan"), &today()).then([done(2, "bilan")]);
}

fn activate(code: &str) -> C {
    C::ActivateOption { option: option(code), why: OptionReason::Need }
}

fn activated(code: &str) -> E {
    E::OptionActivated { option: option(code), catalogue_version: 1, why: OptionReason::Need }
}

fn close(code: &str) -> C {
    C::CloseOption { option: option(code), why: OptionEnd::Completed }
}

fn closed(code: &str) -> E {
    E::OptionClosed { option: option(code), why: OptionEnd::Completed }
}

#[test]
fn an_option_is_of_the_catalogue_in_force() {
    laureate([]).when(activate("remediation"), &published()).then([activated("remediation")]);
    laureate([]).when(activate("cuisine"), &published()).then_rejected(&R::UnknownOption);
    laureate([]).when(activate("remediation"), &today()).then_rejected(&R::UnknownOption);
    she([]).when(activate("remediation"), &published()).then_rejected(&R::NotAdmitted);
}

#[test]
fn an_option_is_open_once_at_a_time_and_closed_whatever_the_catalogue_has_become() {
    let open = || [activated("remediation")];
    laureate(open())
        .when(activate("remediation"), &published())
        .then_rejected(&R::OptionAlreadyOpen);
    laureate(open()).when(close("remediation"), &today()).then([closed("remediation")]);
    laureate([]).when(close("remediation"), &today()).then_rejected(&R::OptionNotOpen);
    laureate([activated("remediation"), closed("remediation")])
        .when(activate("remediation"), &published())
        .then([activated("remediation")]);
}

#[test]
fn a_need_is_identified_then_met_and_may_come_back() {
    let kind = NeedKind::Materiel;
    let (identified, met) = (|| E::NeedIdentified { kind }, || E::NeedMet { kind });
    laureate([]).when(C::IdentifyNeed { kind }, &today()).then([identified()]);
    laureate([identified()])
        .when(C::IdentifyNeed { kind }, &today())
        .then_rejected(&R::NeedAlreadyIdentified);
    laureate([identified()]).when(C::MeetNeed { kind }, &today()).then([met()]);
    laureate([]).when(C::MeetNeed { kind }, &today()).then_rejected(&R::NeedNotIdentified);
    laureate([identified(), met()]).when(C::IdentifyNeed { kind }, &today()).then([identified()]);
}

#[test]
fn each_obstacle_of_the_programme_s_text_is_answered_by_a_need() {
    let answered: Vec<_> =
        <NeedKind as crate::Vocabulary>::ALL.iter().filter_map(|need| need.obstacle()).collect();
    assert_eq!(answered, <Obstacle as crate::Vocabulary>::ALL);
}

fn follow_up(minutes: u16) -> C {
    C::RecordFollowUp {
        by: FollowUpBy::Tutrice,
        channel: Channel::Video,
        minutes,
        signals: vec![Signal::Doute],
    }
}

#[test]
fn a_follow_up_lasts_from_1_to_600_minutes() {
    for minutes in [1, 600] {
        laureate([]).when(follow_up(minutes), &today()).then([E::FollowUpHeld {
            on: day("2026-10-05"),
            by: FollowUpBy::Tutrice,
            channel: Channel::Video,
            minutes,
            signals: vec![Signal::Doute],
        }]);
    }
    for minutes in [0, 601] {
        laureate([]).when(follow_up(minutes), &today()).then_rejected(&R::FollowUpMinutes);
    }
    she([]).when(follow_up(30), &today()).then_rejected(&R::NotAdmitted);
}

#[test]
fn mutual_help_is_counted_on_each_side_and_names_nobody() {
    let theme = Theme::Methode;
    let help = |side| C::RecordPeerHelp { side, theme };
    laureate([]).when(help(PeerHelp::Given), &today()).then([E::PeerHelpGiven { theme }]);
    laureate([]).when(help(PeerHelp::Received), &today()).then([E::PeerHelpReceived { theme }]);
    she([]).when(help(PeerHelp::Given), &today()).then_rejected(&R::NotAdmitted);
}

#[test]
fn nothing_of_the_plan_begins_while_support_is_suspended_or_over() {
    let suspended = E::SupportSuspended { reason: SuspensionReason::Asked };
    let ended = E::SupportEnded { reason: EndReason::Completed, obstacles: Vec::new() };
    let help = C::RecordPeerHelp { side: PeerHelp::Given, theme: Theme::Methode };
    for command in [C::StartSocle, do_step("projet"), activate("remediation"), help] {
        laureate([suspended.clone()])
            .when(command.clone(), &published())
            .then_rejected(&R::SupportIsSuspended);
        laureate([ended.clone()]).when(command, &published()).then_rejected(&R::SupportIsOver);
    }
}
