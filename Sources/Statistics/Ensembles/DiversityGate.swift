/// Says by three means of an ensemble what it errs and whether another one of as many members errs less: the gate of EnsNAS.
///
/// With the mean error E of the members, the mean variance sigma^2 of their errors and the mean correlation rho of any two,
///
///     E_ens = E - (1 - 1/M) sigma^2 (1 - rho),
///
/// so at a fixed M and sigma^2 a change of the mean error by dE helps while rho < rho_old - M / (M - 1) dE / sigma^2. That is exact where all
/// variances are equal and biases are alike. Where they are not, or M changes, it may have the wrong sign: `EnsembleError` has not.
public struct DiversityGate: Sendable, Hashable {
    /// M, at least 2.
    public let members: Int
    /// E: mean over the members of the mean squared error.
    public let meanError: Double
    /// sigma^2: mean over the members of the variance of the error.
    public let variance: Double
    /// rho: mean over pairs of members of the correlation of their errors, from -1 to 1.
    public let correlation: Double

    /// - Throws: `StatisticsError` where there are no two members, or numbers that cannot be.
    public init(
        members: Int, meanError: Double, variance: Double, correlation: Double
    ) throws(StatisticsError) {
        guard members >= 2 else { throw .tooFewValues(members, minimum: 2) }
        guard variance > 0, meanError.isFinite, variance.isFinite else {
            throw .outside("the variance of the members' errors", range: "above 0")
        }
        guard abs(correlation) <= 1 + 1e-9 else { throw .outside("a correlation", range: "from -1 to 1") }
        self.members = members
        self.meanError = meanError
        self.variance = variance
        self.correlation = correlation
    }

    /// What the gate takes for the ensemble's error.
    public var ensembleError: Double {
        meanError - (1 - 1 / Double(members)) * variance * (1 - correlation)
    }

    /// The correlation below which an ensemble of as many members, with another mean error, is taken for better than this one.
    public func greatestCorrelation(meanError other: Double) -> Double {
        let count = Double(members)
        return correlation - count / (count - 1) * (other - meanError) / variance
    }

    /// Whether the gate takes another ensemble for better, by its mean error and correlation.
    public func admits(_ other: DiversityGate) -> Bool {
        other.correlation < greatestCorrelation(meanError: other.meanError)
    }
}
