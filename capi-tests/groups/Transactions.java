import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Kafka's own client writes in transactions, of which every third is aborted, until its standard input ends:
 * {@code java Transactions.java TOPIC PARTITIONS PER_SECOND}. It says what member.c says: "D partition offset" a message
 * delivered for good, "X partition offset" one of an aborted transaction, "C" closed.
 */
public class Transactions {
    private static final byte[] VALUE = "some value".getBytes();
    private static final int PER_SECOND = 10;

    private static volatile boolean ended;

    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final int partitions;
    private int sent;

    private Transactions(String topic, int partitions) {
        this.topic = topic;
        this.partitions = partitions;
        producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, System.getenv("KAFKA_BOOTSTRAP"),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG, topic,
                        ProducerConfig.LINGER_MS_CONFIG, 5,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 10_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    public static void main(String[] arguments) throws Exception {
        awaitEndOfInput();
        Transactions writer = new Transactions(arguments[0], Integer.parseInt(arguments[1]));
        writer.write(Integer.parseInt(arguments[2]) / PER_SECOND + 1);
        writer.producer.close();
        System.out.println("C");
    }

    private void write(int batch) throws Exception {
        untilInTime(producer::initTransactions);
        for (int number = 0; !ended; number++) {
            List<RecordMetadata> written = new ArrayList<>();
            boolean commits = transaction(batch, number % 3 == 2, written);
            StringBuilder lines = new StringBuilder();
            for (RecordMetadata message : written) {
                lines.append(commits ? "D " : "X ").append(message.partition()).append(' ').append(message.offset());
                lines.append('\n');
            }
            System.out.print(lines);
            System.out.flush();
            Thread.sleep(1000 / PER_SECOND);
        }
    }

    /** True if it is committed; {@code written} has what got into the log either way. */
    private boolean transaction(int batch, boolean aborts, List<RecordMetadata> written) {
        boolean commits = !aborts;
        try {
            producer.beginTransaction();
            commits &= send(batch, written);
            if (commits) {
                untilInTime(producer::commitTransaction);
                return true;
            }
        } catch (ProducerFencedException error) {
            throw error;
        } catch (KafkaException error) {
            System.out.println("E " + error);
        }
        untilInTime(producer::abortTransaction);
        return false;
    }

    /** True if every message was written. */
    private boolean send(int batch, List<RecordMetadata> written) {
        List<Future<RecordMetadata>> underWay = new ArrayList<>();
        for (int i = 0; i < batch; i++) {
            underWay.add(producer.send(new ProducerRecord<>(topic, sent++ % partitions, null, VALUE)));
        }
        producer.flush();
        for (Future<RecordMetadata> message : underWay) {
            try {
                written.add(message.get());
            } catch (ExecutionException | InterruptedException error) {
                System.out.println("E " + error);
            }
        }
        return written.size() == batch;
    }

    /** Nobody knows what became of a step that took too long, until it is repeated. */
    private static void untilInTime(Runnable step) {
        while (true) {
            try {
                step.run();
                return;
            } catch (TimeoutException error) {
                System.out.println("E " + error);
            }
        }
    }

    private static void awaitEndOfInput() {
        Thread reader = new Thread(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException error) {
                System.out.println("E " + error);
            }
            ended = true;
        });
        reader.setDaemon(true);
        reader.start();
    }
}
