import PolicyKit

/// A request policy of somebody else: one that takes `decide` is asked at every exposure, one that takes `renew` for a rule, and
/// one that takes neither is never asked.
final class GuestRequest: RequestPolicy {
    static let name = "guest"
    static let summary = "A policy of somebody else."

    let rhythm: RequestRhythm
    let exploration: RequestExploration?
    private let guest: Guest
    private let decide: GuestCall<RequestBatch>?
    private let renew: GuestCall<RequestOutlook>?
    private let learn: GuestCall<RequestFeedback>?

    static let properties = [SlotProperty.remembered, .horizon, .renewal]

    init(_ guest: Guest) {
        self.guest = guest
        let policy = guest.description
        decide = GuestCall("decide", of: policy, in: .request, Self.deciding)
        renew = GuestCall("renew", of: policy, in: .request, Self.renewing)
        learn = GuestCall("learn", of: policy, in: .request, Self.learning)
        let period = guest.property(.renewal)
        rhythm =
            decide != nil
            ? .everyExposure : renew != nil ? .rule(every: period > 0 ? Int64(period) : nil) : .pageEnd
        let horizon = Int(guest.property(.horizon))
        if learn != nil, horizon == 0 {
            guest.refuse("learn", "its horizon is 0, over which no moment has an outcome that it could be told")
        }
        exploration =
            learn == nil || horizon == 0
            ? nil
            : decide == nil
                ? .ofRule(horizon: horizon)
                : RequestExploration(rememberedCount: Int(guest.property(.remembered)), horizon: horizon)
    }

    convenience init(parameters: ParameterValues, seed: UInt64) { self.init(Guest()) }

    func decide(_ batch: borrowing RequestBatch, into answers: inout RequestAnswers) {
        guard let decide, !guest.isReplaced else { return guest.isReplaced ? guest.countReplacement() : () }
        let count = batch.count
        let width = exploration?.rememberedCount ?? 0
        let asks = decide.answers[0].room(UInt8.self, count: count)
        asks.initialize(repeating: 0)
        let propensities = decide.answers[1].room(Float.self, count: count)
        propensities.initialize(repeating: 1)
        decide.answers[2].open(width)
        let remembered = (0..<width).map { decide.answers[2].room(Float.self, count: count, chunk: $0) }
        for column in remembered { column.initialize(repeating: 0) }
        guard guest.ask(decide, batch, rows: count) else { return }
        for row in 0..<count {
            guard propensities[row] > 0, propensities[row] <= 1 else {
                return guest.refuse("decide", "its propensity is \(propensities[row]); expected above 0 and at most 1")
            }
            guard asks[row] <= 1 else { return guest.refuse("decide", "its answer is \(asks[row]); expected 0 or 1") }
            answers.asks[row] = asks[row]
            answers.propensities[row] = propensities[row]
            for (place, column) in remembered.enumerated() { answers.remember(row, place, column[row]) }
        }
    }

    func renew(_ outlook: RequestOutlook, into answers: inout RequestRule) {
        guard let renew, !guest.isReplaced else {
            // No rule is the slot's default: pages are asked for at the old one's end only.
            if guest.isReplaced {
                answers.share = 0
                answers.exploration = 0
                guest.countReplacement()
            }
            return
        }
        let facts = RequestBatch.Fact.allCases.count
        let columns = (0..<3).map { renew.answers[$0].room(Double.self, count: facts) }
        for fact in 0..<facts {
            columns[0].initializeElement(at: fact, to: answers.least[fact])
            columns[1].initializeElement(at: fact, to: answers.most[fact])
            columns[2].initializeElement(at: fact, to: answers.weights[fact])
        }
        let numbers = (3..<6).map { renew.answers[$0].room(Double.self, count: 1) }
        numbers[0].initialize(repeating: answers.threshold)
        numbers[1].initialize(repeating: answers.share)
        numbers[2].initialize(repeating: answers.exploration)
        guard guest.ask(renew, outlook, rows: 1) else { return }
        for (name, share) in [("share", numbers[1][0]), ("exploration", numbers[2][0])] where !(0...1 ~= share) {
            return guest.refuse("renew", "its \(name) is \(share); expected a share from 0 to 1")
        }
        for fact in 0..<facts {
            answers.least[fact] = columns[0][fact]
            answers.most[fact] = columns[1][fact]
            answers.weights[fact] = columns[2][fact]
        }
        (answers.threshold, answers.share, answers.exploration) = (numbers[0][0], numbers[1][0], numbers[2][0])
    }

    func learn(from batch: borrowing RequestFeedback) { guest.tell(learn, batch, rows: batch.count) }
    func save() -> [UInt8] { guest.save() }
    func load(_ state: [UInt8]) throws { guest.load(state) }

    // MARK: - Columns

    static let deciding: [ColumnFill<RequestBatch>] =
        [ColumnFill("count") { $1.put(Int64($0.count)) }, ColumnFill("random") { $1.put($0.random) }]
        + RequestBatch.Fact.allCases.map { fact in ColumnFill(fact.column.name) { $1.lend($0.fact(fact)) } }
        + [
            ColumnFill("page_slots") {
                let slots = $1.room(Int64.self, count: $0.count)
                for moment in 0..<$0.count { slots[moment] = Int64($0.pageSlots(moment)) }
            },
            ColumnFill("categories") { $1.lendLists($0.allCategories, rows: $0.count, size: $0.slotsPerPage) },
            ColumnFill("scores") { $1.lendLists($0.allScores, rows: $0.count, size: $0.slotsPerPage) },
            ColumnFill("outcomes") { $1.lendLists($0.allOutcomes, rows: $0.count, size: $0.slotsPerPage) },
        ]

    static let renewing: [ColumnFill<RequestOutlook>] = [
        ColumnFill("moments") { $1.put($0.moments) },
        ColumnFill("asked") { $1.put($0.asked) },
        ColumnFill("budget_spent") { $1.put($0.budgetSpent) },
        ColumnFill("budget_plan") { $1.put($0.budgetPlan) },
        ColumnFill("budget_left") { $1.put($0.budgetLeft) },
        ColumnFill("hour_of_week") { $1.put($0.hourOfWeek) },
    ]

    static let learning: [ColumnFill<RequestFeedback>] =
        [
            ColumnFill("count") { $1.put(Int64($0.count)) },
            ColumnFill("remembered_count") { $1.put(Int64($0.rememberedCount)) },
        ]
        + RequestFeedback.Outcome.allCases.map { outcome in
            ColumnFill(outcome.column.name) { $1.lend($0.outcome(outcome)) }
        }
        + [
            ColumnFill("remembered") {
                $1.lendLists($0.allRemembered, rows: $0.count, size: $0.rememberedCount)
            }
        ]
}

extension SlotProperty {
    /// Of request policies that explore.
    static let horizon = SlotProperty(
        name: "horizon", assumed: 0, range: 0...1_000,
        meaning: "Exposures after an explored moment over which its outcome is counted; 0 explores nothing.")
    /// Of request policies that answer with a rule.
    static let renewal = SlotProperty(
        name: "renewal_period", assumed: 0, range: 0...1e12,
        meaning: "Milliseconds after which the rule is renewed; 0, it stays.")
}
