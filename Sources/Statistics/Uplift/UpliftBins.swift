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

    /// Sorts the units into bins of equal size, the first ones larger by one where the size does not divide.
    ///
    /// - Parameters:
    ///   - count: how many bins, at least 1 and fewer than units.
    ///   - strategy: whether all units are divided, or each arm by itself.
    /// - Throws: `outside` for a number of bins out of range.
    public init(_ count: Int, of sample: UpliftSample, strategy: UpliftScore.Strategy) throws(StatisticsError) {
        guard count > 0, count < sample.count else {
            throw .outside("the number of bins", range: "at least 1 and below the number of units")
        }
        func arm(_ treated: Bool) -> [[Double]] {
            let indices = (0..<sample.count).filter { sample.treated[$0] == treated }
            let ranges = Self.split(strategy == .overall ? sample.count : indices.count, into: count)
            return ranges.map { range in
                let chosen = strategy == .overall ? indices.filter { range.contains($0) } : Array(indices[range])
                return chosen.map { sample.outcomes[$0] }
            }
        }
        let (treated, control) = (arm(true), arm(false))
        bins = (0..<count).map { Bin(treated: treated[$0], control: control[$0], sample.kind) }
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
}
