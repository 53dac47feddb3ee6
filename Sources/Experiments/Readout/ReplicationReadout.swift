import Marketplace

/// What happened in one replication, over all of its worlds: two runs that share the seed are compared replication by replication.
public struct ReplicationReadout: Sendable, Equatable, Codable {
    /// Its number, from 0.
    public var replication: Int
    /// Of its worlds' journals, in hexadecimal: equal bytes happened in two replications when their digests are equal.
    public var journalDigest: String
    /// Over its worlds.
    public var counts: Counts

    public init(replication: Int, journalDigest: String, counts: Counts) {
        self.replication = replication
        self.journalDigest = journalDigest
        self.counts = counts
    }
}

extension ReplicationReadout {
    init<Tally>(_ replication: Replication<Tally>) {
        let worlds = replication.worlds
        self.init(
            replication: replication.allControl.task.replication, journalDigest: worlds.digest().text,
            counts: worlds.reduce(Counts()) { $0 + $1.counts })
    }
}
