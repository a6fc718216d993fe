//! Puts the declarations into the two headers: which goes where, under which heading, in which order.

use std::collections::HashSet;
use std::error::Error;
use std::fmt::Write;
use std::path::Path;

use crate::declarations::{self, Declarations};
use crate::facts::{self, Function};
use crate::rust_types::{self, Constant, Enum, Handle, RustTypes};

const BANNER: &str = "\
/*
 * librdkafka: the Apache Kafka C client library.
 *
 * Generated from the library's sources: change those and run `make headers`.
 */
";

/// What the public declarations need from the system.
const INCLUDES: &str = "\
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/types.h>

struct addrinfo;
";

/// The arguments of `rd_kafka_produceva()`. Its members have no type names of their own, which cbindgen cannot write.
const VU: &str = "\
/**
 * One argument of `rd_kafka_produceva()`: `vtype` says which member of `u` holds the value.
 */
typedef struct rd_kafka_vu_s {
        rd_kafka_vtype_t vtype;
        union {
                const char *cstr;      /**< TOPIC */
                rd_kafka_topic_t *rkt; /**< RKT */
                int i;                 /**< MSGFLAGS */
                int32_t i32;           /**< PARTITION */
                int64_t i64;           /**< TIMESTAMP */
                struct {
                        void *ptr;
                        size_t size;
                } mem; /**< VALUE, KEY */
                struct {
                        const char *name;
                        const void *val;
                        ssize_t size; /**< -1: a string, as long as strlen() says */
                } header;             /**< HEADER */
                rd_kafka_headers_t *headers; /**< HEADERS */
                void *ptr;                   /**< OPAQUE */
                char _pad[64];               /**< Room for types to come. */
        } u;
} rd_kafka_vu_t;
";

/// The headings of the headers, each with the first function under it.
const SECTIONS: &[(&str, &str)] = &[
    ("Version", "rd_kafka_version"),
    ("Errors", "rd_kafka_get_err_descs"),
    ("Topic partition lists", "rd_kafka_topic_partition_destroy"),
    ("Message headers", "rd_kafka_headers_new"),
    ("Messages", "rd_kafka_messages_count"),
    ("Uuid", "rd_kafka_Uuid_base64str"),
    ("Configuration", "rd_kafka_conf_new"),
    ("Topic configuration", "rd_kafka_topic_conf_new"),
    ("Partitioners", "rd_kafka_topic_partition_available"),
    ("Instances", "rd_kafka_new"),
    ("Topic handles", "rd_kafka_topic_new"),
    ("Serving callbacks", "rd_kafka_poll"),
    ("Pausing, and looking up offsets", "rd_kafka_pause_partitions"),
    ("Memory", "rd_kafka_mem_calloc"),
    ("Queues", "rd_kafka_queue_new"),
    ("Simple consumer", "rd_kafka_consume_start"),
    ("Storing offsets", "rd_kafka_offset_store"),
    ("Group consumer", "rd_kafka_subscribe"),
    ("Consumer group metadata", "rd_kafka_consumer_group_metadata"),
    ("Producer", "rd_kafka_produce"),
    ("Share consumer (KIP-932)", "rd_kafka_share_partition_offsets_list_count"),
    ("Cluster metadata", "rd_kafka_metadata"),
    ("Listing groups", "rd_kafka_list_groups"),
    ("Brokers and logging", "rd_kafka_brokers_add"),
    ("Instance state", "rd_kafka_outq_len"),
    ("Events", "rd_kafka_event_type"),
    ("Interceptors", "rd_kafka_conf_interceptor_add_on_conf_set"),
    ("Results of admin operations", "rd_kafka_topic_result_error"),
    ("Options of admin operations", "rd_kafka_AdminOptions_new"),
    ("Creating topics", "rd_kafka_NewTopic_new"),
    ("Deleting topics", "rd_kafka_DeleteTopic_new"),
    ("Adding partitions", "rd_kafka_NewPartitions_new"),
    ("Reading and changing configurations", "rd_kafka_ConfigSource_name"),
    ("Deleting records", "rd_kafka_DeleteRecords_new"),
    ("Describing topics", "rd_kafka_TopicCollection_of_topic_names"),
    ("Describing the cluster", "rd_kafka_DescribeCluster"),
    ("Listing consumer groups", "rd_kafka_ListConsumerGroups"),
    ("Describing consumer groups", "rd_kafka_DescribeConsumerGroups"),
    ("Deleting groups", "rd_kafka_DeleteGroup_new"),
    ("Reading the offsets of groups", "rd_kafka_ListConsumerGroupOffsets_new"),
    ("Changing the offsets of groups", "rd_kafka_AlterConsumerGroupOffsets_new"),
    ("Deleting the offsets of groups", "rd_kafka_DeleteConsumerGroupOffsets_new"),
    ("Listing offsets", "rd_kafka_ListOffsetsResultInfo_topic_partition"),
    ("SCRAM credentials", "rd_kafka_ScramCredentialInfo_mechanism"),
    ("Access control lists", "rd_kafka_acl_result_error"),
    ("Electing leaders", "rd_kafka_ElectLeaders_new"),
    ("SASL OAUTHBEARER", "rd_kafka_oauthbearer_set_token"),
    ("Transactions", "rd_kafka_init_transactions"),
    ("Mock cluster", "rd_kafka_mock_cluster_new"),
    ("Mock cluster: errors to inject", "rd_kafka_mock_clear_request_errors"),
    ("Mock cluster: topics and partitions", "rd_kafka_mock_topic_set_error"),
    ("Mock cluster: brokers", "rd_kafka_mock_broker_set_down"),
    ("Mock cluster: requests seen", "rd_kafka_mock_start_request_tracking"),
    ("Mock cluster: telemetry and groups", "rd_kafka_mock_telemetry_set_requested_metrics"),
];

/// The texts of both headers by file name.
pub fn headers(root: &Path) -> Result<[(&'static str, String); 2], Box<dyn Error>> {
    let functions = facts::functions(root)?;
    let declarations = declarations::read(root)?;
    let (mock_types, main_types): (Vec<String>, Vec<String>) =
        all_types(root, &declarations)?.into_iter().partition(|item| item.contains("rd_kafka_mock_"));

    let mut main = String::from(INCLUDES);
    for item in [declarations.macros.clone()].into_iter().chain(main_types) {
        write!(main, "\n{}\n", item.trim())?;
    }
    write_functions(&mut main, &functions, "rdkafka.h", &declarations)?;

    let mut mock = String::from("#include \"rdkafka.h\"\n");
    for item in mock_types {
        write!(mock, "\n{}\n", item.trim())?;
    }
    write_functions(&mut mock, &functions, "rdkafka_mock.h", &declarations)?;
    Ok([("rdkafka.h", guarded("RDKAFKA_H", &main)), ("rdkafka_mock.h", guarded("RDKAFKA_MOCK_H", &mock))])
}

/// Handles, enums, structs and typedefs, in an order in which each one's needs come first.
fn all_types(root: &Path, declarations: &Declarations) -> Result<Vec<String>, Box<dyn Error>> {
    let RustTypes { handles, enums } = rust_types::read(root)?;
    let tag_of = facts::tags(root)?;
    let mut items = vec![error_codes(root)?];
    items.extend(enums.iter().map(|enumeration| {
        let tag = tag_of(&enumeration.name).unwrap_or_else(|| enumeration.name.clone());
        write_enum(enumeration, &tag)
    }));
    items.extend(
        handles
            .iter()
            .map(|Handle { doc, tag, name }| format!("{}typedef struct {tag} {name};", comment(doc, ""))),
    );
    items.push(VU.to_string());
    items.extend(declarations.types.iter().cloned());
    Ok(items)
}

/// `rd_kafka_resp_err_t` from the table of errors, whose labels document it.
fn error_codes(root: &Path) -> Result<String, Box<dyn Error>> {
    let constants = facts::error_codes(root)?
        .into_iter()
        .map(|error| Constant { doc: error.label.into_iter().collect(), name: error.name, value: error.code })
        .collect();
    let doc = vec![
        "Error codes. Those with two underscores are the client's own, the others come from brokers.".into(),
        "`rd_kafka_err2str()` and `rd_kafka_err2name()` give their texts and names.".into(),
    ];
    let name = "rd_kafka_resp_err_t".to_string();
    Ok(write_enum(&Enum { doc, constants, name: name.clone() }, &name))
}

fn write_enum(enumeration: &Enum, tag: &str) -> String {
    let mut text = format!("{}typedef enum {tag} {{\n", comment(&enumeration.doc, ""));
    let last = enumeration.constants.len().saturating_sub(1);
    for (at, Constant { doc, name, value }) in enumeration.constants.iter().enumerate() {
        let comma = if at == last { "" } else { "," };
        let doc = if doc.is_empty() { String::new() } else { format!(" /**< {} */", doc.join(" ")) };
        text.push_str(&format!("        {name} = {value}{comma}{doc}\n"));
    }
    text + "} " + &enumeration.name + ";"
}

fn comment(doc: &[String], indent: &str) -> String {
    if doc.is_empty() {
        return String::new();
    }
    let lines: String =
        doc.iter().map(|line| format!("{indent} * {line}").trim_end().to_string() + "\n").collect();
    format!("{indent}/**\n{lines}{indent} */\n")
}

fn write_functions(
    out: &mut String,
    functions: &[Function],
    header: &str,
    declarations: &Declarations,
) -> Result<(), Box<dyn Error>> {
    let mut known: HashSet<&str> = HashSet::new();
    for function in functions.iter().filter(|function| function.header == header) {
        if let Some((title, _)) = SECTIONS.iter().find(|(_, first)| *first == function.name) {
            write!(out, "\n/*\n * {title}\n * {}\n */\n", "=".repeat(title.chars().count()))?;
        }
        let item = declarations
            .functions
            .get(&function.name)
            .ok_or_else(|| format!("{} is declared in {header} but defined nowhere", function.name))?;
        let (doc, code) = item.split_once("*/\n").map_or(("", item.as_str()), |(doc, code)| (doc, code));
        let doc = if doc.is_empty() { String::new() } else { format!("{doc}*/\n") };
        let deprecated = if function.deprecated { "RD_DEPRECATED " } else { "" };
        write!(out, "\n{doc}{deprecated}{}\n", code.trim())?;
        known.insert(&function.name);
    }
    Ok(())
}

/// Puts comments of one line on one line.
fn compact_comments(text: &str) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        match (line.trim(), lines.get(at + 1), lines.get(at + 2).map(|end| end.trim())) {
            ("/**", Some(only), Some("*/")) => {
                let indent = &line[..line.len() - line.trim_start().len()];
                let words = only.trim().trim_start_matches('*').trim();
                let _ = writeln!(out, "{indent}/** {words} */");
                at += 3;
            }
            _ => {
                out.push_str(line);
                out.push('\n');
                at += 1;
            }
        }
    }
    out
}

fn guarded(guard: &str, body: &str) -> String {
    let body = compact_comments(body);
    // Includes stay outside of `extern "C"`.
    let (includes, declarations) = body.split_once("\n\n").unwrap_or((&body, ""));
    format!(
        "{BANNER}#ifndef {guard}\n#define {guard}\n\n{includes}\n\n#ifdef __cplusplus\nextern \"C\" {{\n#endif\n\n\
         {}\n\n#ifdef __cplusplus\n}}\n#endif\n\n#endif /* {guard} */\n",
        declarations.trim()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_comments_take_one_line() {
        assert_eq!(compact_comments("/**\n * One.\n */\nint a;"), "/** One. */\nint a;\n");
        assert_eq!(compact_comments("/**\n * One.\n * Two.\n */"), "/**\n * One.\n * Two.\n */\n");
        assert_eq!(compact_comments("        /**\n         * One.\n         */\n"), "        /** One. */\n");
    }

    #[test]
    fn enums_carry_their_documentation() {
        let constant = |name: &str, value, doc: &[&str]| Constant {
            doc: doc.iter().map(ToString::to_string).collect(),
            name: name.into(),
            value,
        };
        let enumeration = Enum {
            doc: vec!["Kinds.".into()],
            name: "kind_t".into(),
            constants: vec![constant("A", -1, &[]), constant("B", 2, &["Last."])],
        };
        assert_eq!(
            write_enum(&enumeration, "kind_s"),
            "/**\n * Kinds.\n */\ntypedef enum kind_s {\n        A = -1,\n        B = 2 /**< Last. */\n} kind_t;"
        );
    }
}
