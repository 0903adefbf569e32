//! What clients see of a search.

use rapport_graphql::{
    AnyNode, ContextExt, Open, PageInfo,
    async_graphql::{Context, Enum, Object, SimpleObject},
    futures_util::future::try_join_all,
};
use rapport_kernel::{ApiResult, Id};
use uuid::Uuid;

use crate::{
    companies::{CompanyById, CompanyRecord},
    people::{ContactById, ContactRecord},
};

/// A kind of record that can be searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum SearchType {
    /// People.
    Contact,
    /// Companies.
    Company,
}

/// Which of a record's values a word was found in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum SearchField {
    /// A name of a person, the nickname too, or of a company.
    Name,
    /// The domain of a company.
    Domain,
    /// An e-mail address of a person.
    Email,
    /// A phone number of a person.
    Phone,
}

/// How well a word fits, the best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub(crate) enum SearchMatchKind {
    /// It is the word.
    Exact,
    /// It is the beginning of the word.
    Prefix,
    /// It is nearly the word.
    TypingError,
}

/// Where a word of the query was found in a record.
#[derive(Clone, Debug, PartialEq, SimpleObject)]
pub(crate) struct SearchMatch {
    /// The word of the query, as it is compared: lower case, without accents.
    pub word: String,
    /// Where it was found, at its best.
    pub field: SearchField,
    /// How well it fits there.
    pub kind: SearchMatchKind,
}

/// A record that was found.
#[derive(Clone, Debug)]
pub(crate) struct SearchEdge {
    pub(crate) cursor: String,
    pub(crate) id: Uuid,
    pub(crate) is_company: bool,
    pub(crate) matches: Vec<SearchMatch>,
}

impl SearchEdge {
    async fn load(&self, ctx: &Context<'_>) -> ApiResult<Option<AnyNode>> {
        if self.is_company {
            let row = ctx.load::<CompanyById>(Id::from_uuid(self.id)).await?;
            return Ok(row.map(|row| AnyNode::new(Open(CompanyRecord::from(row)))));
        }
        let row = ctx.load::<ContactById>(Id::from_uuid(self.id)).await?;
        Ok(row.map(|row| AnyNode::new(Open(ContactRecord::from(row)))))
    }
}

/// A record that was found.
#[Object]
impl SearchEdge {
    /// Where the record stands in the list.
    async fn cursor(&self) -> &str {
        &self.cursor
    }

    /// The record; null when it was removed while the answer was made.
    async fn node(&self, ctx: &Context<'_>) -> ApiResult<Option<AnyNode>> {
        self.load(ctx).await
    }

    /// Where each word of the query was found.
    async fn matches(&self) -> &[SearchMatch] {
        &self.matches
    }
}

/// A page of what was found.
#[derive(Clone, Debug)]
pub(crate) struct SearchConnection {
    pub(crate) edges: Vec<SearchEdge>,
    pub(crate) has_next_page: bool,
    pub(crate) has_previous_page: bool,
}

/// A page of what was found. There is no number of all: it could only be told by reading all.
#[Object]
impl SearchConnection {
    /// The records with where they were found.
    async fn edges(&self) -> &[SearchEdge] {
        &self.edges
    }

    /// The records; null for one that was removed while the answer was made.
    async fn nodes(&self, ctx: &Context<'_>) -> ApiResult<Vec<Option<AnyNode>>> {
        try_join_all(self.edges.iter().map(|edge| edge.load(ctx))).await
    }

    /// Where the page stands in the list.
    async fn page_info(&self) -> PageInfo {
        PageInfo {
            has_next_page: self.has_next_page,
            has_previous_page: self.has_previous_page,
            start_cursor: self.edges.first().map(|edge| edge.cursor.clone()),
            end_cursor: self.edges.last().map(|edge| edge.cursor.clone()),
        }
    }
}
