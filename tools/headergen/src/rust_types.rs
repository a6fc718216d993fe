//! Reads the `opaque!` and `c_enum!` invocations of `src/capi/types.rs`.

use std::error::Error;
use std::fs;
use std::path::Path;

use syn::parse::{Parse, ParseStream};
use syn::punctuated::Punctuated;
use syn::{Attribute, Expr, ExprLit, Ident, Item, Lit, Meta, Token, braced};

/// An opaque handle: `struct tag` known as `name`.
pub struct Handle {
    pub doc: Vec<String>,
    pub tag: String,
    pub name: String,
}

pub struct Enum {
    pub doc: Vec<String>,
    pub name: String,
    pub constants: Vec<Constant>,
}

pub struct Constant {
    pub doc: Vec<String>,
    pub name: String,
    pub value: i32,
}

#[derive(Default)]
pub struct RustTypes {
    pub handles: Vec<Handle>,
    pub enums: Vec<Enum>,
}

pub fn read(root: &Path) -> Result<RustTypes, Box<dyn Error>> {
    let file = syn::parse_file(&fs::read_to_string(root.join("src/capi/types.rs"))?)?;
    let mut types = RustTypes::default();
    for item in file.items {
        let Item::Macro(item) = item else { continue };
        if item.mac.path.is_ident("opaque") {
            let handles = item.mac.parse_body_with(Punctuated::<Handle, Token![,]>::parse_terminated)?;
            types.handles.extend(handles);
        } else if item.mac.path.is_ident("c_enum") {
            types.enums.extend(item.mac.parse_body_with(parse_enums)?);
        }
    }
    Ok(types)
}

fn parse_enums(input: ParseStream) -> syn::Result<Vec<Enum>> {
    let mut enums = Vec::new();
    while !input.is_empty() {
        enums.push(input.parse()?);
    }
    Ok(enums)
}

impl Parse for Handle {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let doc = doc_lines(&input.call(Attribute::parse_outer)?);
        let tag: Ident = input.parse()?;
        input.parse::<Token![as]>()?;
        let name: Ident = input.parse()?;
        Ok(Handle { doc, tag: tag.to_string(), name: name.to_string() })
    }
}

impl Parse for Enum {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let doc = doc_lines(&input.call(Attribute::parse_outer)?);
        let name: Ident = input.parse()?;
        let body;
        braced!(body in input);
        let constants = Punctuated::<Constant, Token![,]>::parse_terminated(&body)?;
        Ok(Enum { doc, name: name.to_string(), constants: constants.into_iter().collect() })
    }
}

impl Parse for Constant {
    fn parse(input: ParseStream) -> syn::Result<Self> {
        let doc = doc_lines(&input.call(Attribute::parse_outer)?);
        let name: Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let negative = input.parse::<Option<Token![-]>>()?.is_some();
        let value: i32 = input.parse::<syn::LitInt>()?.base10_parse()?;
        Ok(Constant { doc, name: name.to_string(), value: if negative { -value } else { value } })
    }
}

/// The lines of an item's doc comments.
fn doc_lines(attributes: &[Attribute]) -> Vec<String> {
    let text = |attribute: &Attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(ExprLit { lit: Lit::Str(line), .. }) => Some(line.value().trim().to_string()),
            _ => None,
        },
        _ => None,
    };
    attributes.iter().filter_map(text).collect()
}
