import Marketplace
import Storage

/// Keeps a row of totals for each unit, as the quantities of a run declare them, and adds to it what the journal says; an index says
/// whose row a record belongs to.
struct TotalsTable: ~Copyable {
    private let layout: TotalsLayout
    private let steps: Column<TotalsLayout.Step>
    /// Where the steps of each kind of record begin, period by period; one more than there are kinds.
    private let starts: Column<Int32>
    private let weights: Column<Int64>
    private let shares: Column<Double>
    /// Row `UnitIndex.nowhere`, before the first, is that of records which belong to no unit.
    private var rows: SumRows
    private var listings = ListingOrigins()

    init(rows: Int, layout: TotalsLayout) {
        self.layout = layout
        steps = Column(layout.steps)
        starts = Column(layout.starts)
        weights = Column(layout.weights)
        shares = Column(layout.shares)
        self.rows = SumRows(count: rows, stride: layout.stride)
    }

    /// Bytes set aside for rows, and for what is known of listings.
    var bytes: Int { rows.bytes + listings.bytes }

    /// Fills in a unit's values in the order of `KeptQuantities`.
    func read(_ row: Int, into values: inout [Double]) { layout.read(row, of: rows, into: &values) }

    mutating func take<Index: UnitIndex>(_ records: borrowing Span<JournalRecord>, by index: inout Index) {
        for position in records.indices {
            let record = records[position]
            if layout.asksForGroups, record.kind == .listingCreated { listings.note(record) }
            let row = index.row(of: record)
            if index.rows > rows.count { rows.grow(to: index.rows) }
            let period = index.period(of: record)
            let kind = TotalsLayout.kinds * period + Int(record.kind.rawValue)
            var step = Int(starts[kind])
            let end = Int(starts[kind + 1])
            while step < end {
                add(record, steps[step], to: row, periodEnd: index.end(ofPeriod: period))
                step += 1
            }
        }
    }

    @inline(__always) private mutating func add(
        _ record: JournalRecord, _ step: TotalsLayout.Step, to row: Int, periodEnd: @autoclosure () -> Int64
    ) {
        switch step.condition {
        case .none: break
        case .fromAd: guard record.campaign != JournalRecord.none else { return }
        case .last: guard record.time >= periodEnd() - step.number else { return }
        case .about(let group): guard listings.group(group, holds: record) else { return }
        }
        let offset = Int(step.offset)
        switch step.amount {
        case .one: rows.add(small: 1, to: row, at: offset)
        case .number(let field): rows.add(wide: record.number(in: field), to: row, at: offset)
        case .small(let field):
            rows.add(small: UInt32(truncatingIfNeeded: record.number(in: field)), to: row, at: offset)
        case .weight: rows.add(wide: weights[Int(step.number) + Int(record.arm)], to: row, at: offset)
        case .weighted(let field):
            let weight = weights[Int(step.number) + Int(record.arm)]
            rows.add(wide: record.number(in: field) &* weight, to: row, at: offset)
        case .share(let field):
            let whole = Double(record.number(in: field)) * shares[Int(step.number) + Int(record.arm)]
            rows.add(wide: Int64(whole.rounded()), to: row, at: offset)
        }
    }
}
