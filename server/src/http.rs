//! HTTP: `POST /graphql` with a JSON content type, `/healthz`, `/readyz`. Every answer is JSON.

use std::{sync::Arc, time::Duration};

use async_graphql::{Request, Response};
use axum::{
    Json, Router,
    body::Body,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response as HttpResponse},
    routing::{get, post},
};
use commands::Actor;
use eventstore::Position;
use futures::StreamExt as _;
use serde_json::json;
use tower_http::{
    catch_panic::CatchPanicLayer,
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

use crate::{app::Service, auth::Tokens};

/// Largest request body, in bytes: 1 MiB.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// How much of a body that is too large is read before the connection is closed on it.
const DISCARD_LIMIT: usize = 16 * BODY_LIMIT;
/// Longest time for one request.
const TIMEOUT: Duration = Duration::from_secs(30);

struct Http {
    service: Arc<Service>,
    tokens: Tokens,
}

/// The routes.
pub fn router(service: Arc<Service>, tokens: Tokens) -> Router {
    Router::new()
        .route("/graphql", post(graphql).fallback(only_post))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .fallback(nothing_here)
        .layer(CatchPanicLayer::new())
        .layer(TraceLayer::new_for_http())
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
        .with_state(Arc::new(Http { service, tokens }))
}

async fn graphql(State(http): State<Arc<Http>>, request: axum::extract::Request) -> HttpResponse {
    let headers = request.headers().clone();
    if !is_json(&headers) {
        return refuse(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "UNSUPPORTED_MEDIA_TYPE",
            "send `Content-Type: application/json`",
        );
    }
    let actor = match authenticate(&http.tokens, &headers) {
        Ok(actor) => actor,
        Err(message) => {
            let mut answer = refuse(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", &message);
            let challenge = HeaderValue::from_static("Bearer");
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
            return answer;
        }
    };
    let body = match tokio::time::timeout(TIMEOUT, read(request.into_body())).await {
        Ok(Ok(body)) => body,
        Ok(Err(BodyError::TooLarge)) => {
            return refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "BODY_TOO_LARGE",
                "a request body has at most 1 MiB",
            );
        }
        Ok(Err(BodyError::Broken)) | Err(_) => {
            let message = "the body could not be read to its end";
            return refuse(StatusCode::BAD_REQUEST, "BAD_BODY", message);
        }
    };
    // One request, not a batch: an object.
    let object = body.trim_ascii_start().starts_with(b"{");
    let query: Request = match serde_json::from_slice(if object { &body } else { &[] }) {
        Ok(query) => query,
        Err(error) => {
            // The position of the mistake, never the text around it.
            let (line, column) = (error.line(), error.column());
            let message = format!(
                "the body is not a GraphQL request in JSON (line {line}, column {column}): \
                 {{\"query\": \"…\", \"variables\": {{…}}}}"
            );
            return refuse(StatusCode::BAD_REQUEST, "MALFORMED_JSON", &message);
        }
    };
    match tokio::time::timeout(TIMEOUT, execute(&http, query, actor)).await {
        Ok(answer) => Json(answer).into_response(),
        Err(_) => refuse(
            StatusCode::GATEWAY_TIMEOUT,
            "TIMEOUT",
            "no answer in 30 s; a mutation may have taken effect: send it again with its commandId",
        ),
    }
}

enum BodyError {
    TooLarge,
    Broken,
}

/// Reads a body of at most [`BODY_LIMIT`]. What is beyond is not kept, but is read on for a
/// while, so that a client that sends first and reads then still gets its answer.
async fn read(body: Body) -> Result<Vec<u8>, BodyError> {
    let mut kept = Vec::new();
    let mut length = 0;
    let mut parts = body.into_data_stream();
    while let Some(part) = parts.next().await {
        let part = part.map_err(|_| BodyError::Broken)?;
        length += part.len();
        if length <= BODY_LIMIT {
            kept.extend_from_slice(&part);
        } else if length > DISCARD_LIMIT {
            break;
        }
    }
    if length <= BODY_LIMIT { Ok(kept) } else { Err(BodyError::TooLarge) }
}

/// Waits for `extensions.waitForPosition` if given, answers, and says how fresh the answer is in
/// `extensions.position`.
async fn execute(http: &Http, query: Request, actor: Actor) -> Response {
    let service = &http.service;
    if let Some(position) = wanted(&query) {
        let wait = Duration::from_secs(5);
        if let Err(behind) = service.engine.wait_for(position, wait).await {
            let error = async_graphql::ServerError::new(behind.to_string(), None);
            return coded(Response::from_errors(vec![error]), "PROJECTIONS_BEHIND");
        }
    }
    let reached = service.engine.reached().borrow().get();
    service.schema.execute(query.data(actor)).await.extension("position", reached.into())
}

fn wanted(query: &Request) -> Option<Position> {
    match query.extensions.0.get("waitForPosition")? {
        async_graphql::Value::Number(number) => number.as_i64().map(Position::new),
        _ => None,
    }
}

fn coded(mut response: Response, code: &str) -> Response {
    for error in &mut response.errors {
        error.extensions.get_or_insert_default().set("code", code);
    }
    response
}

/// `application/json`, with or without parameters.
fn is_json(headers: &HeaderMap) -> bool {
    headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .and_then(|value| value.split(';').next())
        .is_some_and(|kind| kind.trim().eq_ignore_ascii_case("application/json"))
}

fn authenticate(tokens: &Tokens, headers: &HeaderMap) -> Result<Actor, String> {
    let missing = || "send `Authorization: Bearer <token>`; `parcours token` makes one".to_owned();
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let (scheme, token) = value.and_then(|value| value.split_once(' ')).ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    tokens.check(token.trim()).map_err(|error| error.to_string())
}

/// An error in the shape of a GraphQL answer, so that clients need one way to read errors.
fn refuse(status: StatusCode, code: &str, message: &str) -> HttpResponse {
    let errors = json!({ "errors": [{ "message": message, "extensions": { "code": code } }] });
    (status, Json(errors)).into_response()
}

async fn only_post() -> HttpResponse {
    let message = "GraphQL is asked by POST, with a JSON body";
    let mut answer = refuse(StatusCode::METHOD_NOT_ALLOWED, "METHOD_NOT_ALLOWED", message);
    answer.headers_mut().insert(header::ALLOW, HeaderValue::from_static("POST"));
    answer
}

async fn nothing_here() -> HttpResponse {
    refuse(StatusCode::NOT_FOUND, "NOT_FOUND", "there are /graphql, /healthz and /readyz")
}

/// The process is alive.
async fn healthz() -> HttpResponse {
    Json(json!({ "status": "ok" })).into_response()
}

/// The database answers and the read side follows.
async fn readyz(State(http): State<Arc<Http>>) -> HttpResponse {
    let log = http.service.commands.log();
    let head = match tokio::time::timeout(Duration::from_secs(2), log.head()).await {
        Ok(Ok(head)) => head.position.get(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready: the database does not answer");
            return unready("the database does not answer");
        }
        Err(_) => return unready("the database does not answer in 2 s"),
    };
    if let Some(trouble) = log.trouble() {
        return unready(&format!("appends fail: {trouble}"));
    }
    let status = projections::status(log.db(), Position::new(head)).await;
    let Ok(status) = status else { return unready("the read side cannot be looked up") };
    let stopped: Vec<_> = status
        .iter()
        .filter(|projection| projection.error.is_some())
        .map(|projection| projection.name)
        .collect();
    let reached = http.service.engine.reached().borrow().get();
    let body = json!({
        "ready": stopped.is_empty(), "position": head, "reached": reached, "stopped": stopped,
    });
    let code = if stopped.is_empty() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (code, Json(body)).into_response()
}

fn unready(why: &str) -> HttpResponse {
    (StatusCode::SERVICE_UNAVAILABLE, Json(json!({ "ready": false, "reason": why })))
        .into_response()
}
