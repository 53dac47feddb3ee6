import Foundation
import Marketplace
import Statistics

extension HealthCheck {
    /// An SRM below this chance is an alarm, as on most platforms.
    static let sampleRatioAlarm = 0.001
    /// Shares of labels that can still change from which the readout is called immature.
    static let immatureShare = 0.05

    static func all(_ plan: Plan, replications: [ReplicationOutcome], ratio: SampleRatioCheck) -> [HealthCheck] {
        let worlds = replications.flatMap(\.worlds)
        var checks = [
            sampleRatio(ratio, of: plan.designs[0].units.prefix(1).uppercased() + plan.designs[0].units.dropFirst()),
            conservation(
                worlds.flatMap(\.violations), worlds: worlds.count, whatAddsUp: "Every unit and every payment"),
            maturity(replications),
        ]
        checks += completeness(plan, replications: replications.count)
        if plan.arms[0].isEqual(to: plan.arms[1]) {
            let unequal = replications.count { $0.allTreated.digest != $0.allControl.digest }
            checks.append(equalTwins(unequal: unequal, of: replications.count))
        }
        return checks
    }

    static func sampleRatio(_ ratio: SampleRatioCheck, of units: String) -> HealthCheck {
        let observed = ratio.observed.map(String.init).joined(separator: " : ")
        let failed = ratio.pValue < sampleRatioAlarm
        return HealthCheck(
            name: "srm", status: failed ? .fail : .pass,
            message: "\(units) split \(observed) (p = \(String(format: "%.3g", ratio.pValue)))"
                + (failed ? ": the split is not the planned one, do not trust the readout." : ", as planned."))
    }

    static func conservation(_ violations: [String], worlds: Int, whatAddsUp: String) -> HealthCheck {
        HealthCheck(
            name: "conservation", status: violations.isEmpty ? .pass : .fail,
            message: violations.isEmpty
                ? "\(whatAddsUp) is accounted for in all \(worlds) worlds."
                : "\(Plural.text(violations.count, "violation")), the first: \(violations[0]).")
    }

    /// A warning where replications are missing.
    static func completeness(_ plan: Plan, replications: Int) -> [HealthCheck] {
        guard replications < plan.replications else { return [] }
        return [
            HealthCheck(
                name: "completeness", status: .warn,
                message:
                    "\(replications) of \(Plural.text(plan.replications, "replication")) went into this readout; run "
                    + "the same command again to finish the others.")
        ]
    }

    private static func maturity(_ replications: [ReplicationOutcome]) -> HealthCheck {
        let sum = replications.map(\.experiment.maturity).reduce(LabelMaturity(), +)
        guard sum.orders > 0 else {
            return HealthCheck(name: "label_maturity", status: .warn, message: "Nobody checked out in the experiment.")
        }
        func percent(_ count: Int) -> String {
            String(format: "%.1f %%", 100 * Double(count) / Double(sum.orders))
        }
        let open = Double(sum.immature) / Double(sum.orders)
        return HealthCheck(
            name: "label_maturity", status: open > immatureShare ? .warn : .pass,
            message:
                "Of \(Plural.text(sum.orders, "checkout")), \(percent(sum.awaitingPayment)) still await payment, "
                + "\(percent(sum.awaitingDelivery)) await delivery and \(percent(sum.refundable)) can still be refunded"
                + (open > immatureShare
                    ? ": net figures can still fall; a longer follow-up makes them mature." : "."))
    }

    /// Where the arms are equal, the twins must be the same world.
    static func equalTwins(unequal: Int, of replications: Int) -> HealthCheck {
        HealthCheck(
            name: "equal_twins", status: unequal == 0 ? .pass : .fail,
            message: unequal == 0
                ? "The arms are equal, and so are the twin worlds, event by event."
                : "The arms are equal but \(unequal) of \(Plural.text(replications, "pair")) of twin worlds "
                    + Plural.word(unequal, "differs.", "differ."))
    }
}
