import Statistics

extension VectorFamily {
    static let switchback = VectorFamily(name: "switchback") { vector in
        let inputs = vector.inputs
        if inputs.optional("carryover_m") != nil { return try vector.horvitzThompson() }
        if inputs.optional("hac_maxlags") != nil { return try vector.windowRegression() }
        if inputs.optional("burn_in") != nil { return try vector.burnIn() }
        if inputs.optional("buyer_treated") != nil { return try vector.multipleRandomisation() }
        throw UnknownKind("switchback with \(try inputs.members().keys.sorted())")
    }
}

extension VectorCase {
    /// The estimate, and its mean and variance over all designs in the additive model that the inputs describe.
    fileprivate func horvitzThompson() throws -> [String: Answer] {
        let design = try SwitchbackDesign(
            periods: inputs.integer("T"), carryover: inputs.integer("carryover_m"),
            randomisationPoints: inputs.list("randomisation_points").map { try $0.integer() },
            treatmentProbability: inputs.optional("p")?.number() ?? 0.5)
        let estimate = try design.horvitzThompson(
            outcomes: inputs.numbers("Y"), assignment: inputs.numbers("W").map { $0 == 1 })
        let baseline = try inputs.numbers("baseline")
        let effects = [try inputs.number("tau")] + (try inputs.numbers("carry"))
        var (mean, square) = (0.0, 0.0)
        for (assignment, probability) in try design.assignments() {
            let outcomes = baseline.indices.map { period in
                var outcome = baseline[period]
                for (lag, effect) in effects.enumerated() where period >= lag && assignment[period - lag] {
                    outcome += effect
                }
                return outcome
            }
            let value = try design.horvitzThompson(outcomes: outcomes, assignment: assignment)
            mean += probability * value
            square += probability * value * value
        }
        return [
            "ht_estimate": .number(estimate), "estimand": .number(effects.reduce(0, +)),
            "exact_mean_over_designs": .number(mean),
            "exact_variance_over_designs": .number(square - mean * mean),
        ]
    }

    fileprivate func windowRegression() throws -> [String: Answer] {
        let treated = try inputs.numbers("treatment")
        let model = try LinearModel(design: treated.map { [1, $0] }, response: inputs.numbers("y"))
        let lags = try inputs.integer("hac_maxlags")
        let clustered = try ClusterRobustError.cr1.standardErrors(of: model, clusters: inputs.numbers("window"))
        let plain = AutocorrelationError(lags: lags).standardErrors(of: model)
        let small = AutocorrelationError(lags: lags, isCorrectedForSize: true).standardErrors(of: model)
        return [
            "effect": .number(model.coefficients[1]), "se_cluster_cr1": .number(clustered[1]),
            "se_hac_bartlett": .number(plain[1]), "se_hac_bartlett_small": .number(small[1]),
        ]
    }

    fileprivate func burnIn() throws -> [String: Answer] {
        let effect = try BurnIn.difference(
            outcomes: inputs.numbers("y"), treated: inputs.numbers("treatment").map { $0 == 1 },
            windowLength: inputs.integer("window_length"), burnIn: inputs.integer("burn_in"))
        return ["effect": .number(effect)]
    }

    fileprivate func multipleRandomisation() throws -> [String: Answer] {
        let cells = try MultipleRandomisation(
            outcomes: inputs.list("Y").map { try $0.numbers() },
            rowTreated: inputs.numbers("buyer_treated").map { $0 == 1 },
            columnTreated: inputs.numbers("seller_treated").map { $0 == 1 })
        return [
            "mean_treated": .number(cells.treated), "mean_buyer_inconsistent": .number(cells.rowOnly),
            "mean_seller_inconsistent": .number(cells.columnOnly), "mean_control": .number(cells.control),
            "total_effect": .number(cells.totalEffect), "buyer_spillover": .number(cells.rowSpillover),
            "seller_spillover": .number(cells.columnSpillover), "direct_effect": .number(cells.directEffect),
        ]
    }
}
