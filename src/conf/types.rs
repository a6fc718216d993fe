//! The types of property values: how each is read from text and shown as text.

use regex::{Regex, RegexBuilder};

use super::TopicConf;
use super::certificate::Certificate;
use super::parse;
use super::table::Kind;
use crate::callback::*;

/// Why a value is not taken. The caller adds property and value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Not of the property's kind, or out of its range: the kind says what is allowed.
    Invalid,
    /// For a reason that the kind does not tell.
    Because(String),
    /// One item of a list is not taken: that one, and why.
    Item(String, &'static str),
}

/// A property value.
pub trait Setting {
    /// Takes the value that `text`, which is not empty, stands for. A value that is refused leaves the old one in
    /// place.
    fn parse(&mut self, text: &str, kind: &Kind) -> Result<(), Refusal>;

    /// The canonical text; `None` when there is no value.
    fn show(&self) -> Option<String>;

    /// Whether an empty value means the default.
    fn empty_resets(&self) -> bool {
        false
    }

    /// Whether white space before the value is no part of it.
    fn trims(&self) -> bool {
        true
    }
}

impl Setting for i32 {
    fn parse(&mut self, text: &str, kind: &Kind) -> Result<(), Refusal> {
        let Kind::Integer { min, max, names } = kind else { return Err(Refusal::Invalid) };
        let named = names.iter().find(|(name, _)| name.eq_ignore_ascii_case(text)).map(|(_, value)| *value);
        let value = named.or_else(|| parse::leading_integer(text)).ok_or(Refusal::Invalid)?;
        if !(*min..=*max).contains(&value) {
            return Err(Refusal::Invalid);
        }
        *self = value;
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }
}

impl Setting for f64 {
    fn parse(&mut self, text: &str, kind: &Kind) -> Result<(), Refusal> {
        let Kind::Float { min, max } = kind else { return Err(Refusal::Invalid) };
        let value = parse::leading_float(text).ok_or(Refusal::Invalid)?;
        if !(*min..=*max).contains(&value) {
            return Err(Refusal::Invalid);
        }
        *self = value;
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(parse::six_digits(*self))
    }
}

impl Setting for bool {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        *self = match text.to_ascii_lowercase().as_str() {
            "true" | "t" | "1" => true,
            "false" | "f" | "0" => false,
            _ => return Err(Refusal::Invalid),
        };
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.to_string())
    }

    fn trims(&self) -> bool {
        false
    }
}

impl Setting for String {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        *self = text.to_owned();
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.clone())
    }

    fn empty_resets(&self) -> bool {
        true
    }
}

impl Setting for Option<String> {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        *self = Some(text.to_owned());
        Ok(())
    }

    fn show(&self) -> Option<String> {
        self.clone()
    }

    fn empty_resets(&self) -> bool {
        true
    }
}

/// Text that cannot be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NonEmpty(String);

impl NonEmpty {
    pub fn new(text: &str) -> Self {
        NonEmpty(text.to_owned())
    }

    pub fn text(&self) -> &str {
        &self.0
    }
}

impl Setting for NonEmpty {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        self.0 = text.to_owned();
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.0.clone())
    }
}

/// The name of one SASL mechanism. Which ones exist is checked when the client is created.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaslMechanism(String);

impl SaslMechanism {
    pub fn name(&self) -> &str {
        &self.0
    }
}

impl Default for SaslMechanism {
    fn default() -> Self {
        SaslMechanism("GSSAPI".to_owned())
    }
}

impl Setting for SaslMechanism {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        if text.contains([',', ' ']) {
            return Err(Refusal::Because("only one mechanism can be set".to_owned()));
        }
        self.0 = text.to_owned();
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.0.clone())
    }
}

/// Declares an enumerated value: the first name of each variant is canonical, further ones mean the same.
macro_rules! choices {
    ($(
        $(#[$meta:meta])*
        pub enum $ty:ident { $($(#[$variant_meta:meta])* $variant:ident = $name:literal $(| $alias:literal)*,)* }
    )*) => {
        $(
            $(#[$meta])*
            #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
            pub enum $ty { $($(#[$variant_meta])* $variant,)* }

            impl $ty {
                /// Every accepted name.
                pub const NAMES: &[&str] = &[$($name, $($alias,)*)*];

                /// The value called `name`, in any case.
                pub fn from_name(name: &str) -> Option<Self> {
                    $(if [$name $(, $alias)*].iter().any(|known| known.eq_ignore_ascii_case(name)) {
                        return Some($ty::$variant);
                    })*
                    None
                }

                /// The canonical name.
                pub fn name(self) -> &'static str {
                    match self { $($ty::$variant => $name,)* }
                }
            }

            impl Setting for $ty {
                fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
                    *self = $ty::from_name(text).ok_or(Refusal::Invalid)?;
                    Ok(())
                }

                fn show(&self) -> Option<String> {
                    Some(self.name().to_owned())
                }
            }
        )*
    };
}

choices! {
    /// What to do when none of the known brokers is available.
    pub enum MetadataRecovery { None = "none", Rebootstrap = "rebootstrap", }

    /// Which IP addresses of a broker are tried.
    pub enum AddressFamily { Any = "any", V4 = "v4", V6 = "v6", }

    /// How the connection to a broker is secured.
    pub enum SecurityProtocol {
        Plaintext = "plaintext",
        Ssl = "ssl",
        SaslPlaintext = "sasl_plaintext",
        SaslSsl = "sasl_ssl",
    }

    /// Whether the broker's certificate must bear its host name.
    pub enum EndpointIdentification { None = "none", Https = "https", }

    /// How OAUTHBEARER tokens are obtained.
    pub enum OauthMethod { Default = "default", Oidc = "oidc", }

    /// The OAuth grant with which a token is asked for.
    pub enum OauthGrantType {
        ClientCredentials = "client_credentials",
        JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer",
    }

    /// The signature of the JWT assertion.
    pub enum OauthAssertionAlgorithm { Rs256 = "RS256", Es256 = "ES256", }

    /// Whose metadata service hands out the token.
    pub enum OauthMetadataAuthentication { None = "none", AzureImds = "azure_imds", AwsIam = "aws_iam", }

    /// The consumer group protocol: of old, or KIP-848's.
    pub enum GroupProtocol { Classic = "classic", Consumer = "consumer", }

    /// Where a group consumer's offsets are kept.
    pub enum OffsetStoreMethod { None = "none", File = "file", Broker = "broker", }

    /// Where the simple consumer's offsets are kept.
    pub enum TopicOffsetStoreMethod { File = "file", Broker = "broker", }

    /// Whether records of open and aborted transactions are delivered.
    pub enum IsolationLevel { ReadUncommitted = "read_uncommitted", ReadCommitted = "read_committed", }

    /// How a record batch is compressed.
    pub enum Compression { None = "none", Gzip = "gzip", Snappy = "snappy", Lz4 = "lz4", Zstd = "zstd", }

    /// Which addresses of a bootstrap name are used, and under which name.
    pub enum DnsLookup {
        UseAllDnsIps = "use_all_dns_ips",
        ResolveCanonicalBootstrapServersOnly = "resolve_canonical_bootstrap_servers_only",
    }

    /// Which end of the queue messages are taken from.
    pub enum QueuingStrategy { Fifo = "fifo", Lifo = "lifo", }

    /// Where to start when there is no valid offset.
    pub enum OffsetReset {
        Earliest = "smallest" | "earliest" | "beginning",
        Latest = "largest" | "latest" | "end",
        Error = "error",
    }
}

impl Compression {
    /// The names of a topic's compression: `inherit` stands for the global one.
    pub const NAMES_OR_INHERIT: &[&str] = &["none", "gzip", "snappy", "lz4", "zstd", "inherit"];
}

/// A topic's compression; `None` takes the global one.
impl Setting for Option<Compression> {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        *self = if text.eq_ignore_ascii_case("inherit") {
            None
        } else {
            Some(Compression::from_name(text).ok_or(Refusal::Invalid)?)
        };
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.map_or("inherit", Compression::name).to_owned())
    }
}

/// How a message without a partition gets one. A plain string among the properties, and case-sensitive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Partitioner {
    /// Any available partition, whatever the key.
    Random,
    /// CRC-32 of the key; no key hashes as the empty one.
    Consistent,
    /// CRC-32 of the key; at random for an empty key or none.
    ConsistentRandom,
    /// The Java client's hash; no key hashes as the empty one.
    Murmur2,
    /// The Java client's hash; at random without a key.
    Murmur2Random,
    /// FNV-1a as Sarama has it; no key hashes as the empty one.
    Fnv1a,
    /// FNV-1a as Sarama has it; at random without a key.
    Fnv1aRandom,
}

impl Partitioner {
    pub const ALL: [Partitioner; 7] = [
        Partitioner::Random,
        Partitioner::Consistent,
        Partitioner::ConsistentRandom,
        Partitioner::Murmur2,
        Partitioner::Murmur2Random,
        Partitioner::Fnv1a,
        Partitioner::Fnv1aRandom,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Partitioner::Random => "random",
            Partitioner::Consistent => "consistent",
            Partitioner::ConsistentRandom => "consistent_random",
            Partitioner::Murmur2 => "murmur2",
            Partitioner::Murmur2Random => "murmur2_random",
            Partitioner::Fnv1a => "fnv1a",
            Partitioner::Fnv1aRandom => "fnv1a_random",
        }
    }
}

impl Setting for Partitioner {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        let found = Partitioner::ALL.into_iter().find(|partitioner| partitioner.name() == text);
        *self = found.ok_or_else(|| {
            let names = Partitioner::ALL.map(Partitioner::name);
            Refusal::Because(format!("must be one of {}", names.join(", ")))
        })?;
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.name().to_owned())
    }
}

/// Declares a set of named flags, in the order in which they are shown.
macro_rules! flags {
    ($($(#[$meta:meta])* pub struct $ty:ident { $($flag:ident = $value:expr, $name:literal;)* })*) => {
        $(
            bitflags::bitflags! {
                $(#[$meta])*
                #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
                pub struct $ty: u32 { $(const $flag = $value;)* }
            }

            impl $ty {
                pub const NAMES: &[&str] = &[$($name),*];
                const FLAGS: &[($ty, &str)] = &[$(($ty::$flag, $name)),*];

                fn labelled(name: &str) -> Option<Self> {
                    let mut flags = Self::FLAGS.iter();
                    flags.find(|(_, known)| known.eq_ignore_ascii_case(name)).map(|(flag, _)| *flag)
                }

                /// The names of the flags in the set, comma-separated.
                pub fn names(self) -> String {
                    let set = Self::FLAGS.iter().filter(|(flag, _)| self.contains(*flag));
                    set.map(|(_, name)| *name).collect::<Vec<_>>().join(",")
                }
            }
        )*
    };
}

flags! {
    /// What the `debug` property makes the client log about.
    pub struct DebugContexts {
        GENERIC = 0x1, "generic";
        BROKER = 0x2, "broker";
        TOPIC = 0x4, "topic";
        METADATA = 0x8, "metadata";
        FEATURE = 0x10, "feature";
        QUEUE = 0x20, "queue";
        MSG = 0x40, "msg";
        PROTOCOL = 0x80, "protocol";
        CGRP = 0x100, "cgrp";
        SECURITY = 0x200, "security";
        FETCH = 0x400, "fetch";
        INTERCEPTOR = 0x800, "interceptor";
        PLUGIN = 0x1000, "plugin";
        CONSUMER = 0x2000, "consumer";
        ADMIN = 0x4000, "admin";
        EOS = 0x8000, "eos";
        MOCK = 0x10000, "mock";
        ASSIGNOR = 0x20000, "assignor";
        CONF = 0x40000, "conf";
        TELEMETRY = 0x80000, "telemetry";
        ALL = 0xfffff, "all";
    }

    /// What a build of the library can do: `builtin.features`.
    pub struct Features {
        GZIP = 0x1, "gzip";
        SNAPPY = 0x2, "snappy";
        SSL = 0x4, "ssl";
        SASL = 0x8, "sasl";
        REGEX = 0x10, "regex";
        LZ4 = 0x20, "lz4";
        SASL_GSSAPI = 0x40, "sasl_gssapi";
        SASL_PLAIN = 0x80, "sasl_plain";
        SASL_SCRAM = 0x100, "sasl_scram";
        PLUGINS = 0x200, "plugins";
        ZSTD = 0x400, "zstd";
        SASL_OAUTHBEARER = 0x800, "sasl_oauthbearer";
        HTTP = 0x1000, "http";
        OIDC = 0x2000, "oidc";
    }
}

impl Features {
    /// What this build can do. A feature is added here by the change that makes it work.
    pub const BUILT: Features = Features::GZIP
        .union(Features::SNAPPY)
        .union(Features::REGEX)
        .union(Features::LZ4)
        .union(Features::ZSTD);
}

impl Setting for DebugContexts {
    /// The names are added to what is already enabled, those with a `-` taken out.
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        let mut contexts = *self;
        for item in parse::flag_names(text) {
            let context = DebugContexts::labelled(item.name)
                .ok_or_else(|| Refusal::Item(item.name.to_owned(), "there is no such debug context"))?;
            contexts.set(context, item.wanted);
        }
        *self = contexts;
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.names())
    }
}

impl Setting for Features {
    /// Setting it only asks whether the features are there.
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        for item in parse::flag_names(text) {
            let feature = Features::labelled(item.name)
                .ok_or_else(|| Refusal::Item(item.name.to_owned(), "there is no such feature"))?;
            if item.wanted && !self.contains(feature) {
                return Err(Refusal::Item(item.name.to_owned(), "this build has no support for it"));
            }
        }
        Ok(())
    }

    fn show(&self) -> Option<String> {
        Some(self.names())
    }
}

/// A list of topic names: regular expressions begin with `^`, all others are plain names.
#[derive(Clone, Debug, Default)]
pub struct PatternList {
    text: Option<String>,
    names: Vec<String>,
    patterns: Vec<Regex>,
}

/// What one pattern may compile to, so that a configuration cannot eat the machine.
const PATTERN_SIZE_LIMIT: usize = 1 << 20;

impl PatternList {
    pub fn matches(&self, topic: &str) -> bool {
        self.names.iter().any(|name| name == topic) || self.patterns.iter().any(|regex| regex.is_match(topic))
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.patterns.is_empty()
    }
}

impl Setting for PatternList {
    fn parse(&mut self, text: &str, _: &Kind) -> Result<(), Refusal> {
        let mut list = PatternList { text: Some(text.to_owned()), ..PatternList::default() };
        for item in text.split(',').filter(|item| !item.is_empty()) {
            let regex = RegexBuilder::new(item).size_limit(PATTERN_SIZE_LIMIT).build();
            let regex =
                regex.map_err(|e| Refusal::Because(format!("pattern \"{item}\" does not parse: {e}")))?;
            if item.starts_with('^') {
                list.patterns.push(regex);
            } else {
                list.names.push(item.to_owned());
            }
        }
        *self = list;
        Ok(())
    }

    fn show(&self) -> Option<String> {
        self.text.clone()
    }

    fn empty_resets(&self) -> bool {
        true
    }

    fn trims(&self) -> bool {
        false
    }
}

/// An address as C shows it; `None` for the null pointer.
fn show_address(address: usize) -> Option<String> {
    (address != 0).then(|| format!("{address:#x}"))
}

/// What is set through functions of its own: no text sets it, and it is shown as an address.
macro_rules! handles {
    ($($ty:ty: |$value:ident| $address:expr;)*) => {
        $(impl Setting for $ty {
            fn parse(&mut self, _: &str, _: &Kind) -> Result<(), Refusal> {
                Err(Refusal::Invalid)
            }

            fn show(&self) -> Option<String> {
                let $value = self;
                show_address($address)
            }
        })*
    };
}

handles! {
    Opaque: |opaque| opaque.address();
    Option<Box<TopicConf>>: |topic| topic.as_deref().map_or(0, |topic| std::ptr::from_ref(topic).addr());
    Option<DrCb>: |f| f.map_or(0, |f| f as usize);
    Option<DrMsgCb>: |f| f.map_or(0, |f| f as usize);
    Option<ConsumeCb>: |f| f.map_or(0, |f| f as usize);
    Option<RebalanceCb>: |f| f.map_or(0, |f| f as usize);
    Option<ErrorCb>: |f| f.map_or(0, |f| f as usize);
    Option<LogCb>: |f| f.map_or(0, |f| f as usize);
    Option<ThrottleCb>: |f| f.map_or(0, |f| f as usize);
    Option<StatsCb>: |f| f.map_or(0, |f| f as usize);
    Option<OauthbearerTokenRefreshCb>: |f| f.map_or(0, |f| f as usize);
    Option<BackgroundEventCb>: |f| f.map_or(0, |f| f as usize);
    Option<SocketCb>: |f| f.map_or(0, |f| f as usize);
    Option<ConnectCb>: |f| f.map_or(0, |f| f as usize);
    Option<ClosesocketCb>: |f| f.map_or(0, |f| f as usize);
    Option<OpenCb>: |f| f.map_or(0, |f| f as usize);
    Option<ResolveCb>: |f| f.map_or(0, |f| f as usize);
    Option<SslCertVerifyCb>: |f| f.map_or(0, |f| f as usize);
    Option<PartitionerCb>: |f| f.map_or(0, |f| f as usize);
    Option<MsgOrderCmp>: |f| f.map_or(0, |f| f as usize);
    Option<UtHandleProduceResponse>: |f| f.map_or(0, |f| f as usize);
    Option<Certificate>: |_certificate| 0;
}
