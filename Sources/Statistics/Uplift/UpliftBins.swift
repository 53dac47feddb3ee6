/// Uplift by bins of falling score, such as deciles: the table that shows whether a score sorts at all.
public struct UpliftBins: Sendable, Codable, Hashable {
    /// One bin, or the whole.
    public struct Bin: Sendable, Codable, Hashable {
        /// How many treated units the bin has.
        public let treatmentUnits: Int
        /// How many control units the bin has.
        public let controlUnits: Int
        /// Success rate of the treated units; nil without any.
        public let treatmentRate: Double?
        /// Success rate of the control units; nil without any.
        public let controlRate: Double?

        /// Difference of the rates; nil where one is.
        public var uplift: Double? {
            guard let treatmentRate, let controlRate else { return nil }
            return treatmentRate - controlRate
        }

        /// Standard error of the treated units' rate.
        public var treatmentError: Double? { Self.error(treatmentRate, treatmentUnits) }
        /// Standard error of the control units' rate.
        public var controlError: Double? { Self.error(controlRate, controlUnits) }

        /// Standard error of the uplift; nil where one rate is.
        public var error: Double? {
            guard let treatmentError, let controlError else { return nil }
            return (treatmentError * treatmentError + controlError * controlError).squareRoot()
        }

        init(treated: [Double], control: [Double]) {
            treatmentUnits = treated.count
            controlUnits = control.count
            treatmentRate = treated.isEmpty ? nil : treated.reduce(0, +) / Double(treated.count)
            controlRate = control.isEmpty ? nil : control.reduce(0, +) / Double(control.count)
        }

        private static func error(_ rate: Double?, _ units: Int) -> Double? {
            rate.map { ($0 * (1 - $0) / Double(units)).squareRoot() }
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
        bins = (0..<count).map { Bin(treated: treated[$0], control: control[$0]) }
        total = Bin(treated: treated.flatMap { $0 }, control: control.flatMap { $0 })
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
