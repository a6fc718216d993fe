"""One member of a group: `python_client.py GROUP TOPIC NAME=VALUE...`. It says "M partition offset" of each message, ends when
its standard input does, and then says "C"."""

import os
import sys
import threading

from confluent_kafka import Consumer

group, topic, *properties = sys.argv[1:]
consumer = Consumer({"bootstrap.servers": os.environ["KAFKA_BOOTSTRAP"], "group.id": group,
                     **dict(item.split("=", 1) for item in properties)})
consumer.subscribe([topic])
reader = threading.Thread(target=sys.stdin.read, daemon=True)
reader.start()
while reader.is_alive():
    message = consumer.poll(0.1)
    if message is None:
        continue
    if message.error():
        print("E", message.error(), flush=True)
    else:
        print("M", message.partition(), message.offset(), flush=True)
consumer.close()
print("C", flush=True)
