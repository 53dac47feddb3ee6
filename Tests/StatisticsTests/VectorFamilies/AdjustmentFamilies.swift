import Statistics

extension VectorFamily {
    static let cuped = VectorFamily(name: "cuped") { vector in
        if vector.inputs.optional("design") != nil { return try vector.regressionAdjustment() }
        let control = try vector.inputs.member("control").outcomeAndCovariate()
        let treatment = try vector.inputs.member("treatment").outcomeAndCovariate()
        let adjusted = Cuped.mean(
            control: control, treatment: treatment, centring: .none, baselineFactor: .unadjustedRatio)
        return try vector.answers(of: adjusted)
    }

    static let cupedRatio = VectorFamily(name: "cuped_ratio") { vector in
        func moments(_ arm: String) throws -> CovarianceMoments {
            let totals = try vector.inputs.member(arm)
            let names = ["m_post", "d_post", "m_pre", "d_pre"]
            var products = [[Double]](repeating: [], count: 4)
            for i in 0..<4 {
                for j in 0..<i {
                    let key = totals.optional("\(names[j])_\(names[i])") ?? totals.optional("\(names[i])_\(names[j])")
                    guard let key else { throw JSONValue.Malformed(description: "no product \(names[i]) \(names[j])") }
                    products[i].append(try key.number())
                }
                products[i].append(try totals.numbers(names[i])[1])
            }
            return CovarianceMoments(n: try totals.integer("n"), sums: try names.map { try totals.numbers($0)[0] }) {
                products[$0][$1]
            }
        }
        let adjusted = try Cuped.ratio(
            control: moments("control"), treatment: moments("treatment"), rule: .sumOverArms, centring: .none)
        return try vector.answers(of: adjusted)
    }
}

extension VectorCase {
    /// statsmodels' regression on several covariates, with all the errors it knows.
    fileprivate func regressionAdjustment() throws -> [String: Answer] {
        let design = try inputs.string("design")
        guard design.hasPrefix("OLS y ~ 1 + T + X_centred") else { throw UnknownKind(design) }
        let adjustment = try RegressionAdjustment(
            outcome: inputs.numbers("y"), treated: inputs.numbers("treatment").map { $0 == 1 },
            covariates: inputs.list("X").map { try $0.numbers() },
            slopes: design.contains("T*X_centred") ? .byArm : .common)
        var answers: [String: Answer] = [
            "effect": .number(adjustment.effect), "coef_x": .numbers(adjustment.slopes),
            "se_ols": .number(adjustment.model.classicalStandardErrors[1]),
        ]
        for error in HeteroskedasticError.allCases {
            answers["se_\(error.rawValue)"] = .number(error.standardErrors(of: adjustment.model)[1])
        }
        return answers
    }

    /// gbstats' readout of an adjusted comparison.
    func answers(of adjusted: Cuped) throws -> [String: Answer] {
        let isSequential = try inputs.optional("sequential")?.flag() ?? false
        var answers =
            isSequential
            ? try sequence(adjusted.control, adjusted.treatment)
            : try compare(adjusted.control, adjusted.treatment, settings: settings()).answers
        answers["theta"] = .number(adjusted.theta)
        answers["adj_mean_control"] = .number(adjusted.control.mean)
        answers["adj_mean_treatment"] = .number(adjusted.treatment.mean)
        answers["adj_var_control"] = .number(adjusted.control.variance)
        answers["adj_var_treatment"] = .number(adjusted.treatment.variance)
        return answers
    }
}
