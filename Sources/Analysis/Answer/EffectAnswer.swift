import Statistics

/// An effect with its interval; an end that the alternative leaves open is absent.
public struct EffectAnswer: Sendable, Hashable, Codable {
    public var estimate: Double
    public var lower: Double?
    public var upper: Double?
    public var standardError: Double?

    init(estimate: Double, lower: Double?, upper: Double?, standardError: Double?) {
        self.estimate = estimate
        self.lower = lower
        self.upper = upper
        self.standardError = standardError
    }

    init(_ estimate: Estimate) {
        let (lower, upper) = (estimate.interval.lower, estimate.interval.upper)
        self.init(
            estimate: estimate.estimate, lower: lower.isFinite ? lower : nil, upper: upper.isFinite ? upper : nil,
            standardError: estimate.standardError)
    }

    /// Without a standard error, as its interval is not made of one.
    init(estimate: Double, within interval: Interval) {
        self.init(
            estimate: estimate, lower: interval.lower.isFinite ? interval.lower : nil,
            upper: interval.upper.isFinite ? interval.upper : nil, standardError: nil)
    }

    /// - Parameter factor: above 0.
    func scaled(by factor: Double) -> Self {
        Self(
            estimate: estimate * factor, lower: lower.map { $0 * factor }, upper: upper.map { $0 * factor },
            standardError: standardError.map { $0 * factor })
    }
}
