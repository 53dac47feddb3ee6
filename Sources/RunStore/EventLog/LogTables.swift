import Experiments
import Marketplace

/// The files of one world's log, whatever their format.
protocol LogFiles: AnyObject {
    /// Takes records in their order; the first of all has the number 0.
    func write(_ records: borrowing Span<JournalRecord>, from first: Int64) throws(StoreProblem)
    /// Completes the files: nothing comes any more.
    func finish(_ facts: WorldFacts) throws(StoreProblem)
}

/// A table for each kind of record, and those of users and of the world, in one format.
final class LogTables<Table: TableEncoder & ~Copyable>: LogFiles {
    private let folder: LogFolder
    /// One a kind of record, in the order of their raw values.
    private let writers: UnsafeMutablePointer<LogWriter<Table>>
    private var opened = 0
    /// The listings by number: their arms are written where listings are split.
    private var listings: [ListingUnit] = []

    /// - Parameter device: takes every file in its place.
    init(in folder: LogFolder, of facts: WorldFacts, device: String?) throws(StoreProblem) {
        self.folder = folder
        writers = .allocate(capacity: Mechanisms.records.count)
        for schema in Mechanisms.records {
            precondition(Int(schema.kind.rawValue) == opened + 1, "kinds of records are numbered from 1 without a gap")
            let table = LogTable(schema)
            let path = device ?? folder.file(table.name, Table.fileExtension)
            (writers + opened).initialize(to: try LogWriter(table, path: path, assignments: facts.assignments))
            opened += 1
        }
    }

    deinit {
        writers.deinitialize(count: opened)
        writers.deallocate()
    }

    func write(_ records: borrowing Span<JournalRecord>, from first: Int64) throws(StoreProblem) {
        for index in records.indices {
            let record = records[index]
            if record.kind == .listingCreated { listings.append(ListingUnit(created: record)) }
            try writers[Int(record.kind.rawValue) - 1].write(record, number: first + Int64(index))
        }
    }

    func finish(_ facts: WorldFacts) throws(StoreProblem) {
        for writer in 0..<opened { try writers[writer].finish() }
        let columns = LogTable.users + facts.layerColumns
        var table = try Table(columns, path: folder.file("users", Table.fileExtension))
        let assignments = facts.assignments
        for user in 0..<UInt32(facts.users) {
            try table.add(Int64(user))
            try table.add(Int64(assignments.arm(ofUser: user)))
            for arm in assignments.layerArms(ofUser: user) { try table.add(Int64(arm)) }
            try table.endRow()
        }
        try table.finish()
        if assignments.splitsListings { try finishListings(assignments) }
    }

    private func finishListings(_ assignments: WorldArms) throws(StoreProblem) {
        var table = try Table(LogTable.listings, path: folder.file("listings", Table.fileExtension))
        for listing in listings {
            try table.add(Int64(listing.listing))
            try table.add(Int64(assignments.arm(of: listing)))
            try table.endRow()
        }
        try table.finish()
    }
}
