import Foundation
import Statistics
import Testing

/// Intervals for clusters, quantiles, resampling and posteriors. See `Coverage` for the false-alarm rate.
@Suite struct OtherCoverageTests {
    /// Whole clusters are treated; observations of one share a shift.
    private func clusters(_ draws: inout Draws) throws -> ClusteredDifference {
        var (outcome, treated, cluster): ([Double], [Bool], [Int]) = ([], [], [])
        for group in 0..<60 {
            let shift = draws.normal()
            for _ in 0..<(4 + draws.integer(below: 4)) {
                outcome.append((group.isMultiple(of: 2) ? 0.5 : 0) + shift + draws.normal())
                treated.append(group.isMultiple(of: 2))
                cluster.append(group)
            }
        }
        return try ClusteredDifference(outcome: outcome, treated: treated, cluster: cluster)
    }

    @Test func theDifferenceOfClustersIsCovered() throws {
        let share = try Coverage.share(of: 0.5, seed: 31) { try clusters(&$0).estimate().interval }
        #expect(Coverage.band.contains(share))
    }

    /// What leaving out the clusters would do: far below 95 %.
    @Test func theClassicalErrorOfClustersIsTooSmall() throws {
        let share = try Coverage.share(of: 0.5, seed: 31) { draws in
            let difference = try clusters(&draws)
            return try Estimate(testing: difference.effect, standardError: difference.classicalStandardError).interval
        }
        #expect(share < 0.8)
    }

    @Test(arguments: [0.5, 0.9])
    func theDifferenceOfQuantilesIsCovered(probability: Double) throws {
        let share = try Coverage.share(of: 0, seed: 32) { draws in
            func arm() throws -> QuantileSample {
                let users = (0..<300).map { _ in
                    let level = draws.normal()
                    return (0..<(1 + draws.integer(below: 5))).map { _ in level + draws.normal() }
                }
                return try QuantileSample(users: users, probability: probability, clustered: true)
            }
            return try Welch.difference(control: arm(), treatment: arm()).interval
        }
        #expect(Coverage.band.contains(share))
    }

    @Test func theBootstrappedDifferenceIsCovered() throws {
        var held = [0, 0, 0]
        for round in 0..<Coverage.draws {
            var draws = Draws(seed: 33_000 + UInt64(round))
            let control = (0..<50).map { _ in draws.normal() }
            let treatment = (0..<50).map { _ in 0.5 + draws.normal() }
            var generator = SplitMix64(seed: 34_000 + UInt64(round))
            let bootstrap = try Bootstrap(
                control: control, treatment: treatment, resamples: 300, using: &generator
            ) { $0.reduce(0, +) / Double($0.count) }
            for (kind, interval) in [bootstrap.percentile, bootstrap.basic, bootstrap.accelerated].enumerated() {
                if try #require(interval).contains(0.5) { held[kind] += 1 }
            }
        }
        for count in held { #expect(Coverage.band.contains(Double(count) / Double(Coverage.draws))) }
    }

    @Test func theFlatPosteriorCoversAsAnInterval() throws {
        let share = try Coverage.share(of: 0.1, seed: 34) { draws in
            let control = MeanSample(Moments(of: (0..<300).map { _ in 5 + draws.normal() }))
            let treatment = MeanSample(Moments(of: (0..<300).map { _ in 5.5 + draws.normal() }))
            return try BayesianEffect(control: control, treatment: treatment).interval
        }
        #expect(Coverage.band.contains(share))
    }

    /// Valid at all 200 trials together: at most 5 % of paths are missed, which simulation exceeds with probability
    /// below 0.1 % since the sequence is conservative.
    @Test func theSequenceForARateHoldsAtAllTimes() throws {
        var missed = 0
        for path in 0..<500 {
            var draws = Draws(seed: 35_000 + UInt64(path))
            var successes = 0
            var left = false
            for trial in 1...200 {
                successes += draws.isSuccess(0.3) ? 1 : 0
                guard trial.isMultiple(of: 10) else { continue }
                let interval = try BernoulliSequence.interval(
                    ProportionSample(successes: successes, n: trial), tightestTrials: 100)
                left = left || !interval.contains(0.3)
            }
            missed += left ? 1 : 0
        }
        #expect(Double(missed) / 500 < 0.05)
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
