import Marketplace

/// Keeps a row of totals for each unit, as the quantities of a run declare them, and adds to it what the journal says; an index says
/// whose row a record belongs to.
struct TotalsTable: ~Copyable {
    private let layout: TotalsLayout
    private let steps: UnsafeMutablePointer<TotalsLayout.Step>
    /// Where the steps of each kind of record begin, period by period; one more than there are kinds.
    private let starts: UnsafeMutablePointer<Int32>
    private let weights: UnsafeMutablePointer<Int64>
    private let shares: UnsafeMutablePointer<Double>
    private var rows: UnsafeMutableRawPointer
    private var capacity: Int

    init(rows: Int, layout: TotalsLayout) {
        self.layout = layout
        capacity = rows
        steps = .allocate(capacity: max(1, layout.steps.count))
        steps.initialize(from: layout.steps, count: layout.steps.count)
        starts = .allocate(capacity: layout.starts.count)
        starts.initialize(from: layout.starts, count: layout.starts.count)
        weights = .allocate(capacity: max(1, layout.weights.count))
        weights.initialize(from: layout.weights, count: layout.weights.count)
        shares = .allocate(capacity: max(1, layout.shares.count))
        shares.initialize(from: layout.shares, count: layout.shares.count)
        self.rows = TotalsTable.allocate(rows, of: layout.stride)
    }

    deinit {
        (rows - layout.stride).deallocate()
        steps.deallocate()
        starts.deallocate()
        weights.deallocate()
        shares.deallocate()
    }

    /// Rows of zeros. Before the first, at `UnitIndex.nowhere`, stands that of records which belong to no unit.
    private static func allocate(_ rows: Int, of stride: Int) -> UnsafeMutableRawPointer {
        let bytes = (rows + 1) * stride
        let memory = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: MemoryLayout<Int64>.alignment)
        memory.initializeMemory(as: UInt8.self, repeating: 0, count: bytes)
        return memory + stride
    }

    /// Bytes set aside for rows.
    var bytes: Int { capacity * layout.stride }

    /// Fills in a unit's values in the order of `KeptQuantities`.
    func read(_ row: Int, into values: inout [Double]) { layout.read(rows + row * layout.stride, into: &values) }

    mutating func take<Index: UnitIndex>(_ records: borrowing Span<JournalRecord>, by index: inout Index) {
        let stride = layout.stride
        for position in records.indices {
            let record = records[position]
            let row = index.row(of: record)
            if index.rows > capacity { grow(to: index.rows) }
            let period = index.period(of: record)
            let kind = TotalsLayout.kinds * period + Int(record.kind.rawValue)
            var step = Int(starts[kind])
            let end = Int(starts[kind + 1])
            while step < end {
                add(record, steps[step], to: rows + row * stride, periodEnd: index.end(ofPeriod: period))
                step += 1
            }
        }
    }

    @inline(__always) private func add(
        _ record: JournalRecord, _ step: TotalsLayout.Step, to row: UnsafeMutableRawPointer,
        periodEnd: @autoclosure () -> Int64
    ) {
        switch step.condition {
        case .none: break
        case .fromAd: guard record.campaign != JournalRecord.none else { return }
        case .last: guard record.time >= periodEnd() - step.number else { return }
        }
        let place = row + Int(step.offset)
        switch step.amount {
        case .one: place.assumingMemoryBound(to: UInt32.self).pointee &+= 1
        case .number(let field): place.assumingMemoryBound(to: Int64.self).pointee &+= record.number(in: field)
        case .small(let field):
            place.assumingMemoryBound(to: UInt32.self).pointee &+= UInt32(truncatingIfNeeded: record.number(in: field))
        case .weight:
            place.assumingMemoryBound(to: Int64.self).pointee &+= weights[Int(step.number) + Int(record.arm)]
        case .weighted(let field):
            place.assumingMemoryBound(to: Int64.self).pointee &+=
                record.number(in: field) &* weights[Int(step.number) + Int(record.arm)]
        case .share(let field):
            let whole = Double(record.number(in: field)) * shares[Int(step.number) + Int(record.arm)]
            place.assumingMemoryBound(to: Int64.self).pointee &+= Int64(whole.rounded())
        }
    }

    @inline(never) private mutating func grow(to count: Int) {
        let larger = max(count, 2 * capacity)
        let moved = TotalsTable.allocate(larger, of: layout.stride)
        (moved - layout.stride).copyMemory(
            from: rows - layout.stride, byteCount: (capacity + 1) * layout.stride)
        (rows - layout.stride).deallocate()
        rows = moved
        capacity = larger
    }
}
