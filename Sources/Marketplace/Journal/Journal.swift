import Storage

/// Takes in batches of records while a world runs: metrics, logs.
public protocol JournalConsumer: AnyObject {
    /// Whether it reads each record as soon as it is written: who acts in the world on what has just happened. Else records come
    /// in batches.
    var isPrompt: Bool { get }
    /// Reads records in the order in which they happened. The memory is the journal's and valid during the call only.
    /// - Throws: when the consumer cannot go on (a full disk); the world then stops with that error.
    func consume(_ records: borrowing Span<JournalRecord>) throws
}

extension JournalConsumer {
    public var isPrompt: Bool { false }
}

/// Gathers what happens into batches, folds it into the digest and hands it on; holds no more than one batch.
struct Journal: ~Copyable {
    private let batch: Int
    private var buffer: Column<JournalRecord>
    private let consumers: [any JournalConsumer]
    private(set) var digest = JournalDigest()
    /// The first error of a consumer; kept because the hot path does not throw.
    private(set) var failure: (any Error)?

    init(consumers: [any JournalConsumer]) {
        self.consumers = consumers
        batch = consumers.contains(where: \.isPrompt) ? 1 : 4_096
        buffer = Column(minimumCapacity: batch)
    }

    @inline(__always) mutating func write(_ record: JournalRecord) {
        digest.take(record)
        buffer.append(record)
        if buffer.count == batch { flush() }
    }

    /// Hands on what has not been handed on yet.
    @inline(never) mutating func flush() {
        if failure == nil { failure = handOn() }
        buffer.removeAll()
    }

    /// - Returns: the error of the first consumer that cannot go on.
    private func handOn() -> (any Error)? {
        let records = buffer.rows(0..<buffer.count)
        guard !records.isEmpty else { return nil }
        for consumer in consumers {
            do { try consumer.consume(records) } catch { return error }
        }
        return nil
    }
}
