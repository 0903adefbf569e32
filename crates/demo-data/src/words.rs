//! What companies are called and do, and what contacts are tagged with. Lists are text, see [`crate::names`].

/// The first half of a company's own word.
pub(crate) const HUES: &str = "Silver, Blue, North, Green, Bright, Stone, Red, Clear, West, Gold, Iron, Swift, White, Copper, East, \
    Grand, High, Amber, Quiet, Fair, South, Wild, Old, True, Deep, Long, Summer, Winter, Maple, Birch, Olive, Cedar, Crystal, Velvet";

/// The second half.
pub(crate) const THINGS: &str = "harbour, field, bridge, water, gate, ridge, crest, wood, forge, mill, haven, brook, light, path, \
    stone, peak, wave, sail, grove, tower, anchor, feather, river, wharf, garden, orchard, lantern, compass, meadow, valley";

/// Industries, the most frequent first, with what a company of it calls itself.
pub(crate) const INDUSTRIES: &str = "Software|Software|Systems|Digital|Labs, Manufacturing|Works|Industries|Components, \
    Professional services|Partners|Consulting|Advisors, Retail|Stores|Retail|Trading, Health care|Health|Clinics|Care, \
    Financial services|Capital|Finance, Construction|Construction|Builders, Logistics|Logistics|Freight|Shipping, \
    Education|Academy|Learning, Hospitality|Hotels|Catering, Energy|Energy|Power|Solar, Media|Media|Studios|Publishing, \
    Telecommunications|Telecom|Networks, Agriculture|Farms|Agri, Real estate|Estates|Property, Biotechnology|Bio|Genomics, \
    Insurance|Insurance|Mutual, Automotive|Motors|Mobility, Non-profit|Foundation|Trust, Public sector|Agency|Services";

/// Tags, the most frequent first.
pub(crate) const TAGS: &str = "newsletter, trade fair, webinar, key account, referral, inbound, decision maker, VIP, churn risk, \
    partner lead, early adopter, price sensitive, technical, press, Q4 campaign, renewal due, upsell, event 2025, do not call, \
    alumni, beta tester, speaker, reseller, academic, investor, competitor, translator needed, münchen, 重要顧客, wheelchair access";

/// How contacts came to be known, the most frequent first.
pub(crate) const SOURCES: &str =
    "website, trade fair, referral, newsletter, cold call, webinar, partner, import, social media, walk-in";

/// What contacts like to hear of, the most frequent first.
pub(crate) const INTERESTS: &str = "product news, pricing, sustainability, security, automation, training, analytics, logistics, \
    sailing, cycling, jazz, cooking, art, travel";

/// What contacts lack, the most frequent first.
pub(crate) const NEEDS: &str =
    "faster delivery, lower cost, better reporting, local support, fewer suppliers, integration";

/// How contacts want things to be.
pub(crate) const PREFERENCES: &[(&str, &str)] =
    &[("channel", "email"), ("channel", "phone"), ("time of day", "morning"), ("newsletter", "monthly")];

/// Who supplies companies at present.
pub(crate) const SUPPLIERS: &str =
    "Initech, Globex, Umbrella, Hooli, Vandelay Industries, Wonka Industries, Soylent, Tyrell";

/// What people do at a company, the most frequent first.
pub(crate) const ROLES: &str = "Sales manager, Buyer, Managing director, Software engineer, Office manager, Marketing manager, \
    Head of procurement, Accountant, Consultant, Chief executive, Project manager, IT administrator, Head of sales, Owner, \
    Chief financial officer, Product manager, Data analyst, Chief technology officer, Assistant, Human resources manager, \
    Head of operations, Researcher, Legal counsel, Customer success manager, Intern, Board member, Geschäftsführerin, \
    Responsable des achats, 部長";

/// Networks, the most frequent first, with the pattern of a handle: `{}` is the name.
pub(crate) const NETWORKS: &[(&str, &str)] = &[
    ("linkedin", "{}"),
    ("x", "@{}"),
    ("instagram", "{}"),
    ("mastodon", "@{}@social.example"),
    ("github", "{}"),
    ("bluesky", "{}.bsky.example"),
    ("xing", "{}"),
    ("wechat", "wx_{}"),
];

/// What a user's team is called, before a number where there are more teams than these.
pub(crate) const TEAMS: &str = "Northern Europe, Key Accounts, Central Europe, Southern Europe, Americas, Asia Pacific, Middle East and \
    Africa, Inside Sales, Partners, Small Business, Public Sector, Renewals";
