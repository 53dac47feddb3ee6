/// What is believed of a lift before the data, as a normal distribution; its scale is the control mean as it was seen.
public struct LiftPrior: Sendable, Hashable, Codable {
    /// As fractions of the control mean.
    public var mean: Double
    /// Above 0.
    public var standardDeviation: Double

    public init(mean: Double = 0, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// - Throws: a sentence about numbers that are none.
    func check() throws(AnalysisProblem) {
        guard standardDeviation > 0, standardDeviation.isFinite else {
            throw AnalysisProblem("--prior-sd is \(standardDeviation); expected a share above 0 of the control mean")
        }
        guard mean.isFinite else {
            throw AnalysisProblem("--prior-mean is \(mean); expected a share of the control mean")
        }
    }
}
