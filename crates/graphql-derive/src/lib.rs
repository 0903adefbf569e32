//! The derive macro for records whose plain fields are resolved without a future each.
//!
//! `#[derive(SimpleObject, Record)] #[record(name = "Contact")]` on a struct says that its fields that carry no
//! `#[graphql(..)]` attribute can be read as they are: no argument, no guard, no loader. A field with such an attribute
//! is never among them, so that a guard cannot be passed by.

use proc_macro::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Fields, LitStr, parse_macro_input};

/// See the crate's documentation.
#[proc_macro_derive(Record, attributes(record))]
pub fn record(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    expand(&input).unwrap_or_else(syn::Error::into_compile_error).into()
}

fn expand(input: &DeriveInput) -> syn::Result<proc_macro2::TokenStream> {
    let name = record_name(input)?;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "a record is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(&input.ident, "a record has named fields"));
    };
    let arms = fields.named.iter().filter_map(|field| {
        let ident = field.ident.as_ref()?;
        if field.attrs.iter().any(|attribute| attribute.path().is_ident("graphql")) {
            return None;
        }
        let key = camel_case(&ident.to_string());
        Some(quote! { #key => ::rapport_graphql::Plain::plain(&self.#ident), })
    });
    let ident = &input.ident;
    Ok(quote! {
        impl ::rapport_graphql::Record for #ident {
            const NAME: &'static str = #name;

            fn plain(&self, field: &str) -> ::core::option::Option<::rapport_graphql::async_graphql::Value> {
                ::core::option::Option::Some(match field {
                    #(#arms)*
                    _ => return ::core::option::Option::None,
                })
            }
        }
    })
}

fn record_name(input: &DeriveInput) -> syn::Result<LitStr> {
    let mut name = None;
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                name = Some(meta.value()?.parse()?);
                return Ok(());
            }
            Err(meta.error("only `name` is known here"))
        })?;
    }
    name.ok_or_else(|| syn::Error::new_spanned(&input.ident, "say #[record(name = \"..\")]"))
}

fn camel_case(snake: &str) -> String {
    let mut out = String::with_capacity(snake.len());
    let mut upper = false;
    for c in snake.chars() {
        if c == '_' {
            upper = !out.is_empty();
        } else if upper {
            out.extend(c.to_uppercase());
            upper = false;
        } else {
            out.push(c);
        }
    }
    out
}
