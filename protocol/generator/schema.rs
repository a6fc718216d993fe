//! The schema as data: messages, structs, fields and the versions in which they exist.

use serde::Deserialize;

/// An inclusive range of versions; "0+" has no upper bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    pub min: i16,
    pub max: i16,
}

impl Versions {
    pub const ALL: Versions = Versions { min: 0, max: i16::MAX };

    /// Reads "none", "4", "0-12" or "3+". `None` is the empty range.
    fn parse(text: &str) -> Result<Option<Versions>, String> {
        let number = |digits: &str| digits.parse::<i16>().map_err(|_| format!("bad version range {text:?}"));
        if text == "none" {
            return Ok(None);
        }
        let (min, max) = match (text.strip_suffix('+'), text.split_once('-')) {
            (Some(min), _) => (number(min)?, i16::MAX),
            (None, Some((min, max))) => (number(min)?, number(max)?),
            (None, None) => (number(text)?, number(text)?),
        };
        if min > max {
            return Err(format!("empty version range {text:?}"));
        }
        Ok(Some(Versions { min, max }))
    }

    pub fn contains(self, version: i16) -> bool {
        (self.min..=self.max).contains(&version)
    }

    pub fn intersect(self, other: Versions) -> Option<Versions> {
        let (min, max) = (self.min.max(other.min), self.max.min(other.max));
        (min <= max).then_some(Versions { min, max })
    }
}

impl std::fmt::Display for Versions {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.min, self.max) {
            (min, i16::MAX) => write!(out, "{min}+"),
            (min, max) if min == max => write!(out, "{min}"),
            (min, max) => write!(out, "{min}-{max}"),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Header,
    Request,
    Response,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    Bool,
    Int8,
    Int16,
    Uint16,
    Int32,
    Int64,
    Float64,
    Uuid,
    String,
    Bytes,
    Records,
    Struct(String),
    Array(Box<Type>),
}

impl Type {
    fn parse(text: &str) -> Result<Type, String> {
        if let Some(element) = text.strip_prefix("[]") {
            return Ok(Type::Array(Box::new(Type::parse(element)?)));
        }
        Ok(match text {
            "bool" => Type::Bool,
            "int8" => Type::Int8,
            "int16" => Type::Int16,
            "uint16" => Type::Uint16,
            "int32" => Type::Int32,
            "int64" => Type::Int64,
            "float64" => Type::Float64,
            "uuid" => Type::Uuid,
            "string" => Type::String,
            "bytes" => Type::Bytes,
            "records" => Type::Records,
            name if name.starts_with(|c: char| c.is_ascii_uppercase()) => Type::Struct(name.to_owned()),
            _ => return Err(format!("unknown type {text:?}")),
        })
    }

    /// The struct that values of this type are or contain.
    pub fn struct_name(&self) -> Option<&str> {
        match self {
            Type::Struct(name) => Some(name),
            Type::Array(element) => element.struct_name(),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Field {
    pub name: String,
    pub ty: Type,
    pub versions: Versions,
    /// Versions in which the value may be null; `None` if never.
    pub nullable: Option<Versions>,
    /// Tag and the versions in which the field is a tagged one.
    pub tag: Option<(u32, Versions)>,
    /// The schema's default as text; "null" for null.
    pub default: Option<String>,
    /// Whether a value that the version cannot carry is dropped silently instead of refused.
    pub ignorable: bool,
    /// Overrides the message's flexible versions with "never" (the client id of the request header).
    pub never_flexible: bool,
}

impl Field {
    pub fn default_is_null(&self) -> bool {
        self.default.as_deref() == Some("null")
    }

    /// Whether the Rust type is an `Option`. Records are always one: absent and empty records differ.
    pub fn is_option(&self) -> bool {
        self.nullable.is_some() || self.ty == Type::Records
    }

    /// Versions in which the field is written in its place in the struct, not as a tagged one.
    pub fn is_tagged(&self) -> bool {
        self.tag.is_some()
    }
}

#[derive(Clone, Debug)]
pub struct Struct {
    pub name: String,
    /// Path from the message, for error texts: "MetadataResponse.Topics".
    pub path: String,
    /// Versions of the message in which the struct can occur.
    pub versions: Versions,
    pub fields: Vec<Field>,
}

#[derive(Clone, Debug)]
pub struct Message {
    pub name: String,
    pub kind: Kind,
    pub api_key: Option<i16>,
    /// `None` if Kafka has dropped every version.
    pub valid: Option<Versions>,
    pub flexible: Option<Versions>,
    /// The message itself first, then the structs inside it.
    pub structs: Vec<Struct>,
}

impl Message {
    /// The name without "Request" or "Response".
    pub fn api(&self) -> &str {
        let suffix = match self.kind {
            Kind::Header => "",
            Kind::Request => "Request",
            Kind::Response => "Response",
        };
        self.name.strip_suffix(suffix).unwrap_or(&self.name)
    }

    pub fn find(&self, name: &str) -> &Struct {
        let found = self.structs.iter().find(|candidate| candidate.name == name);
        found.unwrap_or_else(|| panic!("{}: no struct {name}", self.name))
    }

    pub fn is_flexible(&self, version: i16) -> bool {
        self.flexible.is_some_and(|versions| versions.contains(version))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawField {
    name: String,
    #[serde(rename = "type")]
    ty: String,
    versions: String,
    nullable_versions: Option<String>,
    tagged_versions: Option<String>,
    tag: Option<u32>,
    default: Option<serde_json::Value>,
    #[serde(default)]
    ignorable: bool,
    flexible_versions: Option<String>,
    fields: Option<Vec<RawField>>,
    #[serde(rename = "entityType")]
    _entity_type: Option<String>,
    #[serde(rename = "mapKey")]
    _map_key: Option<bool>,
    #[serde(rename = "zeroCopy")]
    _zero_copy: Option<bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStruct {
    name: String,
    versions: String,
    fields: Vec<RawField>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawMessage {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    api_key: Option<i16>,
    valid_versions: String,
    flexible_versions: Option<String>,
    #[serde(rename = "latestVersionUnstable")]
    _latest_version_unstable: Option<bool>,
    #[serde(default)]
    fields: Vec<RawField>,
    #[serde(default)]
    common_structs: Vec<RawStruct>,
}

/// Reads the whole schema file.
pub fn parse(text: &str) -> Result<Vec<Message>, String> {
    let raw: Vec<RawMessage> = serde_json::from_str(text).map_err(|error| error.to_string())?;
    raw.into_iter()
        .map(|message| {
            let name = message.name.clone();
            convert_message(message).map_err(|error| format!("{name}: {error}"))
        })
        .collect()
}

fn convert_message(raw: RawMessage) -> Result<Message, String> {
    let kind = match raw.kind.as_str() {
        "header" => Kind::Header,
        "request" => Kind::Request,
        "response" => Kind::Response,
        other => return Err(format!("unknown message type {other:?}")),
    };
    let valid = Versions::parse(&raw.valid_versions)?;
    let flexible = Versions::parse(raw.flexible_versions.as_deref().unwrap_or("none"))?;
    let mut structs = Vec::new();
    if let Some(valid) = valid {
        collect(&mut structs, &raw.name, &raw.name, valid, raw.fields)?;
        for common in raw.common_structs {
            let versions = Versions::parse(&common.versions)?.and_then(|versions| versions.intersect(valid));
            let path = format!("{}.{}", raw.name, common.name);
            let versions = versions.ok_or_else(|| format!("{path}: never valid"))?;
            collect(&mut structs, &common.name, &path, versions, common.fields)?;
        }
    }
    Ok(Message { name: raw.name, kind, api_key: raw.api_key, valid, flexible, structs })
}

/// Appends the struct and, behind it, those declared inside its fields.
fn collect(
    structs: &mut Vec<Struct>,
    name: &str,
    path: &str,
    versions: Versions,
    fields: Vec<RawField>,
) -> Result<(), String> {
    let place = structs.len();
    structs.push(Struct { name: name.to_owned(), path: path.to_owned(), versions, fields: Vec::new() });
    let mut converted = Vec::new();
    for mut raw in fields {
        let inner = raw.fields.take();
        let path = format!("{path}.{}", raw.name);
        let field = convert_field(raw).map_err(|error| format!("{path}: {error}"))?;
        // A field that no valid version carries exists only in versions that Kafka has dropped.
        let Some(present) = field.versions.intersect(versions) else { continue };
        if let Some(inner) = inner {
            let name = field.ty.struct_name().ok_or_else(|| format!("{path}: fields in a plain type"))?;
            collect(structs, name, &path, present, inner)?;
        }
        converted.push(field);
    }
    structs[place].fields = converted;
    Ok(())
}

fn convert_field(raw: RawField) -> Result<Field, String> {
    let versions = Versions::parse(&raw.versions)?.unwrap_or(Versions::ALL);
    let nullable = Versions::parse(raw.nullable_versions.as_deref().unwrap_or("none"))?;
    let tagged = Versions::parse(raw.tagged_versions.as_deref().unwrap_or("none"))?;
    let tag = match (raw.tag, tagged) {
        (Some(tag), Some(tagged)) if tagged == versions => Some((tag, tagged)),
        (None, None) => None,
        _ => return Err("tag and taggedVersions must cover all versions of the field".to_owned()),
    };
    Ok(Field {
        ty: Type::parse(&raw.ty)?,
        versions,
        nullable,
        tag,
        default: raw.default.map(|value| match value {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        }),
        ignorable: raw.ignorable,
        never_flexible: raw.flexible_versions.as_deref() == Some("none"),
        name: raw.name,
    })
}
