//! The table.

use crate::{
    measure::Round,
    number::{median, shown},
};

/// All rounds of one workload at one concurrency on both sides.
pub(crate) struct Result {
    pub(crate) workload: &'static str,
    pub(crate) connections: u32,
    pub(crate) server: Vec<Round>,
    pub(crate) floor: Vec<Round>,
}

const HEAD: &str = "\
| | at once | side | requests/s | p50 ms | p99 ms | CPU, s/1,000 | database CPU, s/1,000 | statements | prepared | rows read | peak MiB | CPU : floor |
|---|---|---|---|---|---|---|---|---|---|---|---|---|
";

/// The table in Markdown. Each figure is the median over the rounds.
pub(crate) fn table(results: &[Result]) -> String {
    let mut table = HEAD.to_owned();
    for result in results {
        let cpu = |rounds: &[Round]| median(rounds.iter().map(|round| round.side_cpu_ms));
        let ratio = cpu(&result.server) / cpu(&result.floor);
        for (side, rounds, ratio) in
            [("server", &result.server, format!("**{ratio:.2}**")), ("floor", &result.floor, String::new())]
        {
            table.push_str(&line(result, side, rounds, &ratio));
        }
    }
    table
}

fn line(result: &Result, side: &str, rounds: &[Round], ratio: &str) -> String {
    let of = |figure: fn(&Round) -> f64| shown(median(rounds.iter().map(figure)));
    let figures = [
        of(|round| round.load.per_second),
        of(|round| round.load.p50_ms),
        of(|round| round.load.p99_ms),
        of(|round| round.side_cpu_ms),
        of(|round| round.database_cpu_ms),
        of(|round| round.statements),
        of(|round| round.prepared),
        of(|round| round.rows_read),
        of(|round| round.peak_mib),
    ];
    format!("| {} | {} | {side} | {} | {ratio} |\n", result.workload, result.connections, figures.join(" | "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Measured;

    fn round(side_cpu_ms: f64) -> Round {
        let load = Measured { requests: 3000, per_second: 1000.0, p50_ms: 0.5, p99_ms: 2.0 };
        let (database_cpu_ms, statements, prepared, rows_read, peak_mib) = (0.2, 4.0, 0.0, 50.0, 30.0);
        Round { load, side_cpu_ms, database_cpu_ms, statements, prepared, rows_read, peak_mib }
    }

    #[test]
    fn a_line_has_medians_and_the_ratio() {
        let result = Result {
            workload: "W1",
            connections: 32,
            server: vec![round(0.9), round(0.6), round(0.5)],
            floor: vec![round(0.3), round(0.2), round(9.0)],
        };
        let table = table(&[result]);
        let lines: Vec<_> = table.lines().skip(2).collect();
        assert_eq!(
            lines,
            [
                "| W1 | 32 | server | 1000 | 0.50 | 2.00 | 0.60 | 0.20 | 4.00 | 0.00 | 50.0 | 30.0 | **2.00** |",
                "| W1 | 32 | floor | 1000 | 0.50 | 2.00 | 0.30 | 0.20 | 4.00 | 0.00 | 50.0 | 30.0 |  |",
            ]
        );
    }
}
