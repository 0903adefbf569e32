//! A receiver of webhooks that fails, hangs and comes back, as it is told.

use std::{
    collections::HashMap,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    time::Duration,
};

use serde_json::Value;

/// How a request is treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Manner {
    /// It is answered with this status.
    Answer(u16),
    /// It is read and never answered.
    Hang,
    /// The connection is closed without an answer.
    HangUp,
}

/// A request that came.
#[derive(Clone, Debug)]
pub(super) struct Came {
    pub(super) headers: HashMap<String, String>,
    pub(super) body: String,
    pub(super) manner: Manner,
}

impl Came {
    /// What it tells.
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }

    pub(super) fn is_taken(&self) -> bool {
        matches!(self.manner, Manner::Answer(200..=299))
    }
}

/// Decides by what came before, and how often this delivery did.
type Choice = Box<dyn Fn(usize, usize) -> Manner + Send + Sync>;

struct Shared {
    came: Mutex<Vec<Came>>,
    choice: Choice,
}

pub(super) struct Receiver {
    pub(super) url: String,
    shared: Arc<Shared>,
}

impl Receiver {
    /// One that treats requests by how many came before it, and how many of those were the same delivery.
    pub(super) fn start(choice: impl Fn(usize, usize) -> Manner + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook", listener.local_addr().unwrap());
        let shared = Arc::new(Shared { came: Mutex::default(), choice: Box::new(choice) });
        let of_thread = Arc::clone(&shared);
        // It ends with the process of the test.
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let shared = Arc::clone(&of_thread);
                std::thread::spawn(move || serve(&stream, &shared));
            }
        });
        Self { url, shared }
    }

    /// What came so far.
    pub(super) fn came(&self) -> Vec<Came> {
        self.shared.came.lock().unwrap().clone()
    }

    /// What was taken so far.
    pub(super) fn taken(&self) -> Vec<Came> {
        self.came().into_iter().filter(Came::is_taken).collect()
    }
}

fn serve(stream: &TcpStream, shared: &Shared) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut headers = HashMap::new();
    let mut line = String::new();
    reader.read_line(&mut line).ok()?;
    assert!(line.starts_with("POST /hook HTTP/1.1"), "{line}");
    loop {
        line.clear();
        reader.read_line(&mut line).ok()?;
        match line.trim_end().split_once(": ") {
            Some((name, value)) => headers.insert(name.to_ascii_lowercase(), value.to_owned()),
            None => break,
        };
    }
    let mut body = vec![0; headers.get("content-length")?.parse().ok()?];
    reader.read_exact(&mut body).ok()?;
    let body = String::from_utf8(body).unwrap();
    let manner = {
        let mut came = shared.came.lock().unwrap();
        let again = came.iter().filter(|one| one.headers["webhook-id"] == headers["webhook-id"]).count();
        let manner = (shared.choice)(came.len(), again);
        came.push(Came { headers, body, manner });
        manner
    };
    match manner {
        Manner::Answer(status) => {
            let answer = format!("HTTP/1.1 {status} As Told\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
            (&mut &*stream).write_all(answer.as_bytes()).ok()?;
        }
        Manner::Hang => {
            // Until the other side gives up.
            stream.set_read_timeout(Some(Duration::from_secs(60))).ok()?;
            let _ = reader.read(&mut [0]);
        }
        Manner::HangUp => {}
    }
    Some(())
}
