//! The derive macro for records whose plain fields are resolved without a future each.
//!
//! `#[derive(SimpleObject, Record)] #[record(name = "Contact")]` on a struct says that its fields that carry no
//! `#[graphql(..)]` attribute can be read as they are: no argument, no guard, no loader. A field with such an attribute
//! is never among them, so that a guard cannot be passed by.
//!
//! With `#[record(name = "Contact", relations)]` the record is also `Related`.

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
    let Arguments { name, has_relations } = arguments(input)?;
    let Data::Struct(data) = &input.data else {
        return Err(syn::Error::new_spanned(&input.ident, "a record is a struct"));
    };
    let Fields::Named(fields) = &data.fields else {
        return Err(syn::Error::new_spanned(&input.ident, "a record has named fields"));
    };
    let is_plain = |field: &&syn::Field| !field.attrs.iter().any(|attribute| attribute.path().is_ident("graphql"));
    let plain: Vec<_> = fields.named.iter().filter(is_plain).filter_map(|field| field.ident.as_ref()).collect();
    let slots = plain.iter().enumerate().map(|(slot, field)| {
        let key = camel_case(&field.to_string());
        quote! { #key => #slot, }
    });
    let writes = plain.iter().enumerate().map(|(slot, field)| {
        quote! { #slot => ::rapport_graphql::Plain::write(&self.#field, out), }
    });
    let ident = &input.ident;
    let relations = if has_relations {
        quote! {
            static RELATIONS: ::std::sync::LazyLock<
                ::std::vec::Vec<::rapport_graphql::open::relation::Relation<#ident>>
            > = ::std::sync::LazyLock::new(<#ident as ::rapport_graphql::Related>::relations);
            &RELATIONS
        }
    } else {
        quote! { &[] }
    };
    Ok(quote! {
        impl ::rapport_graphql::Record for #ident {
            const NAME: &'static str = #name;

            fn slot(field: &str) -> ::core::option::Option<usize> {
                ::core::option::Option::Some(match field {
                    #(#slots)*
                    _ => return ::core::option::Option::None,
                })
            }

            fn write(&self, slot: usize, out: &mut ::std::string::String) {
                match slot {
                    #(#writes)*
                    _ => out.push_str("null"),
                }
            }

            fn relations() -> &'static [::rapport_graphql::open::relation::Relation<Self>] {
                #relations
            }
        }
    })
}

/// What stands in `#[record(..)]`.
struct Arguments {
    name: LitStr,
    has_relations: bool,
}

fn arguments(input: &DeriveInput) -> syn::Result<Arguments> {
    let (mut name, mut has_relations) = (None, false);
    for attribute in input.attrs.iter().filter(|attribute| attribute.path().is_ident("record")) {
        attribute.parse_nested_meta(|meta| {
            if meta.path.is_ident("name") {
                name = Some(meta.value()?.parse()?);
            } else if meta.path.is_ident("relations") {
                has_relations = true;
            } else {
                return Err(meta.error("only `name` and `relations` are known here"));
            }
            Ok(())
        })?;
    }
    let name = name.ok_or_else(|| syn::Error::new_spanned(&input.ident, "say #[record(name = \"..\")]"))?;
    Ok(Arguments { name, has_relations })
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
