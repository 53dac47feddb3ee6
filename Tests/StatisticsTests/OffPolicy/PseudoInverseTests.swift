import MarketLabTesting
import Statistics
import Testing

/// The weights of the pseudo-inverse, over all slates that a policy may show.
@Suite struct PseudoInverseTests {
    private typealias Policy = [(slate: [Int], chance: Double)]

    /// Rankings of two or three of four actions, each once, with any chances.
    private static func rankings(slots: Int, _ draws: inout Draws) -> Policy {
        var slates: [[Int]] = [[]]
        for _ in 0..<slots {
            slates = slates.flatMap { slate in (0..<4).filter { !slate.contains($0) }.map { slate + [$0] } }
        }
        let parts = slates.map { _ in 0.1 + draws.uniform() }
        let sum = parts.reduce(0, +)
        return zip(slates, parts).map { ($0, $1 / sum) }
    }

    private static func marginals(_ policy: Policy, slots: Int) -> [Double] {
        var chances = [Double](repeating: 0, count: 4 * slots)
        for (slate, chance) in policy {
            for (slot, action) in slate.enumerated() { chances[4 * slot + action] += chance }
        }
        return chances
    }

    /// Without replacement Gamma has no inverse: what stands in one slot is missing in the others.
    @Test(arguments: [2, 3], [1, 2, 3, 4] as [UInt64])
    func whereRewardsAddUpTheEstimatorIsUnbiased(slots: Int, seed: UInt64) throws {
        var draws = Draws(seed: seed)
        let (logging, target) = (Self.rankings(slots: slots, &draws), Self.rankings(slots: slots, &draws))
        let adds = (0..<(4 * slots)).map { _ in draws.normal() }
        func reward(_ slate: [Int]) -> Double { slate.enumerated().reduce(0) { $0 + adds[4 * $1.offset + $1.element] } }
        let inverse = try PseudoInverse(actions: 4, slates: logging)
        let shown = Self.marginals(target, slots: slots)
        var (estimate, weights) = (0.0, 0.0)
        for (slate, chance) in logging {
            let weight = try inverse.weight(of: slate, target: shown)
            var log = LoggedSlates()
            // The whole reward at one position: only the sum counts.
            log.add(
                try slate.indices.map {
                    try LoggedDecision(
                        reward: $0 == 0 ? reward(slate) : 0, loggingPropensity: 0.5, targetPropensity: 0.5)
                }, pseudoInverseWeight: weight)
            estimate += chance * (try log.value(by: .pseudoInverse).estimate)
            weights += chance * weight
        }
        let truth = target.reduce(0) { $0 + $1.chance * reward($1.slate) }
        #expect(abs(estimate - truth) < 1e-9 && abs(weights - 1) < 1e-9)
    }

    /// Two actions that only together bring something are no sum.
    @Test func aRewardOfTwoTogetherIsMissed() throws {
        var draws = Draws(seed: 9)
        let (logging, target) = (Self.rankings(slots: 3, &draws), Self.rankings(slots: 3, &draws))
        func reward(_ slate: [Int]) -> Double { slate[0] == 1 && slate[1] == 2 ? 1 : 0 }
        let inverse = try PseudoInverse(actions: 4, slates: logging)
        let shown = Self.marginals(target, slots: 3)
        let estimate = try logging.reduce(0) {
            $0 + $1.chance * reward($1.slate) * (try inverse.weight(of: $1.slate, target: shown))
        }
        let truth = target.reduce(0) { $0 + $1.chance * reward($1.slate) }
        #expect(abs(estimate - truth) > 0.05 * truth)
    }

    @Test func slotsThatAreFilledIndependentlyHaveAClosedForm() throws {
        var draws = Draws(seed: 11)
        func chances() -> [Double] {
            let parts = (0..<4).map { _ in 0.1 + draws.uniform() }
            return parts.map { $0 / parts.reduce(0, +) }
        }
        let (logging, target) = ((0..<2).map { _ in chances() }, (0..<2).map { _ in chances() })
        let slates = (0..<16).map { [$0 / 4, $0 % 4] }
        let inverse = try PseudoInverse(
            actions: 4, slates: slates.map { ($0, logging[0][$0[0]] * logging[1][$0[1]]) })
        for slate in slates {
            let ratios = slate.enumerated().map { target[$0][$1] / logging[$0][$1] }
            #expect(
                abs(
                    PseudoInverse.weight(ofIndependentSlots: ratios)
                        - (try inverse.weight(of: slate, target: target.flatMap(\.self)))) < 1e-9)
        }
        // Never what the log has, in either slot.
        #expect(PseudoInverse.weight(ofIndependentSlots: [0, 0]) == -1)
    }

    @Test func whatTheLogNeverHasIsRefused() throws {
        let inverse = try PseudoInverse(actions: 2, slates: [([0, 1], 0.5), ([0, 0], 0.5)])
        #expect(throws: StatisticsError.self) { try inverse.weight(of: [0, 0], target: [0.5, 0.5, 1, 0]) }
        #expect(throws: StatisticsError.self) { try inverse.weight(of: [0, 0], target: [1, 0]) }
        #expect(throws: StatisticsError.self) { try inverse.weight(of: [0, 7], target: [1, 0, 1, 0]) }
        #expect(throws: StatisticsError.self) { try PseudoInverse(actions: 2, slates: [([0, 2], 1)]) }
        #expect(throws: StatisticsError.self) { try PseudoInverse(actions: 2, slates: []) }
        #expect(throws: StatisticsError.self) { try PseudoInverse(actions: 2, slates: [([0, 1], .nan)]) }
        #expect(throws: StatisticsError.self) { try PseudoInverse(actions: 2, pairChances: [[0, 0], [0, 0]]) }
    }
}
