//! People, companies, affiliations and interactions.
