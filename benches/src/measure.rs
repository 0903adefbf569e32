//! One workload on one side at one concurrency, for some seconds.

use std::{path::Path, time::Duration};

use diesel::MysqlConnection;

use crate::{
    load::{self, Measured},
    number::real,
    options::Options,
    process,
    side::Side,
    status::{self, Status},
    wait,
};

/// What one round tells. All but the load is for each request, CPU in milliseconds: seconds for a thousand requests.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Round {
    pub(crate) load: Measured,
    pub(crate) side_cpu_ms: f64,
    pub(crate) database_cpu_ms: f64,
    pub(crate) statements: f64,
    pub(crate) prepared: f64,
    pub(crate) rows_read: f64,
    pub(crate) peak_mib: f64,
}

/// Measures, on a database that nobody else uses.
pub(crate) struct Meter<'a> {
    pub(crate) conn: MysqlConnection,
    pub(crate) folder: &'a Path,
    pub(crate) database_pid: u32,
    pub(crate) options: &'a Options,
}

impl Meter<'_> {
    /// One round.
    pub(crate) fn round(&mut self, side: &Side, requests: &Path, connections: u32) -> anyhow::Result<Round> {
        self.settle(side);
        process::forget_peak(side.pid())?;
        let before = status::status(&mut self.conn)?;
        // Asking for the counters is counted too.
        let asking = status::status(&mut self.conn)?.since(before);
        let before = status::status(&mut self.conn)?;
        let cpu = self.cpu(side)?;
        let load = self.load(side, requests, connections, self.options.seconds)?;
        // What a request leaves to be done after its answer is part of what it costs.
        self.settle(side);
        let after_cpu = self.cpu(side)?;
        let used = status::status(&mut self.conn)?.since(before).since(asking);
        Ok(round(load, (after_cpu.0 - cpu.0, after_cpu.1 - cpu.1), used, process::peak_mib(side.pid())?))
    }

    /// Sends for some seconds.
    pub(crate) fn load(
        &self,
        side: &Side,
        requests: &Path,
        connections: u32,
        seconds: u32,
    ) -> anyhow::Result<Measured> {
        let client = &side.client;
        load::run(self.folder, requests, &client.address, client.token.as_deref(), connections, seconds)
    }

    /// Seconds of CPU of the side and of the database.
    fn cpu(&self, side: &Side) -> anyhow::Result<(f64, f64)> {
        Ok((process::cpu_seconds(side.pid())?, process::cpu_seconds(self.database_pid)?))
    }

    /// Waits until both have nothing left to do, but not for long: a database that writes its pages back is never done.
    fn settle(&self, side: &Side) {
        self.calm(side, Duration::from_secs(1), 1);
    }

    /// Waits until a server that has just begun, and its database, have done what it does by itself as it begins.
    pub(crate) fn begun(&self, side: &Side) {
        self.calm(side, Duration::from_secs(180), 15);
    }

    /// Waits until nothing was done for so many looks in a row, at most so long.
    fn calm(&self, side: &Side, limit: Duration, looks: u32) {
        let (mut last, mut calm): (Option<(f64, f64)>, _) = (None, 0);
        wait::until(limit, || {
            let now = self.cpu(side).ok();
            // One unit is what looking on may cost.
            let quiet = now.zip(last).is_some_and(|(now, last)| now.0 - last.0 < 0.015 && now.1 - last.1 < 0.015);
            calm = if quiet { calm + 1 } else { 0 };
            last = now;
            calm >= looks
        });
    }
}

fn round(load: Measured, (side, database): (f64, f64), used: Status, peak_mib: f64) -> Round {
    let requests = real(load.requests);
    let each = |count: u64| real(count) / requests;
    Round {
        load,
        side_cpu_ms: side * 1e3 / requests,
        database_cpu_ms: database * 1e3 / requests,
        statements: each(used.statements),
        prepared: each(used.prepared),
        rows_read: each(used.rows_read),
        peak_mib,
    }
}
