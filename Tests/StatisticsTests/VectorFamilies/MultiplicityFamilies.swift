import Statistics

extension VectorFamily {
    static let multiplicity = VectorFamily(name: "multiplicity") { vector in
        let pValues = try vector.inputs.numbers("p_values")
        let alpha = try vector.inputs.number("alpha")
        let names: [String: MultipleTesting] = [
            "bonferroni": .bonferroni, "sidak": .sidak, "holm-sidak": .holmSidak, "holm": .holm,
            "simes-hochberg": .hochberg, "hommel": .hommel, "fdr_bh": .benjaminiHochberg,
            "fdr_by": .benjaminiYekutieli, "fdr_tsbh": .twoStageBenjaminiHochberg,
        ]
        return try names.mapValues { method in
            .object([
                "p_adj": .numbers(try method.adjusted(pValues, alpha: alpha)),
                "reject": .list(try method.rejected(pValues, alpha: alpha).map(Answer.flag)),
            ])
        }
    }

    static let multiplicityDocs = VectorFamily(name: "multiplicity_docs") { vector in
        let inputs = vector.inputs
        let split = try PreferentialBonferroni(
            alpha: inputs.number("alpha"), primaryShare: inputs.number("gamma"),
            treatments: inputs.integer("treatments"), metrics: inputs.integer("metrics"))
        return ["alpha_primary": .number(split.primaryAlpha), "alpha_other": .number(split.otherAlpha)]
    }
}
