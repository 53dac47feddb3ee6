import Statistics
import Testing

@Suite struct StagedSampleTests {
    /// Units by their stage of entry, with what each does in two stages; those who never enter first.
    private static func groups(_ units: [[(first: Double, second: Double)]]) -> [CovarianceMoments] {
        let all = units.reduce(0) { $0 + $1.count }
        let treated = [units[1].count, units[1].count + units[2].count]
        return units.enumerated().map { entry, own in
            var group = CovarianceMoments(variables: 2)
            for unit in own {
                var values = [0.0, 0]
                for (stage, value) in [unit.first, unit.second].enumerated() {
                    let isTreated = entry > 0 && entry - 1 <= stage
                    values[isTreated ? 1 : 0] += value / Double(isTreated ? treated[stage] : all - treated[stage])
                }
                group.add(values)
            }
            return group
        }
    }

    @Test func aTrendInTimeFallsOutWhereverTheTreatedShareIsRising() throws {
        // Everybody does 1 in the first stage and 11 in the second, treated or not: pooled, the treated would do more.
        let same = Array(repeating: (first: 1.0, second: 11.0), count: 4)
        let sample = try StagedSample(Self.groups([same, Array(same.prefix(2)), same]), .total(0, factor: 1))
        #expect(abs(sample.control - 12) < 1e-12 && abs(sample.treatment - 12) < 1e-12)
        #expect(throws: StatisticsError.noVariance) { try sample.difference() }
    }

    /// Within each group the contribution of a unit is its weighted sum, so the variance is that of sums of groups.
    @Test func theErrorIsThatOfTheWeightedSumsByGroup() throws {
        let never = [(1.0, 2.0), (2.0, 2.5), (0.5, 4.0)]
        let first = [(2.0, 5.0), (3.0, 4.0)]
        let second = [(1.0, 6.0), (0.0, 3.0), (2.0, 5.0)]
        let sample = try StagedSample(
            Self.groups([never, first, second].map { $0.map { (first: $0.0, second: $0.1) } }), .total(0, factor: 1))
        let weighted = [
            never.map { -$0.0 / 6 - $0.1 / 3 }, first.map { $0.0 / 2 + $0.1 / 5 }, second.map { -$0.0 / 6 + $0.1 / 5 },
        ]
        let difference = try sample.difference()
        #expect(abs(difference.estimate - weighted.joined().reduce(0, +)) < 1e-12)
        let variance = weighted.reduce(0) { $0 + Double($1.count) * Moments(of: $1).variance }
        #expect(abs(difference.standardError - variance.squareRoot()) < 1e-12)
        #expect(abs(try sample.relative().estimate - difference.estimate / sample.control) < 1e-12)
    }

    @Test func aStageWithFewerThanTwoUnitsIsAnError() {
        #expect(throws: StatisticsError.self) {
            try StagedSample(
                Self.groups([[(1, 2), (2, 3)], [(1, 2)], [(1, 2), (2, 3)]]), .total(0, factor: 1))
        }
    }
}
