import Foundation
import Marketplace
import Statistics

extension Verdict {
    /// Part of a metric below which an effect on it counts as none.
    package static let negligible = 0.001

    /// Puts into words what the primary metric says and whether it is true.
    /// - Parameter among: the treatment's name, where there are several.
    init(
        _ plan: Plan, readings: DesignReadings, replications: [FeedReplication], health: [HealthCheck],
        among: String? = nil
    ) {
        let (design, metrics) = readings.designs[0]
        guard let primary = metrics.first else {
            self.init(headline: "No metric was read out.", details: [], agreement: .unclear)
            return
        }
        let isUnchanged = plan.arms[0].isEqual(to: plan.arms[1])
        let test = readings.designs.count > 1 ? design.words : isUnchanged ? "A/A test" : "A/B test"
        let (headline, agreement) = Verdict.judge(
            among.map { "\(test) of \($0)" } ?? test, primary.label, primary,
            nothing: isUnchanged
                ? "nothing was changed"
                : primary.truth.difference.estimate == 0
                    && replications.allSatisfy { $0.allTreated.digest == $0.allControl.digest }
                    ? "the treatment changes nothing that happens" : nil,
            level: plan.level, replications: replications.count)
        self.init(
            headline: headline,
            details: Verdict.details(plan, metrics: metrics, agreement: agreement, replications: replications)
                + readings.designs.dropFirst().compactMap { other in
                    other.metrics.first.map { Verdict.alsoSaid(other.design.words, $0) }
                }
                + health.filter { $0.status == .fail }.map { "Health check \($0.name) failed: \($0.message)" },
            agreement: agreement)
    }

    /// The readout misleads when its bias is beyond chance and matters: a tenth of the true effect, and a tenth of a per cent of
    /// the metric.
    static func agreement(_ metric: MetricReadout, level: Double, replications: Int) -> Agreement {
        let truth = metric.truth.difference.estimate
        let floor = negligible * abs(metric.truth.control)
        let matters = abs(metric.bias.absolute) > max(0.1 * abs(truth), floor)
        guard let tolerance = tolerance(metric, level: level, replications: replications) else { return .unclear }
        if abs(metric.bias.absolute) > tolerance { return matters ? .misleads : .agrees }
        // Within chance: agreement is only worth the word when chance is small against what is at stake.
        return tolerance <= max(abs(truth), 10 * floor) ? .agrees : .unclear
    }

    /// How far estimate and truth can be apart by chance: from the errors of both, as if independent, which is on the safe
    /// side; of one replication, from the experiment's own interval.
    private static func tolerance(_ metric: MetricReadout, level: Double, replications: Int) -> Double? {
        if replications == 1 {
            guard let lower = metric.difference.lower, let upper = metric.difference.upper else { return nil }
            return (upper - lower) / 2
        }
        guard let experiment = metric.difference.standardError, let truth = metric.truth.difference.standardError
        else { return nil }
        let reference = StudentT(degreesOfFreedom: Double(replications - 1))
        return (experiment * experiment + truth * truth).squareRoot() * reference.quantile(upperTail: (1 - level) / 2)
    }

    private static func details(
        _ plan: Plan, metrics: [MetricReadout], agreement: Agreement, replications: [FeedReplication]
    ) -> [String] {
        var details: [String] = []
        let changes = plan.arms[1].changes.map(\.text)
        if changes.isEmpty {
            details.append("Both arms are the same: this is an A/A test, and the true effect is exactly zero.")
        } else {
            details.append("The treatment changes \(changes.joined(separator: ", ")).")
        }
        if !plan.layers.isEmpty {
            let layers = plan.layers.map { "\($0.name) (\($0.keys.joined(separator: ", ")))" }.joined(separator: ", ")
            details.append("At the same time runs another experiment, here and in the truth: \(layers).")
        }
        guard agreement == .misleads, let primary = metrics.first else { return details }
        if let sellThrough = metrics.first(where: { $0.name == "sell_through" }),
            sellThrough.truth.control > 0.2 || sellThrough.truth.treatment > 0.2
        {
            details.append(
                "Stock is what limits this market: \(percent(sellThrough.truth.control)) of the offered units are sold "
                    + "with nobody treated and \(percent(sellThrough.truth.treatment)) with everybody treated.")
            let takes = primary.difference.estimate > primary.truth.difference.estimate
            details.append(
                takes
                    ? "In the A/B test the treated users buy what the others would have bought, so each sale is counted twice: "
                        + "once as a gain of treatment and once as a loss of control."
                    : "In the A/B test the users of control take what the treated would have bought, which hides the gain."
            )
        } else if primary.name.hasPrefix("ad_"), plan.designs[0] == .userSplit {
            details.append(
                "In a user split both arms draw on the same ad budgets: what one arm spends more, the other lacks.")
        } else {
            details.append(
                "The arms meet in one market: what one arm's users take, click or teach a shared system reaches the other's, "
                    + "and the user split counts it as an effect.")
        }
        return details
    }

    static func effect(_ relative: EffectEstimate?, or absolute: EffectEstimate) -> String {
        guard let relative else { return signed(absolute.estimate) }
        return signed(relative.estimate * 100) + " %"
    }

    /// With a sign, and enough digits to tell small effects apart.
    static func signed(_ value: Double) -> String {
        let digits = abs(value) >= 10 ? 1 : 2
        let text = String(format: "%.\(digits)f", abs(value))
        // What rounds to nothing has no sign.
        if Double(text) == 0 { return "±0" }
        return (value < 0 ? "−" : "+") + text
    }

    private static func percent(_ share: Double) -> String { String(format: "%.0f %%", share * 100) }
}

extension EffectEstimate {
    /// Whether the interval holds the value; without an interval, whether the estimate is the value.
    func contains(_ value: Double) -> Bool {
        guard let lower, let upper else { return estimate == value }
        return lower <= value && value <= upper
    }
}
