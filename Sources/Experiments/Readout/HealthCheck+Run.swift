import Foundation
import Marketplace
import Statistics

extension HealthCheck {
    /// An SRM below this chance is an alarm, as on most platforms.
    static let sampleRatioAlarm = 0.001
    /// Shares of labels that can still change from which the readout is called immature.
    static let immatureShare = 0.05

    static func all(_ plan: Plan, replications: [ReplicationOutcome], ratio: SampleRatioCheck) -> [HealthCheck] {
        var checks = [sampleRatio(ratio), conservation(replications), maturity(replications)]
        if replications.count < plan.replications {
            checks.append(
                HealthCheck(
                    name: "completeness", status: .warn,
                    message:
                        "\(replications.count) of \(Plural.text(plan.replications, "replication")) went into this readout; run the "
                        + "same command again to finish the others."))
        }
        if plan.arms[0].conditions == plan.arms[1].conditions, plan.arms[0].policies == plan.arms[1].policies {
            checks.append(equalTwins(replications))
        }
        return checks
    }

    private static func sampleRatio(_ ratio: SampleRatioCheck) -> HealthCheck {
        let observed = ratio.observed.map(String.init).joined(separator: " : ")
        let failed = ratio.pValue < sampleRatioAlarm
        return HealthCheck(
            name: "srm", status: failed ? .fail : .pass,
            message: "Users split \(observed) (p = \(String(format: "%.3g", ratio.pValue)))"
                + (failed ? ": the split is not the planned one, do not trust the readout." : ", as planned."))
    }

    private static func conservation(_ replications: [ReplicationOutcome]) -> HealthCheck {
        let violations = replications.flatMap(\.worlds).flatMap(\.violations)
        let worlds = replications.count * 3
        return HealthCheck(
            name: "conservation", status: violations.isEmpty ? .pass : .fail,
            message: violations.isEmpty
                ? "Every unit and every payment is accounted for in all \(worlds) worlds."
                : "\(Plural.text(violations.count, "violation")), the first: \(violations[0]).")
    }

    private static func maturity(_ replications: [ReplicationOutcome]) -> HealthCheck {
        let sum = replications.map(\.experiment.maturity).reduce(LabelMaturity(), +)
        guard sum.orders > 0 else {
            return HealthCheck(name: "label_maturity", status: .warn, message: "Nobody checked out in the experiment.")
        }
        func percent(_ count: Int) -> String {
            String(format: "%.1f %%", 100 * Double(count) / Double(sum.orders))
        }
        let open = Double(sum.awaitingPayment + sum.refundable) / Double(sum.orders)
        return HealthCheck(
            name: "label_maturity", status: open > immatureShare ? .warn : .pass,
            message:
                "Of \(Plural.text(sum.orders, "checkout")), \(percent(sum.awaitingPayment)) still await payment and "
                + "\(percent(sum.refundable)) can still be refunded"
                + (open > immatureShare
                    ? ": net figures can still fall; a longer follow-up makes them mature." : "."))
    }

    /// Where the arms are equal, the twins must be the same world.
    private static func equalTwins(_ replications: [ReplicationOutcome]) -> HealthCheck {
        let unequal = replications.filter { $0.allTreated.digest != $0.allControl.digest }.count
        return HealthCheck(
            name: "equal_twins", status: unequal == 0 ? .pass : .fail,
            message: unequal == 0
                ? "The arms are equal, and so are the twin worlds, event by event."
                : "The arms are equal but \(unequal) of \(Plural.text(replications.count, "pair")) of twin worlds "
                    + Plural.word(unequal, "differs.", "differ."))
    }
}
