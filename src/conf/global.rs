//! The global properties: what a program sets on a `rd_kafka_conf_t`, in the order in which they are listed.

use super::TopicConf;
use super::certificate::Certificates;
use super::table::{Explicit, Kind, integer, properties};
use super::types::*;
use crate::callback::{self, Callbacks, Opaque};

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
        /// Which properties the application has set.
        pub(super) explicit: Explicit,
    }
    static GLOBAL;

    // The client and its cluster

    "builtin.features" Any Low [builtin_features: Features = Features::BUILT] = Kind::Flags(Features::NAMES),
        "";
    "client.id" Any Low [client_id: String = "rdkafka".into()] = Kind::Text,
        "";
    "client.software.name" Any Low hidden [client_software_name: String = "librdkafka".into()] = Kind::Text,
        "";
    "client.software.version" Any Low hidden [client_software_version: Option<String> = None] = Kind::Text,
        "";
    "metadata.broker.list" Any High [bootstrap_servers: Option<String> = None] = Kind::Text,
        "";
    "bootstrap.servers" Any High = Kind::Alias("metadata.broker.list"),
        "";
    "message.max.bytes" Any Medium [message_max_bytes: i32 = 1_000_000] = integer(1000, 1_000_000_000),
        "";
    "message.copy.max.bytes" Any Low [message_copy_max_bytes: i32 = 65535] = integer(0, 1_000_000_000),
        "";
    "receive.message.max.bytes" Any Medium [receive_message_max_bytes: i32 = 100_000_000] = integer(1000, i32::MAX),
        "";
    "max.in.flight.requests.per.connection" Any Low [max_in_flight: i32 = 1_000_000] = integer(1, 1_000_000),
        "";
    "max.in.flight" Any Low = Kind::Alias("max.in.flight.requests.per.connection"),
        "";
    "metadata.recovery.strategy" Any Low [metadata_recovery_strategy: MetadataRecovery = MetadataRecovery::Rebootstrap] = Kind::Enum(MetadataRecovery::NAMES),
        "";
    "metadata.recovery.rebootstrap.trigger.ms" Any Low [metadata_recovery_rebootstrap_trigger_ms: i32 = 300000] = integer(0, i32::MAX),
        "";
    "metadata.request.timeout.ms" Any Low hidden [metadata_request_timeout_ms: i32 = 10] = integer(10, 900_000),
        "";
    "topic.metadata.refresh.interval.ms" Any Low [topic_metadata_refresh_interval_ms: i32 = 300000] = integer(-1, 3_600_000),
        "";
    "metadata.max.age.ms" Any Low [metadata_max_age_ms: i32 = 900000] = integer(1, 86_400_000),
        "";
    "topic.metadata.refresh.fast.interval.ms" Any Low [topic_metadata_refresh_fast_interval_ms: i32 = 100] = integer(1, 60000),
        "";
    "topic.metadata.refresh.fast.cnt" Any Low deprecated [topic_metadata_refresh_fast_cnt: i32 = 10] = integer(0, 1000),
        "";
    "topic.metadata.refresh.sparse" Any Low [topic_metadata_refresh_sparse: bool = true] = Kind::Boolean,
        "";
    "topic.metadata.propagation.max.ms" Any Low [topic_metadata_propagation_max_ms: i32 = 30000] = integer(0, 3_600_000),
        "";
    "topic.blacklist" Any Low [topic_blacklist: PatternList = PatternList::default()] = Kind::Patterns,
        "";
    "debug" Any Medium [debug: DebugContexts = DebugContexts::empty()] = Kind::Flags(DebugContexts::NAMES),
        "";

    // Connections

    "socket.timeout.ms" Any Low [socket_timeout_ms: i32 = 60000] = integer(10, 300000),
        "";
    "socket.blocking.max.ms" Any Low deprecated [socket_blocking_max_ms: i32 = 1000] = integer(1, 60000),
        "";
    "socket.send.buffer.bytes" Any Low [socket_send_buffer_bytes: i32 = 0] = integer(0, 100_000_000),
        "";
    "socket.receive.buffer.bytes" Any Low [socket_receive_buffer_bytes: i32 = 0] = integer(0, 100_000_000),
        "";
    "socket.keepalive.enable" Any Low [socket_keepalive_enable: bool = false] = Kind::Boolean,
        "";
    "socket.nagle.disable" Any Low [socket_nagle_disable: bool = true] = Kind::Boolean,
        "";
    "socket.max.fails" Any Low [socket_max_fails: i32 = 1] = integer(0, 1_000_000),
        "";
    "broker.address.ttl" Any Low [broker_address_ttl: i32 = 1000] = integer(0, 86_400_000),
        "";
    "broker.address.family" Any Low [broker_address_family: AddressFamily = AddressFamily::Any] = Kind::Enum(AddressFamily::NAMES),
        "";
    "socket.connection.setup.timeout.ms" Any Medium [socket_connection_setup_timeout_ms: i32 = 30000] = integer(1000, i32::MAX),
        "";
    "connections.max.idle.ms" Any Medium [connections_max_idle_ms: i32 = 0] = integer(0, i32::MAX),
        "";
    "enable.sparse.connections" Any Low hidden [enable_sparse_connections: bool = true] = Kind::Boolean,
        "";
    "reconnect.backoff.jitter.ms" Any Low deprecated [reconnect_backoff_jitter_ms: i32 = 0] = integer(0, 3_600_000),
        "";
    "reconnect.backoff.ms" Any Medium [reconnect_backoff_ms: i32 = 100] = integer(0, 3_600_000),
        "";
    "reconnect.backoff.max.ms" Any Medium [reconnect_backoff_max_ms: i32 = 10000] = integer(0, 3_600_000),
        "";

    // Observation: statistics, events, logs

    "statistics.interval.ms" Any High [statistics_interval_ms: i32 = 0] = integer(0, 86_400_000),
        "";
    "enabled_events" Any Low [enabled_events: i32 = 0] = integer(0, i32::MAX),
        "";
    "error_cb" Any Low (|conf| callback::address(conf.callbacks.error.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "throttle_cb" Any Low (|conf| callback::address(conf.callbacks.throttle.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "stats_cb" Any Low (|conf| callback::address(conf.callbacks.stats.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "log_cb" Any Low (|conf| callback::address(conf.callbacks.log.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "log_level" Any Low [log_level: i32 = 6] = integer(0, 7),
        "";
    "log.queue" Any Low [log_queue: bool = false] = Kind::Boolean,
        "";
    "log.thread.name" Any Low [log_thread_name: bool = true] = Kind::Boolean,
        "";
    "enable.random.seed" Any Low [enable_random_seed: bool = true] = Kind::Boolean,
        "";
    "log.connection.close" Any Low [log_connection_close: bool = true] = Kind::Boolean,
        "";

    // The application's hooks

    "background_event_cb" Any Low (|conf| callback::address(conf.callbacks.background_event.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "socket_cb" Any Low (|conf| callback::address(conf.callbacks.socket.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "connect_cb" Any Low (|conf| callback::address(conf.callbacks.connect.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "closesocket_cb" Any Low (|conf| callback::address(conf.callbacks.closesocket.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "open_cb" Any Low (|conf| callback::address(conf.callbacks.open.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "resolve_cb" Any Low (|conf| callback::address(conf.callbacks.resolve.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "opaque" Any Low (|conf| conf.opaque.address()) = Kind::Dedicated,
        "";
    "default_topic_conf" Any Low (|conf| conf.default_topic.as_deref().map_or(0, |topic| topic as *const TopicConf as usize)) = Kind::Dedicated,
        "";
    "internal.termination.signal" Any Low [internal_termination_signal: i32 = 0] = integer(0, 128),
        "";

    // Protocol versions

    "api.version.request" Any High deprecated [api_version_request: bool = true] = Kind::Boolean,
        "";
    "api.version.request.timeout.ms" Any Low [api_version_request_timeout_ms: i32 = 10000] = integer(1, 300000),
        "";
    "api.version.fallback.ms" Any Medium deprecated [api_version_fallback_ms: i32 = 0] = integer(0, 604_800_000),
        "";
    "broker.version.fallback" Any Medium deprecated [broker_version_fallback: String = "0.10.0".into()] = Kind::Text,
        "";
    "allow.auto.create.topics" Any Low [allow_auto_create_topics: bool = false] = Kind::Boolean,
        "";

    // Security: TLS

    "security.protocol" Any High [security_protocol: SecurityProtocol = SecurityProtocol::Plaintext] = Kind::Enum(SecurityProtocol::NAMES),
        "";
    "ssl.cipher.suites" Any Low [ssl_cipher_suites: Option<String> = None] = Kind::Text,
        "";
    "ssl.curves.list" Any Low [ssl_curves_list: Option<String> = None] = Kind::Text,
        "";
    "ssl.sigalgs.list" Any Low [ssl_sigalgs_list: Option<String> = None] = Kind::Text,
        "";
    "ssl.key.location" Any Low [ssl_key_location: Option<String> = None] = Kind::Text,
        "";
    "ssl.key.password" Any Low [ssl_key_password: Option<String> = None] = Kind::Text,
        "";
    "ssl.key.pem" Any Low [ssl_key_pem: Option<String> = None] = Kind::Text,
        "";
    "ssl_key" Any Low = Kind::Internal,
        "";
    "ssl.certificate.location" Any Low [ssl_certificate_location: Option<String> = None] = Kind::Text,
        "";
    "ssl.certificate.pem" Any Low [ssl_certificate_pem: Option<String> = None] = Kind::Text,
        "";
    "ssl_certificate" Any Low = Kind::Internal,
        "";
    "ssl.ca.location" Any Low [ssl_ca_location: Option<String> = None] = Kind::Text,
        "";
    "https.ca.location" Any Low [https_ca_location: Option<String> = None] = Kind::Text,
        "";
    "https.ca.pem" Any Low [https_ca_pem: Option<String> = None] = Kind::Text,
        "";
    "ssl.ca.pem" Any Low [ssl_ca_pem: Option<String> = None] = Kind::Text,
        "";
    "ssl_ca" Any Low = Kind::Internal,
        "";
    "ssl.ca.certificate.stores" Any Low windows_only [ssl_ca_certificate_stores: String = "Root".into()] = Kind::Text,
        "";
    "ssl.crl.location" Any Low [ssl_crl_location: Option<String> = None] = Kind::Text,
        "";
    "ssl.keystore.location" Any Low [ssl_keystore_location: Option<String> = None] = Kind::Text,
        "";
    "ssl.keystore.password" Any Low [ssl_keystore_password: Option<String> = None] = Kind::Text,
        "";
    "ssl.providers" Any Low [ssl_providers: Option<String> = None] = Kind::Text,
        "";
    "ssl.engine.location" Any Low deprecated [ssl_engine_location: Option<String> = None] = Kind::Text,
        "";
    "ssl.engine.id" Any Low [ssl_engine_id: String = "dynamic".into()] = Kind::Text,
        "";
    "ssl_engine_callback_data" Any Low (|conf| conf.ssl_engine_callback_data.address()) = Kind::Dedicated,
        "";
    "enable.ssl.certificate.verification" Any Low [enable_ssl_certificate_verification: bool = true] = Kind::Boolean,
        "";
    "ssl.endpoint.identification.algorithm" Any Low [ssl_endpoint_identification_algorithm: EndpointIdentification = EndpointIdentification::Https] = Kind::Enum(EndpointIdentification::NAMES),
        "";
    "ssl.certificate.verify_cb" Any Low (|conf| callback::address(conf.callbacks.ssl_cert_verify.map(|f| f as *const ()))) = Kind::Dedicated,
        "";

    // Security: SASL

    "sasl.mechanisms" Any High [sasl_mechanisms: String = "GSSAPI".into()] = Kind::Text,
        "";
    "sasl.mechanism" Any High = Kind::Alias("sasl.mechanisms"),
        "";
    "sasl.kerberos.service.name" Any Low [sasl_kerberos_service_name: String = "kafka".into()] = Kind::Text,
        "";
    "sasl.kerberos.principal" Any Low [sasl_kerberos_principal: String = "kafkaclient".into()] = Kind::Text,
        "";
    "sasl.kerberos.kinit.cmd" Any Low [sasl_kerberos_kinit_cmd: String = "kinit -R -t \"%{sasl.kerberos.keytab}\" -k %{sasl.kerberos.principal} || kinit -t \"%{sasl.kerberos.keytab}\" -k %{sasl.kerberos.principal}".into()] = Kind::Text,
        "";
    "sasl.kerberos.keytab" Any Low [sasl_kerberos_keytab: Option<String> = None] = Kind::Text,
        "";
    "sasl.kerberos.min.time.before.relogin" Any Low [sasl_kerberos_min_time_before_relogin: i32 = 60000] = integer(0, 86_400_000),
        "";
    "sasl.username" Any High [sasl_username: Option<String> = None] = Kind::Text,
        "";
    "sasl.password" Any High [sasl_password: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.config" Any Low [sasl_oauthbearer_config: Option<String> = None] = Kind::Text,
        "";
    "enable.sasl.oauthbearer.unsecure.jwt" Any Low [enable_sasl_oauthbearer_unsecure_jwt: bool = false] = Kind::Boolean,
        "";
    "oauthbearer_token_refresh_cb" Any Low (|conf| callback::address(conf.callbacks.oauthbearer_token_refresh.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "enable_sasl_queue" Any Low hidden [enable_sasl_queue: bool = false] = Kind::Boolean,
        "";
    "sasl.oauthbearer.method" Any Low [sasl_oauthbearer_method: OauthMethod = OauthMethod::Default] = Kind::Enum(OauthMethod::NAMES),
        "";
    "sasl.oauthbearer.client.id" Any Low [sasl_oauthbearer_client_id: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.client.credentials.client.id" Any Low = Kind::Alias("sasl.oauthbearer.client.id"),
        "";
    "sasl.oauthbearer.client.credentials.client.secret" Any Low = Kind::Alias("sasl.oauthbearer.client.secret"),
        "";
    "sasl.oauthbearer.client.secret" Any Low [sasl_oauthbearer_client_secret: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.scope" Any Low [sasl_oauthbearer_scope: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.extensions" Any Low [sasl_oauthbearer_extensions: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.token.endpoint.url" Any Low [sasl_oauthbearer_token_endpoint_url: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.sub.claim.name" Any Low [sasl_oauthbearer_sub_claim_name: String = "sub".into()] = Kind::Text,
        "";
    "sasl.oauthbearer.grant.type" Any Low [sasl_oauthbearer_grant_type: OauthGrantType = OauthGrantType::ClientCredentials] = Kind::Enum(OauthGrantType::NAMES),
        "";
    "sasl.oauthbearer.assertion.algorithm" Any Low [sasl_oauthbearer_assertion_algorithm: OauthAssertionAlgorithm = OauthAssertionAlgorithm::Rs256] = Kind::Enum(OauthAssertionAlgorithm::NAMES),
        "";
    "sasl.oauthbearer.assertion.private.key.file" Any Low [sasl_oauthbearer_assertion_private_key_file: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.private.key.passphrase" Any Low [sasl_oauthbearer_assertion_private_key_passphrase: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.private.key.pem" Any Low [sasl_oauthbearer_assertion_private_key_pem: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.file" Any Low [sasl_oauthbearer_assertion_file: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.claim.aud" Any Low [sasl_oauthbearer_assertion_claim_aud: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.claim.exp.seconds" Any Low [sasl_oauthbearer_assertion_claim_exp_seconds: i32 = 300] = integer(1, i32::MAX),
        "";
    "sasl.oauthbearer.assertion.claim.iss" Any Low [sasl_oauthbearer_assertion_claim_iss: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.claim.jti.include" Any Low [sasl_oauthbearer_assertion_claim_jti_include: bool = false] = Kind::Boolean,
        "";
    "sasl.oauthbearer.assertion.claim.nbf.seconds" Any Low [sasl_oauthbearer_assertion_claim_nbf_seconds: i32 = 60] = integer(0, i32::MAX),
        "";
    "sasl.oauthbearer.assertion.claim.sub" Any Low [sasl_oauthbearer_assertion_claim_sub: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.assertion.jwt.template.file" Any Low [sasl_oauthbearer_assertion_jwt_template_file: Option<String> = None] = Kind::Text,
        "";
    "sasl.oauthbearer.metadata.authentication.type" Any Low [sasl_oauthbearer_metadata_authentication_type: OauthMetadataAuthentication = OauthMetadataAuthentication::None] = Kind::Enum(OauthMetadataAuthentication::NAMES),
        "";

    // Plugins

    "plugin.library.paths" Any Low [plugin_library_paths: Option<String> = None] = Kind::Text,
        "";
    "interceptors" Any Low = Kind::Internal,
        "";
    "test.mock.num.brokers" Any Low hidden [test_mock_num_brokers: i32 = 0] = integer(0, 10_000),
        "";
    "test.mock.broker.rtt" Any Low hidden [test_mock_broker_rtt_ms: i32 = 0] = integer(0, 3_600_000),
        "";
    "ut_handle_ProduceResponse" Any Low hidden [ut_handle_produce_response: Option<String> = None] = Kind::Text,
        "";

    // Consumer

    "group.id" Consumer High [group_id: Option<String> = None] = Kind::Text,
        "";
    "group.instance.id" Consumer Medium [group_instance_id: Option<String> = None] = Kind::Text,
        "";
    "partition.assignment.strategy" Consumer Medium [partition_assignment_strategy: String = "range,roundrobin".into()] = Kind::Text,
        "";
    "session.timeout.ms" Consumer High [session_timeout_ms: i32 = 45000] = integer(1, 3_600_000),
        "";
    "heartbeat.interval.ms" Consumer Low [heartbeat_interval_ms: i32 = 3000] = integer(1, 3_600_000),
        "";
    "group.protocol.type" Consumer Low [group_protocol_type: String = "consumer".into()] = Kind::Text,
        "";
    "group.protocol" Consumer High [group_protocol: GroupProtocol = GroupProtocol::Classic] = Kind::Enum(GroupProtocol::NAMES),
        "";
    "group.remote.assignor" Consumer Medium [group_remote_assignor: Option<String> = None] = Kind::Text,
        "";
    "coordinator.query.interval.ms" Consumer Low [coordinator_query_interval_ms: i32 = 600000] = integer(1, 3_600_000),
        "";
    "max.poll.interval.ms" Consumer High [max_poll_interval_ms: i32 = 300000] = integer(1, 86_400_000),
        "";
    "enable.auto.commit" Consumer High [enable_auto_commit: bool = true] = Kind::Boolean,
        "";
    "auto.commit.interval.ms" Consumer Medium [auto_commit_interval_ms: i32 = 5000] = integer(0, 86_400_000),
        "";
    "enable.auto.offset.store" Consumer High [enable_auto_offset_store: bool = true] = Kind::Boolean,
        "";
    "queued.min.messages" Consumer Medium [queued_min_messages: i32 = 100000] = integer(1, 10_000_000),
        "";
    "queued.max.messages.kbytes" Consumer Medium [queued_max_messages_kbytes: i32 = 65536] = integer(1, 2_097_151),
        "";
    "fetch.wait.max.ms" Consumer Low [fetch_wait_max_ms: i32 = 500] = integer(0, 300000),
        "";
    "fetch.queue.backoff.ms" Consumer Medium [fetch_queue_backoff_ms: i32 = 1000] = integer(0, 300000),
        "";
    "fetch.message.max.bytes" Consumer Medium [max_partition_fetch_bytes: i32 = 1_048_576] = integer(1, 1_000_000_000),
        "";
    "max.partition.fetch.bytes" Consumer Medium = Kind::Alias("fetch.message.max.bytes"),
        "";
    "fetch.max.bytes" Consumer Medium [fetch_max_bytes: i32 = 52_428_800] = integer(0, 2_147_483_135),
        "";
    "fetch.min.bytes" Consumer Low [fetch_min_bytes: i32 = 1] = integer(0, i32::MAX),
        "";
    "fetch.error.backoff.ms" Consumer Medium [fetch_error_backoff_ms: i32 = 500] = integer(0, 300000),
        "";
    "offset.store.method" Consumer Low deprecated [offset_store_method: OffsetStoreMethod = OffsetStoreMethod::Broker] = Kind::Enum(OffsetStoreMethod::NAMES),
        "";
    "isolation.level" Consumer High [isolation_level: IsolationLevel = IsolationLevel::ReadCommitted] = Kind::Enum(IsolationLevel::NAMES),
        "";
    "consume_cb" Consumer Low (|conf| callback::address(conf.callbacks.consume.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "rebalance_cb" Consumer Low (|conf| callback::address(conf.callbacks.rebalance.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "offset_commit_cb" Consumer Low (|conf| callback::address(conf.callbacks.offset_commit.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "enable.partition.eof" Consumer Low [enable_partition_eof: bool = false] = Kind::Boolean,
        "";
    "check.crcs" Consumer Medium [check_crcs: bool = false] = Kind::Boolean,
        "";
    "client.rack" Any Low [client_rack: Option<String> = None] = Kind::Text,
        "";
    "max.poll.records" Consumer Low [max_poll_records: i32 = 500] = integer(1, i32::MAX),
        "";
    "share.acknowledgement.mode" Consumer Medium [share_acknowledgement_mode: String = "implicit".into()] = Kind::Text,
        "";

    // Producer

    "transactional.id" Producer High [transactional_id: Option<String> = None] = Kind::Text,
        "";
    "transaction.timeout.ms" Producer Medium [transaction_timeout_ms: i32 = 60000] = integer(1000, i32::MAX),
        "";
    "enable.idempotence" Producer High [enable_idempotence: bool = false] = Kind::Boolean,
        "";
    "enable.gapless.guarantee" Producer Low [enable_gapless_guarantee: bool = false] = Kind::Boolean,
        "";
    "queue.buffering.max.messages" Producer High [queue_buffering_max_messages: i32 = 100000] = integer(0, i32::MAX),
        "";
    "queue.buffering.max.kbytes" Producer High [queue_buffering_max_kbytes: i32 = 1_048_576] = integer(1, i32::MAX),
        "";
    "queue.buffering.max.ms" Producer High [linger_ms: f64 = 5.0] = Kind::Float { min: 0.0, max: 900_000.0 },
        "";
    "linger.ms" Producer High = Kind::Alias("queue.buffering.max.ms"),
        "";
    "message.send.max.retries" Producer High [retries: i32 = i32::MAX] = integer(0, i32::MAX),
        "";
    "retries" Producer High = Kind::Alias("message.send.max.retries"),
        "";
    "retry.backoff.ms" Any Medium [retry_backoff_ms: i32 = 100] = integer(1, 300000),
        "";
    "retry.backoff.max.ms" Any Medium [retry_backoff_max_ms: i32 = 1000] = integer(1, 300000),
        "";
    "queue.buffering.backpressure.threshold" Producer Low [queue_buffering_backpressure_threshold: i32 = 1] = integer(1, 1_000_000),
        "";
    "compression.codec" Producer Medium [compression: Compression = Compression::None] = Kind::Enum(Compression::NAMES),
        "";
    "compression.type" Producer Medium = Kind::Alias("compression.codec"),
        "";
    "batch.num.messages" Producer Medium [batch_num_messages: i32 = 10000] = integer(1, 1_000_000),
        "";
    "batch.size" Producer Medium [batch_size: i32 = 1_000_000] = integer(1, i32::MAX),
        "";
    "delivery.report.only.error" Producer Low [delivery_report_only_error: bool = false] = Kind::Boolean,
        "";
    "dr_cb" Producer Low (|conf| callback::address(conf.callbacks.dr.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "dr_msg_cb" Producer Low (|conf| callback::address(conf.callbacks.dr_msg.map(|f| f as *const ()))) = Kind::Dedicated,
        "";
    "sticky.partitioning.linger.ms" Producer Low [sticky_partitioning_linger_ms: i32 = 10] = integer(0, 900000),
        "";

    // Both

    "client.dns.lookup" Any Low [client_dns_lookup: DnsLookup = DnsLookup::UseAllDnsIps] = Kind::Enum(DnsLookup::NAMES),
        "";
    "enable.metrics.push" Any Low [enable_metrics_push: bool = true] = Kind::Boolean,
        "";
}
