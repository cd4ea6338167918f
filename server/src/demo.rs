//! `serve --demo`: a small simulated programme, tokens and queries to try.

use std::net::SocketAddr;

use commands::{Actor, Role, stream_id};
use domain::{Vocabulary as _, programme::Programme};
use eventstore::{Direction, Revision};
use projections::{Reader, Scope, journeys::JourneyFilter, supporters::SupporterFilter};
use simulation::Options;
use uuid::Uuid;

use crate::{app::Service, auth::Tokens, clock};

const JOURNEYS: u32 = 150;
const SEED: u64 = 2026;

/// Fills a log in which nothing happened yet but to the rules of the programme; a log that holds
/// anything else is left alone.
///
/// # Errors
/// When the log or the read models fail.
pub async fn fill(service: &Service) -> anyhow::Result<()> {
    let log = service.commands.log();
    let rules = stream_id::<Programme>(Uuid::nil());
    let last = log.read_stream(&rules, Revision::END, Direction::Backward, 1).await?;
    let rules = last.first().map_or(0, |event| event.revision.get() + 1);
    if log.head().await?.position.get() > rules {
        tracing::info!("the database is not empty: no demonstration data is added");
        return Ok(());
    }
    let directory = service.directory.borrow().clone();
    let options =
        Options { journeys: JOURNEYS, seed: SEED, until: clock::today(), concurrency: 32 };
    let report = simulation::simulate(&service.commands, &directory, &options, |_| {}).await?;
    tracing::info!(
        journeys = report.journeys,
        commands = report.commands,
        "demonstration data added"
    );
    let head = service.commands.log().head().await?.position;
    service.engine.wait_for(head, std::time::Duration::from_secs(30)).await?;
    Ok(())
}

/// Prints the address, a token per role and three queries.
pub(crate) async fn welcome(
    service: &Service,
    tokens: &Tokens,
    address: SocketAddr,
) -> anyhow::Result<()> {
    let reader = Reader::new(service.commands.log().db().clone());
    let admitted = JourneyFilter {
        standing: Some(projections::journeys::Standing::Admitted),
        ..Default::default()
    };
    let journeys = reader.journeys(&Scope::All, &admitted, None, 200).await?.rows;
    // The longest story is the best to look at.
    let journey = journeys.iter().max_by_key(|journey| journey.revision);
    let academie = journey.and_then(|journey| journey.academie);
    let supporters =
        reader.supporters(&Scope::All, &SupporterFilter::default(), None, 1).await?.rows;
    let actor = |role: Role| Actor {
        id: format!("demo-{}", role.code()),
        role,
        subject: match role {
            Role::Beneficiary => journey.map(|journey| journey.id.0),
            Role::Supporter => supporters.first().map(|supporter| supporter.id.0),
            _ => None,
        },
        academies: academie.into_iter().collect(),
    };
    let now = clock::now().timestamp();
    println!("\nParcours listens on http://{address}/graphql\n\nTokens, valid 12 hours:");
    for role in Role::ALL.iter().copied() {
        println!("\n  {}\n  {}", role.code(), tokens.issue(&actor(role), now, 12 * 3_600)?);
    }
    let token = tokens.issue(&actor(Role::Administrator), now, 12 * 3_600)?;
    println!("\nThree queries to paste:\n\nexport TOKEN={token}");
    let id = journey.map_or_else(Uuid::nil, |journey| journey.id.0);
    for (title, query) in [
        (
            "A journey with its timeline",
            format!(
                "{{ journey(id: \\\"journey-{id}\\\") {{ firstName niveau standing timeline(first: 200) \
                 {{ edges {{ node {{ occurredOn summary }} }} }} }} }}"
            ),
        ),
        (
            "Lauréates against the targets of 2027 and 2029",
            "{ impact { asOf laureates targets { due value paceNeeded } byRegion { region { name } \
             laureates { __typename ... on FigureValue { n } } } } }"
                .to_owned(),
        ),
        (
            "The mentoring board",
            "{ mentoringBoard { unmatched(first: 5) { edges { node { id niveau } } } \
             supporters(first: 5, onlyFree: true) { edges { node { id kind free } } } } }"
                .to_owned(),
        ),
    ] {
        println!(
            "\n# {title}\ncurl -s http://{address}/graphql -H \"Authorization: Bearer $TOKEN\" \
             -H 'Content-Type: application/json' -d '{{\"query\": \"{query}\"}}'"
        );
    }
    println!();
    Ok(())
}
