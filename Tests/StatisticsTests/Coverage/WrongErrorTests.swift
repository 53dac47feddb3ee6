import MarketLabTesting
import Statistics
import Testing

/// What a wrong error does to coverage: the table would show it.
@Suite struct WrongErrorTests {
    /// Leaving out that units of a cluster go together: far below 95 %.
    @Test func theClassicalErrorOfClustersIsTooSmall() throws {
        let share = try Coverage.share(of: 0.5, seed: 31) { draws in
            var (outcome, treated, cluster): ([Double], [Bool], [Int]) = ([], [], [])
            for group in 0..<60 {
                let shift = draws.normal()
                for _ in 0..<(4 + draws.integer(below: 4)) {
                    outcome.append((group.isMultiple(of: 2) ? 0.5 : 0) + shift + draws.normal())
                    treated.append(group.isMultiple(of: 2))
                    cluster.append(group)
                }
            }
            let difference = try ClusteredDifference(outcome: outcome, treated: treated, cluster: cluster)
            return try Estimate(testing: difference.effect, standardError: difference.classicalStandardError).interval
        }
        #expect(share < 0.8)
    }

    /// Under a treatment that does nothing, at most 5 % of the designs reject at 5 %: exact, by all 256 of them.
    @Test func theSwitchbackTestIsExactOverItsDesigns() throws {
        let design = try SwitchbackDesign.optimal(periods: 8, carryover: 0)
        var draws = Draws(seed: 36)
        let outcomes = (0..<8).map { _ in draws.normal() }
        var rejected = 0.0
        for (assignment, probability) in try design.assignments() {
            let test = try SwitchbackRandomisationTest(design: design, outcomes: outcomes, assignment: assignment)
            if test.pValue <= 0.05 { rejected += probability }
        }
        #expect(rejected <= 0.05)
        #expect(rejected > 0)
    }
}
