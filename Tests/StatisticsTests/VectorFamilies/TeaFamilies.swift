import Statistics

extension VectorFamily {
    static let teaMean = VectorFamily(name: "tea_mean") { try $0.teaReadout() }
    static let teaRatio = VectorFamily(name: "tea_ratio") { try $0.teaReadout() }
}

extension VectorCase {
    /// tea-tasting's Mean and RatioOfMeans, with or without covariates, from the aggregates of both arms.
    fileprivate func teaReadout() throws -> [String: Answer] {
        let names = try inputs.list("args").map { try $0.string() }
        let aggregates = try inputs.member("aggregates")
        let control = try aggregates.member("0").aggregate(of: names)
        let treatment = try aggregates.member("1").aggregate(of: names)
        let settings = try teaSettings()
        switch (try inputs.string("metric_class"), names.count) {
        case ("Mean", 1):
            return try readout(
                MeanSample(control.moments(of: 0)), MeanSample(treatment.moments(of: 0)), settings: settings)
        case ("Mean", 2):
            let adjusted = Cuped.mean(control: control, treatment: treatment)
            return try readout(adjusted.control, adjusted.treatment, settings: settings)
        case ("RatioOfMeans", 2):
            return try readout(
                RatioSample(control, arm: .control), RatioSample(treatment, arm: .treatment), settings: settings)
        case ("RatioOfMeans", 4):
            let adjusted = try Cuped.ratio(control: control, treatment: treatment, rule: .pooledArms)
            return try readout(adjusted.control, adjusted.treatment, settings: settings)
        case (let other, let count):
            throw UnknownKind("\(other) of \(count) columns")
        }
    }

    private func teaSettings() throws -> ComparisonSettings {
        let options = inputs.optional("options") ?? .object([:])
        var settings = ComparisonSettings()
        for (name, value) in try options.members() {
            switch name {
            case "alternative": settings.alternative = try alternative(try value.string())
            case "confidence_level": settings.level = try value.number()
            case "equal_var": settings.variances = try value.flag() ? .pooled : .unequal
            case "use_t": settings.reference = try value.flag() ? .studentT : .normal
            default: throw UnknownKind("option \(name)")
            }
        }
        return settings
    }

    private func readout<Sample: ArmSummary>(
        _ control: Sample, _ treatment: Sample, settings: ComparisonSettings
    ) throws -> [String: Answer] {
        let difference = try Welch.difference(control: control, treatment: treatment, settings: settings)
        let lift = try RelativeLift(
            control: control, treatment: treatment, definition: .logRatio, settings: settings
        ).estimate
        return [
            "control": .number(control.mean), "treatment": .number(treatment.mean),
            "effect_size": .number(difference.estimate),
            "effect_size_ci_lower": .number(difference.interval.lower),
            "effect_size_ci_upper": .number(difference.interval.upper),
            "rel_effect_size": .number(lift.estimate),
            "rel_effect_size_ci_lower": .number(lift.interval.lower),
            "rel_effect_size_ci_upper": .number(lift.interval.upper),
            "pvalue": .number(difference.pValue), "statistic": .number(difference.statistic),
        ]
    }
}

extension JSONValue {
    /// An arm written as count, means, variances and covariances under "a|b".
    fileprivate func aggregate(of names: [String]) throws -> CovarianceMoments {
        let variances = try member("var")
        let covariances = try member("cov")
        var matrix = [[Double]](repeating: [], count: names.count)
        for i in names.indices {
            for j in 0..<i where names[i] != names[j] {
                let key = covariances.optional("\(names[j])|\(names[i])")
                matrix[i].append(try key?.number() ?? covariances.number("\(names[i])|\(names[j])"))
            }
            matrix[i].append(try variances.number(names[i]))
        }
        let means = try member("mean")
        return CovarianceMoments(n: try integer("count"), means: try names.map { try means.number($0) }) {
            matrix[$0][$1]
        }
    }
}
