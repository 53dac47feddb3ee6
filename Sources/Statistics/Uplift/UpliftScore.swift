/// How close a score's curve comes to the perfect one: 0 at random, 1 when perfect.
public enum UpliftScore {
    /// (area - random)/(perfect - random).
    ///
    /// - Parameter countsLosses: whether the perfect curve may fall, as when some units lose by being treated; without
    ///   meaning for the uplift curve.
    /// - Throws: `undefined` where no curve is better than random.
    public static func normalisedArea(
        _ kind: UpliftCurve.Kind, of sample: UpliftSample, countsLosses: Bool = true
    ) throws(StatisticsError) -> Double {
        let actual = UpliftCurve(kind, of: sample)
        let perfect =
            countsLosses || kind == .uplift
            ? UpliftCurve.perfect(kind, of: sample) : try UpliftCurve.perfectWithoutLosses(of: sample)
        return try share(of: actual, perfect)
    }

    /// The same, of a sample in which units occur any number of times; a perfect curve counts losses.
    static func normalisedArea(
        _ kind: UpliftCurve.Kind, of sample: UpliftSample, times: [Int]
    ) throws(StatisticsError) -> Double {
        let counts = UpliftTally(sample) { times[$0] }
        return try share(of: UpliftCurve(kind, of: sample) { times[$0] }, .perfect(kind, of: counts))
    }

    private static func share(of actual: UpliftCurve, _ perfect: UpliftCurve) throws(StatisticsError) -> Double {
        let best = perfect.area - perfect.randomArea
        guard best != 0 else { throw .undefined("no targeting is better than random here") }
        return (actual.area - perfect.randomArea) / best
    }

    /// How the best-scored share of the units is taken.
    public enum Strategy: String, Sendable, Codable, CaseIterable {
        /// Of all units together.
        case overall
        /// Of each arm by itself.
        case byGroup
    }

    /// Success rate of the treated less that of the control among the best-scored share.
    ///
    /// - Parameter share: above 0 and below 1; sizes are rounded down.
    /// - Throws: `outside` for a share that is none, `tooFewUnits` where an arm has no unit among them.
    public static func upliftAt(
        _ share: Double, of sample: UpliftSample, strategy: Strategy
    ) throws(StatisticsError) -> Double {
        guard share > 0, share < 1 else { throw .outside("the share", range: "above 0 and below 1") }
        func rate(_ treated: Bool) throws(StatisticsError) -> Double {
            let all = (0..<sample.count).filter { sample.treated[$0] == treated }
            let chosen =
                switch strategy {
                case .overall: all.filter { $0 < Int(Double(sample.count) * share) }
                case .byGroup: Array(all.prefix(Int(Double(all.count) * share)))
                }
            guard !chosen.isEmpty else { throw .tooFewUnits(in: treated ? .treatment : .control, minimum: 1) }
            return chosen.reduce(0) { $0 + sample.outcomes[$1] } / Double(chosen.count)
        }
        return try rate(true) - rate(false)
    }
}
