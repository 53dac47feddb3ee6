import Statistics

extension VectorFamily {
    static let confidenceZTest = VectorFamily(name: "confidence_ztest") { vector in
        if vector.inputs.optional("relative_mde") != nil { return try vector.confidenceSampleSize() }
        return ["rows": .list([.object(try vector.confidenceRow())])]
    }

    /// Confidence's regression adjustment: CUPED with a normal reference, whose covariate terms divide by n.
    static let confidenceRegression = VectorFamily(name: "confidence_linreg") { vector in
        let control = try vector.inputs.member("control").outcomeAndCovariate()
        let treatment = try vector.inputs.member("treatment").outcomeAndCovariate()
        let settings = ComparisonSettings(level: try vector.inputs.number("interval"), reference: .normal)
        let adjusted = Cuped.mean(control: control, treatment: treatment)
        func sample(_ arm: AdjustedSample) -> MeanSample {
            let population = Double(arm.n - 1) / Double(arm.n)
            let covariate = arm.theta * arm.theta * arm.covariateVariance - 2 * arm.theta * arm.covariance
            return MeanSample(
                Moments(n: arm.n, mean: arm.mean, variance: arm.unadjustedVariance + covariate * population))
        }
        let estimate = try Welch.difference(
            control: sample(adjusted.control), treatment: sample(adjusted.treatment), settings: settings)
        return [
            "difference": .number(estimate.estimate), "ci": .interval(estimate.interval),
            "p_value": .number(estimate.pValue),
        ]
    }
}

extension VectorCase {
    /// One row of Confidence's `difference`; a margin is relative to the control mean.
    fileprivate func confidenceRow() throws -> [String: Answer] {
        let control = try inputs.member("control")
        let treatment = try inputs.member("treatment")
        var settings = ComparisonSettings(
            level: try inputs.optional("interval")?.number() ?? 0.95, reference: .normal)
        if let preferred = try inputs.optional("preferred")?.string() {
            guard ["increase", "decrease"].contains(preferred) else { throw UnknownKind(preferred) }
            settings.alternative = preferred == "increase" ? .greater : .less
        }
        // The margin is what may be lost: the null is that much below the control, or above it for a decrease.
        let allowance = try inputs.optional("non_inferiority_margin")?.number() ?? 0
        let margin = settings.alternative == .greater ? -allowance : allowance
        if control.optional("sum_squares") == nil {
            let arms = (try control.proportionSample(), try treatment.proportionSample())
            let squared = source.contains("chi2")
            let pValue =
                squared ? try ContingencyTest.pearson.pValue(control: arms.0, treatment: arms.1) : nil
            return try row(arms.0, arms.1, settings: settings, margin: margin, pValue: pValue)
        }
        return try row(
            control.meanSample(), treatment.meanSample(), settings: settings, margin: margin, pValue: nil)
    }

    private func row<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, settings: ComparisonSettings, margin: Double, pValue: Double?
    ) throws -> [String: Answer] {
        var settings = settings
        let estimate: Estimate
        if try inputs.optional("absolute")?.flag() ?? true {
            settings.nullEffect = margin * control.mean
            estimate = try Welch.difference(control: control, treatment: treatment, settings: settings)
        } else {
            settings.nullEffect = margin
            estimate = try RelativeLift(
                control: control, treatment: treatment, definition: .absoluteOverControl, settings: settings
            ).estimate
        }
        let p = pValue ?? estimate.pValue
        let (lower, upper) = (Answer.number(estimate.interval.lower), Answer.number(estimate.interval.upper))
        return [
            "difference": .number(estimate.estimate), "ci_lower": lower, "ci_upper": upper, "p-value": .number(p),
            "adjusted ci_lower": lower, "adjusted ci_upper": upper, "adjusted p-value": .number(p),
            "is_significant": .number(p < 1 - settings.level ? 1 : 0),
        ]
    }

    /// Confidence's calculator plans a one-sided test.
    fileprivate func confidenceSampleSize() throws -> [String: Answer] {
        let variance = try inputs.number("var")
        let weights = try inputs.numbers("weights")
        guard weights.count == 2 else { throw UnknownKind("\(weights.count) arms") }
        let total = weights[0] + weights[1]
        let units = try SampleSize.total(
            effect: inputs.number("avg") * inputs.number("relative_mde"),
            variances: .init(control: variance, treatment: variance), controlShare: weights[0] / total,
            treatmentShare: weights[1] / total, alpha: inputs.number("alpha"), power: inputs.number("power"),
            alternative: .greater)
        return ["n_total": .number(units)]
    }
}
