import Statistics

extension VectorFamily {
    static let cluster = VectorFamily(name: "cluster") { vector in
        let inputs = vector.inputs
        let model = try inputs.optional("model")?.string() ?? "y ~ 1 + T"
        guard model == "y ~ 1 + T" else { throw UnknownKind(model) }
        let difference = try ClusteredDifference(
            outcome: inputs.numbers("y"), treated: inputs.numbers("treatment").map { $0 == 1 },
            cluster: inputs.numbers("cluster"))
        return [
            "effect": .number(difference.effect), "se_ols": .number(difference.classicalStandardError),
            "se_cr0": .number(difference.cr0StandardError), "se_cr1": .number(difference.cr1StandardError),
            "p_cr1_t_Gm1": .number(try difference.estimate(settings: vector.settings()).pValue),
            "G": .number(Double(difference.clusters)), "N": .number(Double(difference.observations)),
        ]
    }

    static let clusteredRatio = VectorFamily(name: "cluster2") { vector in
        let ratio = try ClusteredRatio(
            totals: vector.inputs.numbers("conversions"), events: vector.inputs.numbers("sessions"))
        let groups = Double(ratio.clusters)
        return [
            "ratio": .number(ratio.ratio), "delta_var": .number(ratio.deltaVariance),
            "cr0_var": .number(ratio.cr0Variance),
            "cr0_times_G_over_Gm1": .number(ratio.cr0Variance * groups / (groups - 1)),
        ]
    }
}
