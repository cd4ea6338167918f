//! What HTTP lets through.

use reqwest::{Method, StatusCode, header};
use serde_json::{Value, json};
use tests::{
    app::{TestApp, administrator},
    on_both,
};

async fn code(answer: reqwest::Response) -> (StatusCode, Value) {
    let status = answer.status();
    let body: Value = answer.json().await.expect("every answer is JSON");
    (status, body["errors"][0]["extensions"]["code"].clone())
}

/// The service answers a query.
async fn is_alive(app: &TestApp) {
    let answer = app.graphql("{ referenceVersion }", Value::Null).await;
    assert!(answer["referenceVersion"].is_string());
}

on_both! {
    async fn malformed_json_is_told_where_it_breaks(app: TestApp) {
        for body in ["{\"query\": ", "not json", "[]", "12", "{\"query\": 3}", ""] {
            let answer = app.post(&administrator(), body.to_owned()).await;
            assert_eq!(code(answer).await, (StatusCode::BAD_REQUEST, json!("MALFORMED_JSON")), "{body}");
        }
        is_alive(&app).await;
    }

    async fn a_body_of_10_mb_is_refused_and_the_service_lives(app: TestApp) {
        let before = app.head().await;
        let body = json!({ "query": "x".repeat(10_000_000) }).to_string();
        let answer = app.post(&administrator(), body).await;
        assert_eq!(code(answer).await, (StatusCode::PAYLOAD_TOO_LARGE, json!("BODY_TOO_LARGE")));
        assert_eq!(app.head().await, before);
        is_alive(&app).await;
    }

    async fn only_json_is_taken(app: TestApp) {
        for kind in ["text/plain", "application/x-www-form-urlencoded", "application/graphql"] {
            let answer = app.client().post(app.at("/graphql"))
                .bearer_auth(app.token(&administrator()))
                .header(header::CONTENT_TYPE, kind)
                .body(r#"{"query": "{ referenceVersion }"}"#)
                .send().await.unwrap();
            let refused = (StatusCode::UNSUPPORTED_MEDIA_TYPE, json!("UNSUPPORTED_MEDIA_TYPE"));
            assert_eq!(code(answer).await, refused, "{kind}");
        }
    }

    async fn nothing_is_done_by_get(app: TestApp) {
        let url = app.at("/graphql?query=mutation%7Badmit(input%3A%7BjourneyId%3A1%7D)%7Bposition%7D%7D");
        for method in [Method::GET, Method::PUT, Method::DELETE] {
            let answer = app.client().request(method.clone(), &url)
                .bearer_auth(app.token(&administrator())).send().await.unwrap();
            let refused = (StatusCode::METHOD_NOT_ALLOWED, json!("METHOD_NOT_ALLOWED"));
            assert_eq!(code(answer).await, refused, "{method}");
        }
    }

    async fn a_query_too_deep_or_too_large_is_refused(app: TestApp) {
        let deep = format!(
            "{{ __schema {{ types {} name {} }} }}", "{ fields { type { ofType ".repeat(9),
            "} } }".repeat(9),
        );
        let list = |n| format!("a{n}: journeys(first: 200) {{ edges {{ node {{ id niveau }} }} }}");
        let wide = (0..60).map(list).collect::<Vec<_>>().join(" ");
        for query in [deep, format!("{{ {wide} }}")] {
            let answer = app.graphql_as(&administrator(), &query, Value::Null).await;
            assert!(answer["errors"][0]["message"].is_string(), "{answer}");
            assert_eq!(answer["data"], Value::Null);
        }
        is_alive(&app).await;
    }

    async fn health_and_readiness_need_no_token(app: TestApp) {
        for path in ["/healthz", "/readyz"] {
            let answer = app.client().get(app.at(path)).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::OK, "{path}");
        }
        let answer = app.client().get(app.at("/nowhere")).send().await.unwrap();
        assert_eq!(code(answer).await, (StatusCode::NOT_FOUND, json!("NOT_FOUND")));
    }

    async fn an_answer_says_how_fresh_it_is_and_can_wait(app: TestApp) {
        let id = app.register("2010-03-14", "2026-09-10").await;
        let head = app.head().await;
        let body = json!({
            "query": "query($id: ID!) { journey(id: $id) { position } }", "variables": { "id": id },
            "extensions": { "waitForPosition": head },
        });
        let answer: Value = app.post(&administrator(), body.to_string()).await.json().await.unwrap();
        assert_eq!(answer["data"]["journey"]["position"], head);
        assert!(answer["extensions"]["position"].as_i64().unwrap() >= head);

        let body = json!({
            "query": "{ referenceVersion }", "extensions": { "waitForPosition": head + 1_000 },
        });
        let answer = app.post(&administrator(), body.to_string()).await;
        assert_eq!(code(answer).await, (StatusCode::OK, json!("PROJECTIONS_BEHIND")));
    }
}
