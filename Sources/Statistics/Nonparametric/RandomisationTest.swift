/// The test that treatment changed nothing for anybody, by labels that are drawn anew as they were drawn once (Fisher 1935).
///
/// The statistic is the studentised difference: under the sharper null it is exact with any number of units, and of equal
/// means with unequal variances it keeps the level in large samples, which a plain difference does not (Chung and Romano
/// 2013). Takes time in proportion to draws times items.
public struct RandomisationTest: Sendable, Codable, Hashable {
    /// Treatment less control over its standard error, under the labels as they were.
    public let statistic: Double
    /// (1 + draws at least as extreme)/(draws + 1): never 0, and at most as often below a level as the level says.
    public let pValue: Double
    /// How many times labels were drawn.
    public let draws: Int

    /// - Parameters:
    ///   - alternative: which differences count as extreme.
    ///   - draws: at least 1; a multiple of 100 less one wastes none of the usual levels.
    ///   - generator: a source of randomness for each draw; the same sources give the same p-value.
    /// - Throws: `zeroDenominator`, or `noVariance` where nothing varies within the arms; `outside` without draws.
    public init<Generator: RandomNumberGenerator>(
        of sample: LabelledSample, alternative: Alternative = .twoSided, draws: Int,
        generator: (_ draw: Int) -> Generator
    ) throws(StatisticsError) {
        guard draws > 0 else { throw .outside("the number of draws", range: "at least 1") }
        let statistic = try sample.observed()
        // Sums of the same values in another order differ by rounding only, which must not split ties.
        let slack = 1e-9 * max(1, statistic.magnitude)
        var extreme = 0
        var treated = sample.strata.map { _ in ArmSums() }
        for draw in 0..<draws {
            var source = generator(draw)
            for (place, stratum) in sample.strata.enumerated() {
                let fewer = Self.draw(stratum, of: sample.items, using: &source)
                treated[place] = stratum.treated == stratum.fewer ? fewer : stratum.sums - fewer
            }
            // What has no statistic counts against the treatment.
            guard let other = sample.statistic(treated) else {
                extreme += 1
                continue
            }
            let isExtreme =
                switch alternative {
                case .twoSided: other.magnitude >= statistic.magnitude - slack
                case .greater: other >= statistic - slack
                case .less: other <= statistic + slack
                }
            if isExtreme { extreme += 1 }
        }
        self.statistic = statistic
        self.draws = draws
        pValue = Double(1 + extreme) / Double(draws + 1)
    }

    /// Draws which items of a stratum carry its rarer label, every choice with the same chance, in one pass (Knuth's
    /// algorithm S).
    private static func draw(
        _ stratum: LabelledSample.Stratum, of items: [SIMD2<Double>], using generator: inout some RandomNumberGenerator
    ) -> ArmSums {
        var sums = ArmSums()
        var (wanted, left) = (UInt64(stratum.fewer), UInt64(stratum.range.count))
        for item in stratum.range where wanted > 0 {
            // The high half of a 64-bit draw times the count: biased by count/2^64, and one draw an item.
            if generator.next().multipliedFullWidth(by: left).high < wanted {
                sums.add(items[item])
                wanted -= 1
            }
            left -= 1
        }
        return sums
    }
}

/// The exact test of a difference in means by all ways of assigning the values to two arms (Fisher 1935).
public struct PermutationTest: Sendable, Codable, Hashable {
    /// Treatment mean minus control mean, in the values' unit.
    public let effect: Double
    /// Share of assignments whose difference is at least as large in magnitude.
    public let pValue: Double
    /// How many assignments there are.
    public let assignments: Int

    /// - Throws: `tooFewUnits` for an empty arm, `outside` above 5e6 assignments.
    public init(control: [Double], treatment: [Double]) throws(StatisticsError) {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let values = control + treatment
        var count = 1.0
        for k in 0..<treatment.count { count = count * Double(values.count - k) / Double(k + 1) }
        guard count <= 5e6 else { throw .outside("the number of assignments", range: "at most 5e6") }
        let total = values.reduce(0, +)
        let (t, c) = (Double(treatment.count), Double(control.count))
        func difference(_ treatedSum: Double) -> Double { treatedSum / t - (total - treatedSum) / c }
        let observed = treatment.reduce(0, +)
        effect = difference(observed)
        // Sums of the same values in another order differ by rounding only, which must not split ties.
        let scale = values.reduce(0) { max($0, $1.magnitude) }
        let limit = difference(observed).magnitude - 1e-12 * scale
        var extreme = 0
        var seen = 0
        var chosen = Array(0..<treatment.count)
        repeat {
            let sum = chosen.reduce(0) { $0 + values[$1] }
            seen += 1
            if difference(sum).magnitude >= limit { extreme += 1 }
        } while Self.advance(&chosen, of: values.count)
        assignments = seen
        pValue = Double(extreme) / Double(seen)
    }

    /// The next combination in lexicographic order; false after the last.
    private static func advance(_ chosen: inout [Int], of count: Int) -> Bool {
        var at = chosen.count - 1
        while at >= 0, chosen[at] == count - chosen.count + at { at -= 1 }
        guard at >= 0 else { return false }
        chosen[at] += 1
        for next in chosen.indices where next > at { chosen[next] = chosen[next - 1] + 1 }
        return true
    }
}

/// The Kolmogorov-Smirnov distance of two samples: the greatest difference of their distribution functions.
public enum TwoSampleDistance {
    /// The distance, 0...1.
    ///
    /// - Throws: `tooFewUnits` for an empty arm.
    public static func kolmogorovSmirnov(
        control: [Double], treatment: [Double]
    ) throws(StatisticsError) -> Double {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let (a, b) = (control.sorted(), treatment.sorted())
        var (i, j, distance) = (0, 0, 0.0)
        while i < a.count, j < b.count {
            let value = min(a[i], b[j])
            // Both functions step over all values equal to this one before they are compared.
            while i < a.count, a[i] == value { i += 1 }
            while j < b.count, b[j] == value { j += 1 }
            distance = max(distance, (Double(i) / Double(a.count) - Double(j) / Double(b.count)).magnitude)
        }
        return distance
    }
}
