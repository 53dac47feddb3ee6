import CMarketPolicy
import PolicyKit

/// A request policy behind the contract's calls.
final class ExportedRequest: ExportedInstance {
    private let policy: any RequestPolicy
    private let calls: [ExportedCall]
    private var facts: [Float] = []
    private var outcomes: [Float] = []

    init(_ policy: any RequestPolicy, _ calls: [ExportedCall]) {
        self.policy = policy
        self.calls = calls
    }

    static func calls(of policy: any RequestPolicy) -> [ExportedCall] {
        let asked: [ExportedCall] =
            switch policy.rhythm {
            case .pageEnd: []
            case .everyExposure: [ExportedCall("decide", of: .request)]
            case .rule: [ExportedCall("renew", of: .request)]
            }
        return asked + (policy.exploration == nil ? [] : [ExportedCall("learn", of: .request)])
    }

    func take(_ batch: MarketBatch) {
        let call = calls[Int(batch.call)]
        let columns = ColumnReader(batch, call)
        switch call.name {
        case "decide": decide(columns)
        case "renew": renew(columns)
        default: learn(columns)
        }
    }

    private func decide(_ columns: ColumnReader) {
        let count = columns.rows
        join(&facts, RequestBatch.Fact.allCases.map(\.column.name), columns)
        let categories = columns.numbers("categories", as: UInt8.self)
        let width = policy.exploration?.rememberedCount ?? 0
        var asks = [UInt8](repeating: 0, count: count)
        var propensities = [Float](repeating: 1, count: count)
        var remembered = [Float](repeating: 0, count: count * width)
        facts.withUnsafeBufferPointer { facts in
            let batch = RequestBatch(
                count: count, random: columns.number("random"), columns: ExportedRanking.start(facts),
                slots: count > 0 ? categories.count / count : 0, categories: ExportedRanking.start(categories),
                scores: ExportedRanking.start(columns.numbers("scores")),
                outcomes: ExportedRanking.start(columns.numbers("outcomes")))
            var answers = RequestAnswers(
                asks: asks.mutableSpan, propensities: propensities.mutableSpan, remembered: remembered.mutableSpan)
            policy.decide(batch, into: &answers)
        }
        let (asked, chances) = (columns.answer(0, as: UInt8.self), columns.answer(1, as: Float.self))
        for row in 0..<count { (asked[row], chances[row]) = (asks[row], propensities[row]) }
        for number in 0..<min(width, columns.answerChunks(2)) {
            let room = columns.answer(2, number, as: Float.self)
            for row in 0..<count { room[row] = remembered[number * count + row] }
        }
    }

    private func renew(_ columns: ColumnReader) {
        let outlook = RequestOutlook(
            moments: columns.number("moments"), asked: columns.number("asked"),
            budgetSpent: columns.number("budget_spent"), budgetPlan: columns.number("budget_plan"),
            budgetLeft: columns.number("budget_left"), hourOfWeek: columns.number("hour_of_week"))
        var rule = (0..<3).map { Array(columns.answer($0, as: Double.self)) }
        var (least, most, weights) = (rule[0], rule[1], rule[2])
        let numbers = (3..<6).map { columns.answer($0, as: Double.self) }
        var said = (numbers[0][0], numbers[1][0], numbers[2][0])
        do {
            var answers = RequestRule(
                least: least.mutableSpan, most: most.mutableSpan, weights: weights.mutableSpan, threshold: said.0,
                share: said.1, exploration: said.2)
            policy.renew(outlook, into: &answers)
            said = (answers.threshold, answers.share, answers.exploration)
        }
        rule = [least, most, weights]
        for (place, column) in rule.enumerated() {
            let room = columns.answer(place, as: Double.self)
            for (fact, number) in column.enumerated() { room[fact] = number }
        }
        (numbers[0][0], numbers[1][0], numbers[2][0]) = said
    }

    private func learn(_ columns: ColumnReader) {
        join(&outcomes, RequestFeedback.Outcome.allCases.map(\.column.name), columns)
        outcomes.withUnsafeBufferPointer { outcomes in
            policy.learn(
                from: RequestFeedback(
                    count: columns.rows, rememberedCount: Int(columns.number("remembered_count", as: Int64.self)),
                    rows: ExportedRanking.start(columns.numbers("remembered")), columns: ExportedRanking.start(outcomes)
                ))
        }
    }

    /// Columns one behind the other.
    private func join(_ joined: inout [Float], _ names: [String], _ columns: ColumnReader) {
        joined.removeAll(keepingCapacity: true)
        for name in names { joined += columns.numbers(name, as: Float.self) }
    }

    func property(_ name: String) -> Double? {
        switch (name, policy.rhythm) {
        case ("remembered_count", _): policy.exploration.map { Double($0.rememberedCount) }
        case ("horizon", _): policy.exploration.map { Double($0.horizon) }
        case ("renewal_period", .rule(let period)): period.map(Double.init)
        default: nil
        }
    }

    func save() -> [UInt8] { policy.save() }
    func load(_ state: [UInt8]) throws { try policy.load(state) }
}
