//! Properties by name: set, get, dump, copy.

use std::fmt;

use super::table::{Kind, Mark, Property, Table};
use super::types::Refusal;
use super::{Conf, TopicConf};
use crate::interceptor::ConfInterceptors;

/// Why a property was not set, in words for the user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetError {
    /// There is no such property.
    Unknown(String),
    /// The value is not allowed, or the property cannot be set this way.
    Invalid(String),
}

impl fmt::Display for SetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SetError::Unknown(text) | SetError::Invalid(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for SetError {}

impl Conf {
    /// Sets a property; topic properties go to the default topic configuration. No value, or an empty one, is the
    /// default of text properties and refused for all others.
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), SetError> {
        if Conf::find(name).is_some() {
            return set(self, name, value);
        }
        if TopicConf::find(name).is_none() {
            return Err(javas(name).unwrap_or_else(|| unknown(name)));
        }
        set(self.default_topic_mut(), name, value)
    }

    /// A property's text; a topic property's comes from the default topic configuration. `None` when there is no
    /// such property or it has no value.
    pub fn get(&self, name: &str) -> Option<String> {
        match Conf::find(name) {
            Some((_, row)) => row.show(self),
            None => self.default_topic.as_deref()?.get(name),
        }
    }

    /// Names and values of all properties that have a value, in the table's order.
    pub fn dump(&self) -> Vec<(&'static str, String)> {
        dump(self)
    }

    /// Whether the application has set the property, under any of its names.
    pub fn is_set(&self, name: &str) -> bool {
        is_set(self, name)
    }

    /// A copy in which the properties whose names begin with one of `prefixes` have their default. It has none of the
    /// interceptors.
    pub fn dup_filter(&self, prefixes: &[&str]) -> Conf {
        let mut copy = self.clone();
        copy.interceptors = ConfInterceptors::default();
        for (at, row) in Conf::rows().iter().enumerate() {
            if !prefixes.iter().any(|prefix| row.name.starts_with(prefix)) {
                continue;
            }
            if let Some(slot) = &row.slot {
                (slot.reset)(&mut copy);
                copy.explicit_mut().remove(at);
            }
        }
        copy
    }

    /// A copy in which all properties have their default.
    pub fn unset(&self) -> Conf {
        self.dup_filter(&[""])
    }

    /// The properties that the application has set: place in the table, name, and value if they are set by text.
    pub fn explicit_properties(&self) -> Vec<(usize, &'static str, Option<String>)> {
        let set = Conf::rows().iter().enumerate().filter(|(at, _)| self.explicit().contains(*at));
        set.map(|(at, row)| {
            let by_function = matches!(row.kind, Kind::Dedicated | Kind::Internal | Kind::Pointer);
            (at, row.name, if by_function { None } else { row.show(self) })
        })
        .collect()
    }

    /// Takes over from another configuration the property at this place in the table, which that one has set.
    pub fn take_over(&mut self, from: &Conf, at: usize) {
        if let Some(slot) = Conf::rows().get(at).and_then(|row| row.slot.as_ref()) {
            (slot.copy)(self, from);
            self.explicit_mut().insert(at);
        }
    }

    /// The name that `name` is an alias of, or itself; `None` if there is no such global property.
    pub fn canonical_name(name: &str) -> Option<&'static str> {
        Conf::find(name).map(|(_, row)| row.name)
    }

    /// The default topic configuration, made if there is none yet.
    pub fn default_topic_mut(&mut self) -> &mut TopicConf {
        self.default_topic.get_or_insert_default()
    }

    /// Notes that a property with a function of its own was set.
    pub(crate) fn mark_set(&mut self, name: &str) {
        if let Some((at, _)) = Conf::find(name) {
            self.explicit_mut().insert(at);
        }
    }
}

impl TopicConf {
    /// Sets a property; see [`Conf::set`].
    pub fn set(&mut self, name: &str, value: Option<&str>) -> Result<(), SetError> {
        set(self, name, value)
    }

    /// A property's text; `None` when there is no such property or it has no value.
    pub fn get(&self, name: &str) -> Option<String> {
        TopicConf::find(name)?.1.show(self)
    }

    /// Names and values of all properties that have a value, in the table's order.
    pub fn dump(&self) -> Vec<(&'static str, String)> {
        dump(self)
    }

    /// Whether the application has set the property, under any of its names.
    pub fn is_set(&self, name: &str) -> bool {
        is_set(self, name)
    }

    /// Notes that a property with a function of its own was set.
    pub(crate) fn mark_set(&mut self, name: &str) {
        if let Some((at, _)) = TopicConf::find(name) {
            self.explicit_mut().insert(at);
        }
    }
}

/// Properties of Kafka's Java client that have no equal name here, with what stands in their place.
const OF_JAVA: [(&str, &str); 2] = [
    (
        "ssl.truststore.location",
        "Java TrustStores are not supported: set `ssl.ca.location` to a file of certificates instead, see \
         https://github.com/confluentinc/librdkafka/wiki/Using-SSL-with-librdkafka",
    ),
    (
        "sasl.jaas.config",
        "Java JAAS configuration is not supported: set `sasl.mechanisms`, `sasl.username` and `sasl.password` instead, \
         see https://github.com/confluentinc/librdkafka/wiki/Using-SASL-with-librdkafka",
    ),
];

fn javas(name: &str) -> Option<SetError> {
    let (_, hint) = OF_JAVA.iter().find(|(known, _)| *known == name)?;
    Some(SetError::Invalid((*hint).to_owned()))
}

/// Values that the interface has and this build has not. Refused when they are set, as the reference does where it was
/// built without something: a program can then try the next best.
const NOT_BUILT: &[(&str, &str)] = &[("security.protocol", "ssl"), ("security.protocol", "sasl_ssl")];

fn is_built(name: &str, value: &str) -> bool {
    !NOT_BUILT.iter().any(|(property, missing)| *property == name && missing.eq_ignore_ascii_case(value))
}

fn unknown(name: &str) -> SetError {
    SetError::Unknown(format!("No such configuration property: \"{name}\""))
}

fn set<C: Table>(conf: &mut C, name: &str, value: Option<&str>) -> Result<(), SetError> {
    let (at, row) = C::find(name).ok_or_else(|| unknown(name))?;
    set_row(conf, row, value.unwrap_or_default()).map_err(SetError::Invalid)?;
    conf.explicit_mut().insert(at);
    Ok(())
}

fn set_row<C>(conf: &mut C, row: &Property<C>, value: &str) -> Result<(), String> {
    let name = row.name;
    match row.kind {
        Kind::Dedicated | Kind::Pointer => {
            return Err(format!("Property \"{name}\" must be set through its dedicated ..set..() function"));
        }
        Kind::Internal => return Err(format!("Property \"{name}\" is internal and not settable")),
        _ if row.is(Mark::windows_only) => {
            return Err(format!("Configuration property \"{name}\" is only supported on Windows"));
        }
        _ => {}
    }
    let Some(slot) = &row.slot else { return Err(format!("Property \"{name}\" is not settable")) };
    let field = (slot.get_mut)(conf);
    let trimmed = value.trim_ascii_start();
    let value = if field.trims() || trimmed.is_empty() { trimmed } else { value };
    if value.is_empty() {
        if !field.empty_resets() {
            return Err(format!(
                "Configuration property \"{name}\" cannot be set to an empty value{}",
                expectation(&row.kind)
            ));
        }
        (slot.reset)(conf);
        return Ok(());
    }
    if row.is(Mark::not_built) {
        return Err(format!("Configuration property \"{name}\" is not supported in this build"));
    }
    if !is_built(name, value) {
        return Err(format!("`{name}={value}` is not supported in this build"));
    }
    field.parse(value, &row.kind).map_err(|refusal| match refusal {
        Refusal::Invalid => format!(
            "Invalid value \"{value}\" for configuration property \"{name}\"{}",
            expectation(&row.kind)
        ),
        Refusal::Item(item, reason) => {
            format!("Invalid value \"{item}\" for configuration property \"{name}\": {reason}")
        }
        Refusal::Because(reason) => {
            format!("Invalid value \"{value}\" for configuration property \"{name}\": {reason}")
        }
    })
}

/// What a kind allows, as the end of an error text.
fn expectation(kind: &Kind) -> String {
    match kind {
        Kind::Integer { min, max, names } => {
            let names: String = names.iter().map(|(name, _)| format!(" or \"{name}\"")).collect();
            format!(": must be an integer in range {min}..{max}{names}")
        }
        Kind::Float { min, max } => format!(": must be a number in range {min}..{max}"),
        Kind::Boolean => ": must be true or false".to_owned(),
        Kind::Enum(names) => format!(": must be one of {}", names.join(", ")),
        Kind::Flags(names) => format!(": must be a comma-separated list of {}", names.join(", ")),
        _ => String::new(),
    }
}

fn dump<C: Table>(conf: &C) -> Vec<(&'static str, String)> {
    let rows = C::rows().iter();
    rows.filter_map(|row| Some((row.name, row.show(conf)?))).collect()
}

fn is_set<C: Table>(conf: &C, name: &str) -> bool {
    C::find(name).is_some_and(|(at, _)| conf.explicit().contains(at))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conf::table::Explicit;
    use crate::conf::{AddressFamily, Compression, DebugContexts, Partitioner};

    fn set_to(name: &str, value: &str) -> Result<Conf, SetError> {
        let mut conf = Conf::default();
        conf.set(name, Some(value)).map(|()| conf)
    }

    #[test]
    fn properties_of_the_java_client_are_refused_with_a_hint() {
        let refused = |name| set_to(name, "x").err();
        assert!(
            matches!(refused("ssl.truststore.location"), Some(SetError::Invalid(text)) if text.contains("ssl.ca.location"))
        );
        assert!(
            matches!(refused("sasl.jaas.config"), Some(SetError::Invalid(text)) if text.contains("sasl.username"))
        );
        assert!(matches!(refused("ssl.truststore.password"), Some(SetError::Unknown(_))));
    }

    #[test]
    fn the_item_of_a_list_that_is_not_taken_is_named() {
        let text = set_to("debug", "topic,nope,cgrp").err().map(|error| error.to_string());
        let text = text.unwrap_or_default();
        assert!(text.contains("\"nope\"") && !text.contains("topic"), "{text}");
    }

    #[test]
    fn tables_are_consistent() {
        fn check<C: Table>() {
            assert!(C::rows().len() <= Explicit::CAPACITY);
            let defaults = C::default();
            for (at, row) in C::rows().iter().enumerate() {
                assert!(!row.description.is_empty(), "{}", row.name);
                let first = C::rows().iter().position(|other| other.name == row.name);
                assert_eq!(first, Some(at), "{} is there twice", row.name);
                if let Kind::Alias(of) = row.kind {
                    assert!(C::find(of).is_some_and(|(_, row)| !row.is_alias()), "{of}");
                } else if let Some(text) = row.show(&defaults).filter(|text| !text.is_empty()) {
                    // What is shown can be set, and then shows the same.
                    let mut conf = C::default();
                    if !row.is(Mark::windows_only) && !matches!(row.kind, Kind::Dedicated) {
                        assert_eq!(set(&mut conf, row.name, Some(&text)), Ok(()), "{} = {text}", row.name);
                    }
                    assert_eq!(row.show(&conf), Some(text), "{}", row.name);
                }
            }
        }
        check::<Conf>();
        check::<TopicConf>();
    }

    #[test]
    fn integers_read_like_c() {
        for (text, value) in [
            ("5000", 5000),
            (" 5000", 5000),
            ("0x2000", 8192),
            ("010000", 4096),
            ("+5000", 5000),
            ("5000ms", 5000),
        ] {
            assert_eq!(
                set_to("message.max.bytes", text).map(|conf| conf.message_max_bytes),
                Ok(value),
                "{text}"
            );
        }
        for text in ["", "abc", "999", "1000000001", "-5", "1e6", "4294968296", "99999999999999999999"] {
            assert!(matches!(set_to("message.max.bytes", text), Err(SetError::Invalid(_))), "{text}");
        }
        assert_eq!(set_to("log_level", "08").map(|conf| conf.log_level), Ok(0));
    }

    #[test]
    fn linger_keeps_fractions() {
        for (text, shown) in [
            ("5", "5"),
            ("0.5", "0.5"),
            ("1e2", "100"),
            ("0.123456789", "0.123457"),
            ("123456.789", "123457"),
            ("0.0000001", "1e-07"),
            ("0x10", "16"),
            ("900000", "900000"),
            ("5ms", "5"),
        ] {
            assert_eq!(
                set_to("linger.ms", text).map(|conf| conf.get("linger.ms")),
                Ok(Some(shown.into())),
                "{text}"
            );
        }
        for text in ["-1", "900000.1", "nan", "inf", "abc", ""] {
            assert!(set_to("linger.ms", text).is_err(), "{text}");
        }
        assert_eq!(set_to("linger.ms", "0.5").map(|conf| conf.linger_ms), Ok(0.5));
    }

    #[test]
    fn refusals_say_what_is_allowed_and_change_nothing() {
        let mut conf = Conf::default();
        let error = conf.set("broker.address.family", Some("v5")).unwrap_err().to_string();
        assert!(error.contains("broker.address.family") && error.contains("v5"), "{error}");
        assert!(error.contains("any, v4, v6"), "{error}");
        assert_eq!(conf.broker_address_family, AddressFamily::Any);
        assert!(!conf.is_set("broker.address.family"));

        let error = conf.set("socket.timeout.ms", Some("9")).unwrap_err().to_string();
        assert!(error.contains("10..300000"), "{error}");

        assert!(conf.set("debug", Some("broker,nonsense")).is_err());
        assert_eq!(conf.debug, DebugContexts::empty());
        assert!(matches!(conf.set("no.such", Some("x")), Err(SetError::Unknown(_))));
        assert!(conf.default_topic.is_none());
    }

    #[test]
    fn debug_accumulates() {
        let mut conf = Conf::default();
        conf.set("debug", Some("generic")).unwrap();
        conf.set("debug", Some("BROKER, msg")).unwrap();
        assert_eq!(conf.get("debug").as_deref(), Some("generic,broker,msg"));
        conf.set("debug", Some("-msg")).unwrap();
        assert_eq!(conf.get("debug").as_deref(), Some("generic,broker"));
        conf.set("debug", Some("all")).unwrap();
        assert_eq!(conf.debug, DebugContexts::ALL);
        assert!(conf.get("debug").is_some_and(|text| text.ends_with(",all")));
    }

    #[test]
    fn topic_properties_go_to_the_default_topic() {
        let mut conf = Conf::default();
        assert_eq!(conf.get("acks"), None);
        conf.set("acks", Some("all")).unwrap();
        conf.set("partitioner", Some("murmur2")).unwrap();
        let topic = conf.default_topic.as_deref().unwrap();
        assert_eq!((topic.acks, topic.partitioner), (-1, Partitioner::Murmur2));
        assert_eq!(conf.get("request.required.acks").as_deref(), Some("-1"));
        assert!(topic.is_set("acks") && !topic.is_set("message.timeout.ms"));
        // A name that both have is the global one's.
        conf.set("compression.type", Some("LZ4")).unwrap();
        assert_eq!(conf.compression, Compression::Lz4);
        assert_eq!(conf.default_topic.unwrap().compression, None);
    }

    #[test]
    fn filtered_copies_have_defaults() {
        let mut conf = Conf::default();
        conf.set("socket.timeout.ms", Some("1234")).unwrap();
        conf.set("client.id", Some("a")).unwrap();
        conf.set("acks", Some("1")).unwrap();
        let copy = conf.dup_filter(&["socket.", "request."]);
        assert_eq!(copy.socket_timeout_ms, 60_000);
        assert!(!copy.is_set("socket.timeout.ms") && copy.is_set("client.id"));
        assert_eq!((copy.client_id.as_str(), copy.get("acks").as_deref()), ("a", Some("1")));
    }

    #[test]
    fn blacklist_takes_names_and_patterns() {
        let conf = set_to("topic.blacklist", "plain,^re[0-9]+$").unwrap();
        let topics = ["plain", "plainer", "re7", "re", "xre7"];
        assert_eq!(
            topics.map(|topic| conf.topic_blacklist.matches(topic)),
            [true, false, true, false, false]
        );
        assert!(set_to("topic.blacklist", "^(").is_err());
        assert!(set_to("topic.blacklist", "").unwrap().topic_blacklist.is_empty());
    }
}
