import Experiments
import Marketplace
import Policies
import PolicyKit
import Randomness
import Scenarios
import Testing

/// Whatever a scenario accepts, a world can run: every key of the market at the ends of its range.
@Suite struct EndsOfRangesTests {
    /// At their highest these only say how much there is, and need memory for it.
    static let amounts: Set = ["users.count", "listings.initial", "listings.arrivals_per_day"]

    /// A key and a value at an end of its range, as a person would write them.
    struct End: Sendable, Hashable, CustomTestStringConvertible {
        let key: String
        let value: String
        var testDescription: String { "\(key)=\(value)" }
        var override: ScenarioOverride {
            get throws { try ScenarioOverride(parsing: "market.\(key)=\(value)") }
        }
    }

    static let ends: [End] = Market.fields.flatMap { field -> [End] in
        let parameter = field.parameter
        let values: [ParameterValue] =
            switch parameter.unit {
            case .word: parameter.choices.map { .word($0) }
            case .toggle: [.toggle(false), .toggle(true)]
            default:
                [parameter.range?.lowerBound, amounts.contains(parameter.name) ? nil : parameter.range?.upperBound]
                    .compactMap { $0.map { .number($0) } }
            }
        return values.map { End(key: parameter.name, value: Quantity.text($0, as: parameter.unit)) }
    }

    /// Runs a few thousand events of a market that the ends are set in; what the reader refuses is not run.
    /// - Returns: whether it was run.
    @discardableResult
    private func run(_ ends: [End], seed: UInt64) throws -> Bool {
        // A ranking that explores has pages without ads.
        let explores = ends.contains { $0.key.hasPrefix("feed.exploration.") && $0.value.first != "0" }
        let scenario: Scenario
        do {
            scenario = try ScenarioReader(policies: .builtIn).read(
                text: """
                    market:
                      users: {count: 12, sessions_per_week: 20, casual_share: 0}
                      listings: {initial: 60, arrivals_per_day: 20}
                      ads: {campaigns: \(explores ? 0 : 5)}
                    policies: {ranking: logistic, request: uniform}
                    """, file: "ends.yaml", overrides: try ends.map { try $0.override })
        } catch is ScenarioProblems { return false }
        let plan = scenario.plan
        let day: Int64 = 86_400_000
        var world = World(
            WorldSetup(
                market: plan.market, arms: plan.arms.map { ArmSetup(conditions: $0.conditions, policies: $0.policies) },
                randomisation: .users { UInt8($0 % 2) }, seed: seed, experimentStart: day, browsingEnd: 3 * day,
                end: 6 * day), policies: .builtIn)
        let reachedTheEnd = try world.run { $0 < 20_000 }
        if reachedTheEnd { #expect(world.violations.isEmpty, "\(ends): \(world.violations)") }
        return true
    }

    @Test func everyKeyRunsAtBothEndsOfItsRange() throws {
        #expect(Self.ends.count > 150)
        var wereRun = 0
        for end in Self.ends where try run([end], seed: 7) { wereRun += 1 }
        // The others break a rule between keys, and are refused.
        #expect(wereRun > Self.ends.count - 25)
    }

    @Test func manyKeysRunAtTheEndsOfTheirRangesAtOnce() throws {
        let key = RandomKey(seed: 20_261_128)
        var wereRun = 0
        for draw in 0..<300 as Range<UInt32> {
            var chosen: [String: End] = [:]
            for place in 0..<8 as Range<UInt32> {
                let end = Self.ends[key.block(Purpose(rawValue: 200), draw, place, 0).index(0, below: Self.ends.count)]
                chosen[end.key] = end
            }
            if try run(chosen.values.sorted { $0.key < $1.key }, seed: UInt64(draw)) { wereRun += 1 }
        }
        #expect(wereRun > 150)
    }

    @Test func aPageOfOneCandidateRuns() throws {
        let one = [("ads.campaigns", "0"), ("feed.page_size", "1"), ("feed.candidates", "1")].map {
            End(key: $0.0, value: $0.1)
        }
        #expect(try run(one, seed: 1))
    }
}
