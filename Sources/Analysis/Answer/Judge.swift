import Statistics

/// Judges estimates by the question's method: once at the end, at a planned look, or at any time.
struct Judge {
    let question: Question
    /// The test over the looks so far; a test of non-inferiority has one direction whatever the alternative is.
    private let looks: GroupSequential?
    private let oneSidedLooks: GroupSequential?

    /// - Throws: a sentence about looks at which there is nothing to spend.
    init(_ question: Question) throws(AnalysisProblem) {
        self.question = question
        guard question.method == .groupSequential, let plan = question.looks else {
            (looks, oneSidedLooks) = (nil, nil)
            return
        }
        do throws(StatisticsError) {
            looks = try plan.boundaries(alpha: question.alpha, isTwoSided: question.alternative == .twoSided)
            oneSidedLooks = try plan.boundaries(alpha: question.alpha, isTwoSided: false)
        } catch {
            throw AnalysisProblem("--information and --looks: \(error.description)")
        }
    }

    private static let clusterError = "error CR1, factor G/(G - 1) (N - 1)/(N - 2)"

    /// The name of test and interval.
    var name: String {
        let groups = question.groups
        let units = "\(question.tuning.inWords) \(groups ?? "units")"
        switch question.method {
        case .welch: return groups.map { "t on \($0) less one, \(Judge.clusterError)" } ?? "Welch's t"
        case .normal: return "normal, " + (groups == nil ? "unequal variances" : Judge.clusterError)
        case .sequential: return "always-valid confidence sequence (normal mixture, tightest at \(units))"
        case .bayesian:
            guard let prior = question.prior else { return "posterior under a flat prior" }
            return
                "posterior under a normal prior of the lift, \((100 * prior.mean).inWords) % with standard deviation "
                + "\((100 * prior.standardDeviation).inWords) % of the control mean"
        case .groupSequential:
            return "group-sequential (\(question.looks?.words ?? "no looks")); nominal p, repeated confidence interval"
        case .msprt:
            let deviation = ((question.effectDeviation ?? 0) * 100).inWords
            return "mixture SPRT (effects with standard deviation \(deviation) % of the control mean)"
        case .confseq:
            return question.boundary == .stitched
                ? "confidence sequence (polynomial stitched boundary with eta = 2 and s = 1.4, from \(units) on)"
                : "confidence sequence (normal mixture boundary, tightest at \(units))"
        }
    }

    /// The method's name for quantiles, whose test is one of shares.
    var nameOfQuantiles: String {
        let score = "score of the shares below the common quantile"
        switch question.method {
        case .welch, .normal: return "\(score), normal"
        default: return "\(name), by the \(score)"
        }
    }

    /// How the lift's interval is made.
    /// - Parameter hasScore: whether the metric is a proportion that nothing is taken out of.
    func definition(hasScore: Bool) -> RelativeLift.Definition {
        switch question.lift {
        case .automatic: hasScore ? .score : .fieller
        case .fieller: .fieller
        case .score: .score
        case .delta: .deltaMethod
        case .log: .logRatio
        }
    }

    /// - Parameter null: the least effect of interest, for a test of non-inferiority.
    func settings(null: Double? = nil) -> ComparisonSettings {
        var settings = ComparisonSettings(
            alternative: question.alternative, level: 1 - question.alpha,
            reference: question.method == .welch ? .studentT : .normal, allowsConstantArm: true)
        if let null {
            settings.nullEffect = null
            settings.alternative = null < 0 ? .greater : .less
        }
        return settings
    }

    /// - Parameters:
    ///   - fixed: an estimate under `settings`.
    ///   - units: independent ones in both arms.
    ///   - unit: what 100 % of the control mean is in the estimate's unit.
    func estimate(
        of fixed: Estimate, units: Int, unit: Double, null: Double? = nil
    ) throws(StatisticsError) -> Estimate {
        let settings = settings(null: null)
        switch question.method {
        case .welch, .normal, .bayesian: return fixed
        case .sequential:
            return try ConfidenceSequence(of: fixed, units: units, tuning: question.tuning, settings: settings).estimate
        case .groupSequential:
            return try look(fixed, null: null)?.estimate ?? fixed
        case .msprt:
            let judged = try MixtureSequence.estimate(
                of: fixed, effectDeviation: (question.effectDeviation ?? 0) * unit.magnitude, level: settings.level,
                nullEffect: settings.nullEffect)
            // Two-sided evidence in the wrong direction is none for a margin.
            guard let null, (fixed.estimate - null) * null > 0 else { return judged }
            return Estimate(
                estimate: judged.estimate, standardError: judged.standardError, degreesOfFreedom: .infinity,
                statistic: judged.statistic, pValue: 1, interval: judged.interval)
        case .confseq:
            return try BoundarySequence(
                question.boundary, of: fixed, units: units, tuning: question.tuning, settings: settings
            ).estimate
        }
    }

    /// The present look's verdict; nil for other methods.
    func look(_ fixed: Estimate, null: Double? = nil) throws(StatisticsError) -> GroupSequentialLook? {
        guard let looks, let oneSidedLooks else { return nil }
        return try GroupSequentialLook(
            of: fixed, boundaries: null == nil ? looks : oneSidedLooks, alternative: settings(null: null).alternative)
    }

    /// The p-value up to which a test of non-inferiority rejects.
    var levelOfMargin: Double {
        oneSidedLooks?.zBounds.last.map(StandardNormal.upperTail) ?? question.alpha
    }
}
