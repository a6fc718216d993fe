/* Prints what the library knows about error codes, errno, versions and enumerated values: the same on each library. */
#include <stdio.h>

#include <librdkafka/rdkafka.h>

static const char *shown(const char *text) {
        return text ? text : "(null)";
}

int main(void) {
        static const char *const names[] = {"Unknown", "PreparingRebalance", "CompletingRebalance",
                                            "Stable",  "Dead",               "Empty",
                                            "stable",  "DEAD",               "Consumer",
                                            "consumer", "Classic",           "CLASSIC",
                                            "Share",   " Stable",            ""};
        const struct rd_kafka_err_desc *descs;
        size_t cnt, i;
        int value;

        printf("version %x %s\n", (unsigned)rd_kafka_version(), rd_kafka_version_str());
        printf("debug contexts %s\n", rd_kafka_get_debug_contexts());

        rd_kafka_get_err_descs(&descs, &cnt);
        for (i = 0; i < cnt; i++)
                printf("desc %zu: %d %s %s\n", i, (int)descs[i].code, shown(descs[i].name), shown(descs[i].desc));
        for (value = -220; value < 200; value++)
                printf("err %d: %s %s\n", value, rd_kafka_err2name((rd_kafka_resp_err_t)value),
                       rd_kafka_err2str((rd_kafka_resp_err_t)value));
        for (value = -3; value <= 200; value++)
                printf("errno %d: %d\n", value, (int)rd_kafka_errno2err(value));

        for (value = -3; value < 20; value++) {
                printf("value %d: %s", value,
                       shown(rd_kafka_consumer_group_state_name((rd_kafka_consumer_group_state_t)value)));
                printf(" %s", shown(rd_kafka_consumer_group_type_name((rd_kafka_consumer_group_type_t)value)));
                printf(" %s", shown(rd_kafka_AclOperation_name((rd_kafka_AclOperation_t)value)));
                printf(" %s", shown(rd_kafka_AclPermissionType_name((rd_kafka_AclPermissionType_t)value)));
                printf(" %s", shown(rd_kafka_ConfigSource_name((rd_kafka_ConfigSource_t)value)));
                printf(" %s", shown(rd_kafka_ResourceType_name((rd_kafka_ResourceType_t)value)));
                printf(" %s\n", shown(rd_kafka_ResourcePatternType_name((rd_kafka_ResourcePatternType_t)value)));
        }
        for (i = 0; i < sizeof(names) / sizeof(*names); i++)
                printf("name \"%s\": %d %d\n", names[i], (int)rd_kafka_consumer_group_state_code(names[i]),
                       (int)rd_kafka_consumer_group_type_code(names[i]));
        return 0;
}
