//! What is said in interactions.

/// A kind of interaction.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// How often, in proportion.
    pub(crate) weight: u64,
    /// By what it went.
    pub(crate) channels: &'static [&'static str],
    /// In a hundred, how often it has no direction.
    pub(crate) undirected: u64,
    /// `{}` is a topic.
    pub(crate) subjects: &'static [&'static str],
}

/// All kinds.
pub(crate) const KINDS: &[Kind] = &[
    Kind {
        name: "EMAIL",
        weight: 38,
        channels: &["email", "email", "newsletter"],
        undirected: 2,
        subjects: &["Re: {}", "{}", "Question about {}", "Fwd: {}", "Following up: {}"],
    },
    Kind {
        name: "CALL",
        weight: 24,
        channels: &["phone", "mobile", "video"],
        undirected: 4,
        subjects: &["Call about {}", "Voicemail: {}", "Asked for a call back: {}"],
    },
    Kind { name: "NOTE", weight: 14, channels: &[], undirected: 100, subjects: &["Note on {}", "To remember: {}"] },
    Kind {
        name: "MEETING",
        weight: 11,
        channels: &["video", "in person", "in person"],
        undirected: 80,
        subjects: &["Meeting: {}", "Workshop on {}", "Review of {}"],
    },
    Kind {
        name: "CHAT",
        weight: 9,
        channels: &["website", "messenger", "support portal"],
        undirected: 5,
        subjects: &["Chat about {}", "Quick question: {}"],
    },
    Kind {
        name: "VISIT",
        weight: 4,
        channels: &["on site", "showroom", "trade fair"],
        undirected: 30,
        subjects: &["Visit: {}", "Demonstration, then {}"],
    },
];

/// What it is about.
pub(crate) const TOPICS: &[&str] = &[
    "the offer",
    "the renewal",
    "prices for next year",
    "the delivery date",
    "the invoice",
    "onboarding",
    "the pilot",
    "training",
    "a new contact person",
    "the contract",
    "a product demonstration",
    "the support case",
    "data protection",
    "volume discounts",
    "the road map",
    "integration with the shop",
    "a complaint",
    "the sample order",
    "payment terms",
    "the trade fair",
    "an additional licence",
    "das Angebot",
    "la facture",
    "お見積り",
];

/// Sentences that a body is made of.
pub(crate) const SENTENCES: &[&str] = &[
    "They would like to decide before the end of the month.",
    "The budget is approved, the contract is with their lawyers.",
    "Asked for references from the same industry.",
    "Wants a quote for twice the volume.",
    "Happy with the pilot; two colleagues will join the next call.",
    "The delivery came late and one box was missing.",
    "Please send the price list again, the old one has expired.",
    "We agreed to talk again after the holidays.",
    "Competitor offers ten percent less, but without support.",
    "Needs the documents in German and French.",
    "I'll check with our engineers & come back to you.",
    "No answer, left a message.",
    "Invoice was paid yesterday.",
    "Interested, but not before the next fiscal year.",
    "Prefers to be called in the morning.",
    "The person in charge has changed.",
    "Showed the new release; the import impressed them most.",
    "Would recommend us to others.",
    "Asked what it costs to leave.",
    "Complained that nobody had called back.",
    "Vielen Dank für das Gespräch, wir melden uns nächste Woche.",
    "Merci pour votre réponse, à bientôt.",
    "Gracias por la información, ¡muy útil!",
    "お世話になっております。見積書をお送りください。",
    "Дякую, чекаю на договір.",
    "شكرا على العرض.",
];
