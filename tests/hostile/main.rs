//! Ten thousand requests that mean harm, against the binary: it lives, it forgets them, none costs it much, and each is
//! told clearly what is wrong with it.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that cannot go on has failed"
)]

mod answer;
mod bodies;
mod credentials;
mod dice;
mod documents;
mod doors;
mod request;
mod served;
mod sockets;

use std::{
    io::{Read, Write},
    time::{Duration, Instant},
};

use self::{
    answer::{Expect, answer, fault},
    dice::Dice,
    request::Request,
    served::Served,
};

/// The same requests in every run; another number, other requests.
const SEED: u64 = 20_261_122;
/// What a request may cost the server, in time of its cores. Code that is not optimised takes several times as long:
/// `RAPPORT_RELEASE` names a release build, which is what is served, and is asked instead.
const MOST_CPU: Bound = Bound { release: Duration::from_millis(50), debug: Duration::from_millis(500) };
/// What the requests of one kind may cost in the mean.
const MEAN_CPU: Bound = Bound { release: Duration::from_millis(20), debug: Duration::from_millis(100) };
/// What the server may hold more after all of them than after a few of each kind, in kB: its caches of documents, which
/// are bounded, fill meanwhile.
const MOST_MEMORY: u64 = 64 * 1024;

type Kind<T> = (&'static str, fn(&mut Dice) -> T);

const REQUESTS: [Kind<Request>; 42] = [
    ("literals nested deep", documents::nested_literals),
    ("selections nested deep", documents::nested_selections),
    ("types nested deep", documents::nested_types),
    ("fragment bombs", documents::fragment_bombs),
    ("fragments in circles", documents::fragment_chains),
    ("floods of aliases", documents::aliases),
    ("floods of directives", documents::directives),
    ("selections that overlap", documents::overlaps),
    ("floods of variables", documents::variables),
    ("floods of operations", documents::operations),
    ("odd texts", documents::texts),
    ("long numbers", documents::numbers),
    ("long names", documents::names),
    ("introspection", documents::introspections),
    ("wide filters", documents::filters),
    ("good documents, mutated", documents::mutations_of_good_ones),
    ("noise of tokens", documents::noise),
    ("deep values", bodies::deep_values),
    ("wide values", bodies::wide_values),
    ("keys that stand twice", bodies::keys_that_stand_twice),
    ("broken JSON", bodies::broken_json),
    ("broken UTF-8", bodies::no_utf8),
    ("batches", bodies::batches),
    ("huge bodies", bodies::huge),
    ("lengths that are not true", bodies::lengths),
    ("packed bodies", bodies::packed),
    ("wrong content types", bodies::content_types),
    ("broken parts", bodies::parts),
    ("forged cursors", bodies::cursors),
    ("forged ids", bodies::ids),
    ("searches", bodies::searches),
    ("hashes of other documents", bodies::hashes),
    ("ids of no documents", bodies::document_ids),
    ("tokens with wrong claims", credentials::wrong_claims),
    ("tokens with wrong signatures", credentials::wrong_signatures),
    ("what is no token", credentials::garbage),
    ("forged API keys", credentials::api_keys),
    ("odd query strings", doors::query_strings),
    ("odd paths", doors::paths),
    ("other methods", doors::methods),
    ("odd headers", doors::headers),
    ("odd idempotency keys", doors::idempotency_keys),
];
const ODD_HTTP: [Kind<Request>; 2] = [("no requests", doors::lines), ("event streams", doors::streams)];
/// Those on sockets, and whether they are answered by an error instead of closing the socket.
const SOCKETS: [(Kind<Vec<u8>>, bool); 3] = [
    (("broken frames", sockets::frames), false),
    (("broken messages", sockets::messages), false),
    (("documents on a socket", sockets::documents), true),
];

/// A bound on time, by how the server was built.
struct Bound {
    release: Duration,
    debug: Duration,
}

impl Bound {
    const fn of(&self, served: &Served) -> Duration {
        if served.is_optimised { self.release } else { self.debug }
    }
}

/// What is asked, and what was found.
struct Siege {
    served: Served,
    asked: usize,
    faults: Vec<String>,
}

impl Siege {
    /// Asks so many of one kind, and looks at what they cost. What was asked comes with the words that show it.
    fn ask<Asked>(
        &mut self,
        name: &str,
        many: usize,
        mut make: impl FnMut() -> Asked,
        ask: impl Fn(&Served, &Asked) -> (Option<String>, String),
    ) {
        let (mut total, mut dearest) = (Duration::ZERO, (Duration::ZERO, String::new()));
        for _ in 0..many {
            let one = make();
            let before = self.served.cpu();
            let (found, shown) = ask(&self.served, &one);
            self.faults.extend(found.map(|fault| format!("{name}: {fault}: {shown}")));
            let mut cost = self.served.cpu().saturating_sub(before);
            if cost > MEAN_CPU.of(&self.served) {
                // The server has work of its own meanwhile, which the same request does not meet twice.
                let before = self.served.cpu();
                ask(&self.served, &one);
                cost = cost.min(self.served.cpu().saturating_sub(before));
            }
            total += cost;
            if cost > dearest.0 {
                dearest = (cost, shown);
            }
        }
        self.asked += many;
        let (mean, (most, shown)) = (total / u32::try_from(many).unwrap(), dearest);
        eprintln!("{name:30} {many:5} times, {mean:>10.1?} each, {most:>10.1?} at most: {shown:.60?}");
        if mean > MEAN_CPU.of(&self.served) || most > MOST_CPU.of(&self.served) {
            self.faults.push(format!("{name}: {mean:?} of the server's time each, {most:?} at most: {shown}"));
        }
        assert!(self.served.lives(), "{name} ended the server");
    }

    fn round(&mut self, many: usize, seed: u64) {
        for (number, (name, make)) in (0..).zip(REQUESTS.into_iter().chain(ODD_HTTP)) {
            let mut dice = Dice::seeded(seed ^ (number << 32));
            let ask = |served: &Served, request: &Request| {
                let heard = answer(served, &request.bytes(&served.token));
                let shown = format!("{:.100} {:.160}", request.line, String::from_utf8_lossy(&request.body));
                (fault(&heard, request.expect), shown)
            };
            self.ask(name, many, || make(&mut dice), ask);
        }
        for (number, ((name, make), wants_error)) in (1_000..).zip(SOCKETS) {
            let mut dice = Dice::seeded(seed ^ (number << 32));
            let ask = |served: &Served, bytes: &Vec<u8>| {
                let shown = String::from_utf8_lossy(bytes).chars().take(120).collect();
                (sockets::fault(served, bytes, wants_error), shown)
            };
            self.ask(name, many, || make(&mut dice), ask);
        }
    }

    /// Several bodies at once that never end.
    fn slow(&mut self, many: usize) {
        let request = Request { length: Some("1000".to_owned()), ..Request::body("{\"query\":") };
        let bytes = request.bytes(&self.served.token);
        let asked = Instant::now();
        let mut streams: Vec<_> = (0..many).map(|_| self.served.connect()).collect();
        streams.iter_mut().for_each(|stream| stream.write_all(&bytes).unwrap());
        // Others are served meanwhile.
        let good = Request::body("{\"query\":\"{ __typename }\"}").expecting(Expect::Answered);
        let heard = answer(&self.served, &good.bytes(&self.served.token));
        assert_eq!(fault(&heard, Expect::Answered), None);
        for mut stream in streams {
            let mut heard = Vec::new();
            let _ = stream.read_to_end(&mut heard);
            let is_408 = String::from_utf8_lossy(&heard).starts_with("HTTP/1.1 408");
            let fault = fault(&heard, Expect::Refused).or((!is_408).then(|| "not 408".to_owned()));
            self.faults.extend(fault.map(|fault| format!("slow bodies: {fault}")));
        }
        assert!(asked.elapsed() < Duration::from_secs(15), "they hold each other up: {:?}", asked.elapsed());
        self.asked += many;
    }
}

#[test]
fn thousands_of_hostile_requests_hurt_nobody() {
    let many = if std::env::var_os("RAPPORT_TEST_FULL").is_some() { 10_000 } else { 1_000 };
    let kinds = REQUESTS.len() + ODD_HTTP.len() + SOCKETS.len();
    let mut siege = Siege { served: Served::start(), asked: 0, faults: Vec::new() };
    // What is there once is there before the memory is counted: threads, connections, caches that begin.
    siege.round(3, !SEED);
    siege.slow(20);
    let before = siege.served.memory();
    let each = (many - siege.asked).div_ceil(kinds);
    siege.round(each, SEED);
    let after = siege.served.memory();
    eprintln!("{} requests; memory of {before} kB before, {after} kB after", siege.asked);
    assert!(siege.asked >= many);
    assert!(
        siege.faults.is_empty(),
        "{} faults:\n{}",
        siege.faults.len(),
        siege.faults[..siege.faults.len().min(40)].join("\n")
    );
    assert!(after <= before + MOST_MEMORY, "{before} kB before, {after} kB after");
    let heard = answer(&siege.served, &Request::get("/livez").bytes(""));
    assert!(heard.starts_with(b"HTTP/1.1 200"), "it does not answer any more");
    assert!(siege.served.lives());
}
