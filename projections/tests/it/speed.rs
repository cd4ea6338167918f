use crate::{histories::*, on_both, support::*};
use domain::{
    SchoolYear, WishId,
    codes::Academie,
    journey::{Event as J, facts::*},
    levels::Niveau,
    mentorship::{Event as M, RelationKind},
    supporter::{Event as S, SupporterKind},
};
use projections::*;
use std::time::Instant;
use uuid::Uuid;

fn population(journeys: u128) -> Vec<(eventstore::StreamId, domain::Event)> {
    let mut all = Vec::new();
    let ac = |n: u128| Academie::ALL[usize::try_from(n % 30).unwrap()];
    let mid = |n: u128| 1_000_000_000 + n;
    let sup = |n: u128| 2_000_000_000 + n / 3;
    let u =
        |n: u128| Uuid::from_u128((n.wrapping_mul(0x9E37_79B9_7F4A_7C15_1234_5678_9ABC_DEF1)) ^ n);
    let _ = u;
    for n in (0..journeys).step_by(3) {
        all.push(on_supporter(sup(n), offered(SupporterKind::Etudiant, ac(n))));
        all.push(on_supporter(sup(n), S::CharterSigned { version: 1 }));
        all.push(on_supporter(sup(n), S::CapacityDeclared { max_live: 3 }));
    }
    let mut stage = |f: &dyn Fn(u128) -> (eventstore::StreamId, domain::Event)| {
        for n in 0..journeys {
            all.push(f(n));
        }
    };
    let j = |n: u128, e: J| on_journey(n * 7919 + 1, e);
    stage(&|n| j(n, registered("Ada")));
    stage(&|n| {
        j(
            n,
            J::ConsentRecorded {
                purpose: Purpose::Account,
                text_version: "1".into(),
                given_by: GivenBy::Herself,
            },
        )
    });
    stage(&|n| j(n, started(2026, Niveau::PremiereGenerale, Some(ac(n)))));
    stage(&|n| j(n, declared(2026, Bourse::Lycee3)));
    stage(&|n| j(n, admitted(2026)));
    stage(&|n| {
        j(
            n,
            J::OrientationProjectStated {
                version: 1,
                targets: vec![Target::Donnees],
                confidence: 3,
            },
        )
    });
    stage(&|n| {
        on_pair(
            mid(n),
            M::MatchProposed { pair: pair(n * 7919 + 1, sup(n)), kind: RelationKind::Tutorat },
        )
    });
    stage(&|n| {
        j(
            n,
            J::SupportReserved {
                mentorship: Uuid::from_u128(mid(n)).into(),
                supporter: Uuid::from_u128(sup(n)).into(),
                kind: RelationKind::Tutorat,
            },
        )
    });
    stage(&|n| {
        on_supporter(
            sup(n),
            S::SlotReserved {
                mentorship: Uuid::from_u128(mid(n)).into(),
                journey: Uuid::from_u128(n * 7919 + 1).into(),
                minor: true,
            },
        )
    });
    stage(&|n| {
        on_pair(
            mid(n),
            M::MentorshipStarted { pair: pair(n * 7919 + 1, sup(n)), on: day(2026, 10, 1) },
        )
    });
    for s in 0..5 {
        stage(&|n| {
            on_pair(
                mid(n),
                M::SessionHeld {
                    pair: pair(n * 7919 + 1, sup(n)),
                    on: day(2026, 11, 1 + s),
                    starts_at: chrono::NaiveTime::MIN,
                    minutes: 45,
                    mode: domain::mentorship::Mode::Video,
                    themes: vec![],
                },
            )
        });
    }
    stage(&|n| {
        j(n, J::SchoolYearConcluded { school_year: SchoolYear(2026), result: YearResult::Promoted })
    });
    stage(&|n| j(n, started(2027, Niveau::TerminaleGenerale, Some(ac(n)))));
    let formation = || match started(2026, Niveau::But1, None) {
        J::SchoolYearStarted { year, .. } => year.formation.unwrap(),
        _ => panic!(),
    };
    for w in 0..3 {
        let wish = move |n: u128| WishId(Uuid::from_u128(n * 10 + w));
        stage(&|n| {
            j(
                n,
                J::WishSubmitted {
                    wish: wish(n),
                    platform: Platform::Parcoursup,
                    session: 2028,
                    formation: formation(),
                },
            )
        });
        stage(&|n| j(n, J::WishConfirmed { wish: wish(n) }));
        stage(&|n| j(n, J::WishAnswered { wish: wish(n), answer: Answer::Proposed, rank: None }));
    }
    stage(&|n| {
        j(
            n,
            J::DiplomaObtained {
                diploma: domain::levels::Diploma::BacGeneral,
                session: 2028,
                mention: None,
            },
        )
    });
    stage(&|n| j(n, started(2028, Niveau::But1, Some(ac(n + 1)))));
    all
}

on_both! {
    async fn speed(test: Test) {
        let n: u128 = std::env::var("JOURNEYS").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000);
        let all = population(n);
        let t = Instant::now();
        for piece in all.chunks(20_000) { test.append(piece).await; }
        eprintln!("append {} in {:?} = {:.0}/s", all.len(), t.elapsed(), all.len() as f64 / t.elapsed().as_secs_f64());
        for _ in 0..3 {
            let r = rebuild(&test.log, &[], |_, _| {}).await.unwrap();
            eprintln!("rebuild all {} in {:?} = {:.0}/s", r.events, r.elapsed, r.events as f64 / r.elapsed.as_secs_f64());
        }
        for name in NAMES {
            let r = rebuild(&test.log, &[name], |_, _| {}).await.unwrap();
            eprintln!("rebuild {name} {} in {:?} = {:.0}/s", r.events, r.elapsed, r.events as f64 / r.elapsed.as_secs_f64());
        }
        test.forget_everything().await;
        let t = Instant::now();
        catch_up(&test.log, &EngineOptions { refold_from: i64::MAX, ..EngineOptions::default() }).await.unwrap();
        eprintln!("follow {} in {:?} = {:.0}/s", all.len(), t.elapsed(), all.len() as f64 / t.elapsed().as_secs_f64());
        let t = Instant::now();
        let events = test.events().await;
        eprintln!("read+decode {:?} = {:.0}/s", t.elapsed(), all.len() as f64 / t.elapsed().as_secs_f64());
        macro_rules! mem { ($($p:ty),*) => { $( let t = Instant::now(); let r = replay::<$p>(&events); eprintln!("memory {} {:?} = {:.0}/s rows {}", <$p>::NAME, t.elapsed(), all.len() as f64 / t.elapsed().as_secs_f64(), r.len()); )* } }
        mem!(journeys::Journeys, timeline::Timeline, pairs::Pairs, supporters::Supporters, statistics::Statistics, targets::Targets);
    }
}
