//! The global properties: what a program sets on a `rd_kafka_conf_t`, in the order in which they are listed.

use super::TopicConf;
use super::certificate::Certificates;
use super::table::{Explicit, Kind, integer, properties};
use super::types::*;
use crate::callback::{Callbacks, Opaque};
use crate::interceptor::ConfInterceptors;

properties! {
    /// The configuration of one client instance (`rd_kafka_conf_t`): a field per property, named after its most
    /// common name, with the unit it is set in; and what is set through functions of its own.
    pub struct Conf {
        /// Functions of the application that the instance calls.
        pub callbacks: Callbacks,
        /// Handed to every callback.
        pub opaque: Opaque,
        /// Handed to the OpenSSL engine.
        pub ssl_engine_callback_data: Opaque,
        /// Certificates and keys handed over in memory.
        pub certificates: Certificates,
        /// Configuration of the topics that are not given one of their own; absent until first needed. Boxed: C
        /// holds pointers to it, which stay valid until it is replaced.
        pub default_topic: Option<Box<TopicConf>>,
        /// What interceptors have registered.
        pub interceptors: ConfInterceptors,
        /// Which properties the application has set.
        pub(super) explicit: Explicit,
    }
    static GLOBAL;

    // The client and its cluster

    "builtin.features" Any Low [builtin_features: Features = Features::BUILT] = Kind::Flags(Features::NAMES),
        "What this build of the library can do. Read it to find out, or set it to the features a program \
         needs: the set fails when one is missing and changes nothing otherwise.";
    "client.id" Any Low [client_id: String = "rdkafka".into()] = Kind::Text,
        "Name of the client, sent with every request. Brokers show it in their logs, metrics and quotas. \
         It also begins the instance's name.";
    "client.software.name" Any Low hidden [client_software_name: String = "librdkafka".into()] = Kind::Text,
        "Name of the client library as sent to brokers (KIP-511), for libraries that wrap this one.";
    "client.software.version" Any Low hidden [client_software_version: Option<String> = None] = Kind::Text,
        "Version of the client library as sent to brokers (KIP-511). This library's own version when not \
         set.";
    "metadata.broker.list" Any High [bootstrap_servers: Option<String> = None] = Kind::Text,
        "Brokers to learn the cluster from: a comma-separated list of `host` or `host:port` (port 9092 \
         when left out). A few are enough, the others are discovered. `rd_kafka_brokers_add()` adds more \
         later.";
    "bootstrap.servers" Any High = Kind::Alias("metadata.broker.list"),
        "Another name of `metadata.broker.list`.";
    "message.max.bytes" Any Medium [message_max_bytes: i32 = 1_000_000] = integer(1000, 1_000_000_000),
        "Largest request that the producer sends, and so the largest message, in bytes. Protocol overhead \
         varies between versions, so a request may exceed it by one message; the broker's and the topic's \
         own `max.message.bytes` decide in the end. On consumers it is the floor of `fetch.max.bytes`.";
    "message.copy.max.bytes" Any Low [message_copy_max_bytes: i32 = 65535] = integer(0, 1_000_000_000),
        "Size in bytes up to which a message is copied into the request; larger ones are sent from the \
         application's memory.";
    "receive.message.max.bytes" Any Medium [receive_message_max_bytes: i32 = 100_000_000] = integer(1000, i32::MAX),
        "Largest response accepted, in bytes; a longer one closes the connection. It protects from a \
         corrupt length. A consumer needs at least `fetch.max.bytes` + 512, and the value is raised to \
         that unless it was set.";
    "max.in.flight.requests.per.connection" Any Low [max_in_flight: i32 = 1_000_000] = integer(1, 1_000_000),
        "Requests that may wait for a response on one connection. With more than one, retries may reorder \
         messages unless `enable.idempotence` is on, which allows 5 at most. Fetch requests are limited \
         to one per broker anyway.";
    "max.in.flight" Any Low = Kind::Alias("max.in.flight.requests.per.connection"),
        "Another name of `max.in.flight.requests.per.connection`.";
    "metadata.recovery.strategy" Any Low [metadata_recovery_strategy: MetadataRecovery = MetadataRecovery::Rebootstrap] = Kind::Enum(MetadataRecovery::NAMES),
        "What to do when none of the known brokers can be reached, metadata could not be had for \
         `metadata.recovery.rebootstrap.trigger.ms`, or a broker asks for it: `rebootstrap` starts anew \
         from `bootstrap.servers`, `none` keeps trying the known brokers (KIP-899, KIP-1102).";
    "metadata.recovery.rebootstrap.trigger.ms" Any Low [metadata_recovery_rebootstrap_trigger_ms: i32 = 300_000] = integer(0, i32::MAX),
        "Time in milliseconds without metadata from any broker after which the client starts anew from \
         `bootstrap.servers`. Needs `metadata.recovery.strategy=rebootstrap`.";
    "metadata.request.timeout.ms" Any Low hidden [metadata_request_timeout_ms: i32 = 10] = integer(10, 900_000),
        "Base timeout of metadata requests in milliseconds. For tests.";
    "topic.metadata.refresh.interval.ms" Any Low [topic_metadata_refresh_interval_ms: i32 = 300_000] = integer(-1, 3_600_000),
        "How often, in milliseconds, metadata of the topics in use and the brokers is refreshed, to \
         notice new partitions, leaders and brokers in time. -1 turns the periodic refresh off. Without \
         topics in use only the broker list is refreshed.";
    "metadata.max.age.ms" Any Low [metadata_max_age_ms: i32 = 900_000] = integer(1, 86_400_000),
        "Age in milliseconds beyond which cached metadata is not used. Three times \
         `topic.metadata.refresh.interval.ms` unless set.";
    "topic.metadata.refresh.fast.interval.ms" Any Low [topic_metadata_refresh_fast_interval_ms: i32 = 100] = integer(1, 60000),
        "First delay in milliseconds between metadata requests while a topic has no leader; it doubles up \
         to `retry.backoff.max.ms`. Equals `retry.backoff.ms` unless set.";
    "topic.metadata.refresh.fast.cnt" Any Low deprecated [topic_metadata_refresh_fast_cnt: i32 = 10] = integer(0, 1000),
        "No longer used.";
    "topic.metadata.refresh.sparse" Any Low [topic_metadata_refresh_sparse: bool = true] = Kind::Boolean,
        "Ask for the metadata of only the topics in use instead of all topics of the cluster.";
    "topic.metadata.propagation.max.ms" Any Low [topic_metadata_propagation_max_ms: i32 = 30000] = integer(0, 3_600_000),
        "How long, in milliseconds from its first use, a topic that brokers do not know is taken for one \
         that is just being created, before its messages fail with `ERR__UNKNOWN_TOPIC`.";
    "topic.blacklist" Any Low [topic_blacklist: PatternList = PatternList::default()] = Kind::Patterns,
        "Topics to treat as if they did not exist: a comma-separated list of names, and of regular \
         expressions, which begin with `^`.";
    "debug" Any Medium [debug: DebugContexts = DebugContexts::empty()] = Kind::Flags(DebugContexts::NAMES),
        "What to log in detail: a comma-separated list of contexts, or `all`; a `-` before a name takes \
         it out. Sets `log_level` to 7. Good choices are `broker,topic,msg` for a producer and \
         `consumer,cgrp,topic,fetch` for a consumer.";

    // Connections

    "socket.timeout.ms" Any Low [socket_timeout_ms: i32 = 60000] = integer(10, 300_000),
        "How long to wait for a response, in milliseconds. A produce request waits no longer than its \
         oldest message lives (`message.timeout.ms`), a fetch request waits `fetch.wait.max.ms` on top, \
         an admin request may set its own time.";
    "socket.blocking.max.ms" Any Low deprecated [socket_blocking_max_ms: i32 = 1000] = integer(1, 60000),
        "No longer used.";
    "socket.send.buffer.bytes" Any Low [socket_send_buffer_bytes: i32 = 0] = integer(0, 100_000_000),
        "Send buffer of a broker's socket in bytes (SO_SNDBUF). 0 leaves it to the system.";
    "socket.receive.buffer.bytes" Any Low [socket_receive_buffer_bytes: i32 = 0] = integer(0, 100_000_000),
        "Receive buffer of a broker's socket in bytes (SO_RCVBUF). 0 leaves it to the system.";
    "socket.keepalive.enable" Any Low [socket_keepalive_enable: bool = false] = Kind::Boolean,
        "TCP keep-alive on connections to brokers (SO_KEEPALIVE).";
    "socket.nagle.disable" Any Low [socket_nagle_disable: bool = true] = Kind::Boolean,
        "Send small packets at once (TCP_NODELAY).";
    "socket.max.fails" Any Low [socket_max_fails: i32 = 1] = integer(0, 1_000_000),
        "Number of requests that may fail or time out on a connection before it is closed and opened \
         anew. 0 never closes it. Better left at 1, since after a timeout both ends may disagree about \
         what was done.";
    "broker.address.ttl" Any Low [broker_address_ttl: i32 = 1000] = integer(0, 86_400_000),
        "How long the addresses of a broker's host name are kept, in milliseconds. When none of them can be \
         connected to, they are not kept.";
    "broker.address.family" Any Low [broker_address_family: AddressFamily = AddressFamily::Any] = Kind::Enum(AddressFamily::NAMES),
        "IP addresses to connect to: IPv4, IPv6 or both.";
    "socket.connection.setup.timeout.ms" Any Medium [socket_connection_setup_timeout_ms: i32 = 30000] = integer(1000, i32::MAX),
        "How long a connection may take until it is usable, in milliseconds: TCP, TLS and SASL together. \
         After that it is closed and tried again.";
    "connections.max.idle.ms" Any Medium [connections_max_idle_ms: i32 = 0] = integer(0, i32::MAX),
        "Close a connection that was not used for so many milliseconds. 0 keeps it open. A little jitter, \
         at most two seconds and only from 4000 on, keeps connections from closing all at once.";
    "enable.sparse.connections" Any Low hidden [enable_sparse_connections: bool = true] = Kind::Boolean,
        "Connect only to brokers that are needed. For tests.";
    "reconnect.backoff.jitter.ms" Any Low deprecated [reconnect_backoff_jitter_ms: i32 = 0] = integer(0, 3_600_000),
        "No longer used: see `reconnect.backoff.ms` and `reconnect.backoff.max.ms`.";
    "reconnect.backoff.ms" Any Medium [reconnect_backoff_ms: i32 = 100] = integer(0, 3_600_000),
        "First wait in milliseconds before a lost connection is opened again. It doubles with every \
         failure up to `reconnect.backoff.max.ms`, with a jitter of -25 % to +50 %. 0 reconnects at once.";
    "reconnect.backoff.max.ms" Any Medium [reconnect_backoff_max_ms: i32 = 10000] = integer(0, 3_600_000),
        "Longest wait in milliseconds before a lost connection is opened again. At least \
         `reconnect.backoff.ms`.";

    // Observation: statistics, events, logs

    "statistics.interval.ms" Any High [statistics_interval_ms: i32 = 0] = integer(0, 86_400_000),
        "How often statistics are handed to the statistics callback, or emitted as events, in \
         milliseconds. 0 turns them off.";
    "enabled_events" Any Low [enabled_events: i32 = 0] = integer(0, i32::MAX),
        "Bit mask of the events that are put on queues, as `rd_kafka_conf_set_events()` sets it.";
    "error_cb" Any Low (callbacks.error) = Kind::Dedicated,
        "Called with errors that concern the whole instance (`rd_kafka_conf_set_error_cb()`).";
    "throttle_cb" Any Low (callbacks.throttle) = Kind::Dedicated,
        "Called when a broker has throttled the client (`rd_kafka_conf_set_throttle_cb()`).";
    "stats_cb" Any Low (callbacks.stats) = Kind::Dedicated,
        "Called with statistics as JSON (`rd_kafka_conf_set_stats_cb()`).";
    "log_cb" Any Low (callbacks.log) = Kind::Dedicated,
        "Called with each log line (`rd_kafka_conf_set_log_cb()`). Lines go to standard error without it.";
    "log_level" Any Low [log_level: i32 = 6] = integer(0, 7),
        "Least severe level that is logged, in syslog's numbers: 3 errors, 4 warnings, 6 information, 7 \
         debug.";
    "log.queue" Any Low [log_queue: bool = false] = Kind::Boolean,
        "Put log lines on the queue given to `rd_kafka_set_log_queue()` instead of calling the log \
         callback from internal threads. They wait until there is one.";
    "log.thread.name" Any Low [log_thread_name: bool = true] = Kind::Boolean,
        "Show the internal thread's name in log lines.";
    "enable.random.seed" Any Low [enable_random_seed: bool = true] = Kind::Boolean,
        "Let the library seed its random numbers. When off, the application is expected to have called \
         `srand()` before `rd_kafka_new()`.";
    "log.connection.close" Any Low [log_connection_close: bool = true] = Kind::Boolean,
        "Log when a broker closes the connection. Worth turning off with brokers that close idle \
         connections quickly.";

    // The application's hooks

    "background_event_cb" Any Low (callbacks.background_event) = Kind::Dedicated,
        "Called with events from a thread of the library's own \
         (`rd_kafka_conf_set_background_event_cb()`).";
    "socket_cb" Any Low (callbacks.socket) = Kind::Dedicated,
        "Creates sockets (`rd_kafka_conf_set_socket_cb()`).";
    "connect_cb" Any Low (callbacks.connect) = Kind::Dedicated,
        "Connects sockets (`rd_kafka_conf_set_connect_cb()`).";
    "closesocket_cb" Any Low (callbacks.closesocket) = Kind::Dedicated,
        "Closes sockets (`rd_kafka_conf_set_closesocket_cb()`).";
    "open_cb" Any Low (callbacks.open) = Kind::Dedicated,
        "Opens files (`rd_kafka_conf_set_open_cb()`).";
    "resolve_cb" Any Low (callbacks.resolve) = Kind::Dedicated,
        "Resolves host names (`rd_kafka_conf_set_resolve_cb()`).";
    "opaque" Any Low (opaque) = Kind::Dedicated,
        "Pointer handed to callbacks (`rd_kafka_conf_set_opaque()`).";
    "default_topic_conf" Any Low (default_topic) = Kind::Dedicated,
        "Configuration of topics that are not given one of their own \
         (`rd_kafka_conf_set_default_topic_conf()`).";
    "internal.termination.signal" Any Low [internal_termination_signal: i32 = 0] = integer(0, 128),
        "Signal with which internal threads are interrupted so that destroying ends sooner. Accepted for \
         compatibility: threads here wake without one. 0 for none.";

    // Protocol versions

    "api.version.request" Any High deprecated [api_version_request: bool = true] = Kind::Boolean,
        "Ask brokers which requests they support. Needs Kafka 0.10 or later; not done when off \
         and `broker.version.fallback` names an older version, which then is taken for the broker's.";
    "api.version.request.timeout.ms" Any Low [api_version_request_timeout_ms: i32 = 10000] = integer(1, 300_000),
        "How long to wait for a broker's list of supported requests, in milliseconds.";
    "api.version.fallback.ms" Any Medium deprecated [api_version_fallback_ms: i32 = 0] = integer(0, 604_800_000),
        "How long `broker.version.fallback` is used after a broker did not tell its supported requests, \
         in milliseconds.";
    "broker.version.fallback" Any Medium deprecated [broker_version_fallback: NonEmpty = NonEmpty::new("0.10.0")] = Kind::Text,
        "Broker version to assume when the broker does not tell what it supports.";
    "allow.auto.create.topics" Any Low [allow_auto_create_topics: bool = false] = Kind::Boolean,
        "Let the broker create a topic that does not exist when it is asked for, if its own \
         `auto.create.topics.enable` allows that. Producers do so unless this is set to `false`.";

    // Security: TLS

    "security.protocol" Any High [security_protocol: SecurityProtocol = SecurityProtocol::Plaintext] = Kind::Enum(SecurityProtocol::NAMES),
        "How to talk to brokers: in plain text or over TLS (`ssl`), each with or without SASL \
         authentication.";
    "ssl.cipher.suites" Any Low [ssl_cipher_suites: Option<String> = None] = Kind::Text,
        "Cipher suites offered for TLS up to 1.2, in OpenSSL's notation. OpenSSL's default when not set.";
    "ssl.curves.list" Any Low [ssl_curves_list: Option<String> = None] = Kind::Text,
        "Groups offered for the key exchange, in OpenSSL's notation.";
    "ssl.sigalgs.list" Any Low [ssl_sigalgs_list: Option<String> = None] = Kind::Text,
        "Signature algorithms offered to the broker, in OpenSSL's notation.";
    "ssl.key.location" Any Low [ssl_key_location: Option<String> = None] = Kind::Text,
        "File with the client's private key (PEM).";
    "ssl.key.password" Any Low [ssl_key_password: Option<String> = None] = Kind::Text,
        "Password of the private key.";
    "ssl.key.pem" Any Low [ssl_key_pem: Option<String> = None] = Kind::Text,
        "The client's private key itself (PEM).";
    "ssl_key" Any Low (certificates.private_key) = Kind::Internal,
        "The client's private key as set with `rd_kafka_conf_set_ssl_cert()`.";
    "ssl.certificate.location" Any Low [ssl_certificate_location: Option<String> = None] = Kind::Text,
        "File with the client's certificate (PEM).";
    "ssl.certificate.pem" Any Low [ssl_certificate_pem: Option<String> = None] = Kind::Text,
        "The client's certificate itself (PEM).";
    "ssl_certificate" Any Low (certificates.public_key) = Kind::Internal,
        "The client's certificate as set with `rd_kafka_conf_set_ssl_cert()`.";
    "ssl.ca.location" Any Low [ssl_ca_location: Option<String> = None] = Kind::Text,
        "File or directory with the certificates of the authorities that brokers are checked against. The \
         system's own are used when not set; `probe` looks for them in the usual places.";
    "https.ca.location" Any Low [https_ca_location: Option<String> = None] = Kind::Text,
        "File or directory with the certificates of the authorities that HTTPS servers are checked \
         against, such as a token endpoint. The system's own when not set.";
    "https.ca.pem" Any Low [https_ca_pem: Option<String> = None] = Kind::Text,
        "The certificates of the authorities that HTTPS servers are checked against (PEM).";
    "ssl.ca.pem" Any Low [ssl_ca_pem: Option<String> = None] = Kind::Text,
        "The certificates of the authorities that brokers are checked against (PEM).";
    "ssl_ca" Any Low (certificates.ca) = Kind::Internal,
        "The authorities' certificates as set with `rd_kafka_conf_set_ssl_cert()`.";
    "ssl.ca.certificate.stores" Any Low windows_only [ssl_ca_certificate_stores: String = "Root".into()] = Kind::Text,
        "Windows certificate stores to load authorities from, comma-separated. Not settable elsewhere.";
    "ssl.crl.location" Any Low [ssl_crl_location: Option<String> = None] = Kind::Text,
        "File with certificate revocation lists.";
    "ssl.keystore.location" Any Low [ssl_keystore_location: Option<String> = None] = Kind::Text,
        "File with the client's key and certificate (PKCS#12).";
    "ssl.keystore.password" Any Low [ssl_keystore_password: Option<String> = None] = Kind::Text,
        "Password of the key store.";
    "ssl.providers" Any Low [ssl_providers: Option<String> = None] = Kind::Text,
        "OpenSSL 3 providers to load, comma-separated.";
    "ssl.engine.location" Any Low deprecated [ssl_engine_location: Option<String> = None] = Kind::Text,
        "File of an OpenSSL engine. Engines have given way to providers: see `ssl.providers`.";
    "ssl.engine.id" Any Low [ssl_engine_id: String = "dynamic".into()] = Kind::Text,
        "Id of the OpenSSL engine at `ssl.engine.location`.";
    "ssl_engine_callback_data" Any Low (ssl_engine_callback_data) = Kind::Dedicated,
        "Data for the OpenSSL engine (`rd_kafka_conf_set_engine_callback_data()`).";
    "enable.ssl.certificate.verification" Any Low [enable_ssl_certificate_verification: bool = true] = Kind::Boolean,
        "Check brokers' certificates.";
    "ssl.endpoint.identification.algorithm" Any Low [ssl_endpoint_identification_algorithm: EndpointIdentification = EndpointIdentification::Https] = Kind::Enum(EndpointIdentification::NAMES),
        "Check that a broker's certificate bears its host name: `https` does, `none` does not.";
    "ssl.certificate.verify_cb" Any Low (callbacks.ssl_cert_verify) = Kind::Dedicated,
        "Has a say in the check of a broker's certificate (`rd_kafka_conf_set_ssl_cert_verify_cb()`).";

    // Security: SASL

    "sasl.mechanisms" Any High [sasl_mechanism: SaslMechanism = SaslMechanism::default()] = Kind::Text,
        "SASL mechanism: GSSAPI, PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER. One only, despite \
         the name.";
    "sasl.mechanism" Any High = Kind::Alias("sasl.mechanisms"),
        "Another name of `sasl.mechanisms`.";
    "sasl.kerberos.service.name" Any Low [sasl_kerberos_service_name: String = "kafka".into()] = Kind::Text,
        "Kerberos name that the brokers run under, without host and realm.";
    "sasl.kerberos.principal" Any Low [sasl_kerberos_principal: String = "kafkaclient".into()] = Kind::Text,
        "Kerberos name of the client.";
    "sasl.kerberos.kinit.cmd" Any Low [sasl_kerberos_kinit_cmd: String = "kinit -R -t \"%{sasl.kerberos.keytab}\" -k %{sasl.kerberos.principal} || kinit -t \"%{sasl.kerberos.keytab}\" -k %{sasl.kerberos.principal}".into()] = Kind::Text,
        "Command that obtains or renews the Kerberos ticket. `%{property}` stands for a property's value. \
         Empty for none.";
    "sasl.kerberos.keytab" Any Low [sasl_kerberos_keytab: Option<String> = None] = Kind::Text,
        "File with the client's Kerberos key, which `sasl.kerberos.kinit.cmd` uses.";
    "sasl.kerberos.min.time.before.relogin" Any Low [sasl_kerberos_min_time_before_relogin: i32 = 60000] = integer(0, 86_400_000),
        "Least time in milliseconds between two runs of `sasl.kerberos.kinit.cmd`. 0 never renews.";
    "sasl.username" Any High [sasl_username: Option<String> = None] = Kind::Text,
        "User name for PLAIN and SCRAM.";
    "sasl.password" Any High [sasl_password: Option<String> = None] = Kind::Text,
        "Password for PLAIN and SCRAM.";
    "sasl.oauthbearer.config" Any Low [sasl_oauthbearer_config: Option<String> = None] = Kind::Text,
        "Options of the OAUTHBEARER mechanism as `name=value` pairs, handed to the token refresh \
         callback. The built-in unsecured tokens take `principal`, `principalClaimName`, `scope`, \
         `scopeClaimName` and `lifeSeconds`.";
    "enable.sasl.oauthbearer.unsecure.jwt" Any Low [enable_sasl_oauthbearer_unsecure_jwt: bool = false] = Kind::Boolean,
        "Make unsigned tokens when there is no token refresh callback. For development only.";
    "oauthbearer_token_refresh_cb" Any Low (callbacks.oauthbearer_token_refresh) = Kind::Dedicated,
        "Called when a new OAUTHBEARER token is needed \
         (`rd_kafka_conf_set_oauthbearer_token_refresh_cb()`).";
    "enable_sasl_queue" Any Low hidden [enable_sasl_queue: bool = false] = Kind::Boolean,
        "Serve token refresh on the SASL queue, as `rd_kafka_conf_enable_sasl_queue()` sets it.";
    "sasl.oauthbearer.method" Any Low [sasl_oauthbearer_method: OauthMethod = OauthMethod::Default] = Kind::Enum(OauthMethod::NAMES),
        "Where OAUTHBEARER tokens come from: `default` asks the token refresh callback, `oidc` an OpenID \
         provider.";
    "sasl.oauthbearer.client.id" Any Low [sasl_oauthbearer_client_id: Option<String> = None] = Kind::Text,
        "Client id at the OpenID provider. Needs `sasl.oauthbearer.method=oidc`.";
    "sasl.oauthbearer.client.credentials.client.id" Any Low = Kind::Alias("sasl.oauthbearer.client.id"),
        "Another name of `sasl.oauthbearer.client.id`.";
    "sasl.oauthbearer.client.credentials.client.secret" Any Low = Kind::Alias("sasl.oauthbearer.client.secret"),
        "Another name of `sasl.oauthbearer.client.secret`.";
    "sasl.oauthbearer.client.secret" Any Low [sasl_oauthbearer_client_secret: Option<String> = None] = Kind::Text,
        "Client secret at the OpenID provider. Needs `sasl.oauthbearer.method=oidc`.";
    "sasl.oauthbearer.scope" Any Low [sasl_oauthbearer_scope: Option<String> = None] = Kind::Text,
        "Scope of access to ask the OpenID provider for.";
    "sasl.oauthbearer.extensions" Any Low [sasl_oauthbearer_extensions: Option<String> = None] = Kind::Text,
        "SASL extensions sent to the broker with the token: comma-separated `name=value` pairs.";
    "sasl.oauthbearer.token.endpoint.url" Any Low [sasl_oauthbearer_token_endpoint_url: Option<String> = None] = Kind::Text,
        "URL of the OpenID provider's token endpoint. Needs `sasl.oauthbearer.method=oidc`.";
    "sasl.oauthbearer.sub.claim.name" Any Low [sasl_oauthbearer_sub_claim_name: String = "sub".into()] = Kind::Text,
        "Claim of the token that names the principal.";
    "sasl.oauthbearer.grant.type" Any Low [sasl_oauthbearer_grant_type: OauthGrantType = OauthGrantType::ClientCredentials] = Kind::Enum(OauthGrantType::NAMES),
        "Grant with which the token is asked for: the client's id and secret, or a signed assertion (RFC \
         7523).";
    "sasl.oauthbearer.assertion.algorithm" Any Low [sasl_oauthbearer_assertion_algorithm: OauthAssertionAlgorithm = OauthAssertionAlgorithm::Rs256] = Kind::Enum(OauthAssertionAlgorithm::NAMES),
        "How the assertion is signed.";
    "sasl.oauthbearer.assertion.private.key.file" Any Low [sasl_oauthbearer_assertion_private_key_file: Option<String> = None] = Kind::Text,
        "File with the private key that signs the assertion (PEM).";
    "sasl.oauthbearer.assertion.private.key.passphrase" Any Low [sasl_oauthbearer_assertion_private_key_passphrase: Option<String> = None] = Kind::Text,
        "Password of the key that signs the assertion.";
    "sasl.oauthbearer.assertion.private.key.pem" Any Low [sasl_oauthbearer_assertion_private_key_pem: Option<String> = None] = Kind::Text,
        "The private key that signs the assertion (PEM).";
    "sasl.oauthbearer.assertion.file" Any Low [sasl_oauthbearer_assertion_file: Option<String> = None] = Kind::Text,
        "File with a ready assertion; it is read each time one is needed. Other assertion properties have \
         no effect then.";
    "sasl.oauthbearer.assertion.claim.aud" Any Low [sasl_oauthbearer_assertion_claim_aud: Option<String> = None] = Kind::Text,
        "The assertion's `aud` claim: for whom it is.";
    "sasl.oauthbearer.assertion.claim.exp.seconds" Any Low [sasl_oauthbearer_assertion_claim_exp_seconds: i32 = 300] = integer(1, i32::MAX),
        "How long an assertion is valid, in seconds.";
    "sasl.oauthbearer.assertion.claim.iss" Any Low [sasl_oauthbearer_assertion_claim_iss: Option<String> = None] = Kind::Text,
        "The assertion's `iss` claim: who issued it.";
    "sasl.oauthbearer.assertion.claim.jti.include" Any Low [sasl_oauthbearer_assertion_claim_jti_include: bool = false] = Kind::Boolean,
        "Give each assertion an id of its own (`jti` claim).";
    "sasl.oauthbearer.assertion.claim.nbf.seconds" Any Low [sasl_oauthbearer_assertion_claim_nbf_seconds: i32 = 60] = integer(0, i32::MAX),
        "How long before its creation an assertion is already valid, in seconds, so that clocks may \
         differ.";
    "sasl.oauthbearer.assertion.claim.sub" Any Low [sasl_oauthbearer_assertion_claim_sub: Option<String> = None] = Kind::Text,
        "The assertion's `sub` claim: whom it is about.";
    "sasl.oauthbearer.assertion.jwt.template.file" Any Low [sasl_oauthbearer_assertion_jwt_template_file: Option<String> = None] = Kind::Text,
        "File with header and payload of the assertion as JSON, to which the claims are added.";
    "sasl.oauthbearer.metadata.authentication.type" Any Low [sasl_oauthbearer_metadata_authentication_type: OauthMetadataAuthentication = OauthMetadataAuthentication::None] = Kind::Enum(OauthMetadataAuthentication::NAMES),
        "Cloud service that hands out tokens to its own machines: Azure's instance metadata or AWS IAM. \
         Needs `sasl.oauthbearer.method=oidc`.";

    // Plugins

    "plugin.library.paths" Any Low not_built [plugin_library_paths: Option<String> = None] = Kind::Text,
        "Plugins to load, separated by `;`. They run as soon as the property is set, so it comes before \
         what they act on.";
    "interceptors" Any Low = Kind::Internal,
        "Interceptors, as plugins add them.";
    "test.mock.num.brokers" Any Low hidden [test_mock_num_brokers: i32 = 0] = integer(0, 10_000),
        "Run against a cluster of so many brokers inside the process in place of `bootstrap.servers`. 0 \
         for none. For tests.";
    "test.mock.broker.rtt" Any Low hidden [test_mock_broker_rtt_ms: i32 = 0] = integer(0, 3_600_000),
        "Time in milliseconds that the brokers inside the process take for each answer. For tests.";
    "ut_handle_ProduceResponse" Any Low hidden (callbacks.ut_handle_produce_response) = Kind::Pointer,
        "Function that sees each Produce response and may replace its error. The function's address is \
         passed in place of the value. For tests.";

    // Consumer

    "group.id" Consumer High [group_id: Option<String> = None] = Kind::Text,
        "Consumer group to join. Clients with the same id share the work.";
    "group.instance.id" Consumer Medium [group_instance_id: Option<String> = None] = Kind::Text,
        "Name of a static member (KIP-345): a member that comes back under its name within \
         `session.timeout.ms` keeps its partitions without a rebalance. Needs Kafka 2.3.";
    "partition.assignment.strategy" Consumer Medium [partition_assignment_strategy: String = "range,roundrobin".into()] = Kind::Text,
        "How partitions are shared out in the group, comma-separated in order of preference: `range`, \
         `roundrobin` or `cooperative-sticky`. The group takes the first that all members know. \
         `cooperative-sticky` cannot be combined with the others. Not with `group.protocol=consumer`.";
    "session.timeout.ms" Consumer High [session_timeout_ms: i32 = 45000] = integer(1, 3_600_000),
        "Time in milliseconds without a heartbeat after which the group takes a member for dead and gives \
         away its partitions. The broker limits it with `group.min.session.timeout.ms` and \
         `group.max.session.timeout.ms`. At most `max.poll.interval.ms`. Not with \
         `group.protocol=consumer`, where the broker sets it.";
    "heartbeat.interval.ms" Consumer Low [heartbeat_interval_ms: i32 = 3000] = integer(1, 3_600_000),
        "How often a member tells the group that it lives, in milliseconds. A third of \
         `session.timeout.ms` or less is sensible. Not with `group.protocol=consumer`, where the broker \
         sets it.";
    "group.protocol.type" Consumer Low [group_protocol_type: String = "consumer".into()] = Kind::Text,
        "Type of the classic group; members of one group must agree. Only `consumer` has assignors.";
    "group.protocol" Consumer High [group_protocol: GroupProtocol = GroupProtocol::Classic] = Kind::Enum(GroupProtocol::NAMES),
        "How the group is coordinated: `classic`, or `consumer` for the protocol of KIP-848 (Kafka 4.0), \
         where the broker assigns partitions.";
    "group.remote.assignor" Consumer Medium [group_remote_assignor: Option<String> = None] = Kind::Text,
        "The broker's assignor to use with `group.protocol=consumer`, such as `uniform` or `range`. The \
         broker chooses when not set.";
    "coordinator.query.interval.ms" Consumer Low [coordinator_query_interval_ms: i32 = 600_000] = integer(1, 3_600_000),
        "How often the group's coordinator is looked up anew, in milliseconds. While it is unknown, this \
         is done ten times as often.";
    "max.poll.interval.ms" Consumer High [max_poll_interval_ms: i32 = 300_000] = integer(1, 86_400_000),
        "Longest time in milliseconds between two polls of the consumer. A consumer that stays away \
         longer leaves the group, and its partitions go to others; it comes back with its next poll. At \
         least `session.timeout.ms`.";
    "enable.auto.commit" Consumer High [enable_auto_commit: bool = true] = Kind::Boolean,
        "Commit stored offsets by itself every `auto.commit.interval.ms`, on rebalances and on close.";
    "auto.commit.interval.ms" Consumer Medium [auto_commit_interval_ms: i32 = 5000] = integer(0, 86_400_000),
        "How often stored offsets are committed, in milliseconds. 0 turns it off.";
    "enable.auto.offset.store" Consumer High [enable_auto_offset_store: bool = true] = Kind::Boolean,
        "Store the offset of a message for the next commit when the message is handed to the application. \
         When off, the application does so with `rd_kafka_offsets_store()`.";
    "queued.min.messages" Consumer Medium [queued_min_messages: i32 = 100_000] = integer(1, 10_000_000),
        "Messages per partition that are kept ready for the application: fetching pauses above this \
         number.";
    "queued.max.messages.kbytes" Consumer Medium [queued_max_messages_kbytes: i32 = 65536] = integer(1, 2_097_151),
        "Memory for messages that wait for the application, in kilobytes: fetching pauses above it. It \
         goes before `queued.min.messages`.";
    "fetch.wait.max.ms" Consumer Low [fetch_wait_max_ms: i32 = 500] = integer(0, 300_000),
        "How long a broker may hold back its answer until it has `fetch.min.bytes`, in milliseconds.";
    "fetch.queue.backoff.ms" Consumer Medium [fetch_queue_backoff_ms: i32 = 1000] = integer(0, 300_000),
        "How long, in milliseconds, fetching of a partition pauses when its queue is full \
         (`queued.min.messages`, `queued.max.messages.kbytes`). Lower it if polls run dry while messages \
         wait at the broker.";
    "fetch.message.max.bytes" Consumer Medium [max_partition_fetch_bytes: i32 = 1_048_576] = integer(1, 1_000_000_000),
        "Bytes to ask for per partition and fetch. A larger batch is still delivered, so it is no limit \
         for messages.";
    "max.partition.fetch.bytes" Consumer Medium = Kind::Alias("fetch.message.max.bytes"),
        "Another name of `fetch.message.max.bytes`.";
    "fetch.max.bytes" Consumer Medium [fetch_max_bytes: i32 = 52_428_800] = integer(0, 2_147_483_135),
        "Bytes that a broker may return in one fetch, over all partitions. A larger first batch is still \
         delivered. Unless set, it is kept at `queued.max.messages.kbytes` at most and \
         `message.max.bytes` at least.";
    "fetch.min.bytes" Consumer Low [fetch_min_bytes: i32 = 1] = integer(0, i32::MAX),
        "Bytes that a broker collects before it answers a fetch, unless `fetch.wait.max.ms` is over.";
    "fetch.error.backoff.ms" Consumer Medium [fetch_error_backoff_ms: i32 = 500] = integer(0, 300_000),
        "How long fetching of a partition pauses after an error, in milliseconds.";
    "offset.store.method" Consumer Low deprecated [offset_store_method: OffsetStoreMethod = OffsetStoreMethod::Broker] = Kind::Enum(OffsetStoreMethod::NAMES),
        "Where offsets are kept: with the broker's group, in a local file, or nowhere.";
    "isolation.level" Consumer High [isolation_level: IsolationLevel = IsolationLevel::ReadCommitted] = Kind::Enum(IsolationLevel::NAMES),
        "Whether records of transactions are delivered only once committed (`read_committed`), or all of \
         them, aborted ones included (`read_uncommitted`).";
    "consume_cb" Consumer Low (callbacks.consume) = Kind::Dedicated,
        "Called with each message by `rd_kafka_consumer_poll()` and the like \
         (`rd_kafka_conf_set_consume_cb()`).";
    "rebalance_cb" Consumer Low (callbacks.rebalance) = Kind::Dedicated,
        "Called when the group assigns or revokes partitions (`rd_kafka_conf_set_rebalance_cb()`).";
    "offset_commit_cb" Consumer Low (callbacks.offset_commit) = Kind::Dedicated,
        "Called with the result of offset commits (`rd_kafka_conf_set_offset_commit_cb()`).";
    "enable.partition.eof" Consumer Low [enable_partition_eof: bool = false] = Kind::Boolean,
        "Tell with `ERR__PARTITION_EOF` when the end of a partition is reached.";
    "check.crcs" Consumer Medium [check_crcs: bool = false] = Kind::Boolean,
        "Verify the checksum of fetched messages. Costs a little CPU time.";
    "client.rack" Any Low [client_rack: String = String::new()] = Kind::Text,
        "Where the client is. Brokers with a rack-aware replica selector let it fetch from a replica \
         nearby (KIP-392).";
    "max.poll.records" Consumer Low [max_poll_records: i32 = 500] = integer(1, i32::MAX),
        "Most records that one poll of a share consumer returns.";
    "share.acknowledgement.mode" Consumer Medium [share_acknowledgement_mode: String = "implicit".into()] = Kind::Text,
        "How a share consumer acknowledges records: `implicit` accepts them with the next poll, \
         `explicit` leaves each to the application.";

    // Producer

    "transactional.id" Producer High [transactional_id: Option<String> = None] = Kind::Text,
        "Makes the producer transactional: identifies it across restarts, and fences older ones with the \
         same id. Turns `enable.idempotence` on.";
    "transaction.timeout.ms" Producer Medium [transaction_timeout_ms: i32 = 60000] = integer(1000, i32::MAX),
        "How long a transaction may take, in milliseconds, before the coordinator aborts it. The broker \
         limits it with `transaction.max.timeout.ms`. `message.timeout.ms` must not be longer, and \
         `socket.timeout.ms` is lowered to 100 ms less unless set.";
    "enable.idempotence" Producer High [enable_idempotence: bool = false] = Kind::Boolean,
        "Write each message exactly once and in order, also when requests are retried. Needs `acks=all`, \
         at most 5 requests in flight, at least one retry and first-in-first-out queues; what was not set \
         is adjusted.";
    "enable.gapless.guarantee" Producer Low experimental [enable_gapless_guarantee: bool = false] = Kind::Boolean,
        "Make the failure of a batch that would leave a gap in the sequence a fatal error. Messages that \
         time out are not covered. Needs `enable.idempotence`.";
    "queue.buffering.max.messages" Producer High [queue_buffering_max_messages: i32 = 100_000] = integer(0, i32::MAX),
        "Messages that may wait in the producer, over all topics and partitions. 0 sets no limit. \
         `rd_kafka_produce()` fails with `ERR__QUEUE_FULL` above it.";
    "queue.buffering.max.kbytes" Producer High [queue_buffering_max_kbytes: i32 = 1_048_576] = integer(1, i32::MAX),
        "Size of the messages that may wait in the producer, in kilobytes. It goes before \
         `queue.buffering.max.messages`.";
    "queue.buffering.max.ms" Producer High [linger_ms: f64 = 5.0] = Kind::Float { min: 0.0, max: 900_000.0 },
        "How long a message may wait for others to be sent with it, in milliseconds; fractions are \
         possible. Longer makes larger batches, which compress better and cost less, at the price of \
         latency.";
    "linger.ms" Producer High = Kind::Alias("queue.buffering.max.ms"),
        "Another name of `queue.buffering.max.ms`.";
    "message.send.max.retries" Producer High [retries: i32 = i32::MAX] = integer(0, i32::MAX),
        "How often a failed message is sent again, as long as `message.timeout.ms` allows. Retries may \
         reorder messages unless `enable.idempotence` is on.";
    "retries" Producer High = Kind::Alias("message.send.max.retries"),
        "Another name of `message.send.max.retries`.";
    "retry.backoff.ms" Any Medium [retry_backoff_ms: i32 = 100] = integer(1, 300_000),
        "First wait in milliseconds before a failed request is sent again. It doubles up to \
         `retry.backoff.max.ms`, with a jitter of 20 %.";
    "retry.backoff.max.ms" Any Medium [retry_backoff_max_ms: i32 = 1000] = integer(1, 300_000),
        "Longest wait in milliseconds before a failed request is sent again.";
    "queue.buffering.backpressure.threshold" Producer Low [queue_buffering_backpressure_threshold: i32 = 1] = integer(1, 1_000_000),
        "Requests waiting to be written to a broker at which no further batches are built. Low values \
         make batches larger.";
    "compression.codec" Producer Medium [compression: Compression = Compression::None] = Kind::Enum(Compression::NAMES),
        "How batches are compressed, for topics that do not set it themselves.";
    "compression.type" Producer Medium = Kind::Alias("compression.codec"),
        "Another name of `compression.codec`.";
    "batch.num.messages" Producer Medium [batch_num_messages: i32 = 10000] = integer(1, 1_000_000),
        "Most messages in one batch. `batch.size` and `message.max.bytes` limit it too.";
    "batch.size" Producer Medium [batch_size: i32 = 1_000_000] = integer(1, i32::MAX),
        "Largest size of a batch in bytes, overhead included. A larger message is sent in a batch of its \
         own.";
    "delivery.report.only.error" Producer Low [delivery_report_only_error: bool = false] = Kind::Boolean,
        "Report only messages that failed.";
    "dr_cb" Producer Low (callbacks.dr) = Kind::Dedicated,
        "Called with the fate of each message (`rd_kafka_conf_set_dr_cb()`).";
    "dr_msg_cb" Producer Low (callbacks.dr_msg) = Kind::Dedicated,
        "Called with the fate of each message (`rd_kafka_conf_set_dr_msg_cb()`).";
    "sticky.partitioning.linger.ms" Producer Low [sticky_partitioning_linger_ms: i32 = 10] = integer(0, 900_000),
        "How long messages without a key go to the same partition before the next one is drawn, in \
         milliseconds. 0 draws one for each message. Twice `linger.ms` unless set. Random partitioners \
         only.";

    // Both

    "client.dns.lookup" Any Low [client_dns_lookup: DnsLookup = DnsLookup::UseAllDnsIps] = Kind::Enum(DnsLookup::NAMES),
        "How bootstrap names are resolved: `use_all_dns_ips` tries every address of a name, \
         `resolve_canonical_bootstrap_servers_only` replaces bootstrap names by the canonical names of \
         their addresses first, as Kerberos may need.";
    "enable.metrics.push" Any Low [enable_metrics_push: bool = true] = Kind::Boolean,
        "Send the metrics that the cluster subscribes to (KIP-714). Nothing is sent unless the cluster \
         asks.";
}
