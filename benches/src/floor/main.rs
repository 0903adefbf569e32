//! The floor: what the server's work costs when each answer is a handler of its own, with SQL written by hand, the
//! rows put straight into JSON, and neither GraphQL nor tokens. The server is measured against it.

mod answer;
mod contact;
mod deals;
mod pool;
mod record;
mod snapshot;
mod statement;
mod timelines;

use actix_web::{App, HttpResponse, HttpServer, web};
use anyhow::Context;

use pool::Pool;

/// The server's allocator, so that it makes no difference.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = |what| arguments.next().with_context(|| format!("usage: floor ADDRESS WORKERS CONNECTIONS: {what}"));
    let address = next("ADDRESS")?;
    let workers = next("WORKERS")?.parse()?;
    let connections = next("CONNECTIONS")?.parse()?;
    let url = std::env::var("DATABASE_URL").context("DATABASE_URL")?;
    let pool = web::Data::new(Pool::open(url, connections)?);
    let app = move || {
        App::new()
            .app_data(web::Data::clone(&pool))
            .route("/livez", web::get().to(HttpResponse::Ok))
            .route("/contacts/{id}", web::get().to(contact::by_id))
            .route("/contacts", web::get().to(contact::page_of_country))
            .route("/deals", web::get().to(deals::page_of_stage))
            .route("/snapshot", web::get().to(snapshot::now))
            .route("/timelines", web::get().to(timelines::page))
            .route("/interactions", web::post().to(record::record))
    };
    actix_web::rt::System::new().block_on(HttpServer::new(app).workers(workers).bind(address)?.run())?;
    Ok(())
}
