package import Marketplace
import Storage

/// Where the totals of a run's quantities stand in a row, which records add to each, and how the quantities follow from them: made
/// from what the mechanisms declare.
package struct TotalsLayout: Sendable {
    /// Room for the raw value of every kind of record, of which the first is 1.
    static let kinds = JournalRecord.Kind.allCases.count + 1

    /// What a record adds to one total.
    struct Step: BitwiseCopyable, Sendable {
        /// Bytes from the row's start.
        let offset: Int32
        let amount: Amount
        let condition: Condition
        /// Where the weights or shares of the arms begin, or the length that `last` looks back.
        let number: Int64

        /// Counts and small numbers are small sums of `SumRows`, others wide ones.
        enum Amount: BitwiseCopyable, Equatable {
            case one
            case small(JournalRecord.Field)
            case number(JournalRecord.Field)
            case weight
            case weighted(JournalRecord.Field)
            case share(JournalRecord.Field)
        }

        enum Condition: BitwiseCopyable {
            case none, fromAd, last, about(ListingGroup)
        }
    }

    /// A quantity as it follows from a row.
    private indirect enum Formula: Sendable {
        case small(offset: Int), wide(offset: Int)
        case difference(Formula, Formula), sum(Formula, Formula), beyondFirst(Formula), any(Formula)
        case divided(Formula, by: Double), times(Formula, Double)
        case one, zero
    }

    /// A total in a period: 0 for the experiment, 1 for the warm-up.
    private struct Place: Hashable {
        let total: Quantity.Total
        let period: Int
    }

    /// Bytes from row to row.
    package private(set) var stride = 0
    private(set) var steps: [Step] = []
    /// Where the steps of each kind of record begin, kind by kind and period by period; the last is their end.
    private(set) var starts: [Int32] = [0]
    /// What the conditions of each arm say, weight by weight.
    private(set) var weights: [Int64] = []
    /// The same, share by share.
    private(set) var shares: [Double] = []
    /// Whether some total asks which group a listing is of.
    private(set) var asksForGroups = false
    private var formulas: [Formula] = []
    private var offsets: [Place: Int] = [:]

    /// - Parameters:
    ///   - hasWarmup: whether the warm-up has totals of its own, in the same row.
    ///   - conditions: of each arm that a record may be in.
    package init(_ quantities: KeptQuantities, hasWarmup: Bool = false, conditions: [Conditions]) {
        let periods = [quantities.measured + KeptQuantities.counted] + (hasWarmup ? [quantities.measured] : [])
        let places = periods.enumerated().flatMap { period, quantities in
            quantities.flatMap(\.totals).filter { !TotalsLayout.isNothing($0, conditions) }.map {
                Place(total: TotalsLayout.plain($0, conditions).total, period: period)
            }
        }
        for place in places.filter(\.total.isWide) + places.filter({ !$0.total.isWide })
        where offsets[place] == nil {
            offsets[place] = stride
            stride += place.total.isWide ? MemoryLayout<UInt32>.size : MemoryLayout<UInt16>.size
        }
        let alignment = MemoryLayout<UInt32>.alignment
        stride = (stride + alignment - 1) / alignment * alignment
        for period in periods.indices { addSteps(of: period, conditions) }
        let read =
            quantities.measured.map { ($0, 0) } + quantities.measured.map { ($0, 1) }
            + KeptQuantities.counted.map { ($0, 0) }
        formulas = read.map { quantity, period in
            period < periods.count ? formula(quantity, in: period, conditions) : .zero
        }
    }

    private mutating func addSteps(of period: Int, _ conditions: [Conditions]) {
        let own = offsets.filter { $0.key.period == period }.sorted { $0.value < $1.value }
        for kind in 0..<TotalsLayout.kinds {
            for (place, offset) in own where Int(place.total.kind.rawValue) == kind {
                steps.append(step(place.total, at: offset, conditions))
            }
            starts.append(Int32(steps.count))
        }
    }

    private mutating func step(_ total: Quantity.Total, at offset: Int, _ conditions: [Conditions]) -> Step {
        var number: Int64 = 0
        let amount: Step.Amount
        switch total.amount {
        case .one: amount = .one
        case .number(let field): amount = total.isWide ? .number(field) : .small(field)
        case .weight(let weight):
            number = Int64(weights.count)
            weights += conditions.map(weight.value)
            amount = .weight
        case .weighted(let field, let weight):
            number = Int64(weights.count)
            weights += conditions.map(weight.value)
            amount = .weighted(field)
        case .share(let field, let share):
            number = Int64(shares.count)
            shares += conditions.map(share.value)
            amount = .share(field)
        }
        let condition: Step.Condition
        switch total.condition {
        case .none: condition = .none
        case .fromAd: condition = .fromAd
        case .last(let length):
            precondition(total.amount.keepsTime, "a total has a weight or a time")
            number = length
            condition = .last
        case .about(let group):
            condition = .about(group)
            asksForGroups = true
        }
        return Step(offset: Int32(offset), amount: amount, condition: condition, number: number)
    }

    private func formula(_ quantity: Quantity, in period: Int, _ conditions: [Conditions]) -> Formula {
        func formula(_ quantity: Quantity) -> Formula { self.formula(quantity, in: period, conditions) }
        switch quantity.rule {
        case .total(let total):
            if TotalsLayout.isNothing(total, conditions) { return .zero }
            let (plain, factor) = TotalsLayout.plain(total, conditions)
            let offset = offsets[Place(total: plain, period: period)] ?? 0
            let formula: Formula = plain.isWide ? .wide(offset: offset) : .small(offset: offset)
            return factor == 1 ? formula : .times(formula, factor)
        case .difference(let first, let second): return .difference(formula(first), formula(second))
        case .sum(let first, let second): return .sum(formula(first), formula(second))
        case .beyondFirst(let quantity): return .beyondFirst(formula(quantity))
        case .any(let quantity): return .any(formula(quantity))
        case .divided(let quantity, let divisor): return .divided(formula(quantity), by: divisor)
        case .one: return .one
        }
    }

    /// Whether a number is multiplied by 0 in every arm, so that no room is needed for the sum.
    private static func isNothing(_ total: Quantity.Total, _ conditions: [Conditions]) -> Bool {
        guard case .weighted(_, let weight) = total.amount else { return false }
        return conditions.allSatisfy { weight.value($0) == 0 }
    }

    /// A total of a weight that is the same in all arms is that weight times a count, which takes less room.
    private static func plain(
        _ total: Quantity.Total, _ conditions: [Conditions]
    ) -> (total: Quantity.Total, factor: Double) {
        guard case .weight(let weight) = total.amount, let first = conditions.first.map(weight.value),
            conditions.allSatisfy({ weight.value($0) == first })
        else { return (total, 1) }
        let count = Quantity.Total(kind: total.kind, condition: total.condition, subject: total.subject)
        return (count, Double(first))
    }

    /// Fills in a unit's values in the order of `KeptQuantities`.
    func read(_ row: Int, of rows: borrowing SumRows, into values: inout [Double]) {
        for (place, formula) in formulas.enumerated() { values[place] = TotalsLayout.value(formula, row, of: rows) }
    }

    private static func value(_ formula: Formula, _ row: Int, of rows: borrowing SumRows) -> Double {
        func value(_ formula: Formula) -> Double { TotalsLayout.value(formula, row, of: rows) }
        return switch formula {
        case .small(let offset): Double(rows.small(row, at: offset))
        case .wide(let offset): Double(rows.wide(row, at: offset))
        case .difference(let first, let second): value(first) - value(second)
        case .sum(let first, let second): value(first) + value(second)
        case .beyondFirst(let formula): max(0, value(formula) - 1)
        case .any(let formula): value(formula) > 0 ? 1 : 0
        case .divided(let formula, let divisor): value(formula) / divisor
        case .times(let formula, let factor): value(formula) * factor
        case .one: 1
        case .zero: 0
        }
    }
}

extension Quantity.Amount {
    /// Whether a step of it has room for a length of time.
    fileprivate var keepsTime: Bool {
        switch self {
        case .one, .number: true
        case .weight, .weighted, .share: false
        }
    }
}

extension Quantity.Total {
    /// Whether its sum soon outgrows 16 bits: money and other amounts do, counts hardly ever.
    fileprivate var isWide: Bool {
        switch amount {
        case .one: false
        case .number(let field): field == .value || field == .time
        case .weight, .weighted, .share: true
        }
    }
}
