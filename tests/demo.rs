//! `serve --demo`: what a new user sees first.

use server::demo;
use tests::{app::TestApp, on_both};

on_both! {
    async fn a_new_log_is_filled_once(app: TestApp) {
        let head = async || app.log().head().await.unwrap().position;
        let rules = head().await;
        demo::fill(&app.service).await.unwrap();
        let filled = head().await;
        assert!(filled.get() > rules.get() + 1_000, "{rules} then {filled}");
        demo::fill(&app.service).await.unwrap();
        assert_eq!(head().await, filled, "what is there is left alone");
    }
}
