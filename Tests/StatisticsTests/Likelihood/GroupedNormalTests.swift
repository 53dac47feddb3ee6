import Foundation
import Statistics
import Testing

@Suite struct GroupedNormalTests {
    /// Values at evenly spaced quantiles of a normal around each mean, those beyond the bounds known as the bound only.
    private func groups(_ means: [Double], sigma: Double, bounds: ClosedRange<Double>) -> [GroupedNormal.Group] {
        means.map { mean in
            var group = GroupedNormal.Group()
            for step in 0..<2_000 {
                let value = mean + sigma * -StandardNormal.quantile(upperTail: (Double(step) + 0.5) / 2_000)
                if value <= bounds.lowerBound {
                    group.low += 1
                } else if value >= bounds.upperBound {
                    group.high += 1
                } else {
                    group.inside.add(value)
                }
            }
            return group
        }
    }

    @Test(arguments: [-10.0...10.0, 0.0...4.5, 1.0...10.0])
    func meansAndSpreadComeBackWhateverIsCutOff(bounds: ClosedRange<Double>) throws {
        let means = [2.0, 2.5, 3.0, 3.5]
        let fit = try GroupedNormal(groups(means, sigma: 1.2, bounds: bounds), bounds: bounds)
        for (found, mean) in zip(fit.means, means) { #expect(abs(found - mean) < 0.01) }
        #expect(abs(fit.within - 1.2) < 0.01)
        #expect(abs(fit.mean - 2.75) < 0.01)
        // The variance of the four means, 5/12, less what sampling adds to it.
        #expect(abs(fit.between - (5.0 / 12).squareRoot()) < 0.01)
        #expect(abs(fit.total - (1.44 + 5.0 / 12).squareRoot()) < 0.01)
        #expect(abs(fit.meanError - (5.0 / 48).squareRoot()) < 0.01)
    }

    @Test func groupsThatDoNotDifferHaveNoSpreadBetweenThem() throws {
        let fit = try GroupedNormal(groups([1, 1, 1], sigma: 1, bounds: -9...9), bounds: -9...9)
        #expect(fit.between < 1e-3)
        #expect(abs(fit.meanError - 1 / 6_000.0.squareRoot()) < 1e-3)
    }

    @Test func tooFewValuesAreRefused() {
        #expect(throws: StatisticsError.self) { try GroupedNormal([], bounds: 0...1) }
        var equal = GroupedNormal.Group()
        for _ in 0..<100 { equal.inside.add(1) }
        #expect(throws: StatisticsError.self) { try GroupedNormal([equal], bounds: 0...2) }
    }
}
