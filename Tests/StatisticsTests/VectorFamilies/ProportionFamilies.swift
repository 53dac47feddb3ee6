import Statistics

extension VectorFamily {
    static let proportions = VectorFamily(name: "proportions") { vector in
        let inputs = vector.inputs
        if inputs.optional("count1") != nil { return try vector.twoProportions() }
        if inputs.optional("count") != nil { return try vector.oneProportion() }
        let kind = try vector.kind(default: "prop")
        guard kind == "prop" else { throw UnknownKind(kind) }
        return try vector.compare(
            inputs.member("control").proportionSample(), inputs.member("treatment").proportionSample(),
            settings: vector.settings()
        ).answers
    }

    static let teaProportions = VectorFamily(name: "tea_proportions") { try $0.teaProportion() }
}

extension VectorCase {
    private var level: Double { get throws { 1 - (try inputs.optional("alpha")?.number() ?? 0.05) } }

    fileprivate func oneProportion() throws -> [String: Answer] {
        let sample = try ProportionSample(successes: inputs.integer("count"), n: inputs.integer("nobs"))
        let level = try level
        let names: [String: ProportionInterval] = [
            "normal": .wald, "wilson": .wilson, "agresti_coull": .agrestiCoull, "beta": .clopperPearson,
            "jeffreys": .jeffreys,
        ]
        return names.mapValues { method in
            .attempt { () throws(StatisticsError) in .interval(try method.interval(sample, level: level)) }
        }
    }

    fileprivate func twoProportions() throws -> [String: Answer] {
        let first = try ProportionSample(successes: inputs.integer("count1"), n: inputs.integer("nobs1"))
        let second = try ProportionSample(successes: inputs.integer("count2"), n: inputs.integer("nobs2"))
        let level = try level
        func answer(_ interval: () throws(StatisticsError) -> Interval) -> Answer {
            .attempt { () throws(StatisticsError) in .interval(try interval()) }
        }
        func difference(_ method: ProportionDifference) -> Answer {
            answer { () throws(StatisticsError) in
                try method.interval(control: second, treatment: first, level: level)
            }
        }
        func ratio(_ method: ProportionRatio) -> Answer {
            answer { () throws(StatisticsError) in
                try method.interval(control: second, treatment: first, level: level)
            }
        }
        func odds(_ method: OddsRatio) -> Answer {
            answer { () throws(StatisticsError) in
                try method.interval(control: second, treatment: first, level: level)
            }
        }
        func pooled(_ value: (ProportionTest) -> Double) -> Answer {
            .attempt { () throws(StatisticsError) in
                .number(value(try ProportionTest(control: second, treatment: first, level: level)))
            }
        }
        return [
            "diff:wald": difference(.wald), "diff:agresti-caffo": difference(.agrestiCaffo),
            "diff:newcomb": difference(.newcombe), "diff:score": difference(.statsmodelsScore),
            "ratio:log": ratio(.log),
            "ratio:log-adjusted": ratio(.logAdjusted), "ratio:score": ratio(.score), "odds-ratio:logit": odds(.logit),
            "odds-ratio:logit-adjusted": odds(.logitAdjusted), "pooled_z": pooled { $0.statistic },
            "pooled_z_p": pooled { $0.pValue },
        ]
    }

    fileprivate func teaProportion() throws -> [String: Answer] {
        let control = try inputs.member("control").proportionSample()
        let treatment = try inputs.member("treatment").proportionSample()
        let options = inputs.optional("options") ?? inputs
        let side = try alternative(options.optional("alternative")?.string() ?? "two-sided")
        let level = try options.optional("confidence_level")?.number() ?? 0.95
        let correction = try options.optional("correction")?.flag() ?? true
        let pooled = try options.optional("equal_var")?.flag() ?? true
        var method = try options.optional("method")?.string() ?? "auto"
        if method == "auto" { method = control.n + treatment.n < 1000 ? "barnard" : "norm" }
        let shown = method == "norm"
        func normal(_ value: (ProportionTest) -> Double) -> Answer {
            guard shown else { return .number(.nan) }
            return .attempt { () throws(StatisticsError) in
                .number(
                    value(
                        try ProportionTest(
                            control: control, treatment: treatment, alternative: side, level: level,
                            correction: correction, pooled: pooled)))
            }
        }
        // The peer's lift over nothing is infinite, or NaN for nothing over nothing.
        let lift = control.successes == 0 ? treatment.mean / 0 : treatment.mean / control.mean - 1
        var answers: [String: Answer] = [
            "control": .number(control.mean), "treatment": .number(treatment.mean),
            "effect_size": .number(treatment.mean - control.mean), "rel_effect_size": .number(lift),
            "effect_size_ci_lower": normal { $0.interval.lower }, "effect_size_ci_upper": normal { $0.interval.upper },
            "rel_effect_size_ci_lower": normal { $0.liftInterval.lower },
            "rel_effect_size_ci_upper": normal { $0.liftInterval.upper },
        ]
        let exact: [String: UnconditionalExactTest] = [
            "barnard": pooled ? .barnard : .barnardUnpooled, "boschloo": .boschloo,
        ]
        let conditional: [String: ContingencyTest] = [
            "fisher": .fisher, "pearson": .pearson, "log-likelihood": .likelihoodRatio,
        ]
        if shown {
            answers["pvalue"] = normal { $0.pValue }
        } else if let exact = exact[method] {
            answers["pvalue"] = .number(
                try exact.pValue(
                    control: control, treatment: treatment, alternative: side,
                    tieTolerance: exact == .boschloo ? 1e-12 : 0))
        } else if let conditional = conditional[method] {
            answers["pvalue"] = .attempt { () throws(StatisticsError) in
                .number(
                    try conditional.pValue(
                        control: control, treatment: treatment, alternative: side, correction: correction))
            }
        } else {
            throw UnknownKind(method)
        }
        return answers
    }
}
