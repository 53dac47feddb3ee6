package import Marketplace

/// Keeps a journal.
package final class Recorder: JournalConsumer {
    package private(set) var records: [JournalRecord] = []

    package init() {}

    package func consume(_ records: borrowing Span<JournalRecord>) {
        for index in records.indices { self.records.append(records[index]) }
    }
}
