"""Kafka's own console tools."""

import cluster

# Name -> its class since Kafka 4, and before.
TOOLS = {
    "topics": ("org.apache.kafka.tools.TopicCommand", "kafka.admin.TopicCommand"),
    "configs": ("kafka.admin.ConfigCommand",) * 2,
    "groups": ("org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
               "kafka.admin.ConsumerGroupCommand"),
    "offsets": ("org.apache.kafka.tools.GetOffsetShell", "kafka.tools.GetOffsetShell"),
    "producer": ("org.apache.kafka.tools.ConsoleProducer", "kafka.tools.ConsoleProducer"),
    "consumer": ("org.apache.kafka.tools.consumer.ConsoleConsumer",
                 "kafka.tools.ConsoleConsumer"),
}


def command(name, version, bootstrap, arguments):
    """The command line of a tool."""
    new, old = TOOLS[name]
    main = old if version.startswith("3.") else new
    return cluster.java(version, main, "--bootstrap-server", bootstrap, *arguments)
