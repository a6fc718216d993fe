import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.ControlRecordType;
import org.apache.kafka.common.record.internal.EndTransactionMarker;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.MemoryRecordsBuilder;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.BufferSupplier;
import org.apache.kafka.common.utils.ByteBufferOutputStream;

/**
 * Record batches made and read by Kafka's own code. One set of batches is told as lines:
 *
 *   set NAME
 *   data HEX
 *   batch BASE LAST EPOCH TYPE MAXTIMESTAMP CODEC TRANSACTIONAL CONTROL PRODUCER PRODUCEREPOCH SEQUENCE COUNT
 *   record OFFSET TIMESTAMP TYPE KEY VALUE [NAME=VALUE ...]
 *
 * Batch lines are for format 2 only. Bytes are hex, "-" is null, "." is empty, and "#LENGTH:CRC32" stands for long ones.
 */
public class RecordsFixtures {
    private static final HexFormat HEX = HexFormat.of();
    private static final long TIME = 1_700_000_000_000L;
    private static final Header[] NO_HEADERS = new Header[0];

    public static void main(String[] args) throws Exception {
        switch (args[0]) {
            case "write" -> write();
            case "read" -> read();
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private static void read() throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in));
        for (String line; (line = in.readLine()) != null; ) {
            if (line.startsWith("set ")) System.out.println(line);
            if (line.startsWith("data ")) describe(ByteBuffer.wrap(HEX.parseHex(line.substring(5))));
        }
    }

    private static void write() {
        for (byte magic = 0; magic <= 2; magic++) {
            for (CompressionType type : CompressionType.values()) {
                if (type == CompressionType.ZSTD && magic < 2) continue;
                String name = "v" + magic + "-" + type.name;
                emit(name, plain(magic, type, TimestampType.CREATE_TIME));
                if (magic > 0) emit(name + "-append-time", plain(magic, type, TimestampType.LOG_APPEND_TIME));
                emit(name + "-gaps", gaps(magic, type));
            }
        }
        emit("v2-headers", headers());
        emit("v2-transaction", transaction());
        emit("v2-commit", marker(ControlRecordType.COMMIT));
        emit("v2-abort", marker(ControlRecordType.ABORT));
        emit("v2-delete-horizon", deleteHorizon());
        emit("mixed-formats", concat(plain((byte) 0, CompressionType.NONE, TimestampType.CREATE_TIME),
            plain((byte) 1, CompressionType.NONE, TimestampType.CREATE_TIME),
            plain((byte) 1, CompressionType.GZIP, TimestampType.CREATE_TIME), headers()));
    }

    private static MemoryRecords plain(byte magic, CompressionType codec, TimestampType type) {
        if (magic == 0) type = TimestampType.NO_TIMESTAMP_TYPE;
        MemoryRecordsBuilder b = MemoryRecords.builder(ByteBuffer.allocate(512), magic, Compression.of(codec).build(), type, 1000L,
            TIME + 77);
        long t = magic == 0 ? -1 : TIME;
        b.append(t, bytes("key"), bytes("value"));
        b.append(t + (magic == 0 ? 0 : 300), (byte[]) null, bytes(""), NO_HEADERS);
        b.append(t - (magic == 0 ? 0 : 5), bytes(""), (byte[]) null, NO_HEADERS);
        // More than one of the codecs' blocks, so that framing shows; plain ones stay small.
        boolean small = codec == CompressionType.NONE || type == TimestampType.LOG_APPEND_TIME;
        int size = small ? 200 : 70_000;
        b.append(t, (byte[]) null, new byte[size], NO_HEADERS);
        return b.build();
    }

    /** What a compacted log looks like: offsets missing before, between and, in format 2, after. */
    private static MemoryRecords gaps(byte magic, CompressionType codec) {
        TimestampType type = magic == 0 ? TimestampType.NO_TIMESTAMP_TYPE : TimestampType.CREATE_TIME;
        MemoryRecordsBuilder b = MemoryRecords.builder(ByteBuffer.allocate(512), magic, Compression.of(codec).build(), type, 50L);
        long t = magic == 0 ? -1 : TIME;
        b.appendWithOffset(52L, t, bytes("a"), bytes("1"));
        b.appendWithOffset(53L, t, bytes("b"), bytes("2"));
        b.appendWithOffset(70L, t, bytes("c"), bytes("3"));
        if (magic == 2) b.overrideLastOffset(90L);
        return b.build();
    }

    private static MemoryRecords headers() {
        MemoryRecordsBuilder b = MemoryRecords.builder(ByteBuffer.allocate(512), (byte) 2, Compression.of(CompressionType.NONE).build(),
            TimestampType.CREATE_TIME, 2000L, -1L, -1L, (short) -1, -1, false, 9);
        b.append(TIME, bytes("k"), bytes("v"), new Header[] {
            new RecordHeader("first", bytes("1")), new RecordHeader("null", (byte[]) null),
            new RecordHeader("", bytes("")), new RecordHeader("first", bytes("again"))});
        b.append(TIME, null, (byte[]) null, new Header[] {new RecordHeader("h\u00fc", new byte[70])});
        return b.build();
    }

    private static MemoryRecords transaction() {
        MemoryRecordsBuilder b = MemoryRecords.builder(ByteBuffer.allocate(512), (byte) 2, Compression.of(CompressionType.LZ4).build(),
            TimestampType.CREATE_TIME, 3000L, -1L, 4711L, (short) 3, 99, true, 12);
        b.append(TIME, bytes("k"), bytes("v"));
        b.append(TIME, bytes("k"), bytes("w"));
        return b.build();
    }

    private static MemoryRecords marker(ControlRecordType type) {
        return MemoryRecords.withEndTransactionMarker(3002L, TIME, 12, 4711L, (short) 3, new EndTransactionMarker(type, 5));
    }

    private static MemoryRecords deleteHorizon() {
        MemoryRecordsBuilder b = new MemoryRecordsBuilder(new ByteBufferOutputStream(512), (byte) 2, Compression.of(CompressionType.NONE).build(),
            TimestampType.CREATE_TIME, 10L, -1L, -1L, (short) -1, -1, false, false, -1, Integer.MAX_VALUE, TIME + 1_000_000);
        b.append(TIME, bytes("gone"), (byte[]) null, NO_HEADERS);
        return b.build();
    }

    private static MemoryRecords concat(MemoryRecords... all) {
        ByteBuffer out = ByteBuffer.allocate(1 << 20);
        for (MemoryRecords r : all) out.put(r.buffer().duplicate());
        return MemoryRecords.readableRecords(out.flip());
    }

    private static void emit(String name, MemoryRecords records) {
        ByteBuffer buffer = records.buffer().duplicate();
        byte[] data = new byte[buffer.remaining()];
        buffer.get(data);
        System.out.println("set " + name);
        System.out.println("data " + HEX.formatHex(data));
        describe(ByteBuffer.wrap(data));
    }

    private static void describe(ByteBuffer data) {
        for (MutableRecordBatch batch : MemoryRecords.readableRecords(data).batches()) {
            batch.ensureValid();
            if (batch.magic() == 2) {
                System.out.printf("batch %d %d %d %d %d %s %b %b %d %d %d %d%n", batch.baseOffset(), batch.lastOffset(),
                    batch.partitionLeaderEpoch(), batch.timestampType().id, batch.maxTimestamp(), batch.compressionType().name,
                    batch.isTransactional(), batch.isControlBatch(), batch.producerId(), batch.producerEpoch(),
                    batch.baseSequence(), batch.countOrNull());
            }
            try (var records = batch.streamingIterator(BufferSupplier.NO_CACHING)) {
                while (records.hasNext()) describe(records.next(), batch.timestampType());
            }
        }
    }

    private static void describe(Record record, TimestampType type) {
        StringBuilder line = new StringBuilder("record " + record.offset() + " " + record.timestamp() + " " + type.id);
        line.append(' ').append(text(array(record.key()))).append(' ').append(text(array(record.value())));
        for (Header h : record.headers()) line.append(' ').append(text(bytes(h.key()))).append('=').append(text(h.value()));
        System.out.println(line);
    }

    private static String text(byte[] bytes) {
        if (bytes == null) return "-";
        if (bytes.length == 0) return ".";
        if (bytes.length <= 64) return HEX.formatHex(bytes);
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return "#" + bytes.length + ":" + HEX.toHexDigits((int) crc.getValue());
    }

    private static byte[] array(ByteBuffer buffer) {
        if (buffer == null) return null;
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    private static byte[] bytes(String s) {
        return s.getBytes(StandardCharsets.UTF_8);
    }
}
