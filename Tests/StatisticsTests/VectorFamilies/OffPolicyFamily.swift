import MarketLabTesting
import Statistics

extension VectorFamily {
    /// Open Bandit's log, and rankings made up, beside obp's estimators.
    static let offPolicy = VectorFamily(name: "off_policy") { vector in
        switch try vector.inputs.string("kind") {
        case "decisions": try decisions(try OpenBandit.log(try vector.inputs.string("table")))
        case "slates": try slates(vector.inputs)
        case let other: throw UnknownKind(other)
        }
    }

    private static func decisions(_ log: LoggedDecisions) throws -> [String: Answer] {
        var answers: [String: Answer] = [
            "effective_sample_size": .number(log.weights.effectiveSampleSize),
            "mean_weight": .number(try log.weightBalance().mean), "largest_weight": .number(log.weights.largest),
        ]
        for estimator in LoggedDecisions.Estimator.allCases {
            answers.add(try log.value(by: estimator), as: estimator.rawValue)
        }
        return answers
    }

    private static func slates(_ inputs: JSONValue) throws -> [String: Answer] {
        let columns = try ["reward", "logging", "target", "predicted", "predicted_target"].map {
            try inputs.numbers($0)
        }
        var slates: [Double: [LoggedDecision]] = [:]
        for (row, slate) in try inputs.numbers("slate").enumerated() {
            slates[slate, default: []].append(
                try LoggedDecision(
                    reward: columns[0][row], loggingPropensity: columns[1][row], targetPropensity: columns[2][row],
                    prediction: .init(ofLogged: columns[3][row], underTarget: columns[4][row])))
        }
        var log = LoggedSlates()
        for (_, slate) in slates.sorted(by: { $0.key < $1.key }) { log.add(slate) }
        var answers: [String: Answer] = [
            "slate_effective_sample_size": .number(log.effectiveSampleSize(of: .slatePropensity))
        ]
        for (estimator, name) in [
            (LoggedSlates.Estimator.slatePropensity, "slate_ips"), (.cascade, "cascade_ips"),
            (.cascadeDoublyRobust, "cascade_dr"),
        ] {
            answers.add(try log.value(by: estimator), as: name)
        }
        return answers
    }
}

extension [String: Answer] {
    fileprivate mutating func add(_ value: PolicyValue, as name: String) {
        self[name] = .number(value.estimate)
        if let error = value.standardError { self["\(name)_se"] = .number(error) }
    }
}

/// The first rows of the Open Bandit Dataset's sample, which `Tests/Scripts/open_bandit_vectors.py` made tables of.
enum OpenBandit {
    static func log(_ table: String) throws -> LoggedDecisions {
        let rows = try Checkout.text("Tests/StatisticsTests/Vectors/\(table)").split(separator: "\n").dropFirst()
        var log = LoggedDecisions()
        for row in rows {
            let cells = row.split(separator: ",").compactMap { Double($0) }
            log.add(
                try LoggedDecision(
                    reward: cells[2], loggingPropensity: cells[3], targetPropensity: cells[4],
                    prediction: .init(ofLogged: cells[5], underTarget: cells[6])))
        }
        return log
    }
}
