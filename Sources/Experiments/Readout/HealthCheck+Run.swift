import Foundation
import Marketplace
import PolicyKit
import Statistics

extension HealthCheck {
    /// An SRM below this chance is an alarm, as on most platforms.
    static let sampleRatioAlarm = 0.001
    /// Shares of labels that can still change from which the readout is called immature.
    static let immatureShare = 0.05

    static func all(_ plan: Plan, replications: [FeedReplication], ratio: SampleRatioCheck) -> [HealthCheck] {
        let worlds = replications.flatMap(\.worlds)
        var checks = [
            sampleRatio(ratio, of: plan.designs[0].units.prefix(1).uppercased() + plan.designs[0].units.dropFirst()),
            conservation(
                worlds.flatMap(\.violations), worlds: worlds.count, whatAddsUp: "Every unit and every payment"),
            maturity(replications),
        ]
        checks += clusters(plan, replications) + replacements(worlds.map(\.replacements))
        checks += plan.arms.compactMap(gathering)
        if !plan.layers.isEmpty { checks.append(independence(plan, replications: replications.count)) }
        return checks
    }

    /// Clusters below which an error over them leans on few units.
    static let fewestClusters = 30

    /// How many clusters the designs' errors go by; where some are few, a warning that names those.
    private static func clusters(_ plan: Plan, _ replications: [FeedReplication]) -> [HealthCheck] {
        let counts = zip(plan.designs.indices, plan.designs).filter { $0.1.isClustered || $0.1.isSwitchback }.map {
            place, design in
            (design, replications.map { $0.designs[place].arms.reduce(0) { $0 + $1.n } }.min() ?? 0)
        }
        guard !counts.isEmpty else { return [] }
        let few = counts.filter { $0.1 < fewestClusters }
        let words = (few.isEmpty ? counts : few).map { design, count in
            "\(count) \(design.units) in the \(design.words)"
        }
        return [
            HealthCheck(
                name: "clusters", status: few.isEmpty ? .pass : .warn,
                message: "Errors go by \(words.joined(separator: ", "))"
                    + (few.isEmpty
                        ? "."
                        : ": with fewer than \(fewestClusters) a single experiment's interval is only roughly right, and "
                            + "the t interval over replications is to be preferred."))
        ]
    }

    /// Whether users are split by the experiment and by its layers as independent splits would.
    private static func independence(_ plan: Plan, replications: Int) -> HealthCheck {
        let users = UInt32(plan.loaded.users?.count ?? Int(plan.market.users.count))
        var observed = Array(repeating: 0, count: plan.cells.count)
        for replication in 0..<replications {
            let assignments = WorldArms(in: WorldTask(replication: replication, role: .experiment), of: plan)
            for user in 0..<users { observed[Int(assignments.cell(ofUser: user))] += 1 }
        }
        let planned = plan.layers.reduce(plan.split.shares) { cells, layer in
            cells.map { $0 * layer.split.shares[0] } + cells.map { $0 * layer.split.shares[1] }
        }
        let test = SampleRatioCheck(observed: observed, planned: planned)
        let failed = test.pValue < sampleRatioAlarm
        let names = plan.layers.map(\.name).joined(separator: ", ")
        return HealthCheck(
            name: "layers", status: failed ? .fail : .pass,
            message: "Users are split by the experiment and by \(names) "
                + (failed ? "together as independent splits would hardly do" : "independently of each other")
                + " (p = \(String(format: "%.3g", test.pValue)) over \(observed.count) cells).")
    }

    static func sampleRatio(_ ratio: SampleRatioCheck, of units: String) -> HealthCheck {
        guard ratio.observed.contains(where: { $0 > 0 }) else {
            return HealthCheck(name: "srm", status: .warn, message: "There were no \(units.lowercased()) to split.")
        }
        let observed = ratio.observed.map(String.init).joined(separator: " : ")
        let split = "\(units) split \(observed) (p = \(String(format: "%.3g", ratio.pValue)))"
        guard ratio.smallestPValue < sampleRatioAlarm else {
            return HealthCheck(
                name: "srm", status: .warn,
                message: "\(split): they are too few to show a split that is not the planned one.")
        }
        // What the cause is, an assignment at fault or chance, is not known here.
        let (status, words): (Status, String) =
            switch ratio.pValue {
            case ..<sampleRatioAlarm:
                (
                    .fail,
                    ": chance alone makes a split so uneven less than once in 1,000 runs; do not trust the readout."
                )
            case ..<0.05: (.pass, ": more uneven than 19 in 20 splits are by chance; the alarm is at p below 0.001.")
            default: (.pass, ", as planned.")
            }
        return HealthCheck(name: "srm", status: status, message: split + words)
    }

    static func conservation(_ violations: [String], worlds: Int, whatAddsUp: String) -> HealthCheck {
        HealthCheck(
            name: "conservation", status: violations.isEmpty ? .pass : .fail,
            message: violations.isEmpty
                ? "\(whatAddsUp) is accounted for in all \(worlds) worlds."
                : "\(Plural.text(violations.count, "violation")), the first: \(violations[0]).")
    }

    /// A warning where a policy of somebody else failed and its slot's default answered in its place.
    /// - Parameter worlds: of each world those that were replaced.
    static func replacements(_ worlds: [[PolicyHost.Replacement]?]) -> [HealthCheck] {
        let replaced = worlds.compactMap(\.self)
        guard let first = replaced.first?.first else { return [] }
        let calls = replaced.joined().reduce(0) { $0 + $1.calls }
        return [
            HealthCheck(
                name: "policies", status: .warn,
                message: "A policy failed in \(replaced.count) of \(Plural.text(worlds.count, "world")), and "
                    + "its slot's default answered \(Plural.text(calls, "call")) in its place: what is read out is a mixture of both. "
                    + "The first: \(first.failure).")
        ]
    }

    /// A warning where a learner hears of outcomes later than the market's feedback comes.
    private static func gathering(_ arm: Arm) -> HealthCheck? {
        let policy = arm.policies[.ranking]
        guard policy.learningInterval > 0 else { return nil }
        let seconds = String(format: "%g", policy.learningInterval / 1_000)
        return HealthCheck(
            name: "gathering", status: .warn,
            message:
                "\(arm.name): the ranking policy \(policy.name) hears of outcomes at most every \(seconds) s (gather), so "
                + "that requests are scored together: an approximation of one that hears of them when the platform does."
        )
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

    /// A warning where metrics could not be read out.
    static func absence(_ labels: [String]) -> [HealthCheck] {
        guard !labels.isEmpty else { return [] }
        return [
            HealthCheck(
                name: "metrics", status: .warn,
                message:
                    "\(Plural.list(labels)) could not be read out: no replication had anything to divide by in both arms "
                    + "and in both twins.")
        ]
    }

    private static func maturity(_ replications: [FeedReplication]) -> HealthCheck {
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
    static func equalTwins(_ twins: MarketReading.EqualTwins) -> HealthCheck {
        let arms = twins.arms.isEmpty ? "The arms" : "The arms \(Plural.list(twins.arms))"
        return HealthCheck(
            name: "equal_twins", status: twins.unequal == 0 ? .pass : .fail,
            message: twins.unequal == 0
                ? "\(arms) are equal, and so are the twin worlds, event by event."
                : "\(arms) are equal but \(twins.unequal) of \(Plural.text(twins.pairs, "pair")) of twin worlds "
                    + Plural.word(twins.unequal, "differs.", "differ."))
    }
}

extension HealthCheck {
    /// Whether every figure is near to the published one.
    static func published(_ comparison: PublishedComparison) -> HealthCheck {
        func distance(_ figure: PublishedComparison.Figure) -> Double { abs(figure.ratio - 1) }
        let figures = comparison.figures
        let far = figures.filter { distance($0) >= PublishedComparison.tolerance }.map(\.name)
        let worst = figures.max { distance($0) < distance($1) }
        let percent = Int(PublishedComparison.tolerance * 100)
        let furthest = worst.map { "; the furthest, \($0.name), is \(Int(($0.ratio * 100).rounded())) % of it" } ?? ""
        return HealthCheck(
            name: "published_figures", status: far.isEmpty ? .pass : .warn,
            message: far.isEmpty
                ? "All \(figures.count) figures are within \(percent) % of those published of \(comparison.title)\(furthest)."
                : "\(far.count) of \(figures.count) figures are not within \(percent) % of those published of \(comparison.title): "
                    + far.joined(separator: "; ") + ".")
    }
}
