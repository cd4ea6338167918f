//! A command sent again has no second effect.

use serde_json::{Value, json};
use tests::{app::TestApp, on_both, story::registration};

const COMMAND: &str = "0192f000-0000-7000-8000-0000000000aa";

fn named(mut input: Value, journey: &str) -> Value {
    input["commandId"] = COMMAND.into();
    input["journeyId"] = journey.into();
    input
}

on_both! {
    async fn a_registration_sent_twice_registers_once(app: TestApp) {
        let id = "journey-0192f000-0000-7000-8000-000000000001";
        let input = named(registration("2010-03-14", "2026-09-10"), id);
        let first = app.accept("registerBeneficiary", input.clone()).await;
        let head = app.head().await;
        let again = app.accept("registerBeneficiary", input).await;
        assert_eq!(again["replayed"], true);
        assert_eq!((&again["position"], &again["revision"]), (&first["position"], &first["revision"]));
        assert_eq!(app.head().await, head);
    }

    async fn the_same_command_sent_at_once_takes_effect_once(app: TestApp) {
        let id = "journey-0192f000-0000-7000-8000-000000000002";
        let before = app.head().await;
        let input = named(registration("2010-03-14", "2026-09-10"), id);
        let sent = (0..8).map(|_| app.accept("registerBeneficiary", input.clone()));
        let answers = futures::future::join_all(sent).await;
        assert!(answers.iter().all(|answer| answer["position"] == answers[0]["position"]));
        assert_eq!(app.head().await, before + 1);
    }

    async fn a_command_id_names_one_command(app: TestApp) {
        let id = "journey-0192f000-0000-7000-8000-000000000003";
        app.accept("registerBeneficiary", named(registration("2010-03-14", "2026-09-10"), id)).await;
        let other = json!({ "journeyId": id, "commandId": COMMAND, "targets": ["DONNEES"], "confidence": 1 });
        app.refuse("stateProject", other, "command_id_reused").await;
    }
}
