//! Asking for what is found by words.

use rapport_graphql::{
    ContextExt, PageArgs,
    async_graphql::{Context, Object},
};
use rapport_kernel::ApiResult;

use super::{
    service,
    types::{SearchConnection, SearchType},
};

/// The root field that searches.
#[derive(Default)]
pub(crate) struct SearchQueries;

/// Asking for what is found by words.
#[Object]
impl SearchQueries {
    /// People and companies whom you may see, by names, e-mail addresses, phone numbers and domains, the best first: fit
    /// for a search box that asks at each key. A record has every word of the query, in any order, at least as a
    /// beginning; in names an error of typing is forgiven from 4 letters on, two from 8.
    async fn search(
        &self,
        ctx: &Context<'_>,
        #[graphql(
            desc = "What was typed: at least 2 letters or digits, or one character of Chinese, Japanese or Korean; at most 200 characters and 12 words."
        )]
        query: String,
        #[graphql(desc = "Which kinds of records. All, when nothing is said.")] types: Option<Vec<SearchType>>,
        #[graphql(desc = "How many from the start, at most 100; 20 when nothing is said.")] first: Option<i32>,
        #[graphql(desc = "The cursor after which to go on.")] after: Option<String>,
    ) -> ApiResult<Option<SearchConnection>> {
        let page = PageArgs::new(first, after, None, None)?;
        service::search(ctx.call()?, ctx.db()?, &query, types, page).await.map(Some)
    }
}
