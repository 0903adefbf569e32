//! What statistics know of a person.

use rapport_graphql::async_graphql::Enum;

use crate::kept;

/// A person's gender, as the vCard of RFC 6350 (section 6.2.7) tells them apart. Null is not known, or not said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum Gender {
    /// Female.
    Female,
    /// Male.
    Male,
    /// Another.
    Other,
    /// None, or does not apply.
    None,
}

/// Where a person's family stands, in the family life cycle of Wells and Gubar ("Life Cycle Concept in Marketing
/// Research", Journal of Marketing Research, 1966).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum LifeStage {
    /// Young, single, not living at home.
    Bachelor,
    /// A young couple without children.
    NewlyMarried,
    /// The youngest child is under six.
    FullNestOne,
    /// The youngest child is six or over.
    FullNestTwo,
    /// An older couple with children who depend on them.
    FullNestThree,
    /// An older couple, no children at home, at work.
    EmptyNestOne,
    /// An older couple, no children at home, retired.
    EmptyNestTwo,
    /// One who is left, at work.
    SolitarySurvivor,
    /// One who is left, retired.
    SolitarySurvivorRetired,
}
rapport_graphql::plain_enum!(Gender, LifeStage);

impl Gender {
    /// As it is kept.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        kept::name(self)
    }
}

impl LifeStage {
    /// As it is kept.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        kept::name(self)
    }
}
