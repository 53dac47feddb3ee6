import Statistics

extension VectorCase {
    /// Alternative, level and null as gbstats writes them.
    func settings() throws -> ComparisonSettings {
        var settings = ComparisonSettings()
        if let text = try inputs.optional("alternative")?.string() { settings.alternative = try alternative(text) }
        settings.level = 1 - (try inputs.optional("alpha")?.number() ?? 0.05)
        settings.nullEffect = try (inputs.optional("test_value") ?? inputs.optional("null"))?.number() ?? 0
        return settings
    }

    /// The alternative by the name that gbstats, tea-tasting or statsmodels gives it.
    func alternative(_ text: String) throws -> Alternative {
        let names: [String: Alternative] = [
            "two-sided": .twoSided, "greater": .greater, "larger": .greater, "less": .less, "smaller": .less,
        ]
        guard let alternative = names[text] else { throw UnknownKind(text) }
        return alternative
    }

    /// The absolute or relative comparison that `difference_type` asks for; gbstats' relative one is the delta method.
    func compare<Sample: SampleSummary>(
        _ control: Sample, _ treatment: Sample, settings: ComparisonSettings
    ) throws -> Estimate {
        switch try inputs.optional("difference_type")?.string() ?? "absolute" {
        case "absolute": try Welch.difference(control: control, treatment: treatment, settings: settings)
        case "relative": try RelativeLift(control: control, treatment: treatment, settings: settings).estimate
        case let other: throw UnknownKind(other)
        }
    }
}

extension JSONValue {
    /// An arm written as n, sum and sum of squares.
    func meanSample() throws -> MeanSample {
        MeanSample(Moments(n: try integer("n"), sum: try number("sum"), sumOfSquares: try number("sum_squares")))
    }

    func proportionSample() throws -> ProportionSample {
        try ProportionSample(successes: try integer("sum"), n: try integer("n"))
    }

    /// An arm written as totals of a numerator m and a denominator d.
    func ratioSample(_ arm: Arm) throws -> RatioSample {
        let products = [[try number("m_sumsq")], [try number("md_sum"), try number("d_sumsq")]]
        return try RatioSample(
            CovarianceMoments(n: integer("n"), sums: [number("m_sum"), number("d_sum")]) { products[$0][$1] }, arm: arm)
    }

    /// An arm written as totals of an outcome y and a covariate x.
    func outcomeAndCovariate() throws -> CovarianceMoments {
        let products = [
            [try number("y_sumsq")], [try number("xy_sum"), try number("x_sumsq")],
        ]
        return CovarianceMoments(n: try integer("n"), sums: [try number("y_sum"), try number("x_sum")]) {
            products[$0][$1]
        }
    }
}

extension Estimate {
    /// The keys that gbstats' and scipy's vectors have in common.
    var answers: [String: Answer] {
        [
            "effect": .number(estimate), "se": .number(standardError), "p_value": .number(pValue),
            "ci": .interval(interval), "dof": .number(degreesOfFreedom), "t": .number(statistic),
        ]
    }
}
