import Foundation
import MarketLabTesting
import PolicyKit
import Testing

/// What is said of columns is true of the Swift types that carry them.
@Suite struct SlotColumnTests {
    private static let calls = Slots.all.flatMap { slot in slot.calls.map { (slot: slot.name, call: $0) } }

    /// `lastTick` as columns are named: `last_tick`.
    private static func words(_ name: String) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "_\($1.lowercased())" : String($1) }
    }

    private static func columns(_ slot: some Slot, _ method: String, _ role: SlotCall.Role) throws -> [SlotColumn] {
        let call = try #require(slot.calls.first { $0.method == method })
        return try #require(call.groups.first { $0.role == role }).columns
    }

    @Test func everySlotAsksSomethingAndEveryColumnExplainsItself() {
        for slot in Slots.all {
            #expect(slot.summary.hasSuffix(".") && slot.name.allSatisfy(\.isLowercase))
            #expect(slot.calls.contains { $0.groups.contains { $0.role == .answer && !$0.columns.isEmpty } })
            #expect(Set(slot.calls.map(\.method)).count == slot.calls.count)
        }
        for (slot, call) in Self.calls {
            #expect(call.summary.hasSuffix("."), "\(slot).\(call.method)")
            for group in call.groups {
                #expect(Set(group.columns.map(\.name)).count == group.columns.count, "\(slot).\(call.method)")
                for column in group.columns {
                    #expect(column.name.allSatisfy { $0.isLowercase || $0 == "_" }, "\(column.name)")
                    #expect(column.meaning.hasSuffix("."), "\(column.name)")
                    #expect(!column.shape.contains(.row) || call.row != nil, "\(column.name) has rows of nothing")
                }
            }
        }
    }

    /// Bindings lay columns out in the order of the raw values.
    @Test func theColumnsOfAnEnumerationAreNamedAsItsCases() throws {
        func named<Case: CaseIterable>(_ cases: Case.Type) -> [String] { cases.allCases.map { Self.words("\($0)") } }
        let signals = try Self.columns(.ranking, "score", .input).map(\.name)
        let facts = try Self.columns(.request, "decide", .input).map(\.name)
        let outcomes = try Self.columns(.request, "learn", .feedback).map(\.name)
        let opportunities = try Self.columns(.bidding, "learn", .feedback).map(\.name)
        for (cases, columns) in [
            (named(Signal.self), signals), (named(RequestBatch.Fact.self), facts),
            (named(RequestFeedback.Outcome.self), outcomes), (named(BiddingFeedback.Column.self), opportunities),
        ] {
            let start = try #require(columns.firstIndex(of: cases[0]))
            #expect(Array(columns[start...].prefix(cases.count)) == cases)
        }
    }

    /// The properties of a value by the names and elements that columns have.
    private static func properties(_ value: Any, _ prefix: String = "") -> [String: String] {
        Mirror(reflecting: value).children.reduce(into: [:]) { all, child in
            let name = prefix + words(child.label ?? "")
            switch child.value {
            case is Double, is Double?: all[name] = "float64"
            case is [Double]: all[name] = "float64"
            case is Int: all[name] = "int64"
            case is Bool, is AuctionPricing: all[name] = "uint8"
            default: all.merge(properties(child.value, name + "_")) { first, _ in first }
            }
        }
    }

    @Test func whatABiddingPolicyIsToldAndAnswersHasAColumnForEachProperty() throws {
        let outcome = AuctionOutcome(
            value: 1, bid: 1, leastWinningPrice: 1, isWon: true, isExposed: true, payment: 1, budgetLeft: 1)
        let moment = BiddingMoment(tick: 0, ticks: 1, planPassed: 0, budget: 1, budgetLeft: 1)
        let told: [(String, SlotCall.Role, Any)] = [
            ("begin", .input, CampaignTerms(budget: 1, opportunities: 1)), ("plan", .input, moment),
            ("observe", .input, outcome),
        ]
        for (method, role, value) in told {
            let columns = try Self.columns(.bidding, method, role)
            let said = Dictionary(uniqueKeysWithValues: columns.map { ($0.name, $0.element.rawValue) })
            #expect(said == Self.properties(value), "\(method)")
        }
        let totals = try Self.columns(.bidding, "learn", .feedback).filter { $0.name.hasPrefix("totals_") }
        #expect(Set(totals.map(\.name)) == Set(Self.properties(BiddingTotals(), "totals_").keys))
    }

    private static let elements = [
        "UInt8": "uint8", "Int32": "int32", "UInt32": "uint32", "Int": "int64", "Int64": "int64", "UInt64": "uint64",
        "Float": "float32",
        "Double": "float64", "FeedbackBatch.Outcome": "uint32", "Outcome": "uint32", "Item": "uint32", "Int?": "int64",
    ]

    /// Answers are columns in the platform's memory, in every slot, and what the answers' file declares is what is said of them.
    @Test(arguments: [
        ("Retrieval/RetrievalAnswers", "retrieval", "retrieve"), ("Ranking/RankingAnswers", "ranking", "score"),
        ("Ranking/RankingAnswers", "ranking", "scoreRequests"),
        ("Request/RequestAnswers", "request", "decide"), ("Request/RequestRule", "request", "renew"),
        ("Bidding/BiddingAnswers", "bidding", "begin"), ("Bidding/BiddingAnswers", "bidding", "plan"),
        ("Bidding/BiddingAnswers", "bidding", "observe"),
    ])
    func everyAnswerIsAColumn(file: String, slot: String, method: String) throws {
        let call = try #require(Self.calls.first { $0.slot == slot && $0.call.method == method }).call
        let said = try #require(call.groups.first { $0.role == .answer }).columns
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Sources/PolicyKit/\(file).swift").standardized
        let text = try String(contentsOf: path, encoding: .utf8)
        let answers = try #require(text.firstRange(of: /struct \w+: ~Copyable, ~Escapable/))
        let end = text[answers.upperBound...].firstRange(of: /\n}/)?.lowerBound ?? text.endIndex
        let declared = text[answers.lowerBound..<end].matches(
            of: /public var (\w+)(?:: MutableSpan<(\w+)>|: (Double)| = (0))/
        ).map { (Self.words(String($0.1)), Self.elements[String($0.2 ?? $0.3 ?? "Int")], $0.2 != nil) }
        #expect(declared.map(\.0) == said.map(\.name))
        #expect(declared.map(\.1) == said.map(\.element.rawValue))
        #expect(declared.map(\.2) == said.map { !$0.shape.isEmpty })
    }

    /// What a policy can read of a batch, as the batch's file declares it: `public let`, spans, and functions.
    @Test(arguments: [
        ("Retrieval/RetrievalBatch", "retrieval", "retrieve", ""), ("Ranking/RankingBatch", "ranking", "score", ""),
        ("Ranking/RankingRequests", "ranking", "scoreRequests", ""),
        ("Ranking/SessionHistory", "ranking", "score", "session_"), ("Ranking/FeedbackBatch", "ranking", "learn", ""),
        ("Ranking/FeedbackBatch", "ranking", "learnOrders", ""), ("Request/RequestBatch", "request", "decide", ""),
        ("Request/RequestFeedback", "request", "learn", ""), ("Bidding/BiddingFeedback", "bidding", "learn", ""),
    ])
    func everythingABatchOffersIsAColumn(file: String, slot: String, method: String, prefix: String) throws {
        let call = try #require(Self.calls.first { $0.slot == slot && $0.call.method == method }).call
        let said = Dictionary(
            uniqueKeysWithValues: call.groups[0].columns.map { ($0.name, $0.element.rawValue) })
        let text = try Checkout.text("Sources/PolicyKit/\(file).swift")
        let batch = try #require(text.firstRange(of: /struct \w+: ~Copyable/))
        // Cases have columns of their own, and bits and what is within a batch are described elsewhere.
        let elsewhere: Set = ["column", "rawValue", "session", "totals"]
        let offered =
            text[batch.lowerBound...].matches(of: /public (?:let|var) (\w+): (?:Span<(\w+)>|([\w?]+))/).map {
                (String($0.1), String($0.2 ?? $0.3 ?? ""))
            }
            + text[batch.lowerBound...].matches(of: /public func (\w+)\([^\n]*: Int\) -> (?:Span<(\w+)>|([\w.]+))/).map
        {
            (String($0.1), String($0.2 ?? $0.3 ?? ""))
        }
        var found = 0
        for (name, type) in offered where !elsewhere.contains(name) {
            // Functions of one row say it in the singular.
            let names = [name, name + "s"].map { prefix + Self.words($0) }
            let element = try #require(Self.elements[type], "\(name) is a \(type)")
            #expect(names.contains { said[$0] == element }, "\(name) of \(type) has no column")
            found += 1
        }
        #expect(found >= 1)
    }
}
