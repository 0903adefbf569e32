//! Whether the process lives, and whether it can serve.

use actix_web::{HttpResponse, web};
use rapport_db::Sql;

use super::Door;

/// The process answers.
pub(super) async fn livez() -> HttpResponse {
    HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ok\n")
}

/// The database answers too.
pub(super) async fn readyz(door: web::Data<Door>) -> HttpResponse {
    let asked = door.db.read(|conn| {
        use rapport_graphql::diesel::RunQueryDsl;
        Ok(Sql::text("SELECT COUNT(*) FROM event_sequence")
            .query::<rapport_graphql::diesel::sql_types::BigInt>()
            .get_result::<i64>(conn)?)
    });
    match asked.await {
        Ok(1) => HttpResponse::Ok().content_type("text/plain; charset=utf-8").body("ready\n"),
        Ok(_) => unready("the database is not migrated: run `rapport migrate`"),
        Err(error) => {
            tracing::warn!(%error, cause = error.cause, "not ready");
            unready("the database does not answer")
        }
    }
}

fn unready(why: &str) -> HttpResponse {
    HttpResponse::ServiceUnavailable().content_type("text/plain; charset=utf-8").body(format!("{why}\n"))
}
