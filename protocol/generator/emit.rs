//! Writes the Rust code. It is plain and repetitive on purpose: one line per field and direction, so that it
//! compiles fast and a debugger shows what a reader expects.

use std::fmt::Write as _;

use super::schema::{Field, Kind, Message, Struct, Type, Versions};

/// Appends one formatted line; writing to a `String` cannot fail.
macro_rules! line {
    ($out:expr, $($format:tt)*) => {{
        let _ = writeln!($out, $($format)*);
    }};
}

/// All selected messages, each in a module of its own, since names of inner structs repeat between messages.
pub fn messages(messages: &[&Message]) -> String {
    let mut out = String::new();
    for message in messages {
        let module = snake_case(&message.name);
        line!(out, "pub use {module}::{};", message.name);
    }
    for message in messages {
        emit_message(&mut out, message);
    }
    for message in messages {
        emit_request(&mut out, messages, message);
    }
    out
}

/// The constants and the table behind `ApiKey`.
pub fn api_keys(messages: &[Message]) -> String {
    let requests: Vec<_> = messages.iter().filter(|message| message.kind == Kind::Request).collect();
    let mut out = String::from("impl ApiKey {\n");
    for message in &requests {
        let key = message.api_key.expect("a request has an API key");
        line!(out, "    pub const {}: ApiKey = ApiKey({key});", snake_case(message.api()).to_uppercase());
    }
    line!(out, "}}\n\nconst APIS: &[ApiInfo] = &[");
    for message in &requests {
        let key = message.api_key.expect("a request has an API key");
        let flexible = message.flexible.map_or("None".to_owned(), |range| format!("Some({})", range.min));
        line!(out, "    ApiInfo {{ key: {key}, name: {:?}, flexible: {flexible} }},", message.api());
    }
    line!(out, "];");
    out
}

/// `for_each_message!(m)` calls `m! { Name, ... }` with the name of every generated message.
pub fn message_list(messages: &[&Message]) -> String {
    let names: Vec<_> = messages.iter().map(|message| message.name.as_str()).collect();
    format!(
        "macro_rules! for_each_message {{\n    ($then:ident) => {{ $then! {{ {} }} }};\n}}\n",
        names.join(", ")
    )
}

fn emit_message(out: &mut String, message: &Message) {
    let Some(valid) = message.valid else { panic!("{}: no valid version", message.name) };
    line!(out, "\n/// `{}` and the structs inside it.", message.name);
    line!(out, "pub mod {} {{\nuse super::prelude::*;", snake_case(&message.name));
    for (index, definition) in message.structs.iter().enumerate() {
        let emitter = StructEmitter { message, definition, root: index == 0 };
        emitter.definition(out);
        emitter.default(out);
        emitter.codec(out, valid);
    }
    line!(out, "}}");
}

/// Ties a request to its API key and its response.
fn emit_request(out: &mut String, messages: &[&Message], message: &Message) {
    let (Kind::Request, Some(key)) = (message.kind, message.api_key) else { return };
    let name = format!("{}Response", message.api());
    let Some(response) = messages.iter().find(|response| response.name == name) else {
        panic!("{}: no {name}", message.name)
    };
    let lifetime = if borrows(message, &message.structs[0]) { "<'_>" } else { "" };
    let borrowed = if borrows(response, &response.structs[0]) { "<'a>" } else { "" };
    line!(out, "impl Request for {}{lifetime} {{", message.name);
    line!(out, "    const API_KEY: ApiKey = ApiKey({key});");
    line!(out, "    type Response<'a> = {name}{borrowed};\n}}");
}

/// What the emitting functions share: the struct, the message around it.
struct StructEmitter<'s> {
    message: &'s Message,
    definition: &'s Struct,
    /// Whether the struct is the message itself.
    root: bool,
}

impl StructEmitter<'_> {
    fn lifetime(&self) -> &'static str {
        if borrows(self.message, self.definition) { "<'a>" } else { "" }
    }

    fn definition(&self, out: &mut String) {
        let Struct { name, path, versions, fields } = self.definition;
        if self.root {
            line!(out, "/// Versions {versions}.");
        } else {
            line!(out, "/// `{path}`.");
        }
        let derive_default = fields.iter().all(|field| self.has_natural_default(field));
        let default = if derive_default { ", Default" } else { "" };
        line!(out, "#[derive(Clone, Debug, PartialEq{default})]");
        line!(out, "pub struct {name}{} {{", self.lifetime());
        for field in fields {
            line!(out, "    /// {}", field_doc(field));
            line!(out, "    pub {}: {},", field_name(field), self.rust_type(field));
        }
        line!(out, "}}");
    }

    fn rust_type(&self, field: &Field) -> String {
        let plain = self.value_type(&field.ty);
        if field.is_option() { format!("Option<{plain}>") } else { plain }
    }

    fn value_type(&self, ty: &Type) -> String {
        match ty {
            Type::Bool => "bool".to_owned(),
            Type::Int8 => "i8".to_owned(),
            Type::Int16 => "i16".to_owned(),
            Type::Uint16 => "u16".to_owned(),
            Type::Int32 => "i32".to_owned(),
            Type::Int64 => "i64".to_owned(),
            Type::Float64 => "f64".to_owned(),
            Type::Uuid => "Uuid".to_owned(),
            Type::String => "&'a str".to_owned(),
            Type::Bytes | Type::Records => "&'a [u8]".to_owned(),
            Type::Array(element) => format!("Vec<{}>", self.value_type(element)),
            Type::Struct(name) => {
                let lifetime = if borrows(self.message, self.message.find(name)) { "<'a>" } else { "" };
                format!("{name}{lifetime}")
            }
        }
    }

    /// The default as an expression.
    fn default_value(&self, field: &Field) -> String {
        if field.is_option() && (field.default_is_null() || field.ty == Type::Records) {
            return "None".to_owned();
        }
        let text = field.default.as_deref().unwrap_or_default();
        let value = match &field.ty {
            Type::Bool => if text == "true" { "true" } else { "false" }.to_owned(),
            Type::Int8 | Type::Int16 | Type::Uint16 | Type::Int32 | Type::Int64 => {
                integer(text).unwrap_or_else(|| panic!("{}: default {text:?}", field.name)).to_string()
            }
            Type::Float64 => format!("{:?}", text.parse::<f64>().unwrap_or_default()),
            Type::Uuid => "Uuid::ZERO".to_owned(),
            Type::String => format!("{text:?}"),
            Type::Bytes | Type::Records => "&[]".to_owned(),
            Type::Array(_) => "Vec::new()".to_owned(),
            Type::Struct(name) => format!("{name}::default()"),
        };
        if field.is_option() { format!("Some({value})") } else { value }
    }

    /// Whether Rust's default of the type is the schema's default of the field.
    fn has_natural_default(&self, field: &Field) -> bool {
        let value = self.default_value(field);
        let natural = ["None", "0", "0.0", "false", "\"\"", "&[]", "Vec::new()", "Uuid::ZERO"];
        natural.contains(&value.as_str()) || (!field.is_option() && matches!(field.ty, Type::Struct(_)))
    }

    fn default(&self, out: &mut String) {
        let Struct { name, fields, .. } = self.definition;
        if fields.iter().all(|field| self.has_natural_default(field)) {
            return;
        }
        let lifetime = if self.lifetime().is_empty() { "" } else { "<'_>" };
        line!(
            out,
            "impl Default for {name}{lifetime} {{\n    #[inline]\n    fn default() -> Self {{\n        Self {{"
        );
        for field in fields {
            line!(out, "            {}: {},", field_name(field), self.default_value(field));
        }
        line!(out, "        }}\n    }}\n}}");
    }

    fn codec(&self, out: &mut String, valid: Versions) {
        let Struct { name, versions, .. } = self.definition;
        let lifetime = self.lifetime();
        let borrowing = !lifetime.is_empty();
        if self.root {
            let Versions { min, max } = valid;
            line!(out, "impl Message for {name}{} {{", if borrowing { "<'_>" } else { "" });
            line!(out, "    const NAME: &'static str = {name:?};");
            line!(out, "    const VERSIONS: (i16, i16) = ({min}, {max});");
            method(out, "fn encode(&self, w: &mut Writer, version: i16) -> Result<(), EncodeError>");
            self.check_version(out, *versions, "EncodeError");
            self.encode_body(out);
            line!(out, "    }}\n}}\nimpl<'a> Decode<'a> for {name}{lifetime} {{");
            method(out, "fn decode(r: &mut Reader<'a>, version: i16) -> Result<Self, DecodeError>");
            self.check_version(out, *versions, "DecodeError");
            self.decode_body(out);
        } else {
            let reader = if borrowing { "<'a>" } else { "<'_>" };
            line!(out, "#[allow(unused_variables)]\nimpl{lifetime} {name}{lifetime} {{");
            method(
                out,
                "pub(crate) fn encode(&self, w: &mut Writer, version: i16) -> Result<(), EncodeError>",
            );
            self.encode_body(out);
            line!(out, "    }}");
            let result = "Result<Self, DecodeError>";
            method(out, &format!("pub(crate) fn decode(r: &mut Reader{reader}, version: i16) -> {result}"));
            self.decode_body(out);
        }
        line!(out, "    }}\n}}");
    }

    fn check_version(&self, out: &mut String, Versions { min, max }: Versions, error: &str) {
        let name = &self.definition.name;
        line!(out, "        if !({min}..={max}).contains(&version) {{");
        line!(out, "            return Err({error}::version({name:?}, version));\n        }}");
    }

    /// The condition under which a version lies in `range`, given that the struct can occur in it at all.
    fn condition(&self, range: Versions) -> Option<String> {
        let occurs = self.definition.versions;
        match (range.min > occurs.min, range.max < occurs.max) {
            (false, false) => None,
            (true, false) => Some(format!("version >= {}", range.min)),
            (false, true) => Some(format!("version <= {}", range.max)),
            (true, true) if range.min == range.max => Some(format!("version == {}", range.min)),
            (true, true) => Some(format!("({}..={}).contains(&version)", range.min, range.max)),
        }
    }

    /// The condition for a range that may be absent or outside the struct's versions: a boolean expression.
    fn flag(&self, range: Option<Versions>) -> String {
        match range.and_then(|range| range.intersect(self.definition.versions)) {
            None => "false".to_owned(),
            Some(range) => self.condition(range).unwrap_or_else(|| "true".to_owned()),
        }
    }

    fn flexible(&self) -> String {
        self.flag(self.message.flexible)
    }

    fn path(&self, field: &Field) -> String {
        format!("\"{}.{}\"", self.definition.path, field.name)
    }

    fn encode_body(&self, out: &mut String) {
        let fields = &self.definition.fields;
        let flexible = self.flexible();
        line!(out, "        let flexible = {flexible};");
        for field in fields.iter().filter(|field| !field.is_tagged()) {
            let value = self.encode_value(field);
            match (self.condition(field.versions), field.ignorable) {
                (None, _) => line!(out, "        {value}"),
                (Some(condition), true) => line!(out, "        if {condition} {{ {value} }}"),
                (Some(condition), false) => {
                    line!(out, "        if {condition} {{ {value} }}");
                    line!(out, "        else if {} {{ {} }}", self.is_set(field), self.refuse(field));
                }
            }
        }
        if flexible != "false" {
            line!(out, "        if flexible {{");
            self.encode_tags(out);
            line!(out, "        }}");
        }
        for field in fields.iter().filter(|field| field.is_tagged() && !field.ignorable) {
            if let Some(condition) = self.condition(field.versions) {
                let (set, refuse) = (self.is_set(field), self.refuse(field));
                line!(out, "        if !({condition}) && {set} {{ {refuse} }}");
            }
        }
        line!(out, "        Ok(())");
    }

    fn refuse(&self, field: &Field) -> String {
        format!("return Err(EncodeError::not_in_version({}, version));", self.path(field))
    }

    fn tagged_fields(&self) -> Vec<(&Field, u32)> {
        let tagged = self.definition.fields.iter().filter_map(|field| Some((field, field.tag?.0)));
        let mut tagged: Vec<_> = tagged.collect();
        tagged.sort_by_key(|(_, tag)| *tag);
        tagged
    }

    /// Only tagged fields that differ from their default are sent.
    fn encode_tags(&self, out: &mut String) {
        let tagged = self.tagged_fields();
        if tagged.is_empty() {
            line!(out, "            w.uvarint(0);");
            return;
        }
        for (field, tag) in &tagged {
            let present = match self.condition(field.versions) {
                Some(condition) => format!("{condition} && {}", self.is_set(field)),
                None => self.is_set(field),
            };
            line!(out, "            let tag_{tag} = {present};");
        }
        let count: Vec<_> = tagged.iter().map(|(_, tag)| format!("u32::from(tag_{tag})")).collect();
        line!(out, "            w.uvarint({});", count.join(" + "));
        for (field, tag) in &tagged {
            let (value, path) = (self.encode_value(field), self.path(field));
            line!(
                out,
                "            if tag_{tag} {{ let mark = w.begin_tag({tag}); {value} w.end_tag(mark, {path})?; }}"
            );
        }
    }

    /// Whether the value differs from the default.
    fn is_set(&self, field: &Field) -> String {
        let value = format!("self.{}", field_name(field));
        match (field.is_option(), &field.ty, self.default_value(field).as_str()) {
            (true, _, "None") => format!("{value}.is_some()"),
            (false, Type::Bool, "false") => value,
            (false, Type::Bool, _) => format!("!{value}"),
            (false, Type::Array(_) | Type::Bytes, _) => format!("!{value}.is_empty()"),
            (true, Type::Array(_) | Type::Bytes, _) => {
                format!("{value}.as_ref().is_none_or(|value| !value.is_empty())")
            }
            (_, _, default) => format!("{value} != {default}"),
        }
    }

    /// Statements that write the field's value.
    fn encode_value(&self, field: &Field) -> String {
        let (name, path) = (field_name(field), self.path(field));
        let value = format!("self.{name}");
        let flexible = if field.never_flexible { "false" } else { "flexible" };
        let nullable = self.flag(field.nullable);
        match (&field.ty, field.is_option()) {
            (Type::String, false) => format!("w.string({value}, {flexible}, {path})?;"),
            (Type::String, true) => format!("w.opt_string({value}, {flexible}, {nullable}, {path})?;"),
            (Type::Bytes, false) => format!("w.bytes({value}, {flexible}, {path})?;"),
            (Type::Bytes | Type::Records, _) => {
                format!("w.opt_bytes({value}, {flexible}, {nullable}, {path})?;")
            }
            (Type::Struct(_), false) => format!("{value}.encode(w, version)?;"),
            (Type::Struct(_), true) => format!(
                "w.present({value}.is_some(), {nullable}, {path})?; \
                 if let Some(value) = &{value} {{ value.encode(w, version)?; }}"
            ),
            (Type::Array(element), false) => {
                let each = encode_element(element, &path);
                format!("w.array_len({value}.len(), {flexible}, {path})?; for item in &{value} {{ {each} }}")
            }
            (Type::Array(element), true) => {
                let each = encode_element(element, &path);
                format!(
                    "match &{value} {{ \
                     Some(items) => {{ w.array_len(items.len(), {flexible}, {path})?; for item in items {{ {each} }} }} \
                     None => w.null_array({flexible}, {nullable}, {path})?, }}"
                )
            }
            (ty, false) => format!("w.{}({value});", primitive(ty)),
            (ty, true) => panic!("{path}: nullable {ty:?}"),
        }
    }

    fn decode_body(&self, out: &mut String) {
        let Struct { fields, path, .. } = self.definition;
        let flexible = self.flexible();
        line!(out, "        let flexible = {flexible};");
        line!(out, "        let mut m = Self::default();");
        for field in fields.iter().filter(|field| !field.is_tagged()) {
            let read = format!("m.{} = {};", field_name(field), self.decode_value(field));
            match self.condition(field.versions) {
                None => line!(out, "        {read}"),
                Some(condition) => line!(out, "        if {condition} {{ {read} }}"),
            }
        }
        if flexible != "false" {
            line!(out, "        if flexible {{");
            self.decode_tags(out, path);
            line!(out, "        }}");
        }
        line!(out, "        Ok(m)");
    }

    fn decode_tags(&self, out: &mut String, path: &str) {
        let tagged = self.tagged_fields();
        if tagged.is_empty() {
            line!(out, "            r.skip_tags({path:?})?;");
            return;
        }
        line!(out, "            r.tags({path:?}, |tag, r| {{\n                match tag {{");
        for (field, tag) in tagged {
            let guard =
                self.condition(field.versions).map(|guard| format!(" if {guard}")).unwrap_or_default();
            let (name, value) = (field_name(field), self.decode_value(field));
            line!(out, "                    {tag}{guard} => m.{name} = {value},");
        }
        line!(out, "                    _ => return Ok(false),");
        line!(out, "                }}\n                Ok(true)\n            }})?;");
    }

    /// The expression that reads the field's value.
    fn decode_value(&self, field: &Field) -> String {
        let path = self.path(field);
        let flexible = if field.never_flexible { "false" } else { "flexible" };
        let nullable = self.flag(field.nullable);
        match (&field.ty, field.is_option()) {
            (Type::String, false) => format!("r.string({flexible}, {path})?"),
            (Type::String, true) => format!("r.opt_string({flexible}, {nullable}, {path})?"),
            (Type::Bytes, false) => format!("r.bytes({flexible}, {path})?"),
            (Type::Bytes | Type::Records, _) => format!("r.opt_bytes({flexible}, {nullable}, {path})?"),
            (Type::Struct(name), false) => format!("{name}::decode(r, version)?"),
            (Type::Struct(name), true) => format!(
                "if r.present({nullable}, {path})? {{ Some({name}::decode(r, version)?) }} else {{ None }}"
            ),
            (Type::Array(element), option) => {
                let least = self.least_size(field, element);
                let each = decode_element(element, &path);
                match option {
                    false => format!("r.array({flexible}, {least}, {path}, {each})?"),
                    true => format!("r.opt_array({flexible}, {nullable}, {least}, {path}, {each})?"),
                }
            }
            (ty, false) => format!("r.{}({path})?", primitive(ty)),
            (ty, true) => panic!("{path}: nullable {ty:?}"),
        }
    }

    /// The fewest bytes that an element of the field's array takes in any version that has the field.
    fn least_size(&self, field: &Field, element: &Type) -> usize {
        let present = field.versions.intersect(self.definition.versions);
        let Versions { min, max } = present.expect("fields without a valid version are left out");
        let sizes = (min..=max).map(|version| type_size(self.message, element, false, version));
        sizes.min().unwrap_or(1)
    }
}

/// The head of a method. Code for an inline function is made only where it is called, so that a message that
/// nothing uses costs almost nothing to compile.
fn method(out: &mut String, signature: &str) {
    line!(out, "    #[inline]\n    {signature} {{");
}

fn encode_element(element: &Type, path: &str) -> String {
    match element {
        Type::Struct(_) => "item.encode(w, version)?;".to_owned(),
        Type::String => format!("w.string(item, flexible, {path})?;"),
        Type::Bytes => format!("w.bytes(item, flexible, {path})?;"),
        ty => format!("w.{}(*item);", primitive(ty)),
    }
}

fn decode_element(element: &Type, path: &str) -> String {
    match element {
        Type::Struct(name) => format!("|r| {name}::decode(r, version)"),
        Type::String => format!("|r| r.string(flexible, {path})"),
        Type::Bytes => format!("|r| r.bytes(flexible, {path})"),
        ty => format!("|r| r.{}({path})", primitive(ty)),
    }
}

/// The method that reads and the one that writes a fixed-size type.
fn primitive(ty: &Type) -> &'static str {
    match ty {
        Type::Bool => "bool",
        Type::Int8 => "i8",
        Type::Int16 => "i16",
        Type::Uint16 => "u16",
        Type::Int32 => "i32",
        Type::Int64 => "i64",
        Type::Float64 => "f64",
        Type::Uuid => "uuid",
        Type::String | Type::Bytes | Type::Records | Type::Struct(_) | Type::Array(_) => {
            panic!("{ty:?} is not a fixed-size type")
        }
    }
}

/// The fewest bytes that a value takes in a version.
fn type_size(message: &Message, ty: &Type, nullable: bool, version: i16) -> usize {
    let flexible = message.is_flexible(version);
    match ty {
        Type::Bool | Type::Int8 => 1,
        Type::Int16 | Type::Uint16 => 2,
        Type::Int32 => 4,
        Type::Int64 | Type::Float64 => 8,
        Type::Uuid => 16,
        Type::String | Type::Bytes | Type::Records | Type::Array(_) if flexible => 1,
        Type::String => 2,
        Type::Bytes | Type::Records | Type::Array(_) => 4,
        Type::Struct(_) if nullable => 1,
        Type::Struct(name) => {
            let fields = message.find(name).fields.iter();
            let present = fields.filter(|field| !field.is_tagged() && field.versions.contains(version));
            let sizes = present.map(|field| type_size(message, &field.ty, field.nullable.is_some(), version));
            sizes.sum::<usize>() + usize::from(flexible)
        }
    }
}

/// Whether the struct holds a string or bytes, itself or deeper, and so has a lifetime.
fn borrows(message: &Message, definition: &Struct) -> bool {
    definition.fields.iter().any(|field| type_borrows(message, &field.ty))
}

fn type_borrows(message: &Message, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Bytes | Type::Records => true,
        Type::Array(element) => type_borrows(message, element),
        Type::Struct(name) => borrows(message, message.find(name)),
        _ => false,
    }
}

/// "Versions 3+, nullable 5+, ignorable, tag 0. Default -1."
fn field_doc(field: &Field) -> String {
    let mut doc = format!("Versions {}", field.versions);
    if let Some(nullable) = field.nullable {
        let _ = write!(doc, ", nullable {nullable}");
    }
    if field.ignorable {
        doc.push_str(", ignorable");
    }
    if let Some((tag, _)) = field.tag {
        let _ = write!(doc, ", tag {tag}");
    }
    doc.push('.');
    if let Some(default) = field.default.as_deref().filter(|default| !default.is_empty()) {
        let _ = write!(doc, " Default {default}.");
    }
    doc
}

fn field_name(field: &Field) -> String {
    match snake_case(&field.name).as_str() {
        keyword @ ("type" | "match" | "final" | "ref" | "move") => format!("r#{keyword}"),
        name => name.to_owned(),
    }
}

/// "TopicId" to "topic_id", "SCRAMName" to "scram_name".
fn snake_case(name: &str) -> String {
    let letters: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (index, letter) in letters.iter().enumerate() {
        let after_lower = index > 0 && !letters[index - 1].is_uppercase();
        let before_lower = letters.get(index + 1).is_some_and(|next| next.is_lowercase());
        if letter.is_uppercase() && index > 0 && (after_lower || before_lower) {
            out.push('_');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

fn integer(text: &str) -> Option<i64> {
    match text.strip_prefix("0x") {
        Some(hex) => i64::from_str_radix(hex, 16).ok(),
        None if text.is_empty() => Some(0),
        None => text.parse().ok(),
    }
}
