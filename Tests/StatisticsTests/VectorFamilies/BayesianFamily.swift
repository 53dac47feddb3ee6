import Statistics

extension VectorFamily {
    static let bayesian = VectorFamily(name: "bayesian") { vector in
        let control = try vector.inputs.member("control")
        let treatment = try vector.inputs.member("treatment")
        switch try vector.kind(default: "mean") {
        case "mean": return try vector.posterior(control.meanSample(), treatment.meanSample())
        case "prop": return try vector.posterior(control.proportionSample(), treatment.proportionSample())
        case "quantile": return try vector.posterior(control.quantileSample(), treatment.quantileSample())
        case "ratio": return try vector.posterior(control.ratioSample(.control), treatment.ratioSample(.treatment))
        case "cuped":
            let adjusted = Cuped.mean(
                control: try control.outcomeAndCovariate(), treatment: try treatment.outcomeAndCovariate(),
                centring: .none, baselineFactor: .unadjustedRatio)
            return try vector.posterior(adjusted.control, adjusted.treatment)
        case "beta-binomial":
            let chance = try BetaBinomialComparison.chanceToWin(
                control: control.proportionSample(), treatment: treatment.proportionSample(),
                prior: vector.betaPrior())
            return ["chance_to_win": .number(chance)]
        case let other: throw UnknownKind(other)
        }
    }
}

extension VectorCase {
    fileprivate func posterior<Sample: SampleSummary>(_ control: Sample, _ treatment: Sample) throws -> [String: Answer]
    {
        let prior = try inputs.member("prior")
        guard let priorScale = EffectPrior.Scale(rawValue: try prior.string("type")) else {
            throw UnknownKind(try prior.string("type"))
        }
        let difference = try inputs.string("difference_type")
        guard let scale = BayesianEffect.Scale(rawValue: difference) else { throw UnknownKind(difference) }
        let effect = try BayesianEffect(
            control: control, treatment: treatment,
            prior: EffectPrior(
                mean: prior.number("mean"), variance: prior.number("variance"), isProper: prior.flag("proper"),
                scale: priorScale), scale: scale, lowerIsBetter: inputs.optional("inverse")?.flag() ?? false,
            level: 1 - (inputs.optional("alpha")?.number() ?? 0.05))
        return [
            "chance_to_win": .number(effect.chanceToWin), "effect": .number(effect.mean),
            "ci": .interval(effect.interval), "sd": .number(effect.standardDeviation),
            "risk": .numbers([effect.riskOfControl, effect.riskOfTreatment]),
        ]
    }

    /// A prior written as "Beta(a,b)".
    fileprivate func betaPrior() throws -> Beta {
        let text = try inputs.optional("prior")?.string() ?? "Beta(1,1)"
        let shapes = text.dropFirst(5).dropLast().split(separator: ",").compactMap {
            Double($0.filter { $0 != " " })
        }
        guard text.hasPrefix("Beta("), shapes.count == 2 else { throw UnknownKind(text) }
        return Beta(alpha: shapes[0], beta: shapes[1])
    }
}
