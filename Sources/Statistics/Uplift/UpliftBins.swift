/// Uplift by bins of falling score, such as deciles: the table that shows whether a score sorts at all.
public struct UpliftBins: Sendable, Codable, Hashable {
    /// One bin, or the whole.
    public struct Bin: Sendable, Codable, Hashable {
        /// How many treated units the bin has.
        public let treatmentUnits: Int
        /// How many control units the bin has.
        public let controlUnits: Int
        /// Mean outcome of the treated units; nil without any.
        public let treatmentMean: Double?
        /// Mean outcome of the control units; nil without any.
        public let controlMean: Double?
        /// Standard error of the treated units' mean; nil where they are too few.
        public let treatmentError: Double?
        /// Standard error of the control units' mean; nil where they are too few.
        public let controlError: Double?

        /// Difference of the means; nil where one is.
        public var uplift: Double? {
            guard let treatmentMean, let controlMean else { return nil }
            return treatmentMean - controlMean
        }

        /// Standard error of the uplift; nil where one of the errors is.
        public var error: Double? {
            guard let treatmentError, let controlError else { return nil }
            return (treatmentError * treatmentError + controlError * controlError).squareRoot()
        }

        init(treated: [Double], control: [Double], _ kind: UpliftSample.Kind) {
            treatmentUnits = treated.count
            controlUnits = control.count
            (treatmentMean, treatmentError) = Self.mean(of: treated, kind)
            (controlMean, controlError) = Self.mean(of: control, kind)
        }

        /// The error of successes is that of p (1 - p), of values the unbiased one.
        private static func mean(of outcomes: [Double], _ kind: UpliftSample.Kind) -> (value: Double?, error: Double?) {
            guard !outcomes.isEmpty else { return (nil, nil) }
            let units = Double(outcomes.count)
            if kind == .successes {
                let rate = outcomes.reduce(0, +) / units
                return (rate, (rate * (1 - rate) / units).squareRoot())
            }
            let moments = Moments(of: outcomes)
            return (moments.mean, moments.n > 1 ? moments.standardDeviation / units.squareRoot() : nil)
        }
    }

    /// From the best-scored bin down.
    public let bins: [Bin]
    /// All units as one bin.
    public let total: Bin

    /// Mean of the bins' uplifts, weighted by their treated units; nil where a bin has none.
    public var weightedAverageUplift: Double? {
        var (sum, units) = (0.0, 0.0)
        for bin in bins {
            guard let uplift = bin.uplift else { return nil }
            sum += Double(bin.treatmentUnits) * uplift
            units += Double(bin.treatmentUnits)
        }
        return sum / units
    }

    /// What becomes of units of equal scores that the end of a bin falls among.
    public enum Ties: String, Sendable, Codable, CaseIterable {
        /// Divided by their order, as in scikit-uplift: bins of equal size, of which the data's order is a part.
        case divided
        /// Kept in one bin: its end moves to where they begin or end, whichever is nearer. Bins that are left without units are left
        /// out, so that there may be fewer than asked for.
        case together
    }

    /// Sorts the units into bins of equal size, the first ones larger by one where the size does not divide.
    ///
    /// - Parameters:
    ///   - count: how many bins, at least 1 and fewer than units.
    ///   - strategy: whether all units are divided, or each arm by itself.
    ///   - ties: what becomes of equal scores.
    /// - Throws: `outside` for a number of bins out of range.
    public init(
        _ count: Int, of sample: UpliftSample, strategy: UpliftScore.Strategy, ties: Ties = .divided
    ) throws(StatisticsError) {
        guard count > 0, count < sample.count else {
            throw .outside("the number of bins", range: "at least 1 and below the number of units")
        }
        func arm(_ treated: Bool) -> [[Double]] {
            let indices = (0..<sample.count).filter { sample.treated[$0] == treated }
            let scores = strategy == .overall ? sample.scores : indices.map { sample.scores[$0] }
            var ranges = Self.split(scores.count, into: count)
            if ties == .together { ranges = Self.keeping(scores, together: ranges) }
            return ranges.map { range in
                let chosen = strategy == .overall ? indices.filter { range.contains($0) } : Array(indices[range])
                return chosen.map { sample.outcomes[$0] }
            }
        }
        let (treated, control) = (arm(true), arm(false))
        bins = (0..<count).map { Bin(treated: treated[$0], control: control[$0], sample.kind) }
            .filter { ties == .divided || $0.treatmentUnits + $0.controlUnits > 0 }
        total = Bin(treated: treated.flatMap { $0 }, control: control.flatMap { $0 }, sample.kind)
    }

    private static func split(_ units: Int, into count: Int) -> [Range<Int>] {
        let (size, larger) = units.quotientAndRemainder(dividingBy: count)
        var start = 0
        return (0..<count).map { index in
            let end = start + size + (index < larger ? 1 : 0)
            defer { start = end }
            return start..<end
        }
    }

    /// The ranges with ends that equal scores do not stand on both sides of: each end goes to the nearer end of its equals, to the
    /// first where both are as near.
    private static func keeping(_ scores: [Double], together ranges: [Range<Int>]) -> [Range<Int>] {
        func moved(_ end: Int) -> Int {
            guard end > 0, end < scores.count, scores[end - 1] == scores[end] else { return end }
            var (first, last) = (end, end)
            while first > 0, scores[first - 1] == scores[end] { first -= 1 }
            while last < scores.count, scores[last] == scores[end] { last += 1 }
            return end - first <= last - end ? first : last
        }
        return ranges.map { moved($0.lowerBound)..<moved($0.upperBound) }
    }
}
