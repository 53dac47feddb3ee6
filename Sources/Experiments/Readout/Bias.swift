import Statistics

/// How far the experiment's estimate is from the truth, beyond what the luck of its split does.
public struct Bias: Sendable, Equatable, Codable {
    /// In the metric's unit, mean over replications.
    public var absolute: Double
    /// Of that; nil where one replication gives none.
    public var lower: Double?
    public var upper: Double?
    public var standardError: Double?
    /// Over the size of the true difference; nil when the truth is not clear of 0.
    public var relative: Double?
    /// Fieller's interval of that share.
    public var relativeLower: Double?
    public var relativeUpper: Double?
    /// How it was read.
    public var method: Method

    /// A way to read a bias out of a replication.
    public enum Method: String, Sendable, Codable, CaseIterable {
        /// Treated units in the experiment less the same units in the all-treated twin, minus the same for control. Its expectation is that
        /// of estimate less truth, and where nothing passes between the arms it is exactly 0.
        case byUnit = "by unit"
        /// The mean of the two others, which has the expectation of both: where units of stock are fought over, the luck of the split is
        /// in either, and less of it in their mean. `Plan.biasMethod(under:)` says where that is, before the run.
        case halfByUnit = "half by unit, half estimate less truth"
        /// The experiment's estimate less the twins' difference.
        case estimateLessTruth = "estimate less truth"
    }

    public init(
        absolute: Double, lower: Double? = nil, upper: Double? = nil, standardError: Double? = nil,
        relative: Double? = nil, relativeLower: Double? = nil, relativeUpper: Double? = nil,
        method: Method = .estimateLessTruth
    ) {
        self.absolute = absolute
        self.lower = lower
        self.upper = upper
        self.standardError = standardError
        self.relative = relative
        self.relativeLower = relativeLower
        self.relativeUpper = relativeUpper
        self.method = method
    }

    /// In the metric's unit with its interval.
    public var estimate: EffectEstimate {
        EffectEstimate(estimate: absolute, lower: lower, upper: upper, standardError: standardError)
    }

    /// - Parameters:
    ///   - biases: one a replication, at least one.
    ///   - truths: of the same replications.
    init(_ biases: [Double], truths: [Double], method: Method, level: Double) {
        let mean = MetricTrials.mean(biases, level: level).effect
        let sign = MetricTrials.mean(truths) < 0 ? -1.0 : 1
        let share = MetricTrials.relative(biases, over: truths.map { sign * $0 }, level: level)
        self.init(
            absolute: mean.estimate, lower: mean.lower, upper: mean.upper, standardError: mean.standardError,
            relative: share?.estimate, relativeLower: share?.lower, relativeUpper: share?.upper, method: method)
    }
}

extension MetricTrials {
    /// By unit, or half so, where the design has units that live in both twins; by unit alone where that is exactly 0 throughout, as it is
    /// where nothing passes between the arms.
    /// - Parameter byUnits: how a bias is read by units.
    private func biasMethod(_ byUnits: Bias.Method) -> Bias.Method {
        let defined = trials.filter(\.isDefined)
        guard !defined.isEmpty, defined.allSatisfy({ $0.effectInTwins != nil }) else { return .estimateLessTruth }
        return isUndisturbed ? .byUnit : byUnits
    }

    /// Whether nothing that the metric counts passes between the arms: every replication's bias by unit is exactly 0.
    var isUndisturbed: Bool {
        let defined = trials.filter(\.isDefined)
        return !defined.isEmpty && defined.allSatisfy { $0.bias(.byUnit) == 0 }
    }

    /// Over the replications that have something to compare; 0 without an interval where none has.
    /// - Parameter byUnits: how it is read where the design has units that live in both twins.
    func bias(_ byUnits: Bias.Method = .byUnit) -> Bias {
        let method = biasMethod(byUnits)
        let defined = trials.compactMap { trial in trial.bias(method).flatMap { bias in trial.truth.map { (bias, $0) } }
        }
        return defined.isEmpty
            ? Bias(absolute: 0, method: method)
            : Bias(defined.map(\.0), truths: defined.map(\.1), method: method, level: level)
    }
}

extension MetricTrial {
    /// The bias of this replication; nil where there is nothing to compare. What only rounding makes is exactly 0.
    package func bias(_ method: Bias.Method) -> Double? {
        guard let effect, let truth, let allControl, let allTreated else { return nil }
        let bias: Double
        switch method {
        case .byUnit:
            guard let inTwins = effectInTwins else { return nil }
            bias = effect - inTwins
        case .halfByUnit:
            guard let inTwins = effectInTwins else { return nil }
            bias = effect - (inTwins + truth) / 2
        case .estimateLessTruth: bias = effect - truth
        }
        return abs(bias) <= 16 * max(abs(allControl), abs(allTreated)).ulp ? 0 : bias
    }
}
