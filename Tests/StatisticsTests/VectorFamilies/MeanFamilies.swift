import Statistics

extension VectorFamily {
    static let welch = VectorFamily(name: "welch") { vector in
        let kind = try vector.kind(default: "mean")
        guard ["mean", "prop", "raw"].contains(kind) else { throw UnknownKind(kind) }
        let control = try vector.inputs.member("control")
        let treatment = try vector.inputs.member("treatment")
        var settings = try vector.settings()
        switch kind {
        case "mean":
            return try vector.compare(control.meanSample(), treatment.meanSample(), settings: settings).answers
        case "prop":
            return try vector.compare(
                control.proportionSample(), treatment.proportionSample(), settings: settings
            ).answers
        default:
            // scipy takes an arm that does not vary, as long as the other does.
            settings.allowsConstantArm = true
            return try vector.compare(
                MeanSample(Moments(of: control.numbers())), MeanSample(Moments(of: treatment.numbers())),
                settings: settings
            ).answers
        }
    }

    static let moments = VectorFamily(name: "moments") { vector in
        let x = try vector.inputs.member("x")
        let values: [Double]
        if case .list = x {
            values = try x.numbers()
        } else {
            let pattern = try x.numbers("repeat")
            values = [try x.number("first")] + Array(repeatElement(pattern, count: try x.integer("times")).joined())
        }
        let moments = Moments(of: values)
        return [
            "n": .number(Double(moments.n)), "mean": .number(moments.mean), "variance": .number(moments.variance),
            "sd": .number(moments.standardDeviation),
        ]
    }

    static let ratio = VectorFamily(name: "ratio") { vector in
        let control = try vector.inputs.member("control").ratioSample(.control)
        let treatment = try vector.inputs.member("treatment").ratioSample(.treatment)
        var answers = try vector.compare(control, treatment, settings: vector.settings()).answers
        answers["mean_control"] = .number(control.mean)
        answers["mean_treatment"] = .number(treatment.mean)
        answers["delta_var_control"] = .number(control.variance)
        answers["delta_var_treatment"] = .number(treatment.variance)
        return answers
    }

    static let sampleRatioMismatch = VectorFamily(name: "srm") { vector in
        try vector.sampleRatioMismatch()
    }

    static let teaSampleRatioMismatch = VectorFamily(name: "tea_srm") { vector in
        let inputs = vector.inputs
        let methodName = try inputs.optional("method")?.string() ?? "auto"
        guard let method = SampleRatioMismatch.Method(rawValue: methodName) else { throw UnknownKind(methodName) }
        let test = try SampleRatioMismatch(
            control: inputs.integer("control"), treatment: inputs.integer("treatment"),
            expectedRatio: inputs.optional("expected_ratio")?.number() ?? 1, method: method,
            correction: inputs.optional("correction")?.flag() ?? true)
        return ["p_value": .number(test.pValue)]
    }
}

extension VectorCase {
    func sampleRatioMismatch() throws -> [String: Answer] {
        let test = try SampleRatioMismatch(
            observed: inputs.list("observed").map { try $0.integer() }, weights: inputs.numbers("weights"))
        return [
            "p_value": .number(test.pValue), "df": .number(Double(test.degreesOfFreedom)),
            "chi2": .number(test.statistic ?? .nan),
        ]
    }
}
