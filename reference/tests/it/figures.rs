use domain::codes::Academie;
use reference::{
    NsiLevel, Percent, Perimeter, calendars, comparators, import, levels, nsi_share,
    nsi_share_by_academie, scholarship_scales, seed,
};

use crate::support::{at, data, import_text, on_both};

#[tokio::test]
async fn girls_in_nsi_are_summed_over_lycees_with_and_without_the_collectivites() {
    on_both(async |db| {
        import(db, &data("nsi_lycees.csv"), at(1), &mut |_, _| {}).await.unwrap();
        let share = async |perimeter| {
            let share = nsi_share(db, 2022, NsiLevel::Terminale, perimeter).await.unwrap().unwrap();
            assert_eq!(share.perimeter, perimeter);
            assert_eq!(share.source.producer, "Ministère de l'Éducation nationale (DEPP)");
            (share.girls, share.pupils, share.lycees, share.rate().map(Percent::hundredths))
        };
        assert_eq!(share(Perimeter::MetropoleDrom).await, (64, 302, 15, Some(2_119)));
        assert_eq!(share(Perimeter::All).await, (101, 411, 23, Some(2_457)));
    })
    .await;
}

#[tokio::test]
async fn a_rentree_that_no_file_counts_has_no_share() {
    on_both(async |db| {
        let share = nsi_share(db, 2022, NsiLevel::Premiere, Perimeter::All).await.unwrap();
        assert_eq!(share, None);
        import(db, &data("nsi_lycees.csv"), at(1), &mut |_, _| {}).await.unwrap();
        let share = nsi_share(db, 2019, NsiLevel::Premiere, Perimeter::All).await.unwrap();
        assert_eq!(share, None);
    })
    .await;
}

#[tokio::test]
async fn the_latest_millesime_that_counts_a_rentree_is_the_one_used() {
    on_both(async |db| {
        import(db, &data("nsi_lycees.csv"), at(1), &mut |_, _| {}).await.unwrap();
        let text = "rentree,niveau,uai,academie,region_academique,secteur,effectif,filles,garcons,\
                    nsi_filles,nsi_garcons,maths_filles,maths_garcons\n\
                    2022,Terminale,6200002K,CORSE,CORSE,public,20,10,10,3,7,0,0\n\
                    2023,Terminale,6200002K,CORSE,CORSE,public,20,10,10,4,6,0,0\n";
        import_text(db, "nsi.csv", text).await.unwrap();
        let girls = async |rentree, level| {
            let share = nsi_share(db, rentree, level, Perimeter::All).await.unwrap().unwrap();
            (share.girls, share.pupils, share.source.millesime)
        };
        assert_eq!(girls(2022, NsiLevel::Terminale).await, (3, 10, "2022-2023".to_owned()));
        assert_eq!(girls(2023, NsiLevel::Terminale).await, (4, 10, "2022-2023".to_owned()));
        let older = girls(2021, NsiLevel::Terminale).await;
        assert_eq!(older.2, "2021-2022");

        let shares = nsi_share_by_academie(db, 2022, NsiLevel::Terminale).await.unwrap();
        let shares: Vec<_> =
            shares.iter().map(|(academie, share)| (*academie, share.girls)).collect();
        assert_eq!(shares, [(Academie::parse("27").ok(), 3)]);
    })
    .await;
}

#[tokio::test]
async fn the_starter_set_fills_the_lists() {
    on_both(async |db| {
        assert!(levels(db).await.unwrap().is_empty());
        seed(db, at(1)).await.unwrap();

        let levels = levels(db).await.unwrap();
        assert_eq!(levels.len(), 36);
        let seconde = levels.iter().find(|level| level.code == "2GT").unwrap();
        assert_eq!((seconde.rank, seconde.diploma.as_deref()), (Some(-3), None));

        let calendars = calendars(db).await.unwrap();
        let wishes = calendars
            .iter()
            .find(|milestone| {
                milestone.session == 2026 && milestone.name.starts_with("formulation")
            })
            .unwrap();
        assert_eq!(wishes.from, "2026-01-19".parse().ok());
        assert_eq!(wishes.to, "2026-03-12".parse().ok());

        let scales = scholarship_scales(db).await.unwrap();
        let first = scales.iter().find(|step| step.echelon == "0bis").unwrap();
        assert_eq!((first.scheme.as_str(), first.annual_euros), ("superieur", 1454));

        let published = comparators(db).await.unwrap();
        assert_eq!(published.len(), 19);
        assert!((published[0].value - 14.6).abs() < 1e-9);
    })
    .await;
}
