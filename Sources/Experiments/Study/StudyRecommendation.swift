import Foundation
import Marketplace
import Statistics

/// Says in plain words which design comes closest to the truth, and why.
struct StudyRecommendation {
    private let metric: StudiedMetric
    private let level: Double
    private let best: DesignStudy
    private let worst: DesignStudy
    /// Those whose distance from the truth cannot be told from the best one's.
    private let equals: [DesignStudy]

    /// Nil where no design could be read out.
    init?(_ metric: StudiedMetric?, level: Double) {
        guard let metric, let best = metric.designs.first, let worst = metric.designs.last else { return nil }
        self.metric = metric
        self.level = level
        self.best = best
        self.worst = worst
        equals = metric.designs.dropFirst().filter {
            StudyRecommendation.gap(of: $0, to: best, metric, level: level).contains(0)
        }
    }

    var headline: String {
        if metric.designs.count > 1, !metric.designs.contains(where: isBiased) {
            return
                "The designs agree with the truth: none is biased beyond chance, and the \(best.words) comes closest."
        }
        return "Trust the \(best.words) in this market."
    }

    var reasons: [String] {
        var reasons = [
            "The true effect on \(metric.label) is \(signed(metric.truth.difference.estimate)). One experiment of the "
                + "\(best.words) is typically \(size(best.rootMeanSquareError)) away from it, the least of "
                + Plural.text(metric.designs.count, "design") + "."
        ]
        if !equals.isEmpty {
            let words = equals.enumerated().map { "\($0 == 0 ? "The" : "the") \($1.words)" }
            reasons.append(
                Plural.list(words) + " cannot be told from it with \(Plural.text(metric.truths.count, "replication")).")
        }
        reasons.append(
            isBiased(best)
                ? "It is still biased by \(signed(best.bias.absolute))."
                : "It shows no bias beyond chance; what is left is noise.")
        if let coverage = best.coverage, coverage.share < level - 0.1 {
            reasons.append(
                "Do not trust its interval: it held the truth in \(coverage.count) of \(coverage.of) experiments.")
        }
        if worst.name != best.name, !equals.contains(where: { $0.name == worst.name }) {
            reasons.append(
                "The \(worst.words) is the farthest off: typically \(size(worst.rootMeanSquareError)) away, "
                    + (isBiased(worst) ? "\(signed(worst.bias.absolute)) of it bias." : "most of it noise."))
        }
        return reasons
    }

    /// How much farther from the truth another design is, in squares and replication by replication.
    private static func gap(
        of other: DesignStudy, to best: DesignStudy, _ metric: StudiedMetric, level: Double
    ) -> EffectEstimate {
        let truth = metric.truth.difference.estimate
        func square(_ estimate: Double) -> Double { (estimate - truth) * (estimate - truth) }
        let gaps = zip(other.estimates, best.estimates).compactMap { other, best in
            other.flatMap { other in best.map { square(other) - square($0) } }
        }
        return MetricTrials.mean(gaps, level: level).effect
    }

    /// Whether a bias is beyond chance, of as many designs as there are (Bonferroni).
    private func isBiased(_ design: DesignStudy) -> Bool {
        guard let error = design.bias.standardError, metric.truths.count > 1 else { return false }
        let chance = (1 - level) / 2 / Double(metric.designs.count)
        let reference = StudentT(degreesOfFreedom: Double(metric.truths.count - 1))
        return design.bias.absolute.magnitude > error * reference.quantile(upperTail: chance)
    }

    /// As a share of the metric with nobody treated, where there is one.
    private func size(_ value: Double) -> String { figure.unsigned.text(value / base) }

    private func signed(_ value: Double) -> String { figure.text(value / base) }

    private var figure: Figure { metric.truth.control > 0 ? .relative : .difference(metric.unit) }
    private var base: Double { metric.truth.control > 0 ? metric.truth.control : 1 }
}
