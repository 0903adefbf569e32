//! `rapport serve`.

use std::{
    io::Write,
    net::TcpListener,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use actix_web::{App, HttpServer};
use anyhow::{Context, bail};
use chrono::TimeDelta;
use diesel::{Connection, MysqlConnection, RunQueryDsl, sql_query, sql_types::BigInt};
use rapport_db::{Db, events::Sequencer};
use rapport_demo_data::SeedError;
use rapport_graphql::operation::Engine;
use rapport_kernel::{Actor, Clock, Role};
use rapport_pipeline::{follow_up, scoring::Retrainer, snapshot::kept::Keeper};
use rapport_transport::{
    Door, DoorConfig, RoleToken,
    auth::{self, Secret, Ttl},
    routes,
};

use signal_hook::consts::{SIGINT, SIGTERM};
use socket2::SockRef;
use tokio::signal::unix::{SignalKind, signal};

use super::seed;
use crate::{
    cli::{ServeArgs, Shared},
    environment::{self, Database},
    modules, telemetry,
};

/// How many people the demo data has.
const DEMO_CONTACTS: u32 = 2_000;
/// How long a request in flight may go on once the server is told to end.
const DRAIN: Duration = Duration::from_secs(10);

pub(crate) fn run(shared: &Shared, args: &ServeArgs) -> anyhow::Result<()> {
    telemetry::start(shared)?;
    // First what can fail at once: nothing is started for a port that is taken.
    let rapport = modules::assembled(args.modules.modules.as_deref())?;
    let engine = args.trust.apply(Engine::new(&rapport, args.limits.limits(args.introspection.clone()))?)?;
    let listener = TcpListener::bind(args.listen).with_context(|| {
        format!("cannot listen on {}: end what listens there, or say --listen with another port", args.listen)
    })?;
    // What is accepted inherits it (tcp(7)). A client that stops reading would hold its connection for ever otherwise:
    // it still answers the kernel's questions, and nobody above is asked.
    SockRef::from(&listener).set_tcp_user_timeout(Some(args.sockets.write_wait()))?;
    if args.demo && !args.listen.ip().is_loopback() {
        bail!(
            "--demo hands a token of every role to whoever asks: it listens on this machine alone, as on 127.0.0.1:8080"
        );
    }
    let clock = Clock::system();
    let secret = signing_secret(shared, args)?;
    let verifier = environment::verifier(shared, secret.as_ref(), clock.clone())?;
    let ended = end_is_asked_for()?;
    let database = Database::open(shared)?;
    rapport_db::migrate::run(&database.url, rapport.migrations())?;
    if args.demo && !has_contacts(&database.url)? {
        println!("loading demo data, once");
        load_demo_data(&database.url)?;
    }
    if ended.load(Ordering::SeqCst) {
        return database.close();
    }
    let tokens = if args.demo { role_tokens(shared, secret.as_ref(), &clock)? } else { Vec::new() };
    let db = Db::open(&database.config(shared))?;
    announce(args, &database, &tokens);
    let live = args.sockets.config();
    let config = DoorConfig { tokens, live, playground: args.playground, metrics: args.metrics, ..args.limits.door() };
    let verifier = modules::with_api_keys(verifier, &rapport, &db, &clock);
    let engine = Arc::new(engine);
    let webhooks = modules::webhooks(&rapport, Arc::clone(&engine), &db, &clock, args.webhooks.config());
    let door = Door::new(engine, db.clone(), verifier, clock.clone(), config, rapport.examples());
    let serves_pipeline = modules::serves(&rapport, "pipeline");
    let workers = args.workers.map_or_else(cores, usize::from);
    actix_web::rt::System::new().block_on(async move {
        let housekeeping = actix_web::rt::spawn(keep_house(db.clone(), clock.clone(), args.events.retention()));
        let follow_up = serves_pipeline.then(|| actix_web::rt::spawn(follow_up::run(db.clone(), clock.clone())));
        let retrainer = serves_pipeline.then(|| actix_web::rt::spawn(Retrainer::new(db.clone(), clock.clone()).run()));
        let sequencer = Sequencer::new(db.clone(), clock);
        let keeper = serves_pipeline.then(|| actix_web::rt::spawn(Keeper::new(db, sequencer.last_seq()).run()));
        let sequencer = actix_web::rt::spawn(sequencer.run());
        let telling = webhooks.map(|webhooks| actix_web::rt::spawn(webhooks.run()));
        let drain = actix_web::rt::spawn(drain_at_the_end(Arc::clone(&door)));
        let server = HttpServer::new(move || App::new().configure(routes(&door)))
            .workers(workers)
            .shutdown_timeout(DRAIN.as_secs())
            .client_request_timeout(Duration::from_secs(10))
            .listen(listener)?
            .run();
        let ended = server.await;
        drain.abort();
        if let Some(telling) = telling {
            telling.abort();
        }
        sequencer.abort();
        keeper.inspect(|keeper| keeper.abort());
        follow_up.inspect(|follow_up| follow_up.abort());
        retrainer.inspect(|retrainer| retrainer.abort());
        housekeeping.abort();
        ended.context("the server ended")
    })?;
    database.close()
}

/// A database that holds something else, or what an interrupted load left, is served as it is.
fn load_demo_data(url: &str) -> anyhow::Result<()> {
    match seed::fill(url, DEMO_CONTACTS, 1) {
        Ok(summary) => println!("{summary}"),
        Err(error) => match error.downcast_ref() {
            Some(SeedError::NotEmpty { table }) => println!("no demo data is loaded: the table {table} holds rows"),
            _ => return Err(error),
        },
    }
    Ok(())
}

/// Clears away what is no longer needed.
async fn keep_house(db: Db, clock: Clock, retention: Option<TimeDelta>) {
    const EVERY: Duration = Duration::from_secs(10 * 60);
    loop {
        if let Some(retention) = retention {
            forget_events(&db, &clock, retention).await;
        }
        match db.expire_idempotency_keys(clock.now()).await {
            Ok(0) => {}
            Ok(expired) => {
                tracing::info!(expired, "idempotency keys forgotten");
                continue;
            }
            Err(error) => tracing::warn!(%error, cause = error.cause, "old idempotency keys could not be forgotten"),
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// Removes events that are older than they are kept.
async fn forget_events(db: &Db, clock: &Clock, retention: TimeDelta) {
    let mut removed = 0_usize;
    loop {
        match db.expire_events(clock.now() - retention).await {
            Ok(0) => break,
            Ok(more) => removed = removed.saturating_add(more),
            Err(error) => {
                tracing::warn!(%error, cause = error.cause, "old events could not be removed");
                break;
            }
        }
    }
    if removed > 0 {
        tracing::info!(removed, "old events removed");
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(2, usize::from)
}

/// Whether SIGINT or SIGTERM came while the server was starting. A start is not broken off in the middle: a database
/// that is being made would be left in pieces. Once it serves, actix hears the same signals.
fn end_is_asked_for() -> anyhow::Result<Arc<AtomicBool>> {
    let asked = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&asked))?;
    }
    Ok(asked)
}

/// Ends what stays open when the server is told to end: actix waits for connections, and these would not end by
/// themselves.
async fn drain_at_the_end(door: Arc<Door>) -> anyhow::Result<()> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    door.drain();
    Ok(())
}

/// In development there is always a secret to sign with; in production only the one that is given.
fn signing_secret(shared: &Shared, args: &ServeArgs) -> anyhow::Result<Option<Secret>> {
    if shared.jwt_secret.is_none() && shared.database_url.is_some() {
        return if args.demo { environment::own_secret(&shared.home).map(Some) } else { Ok(None) };
    }
    environment::secret(shared).map(Some)
}

fn has_contacts(url: &str) -> anyhow::Result<bool> {
    #[derive(diesel::QueryableByName)]
    struct Found {
        #[diesel(sql_type = BigInt)]
        found: i64,
    }
    let mut conn = MysqlConnection::establish(url)?;
    let row: Found =
        sql_query("SELECT CAST(EXISTS (SELECT 1 FROM contacts) AS SIGNED) AS found").get_result(&mut conn)?;
    Ok(row.found == 1)
}

fn role_tokens(shared: &Shared, secret: Option<&Secret>, clock: &Clock) -> anyhow::Result<Vec<RoleToken>> {
    let Some(secret) = secret else { return Ok(Vec::new()) };
    let config = environment::auth_config(shared);
    let ttl: Ttl = Ttl::new(Duration::from_secs(7 * 24 * 60 * 60))?;
    Role::ALL
        .into_iter()
        .map(|role| {
            let token = auth::mint(&config, secret, &Actor::demo(role), ttl, clock)?;
            Ok(RoleToken { role: role.as_str(), token })
        })
        .collect()
}

/// Says where it serves, in one piece. Nobody has to listen: a closed standard output does not end the server.
fn announce(args: &ServeArgs, database: &Database, tokens: &[RoleToken]) {
    let address = args.listen;
    let playground = if args.playground { format!("  playground  http://{address}/\n") } else { String::new() };
    let mut text = format!("\nserving on {}\n{playground}  GraphQL     http://{address}/graphql\n", database.shown());
    if !tokens.is_empty() {
        text.push_str("\ntokens for 7 days, each as `Authorization: Bearer <token>`:\n");
        for token in tokens {
            text.push_str(&format!("  {:<10} {}\n", token.role, token.token));
        }
    }
    text.push('\n');
    let _ = std::io::stdout().write_all(text.as_bytes());
}
