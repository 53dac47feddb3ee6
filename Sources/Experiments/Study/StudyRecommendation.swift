import Foundation
import Statistics

/// Says in plain words which design comes closest to the truth, and why.
struct StudyRecommendation {
    let headline: String
    let reasons: [String]

    init(_ metric: StudiedMetric?, level: Double) {
        guard let metric, let best = metric.designs.first, let worst = metric.designs.last else {
            headline = "No design could be read out."
            reasons = []
            return
        }
        func size(_ value: Double) -> String { StudyRecommendation.size(value, of: metric) }
        let equals = metric.designs.dropFirst().filter {
            StudyRecommendation.cannotBeTold($0, from: best, metric, level: level)
        }
        let truth = StudyRecommendation.signedSize(metric.truth.difference.estimate, of: metric)
        var reasons = [
            "The true effect on \(metric.label) is \(truth). One experiment of the \(best.words) is typically "
                + "\(size(best.rootMeanSquareError)) away from it, the least of \(metric.designs.count) designs."
        ]
        if !equals.isEmpty {
            reasons.append(
                Plural.list(equals.enumerated().map { "\($0 == 0 ? "The" : "the") \($1.words)" }) + " cannot be told from it with "
                    + "\(metric.truths.count) replications.")
        }
        if let lower = best.bias.lower, let upper = best.bias.upper {
            reasons.append(
                lower <= 0 && upper >= 0
                    ? "It shows no bias beyond chance; what is left is noise."
                    : "It is still biased by \(StudyRecommendation.signedSize(best.bias.estimate, of: metric)).")
        }
        if let coverage = best.coverage, coverage.share < level - 0.1 {
            reasons.append(
                "Do not trust its interval: it held the truth in \(coverage.count) of \(coverage.of) experiments.")
        }
        if worst.name != best.name, !equals.contains(where: { $0.name == worst.name }) {
            reasons.append(
                "The \(worst.words) is the farthest off: typically \(size(worst.rootMeanSquareError)) away, "
                    + "\(StudyRecommendation.signedSize(worst.bias.estimate, of: metric)) of it bias.")
        }
        self.reasons = reasons
        headline =
            equals.count == metric.designs.count - 1 && metric.designs.count > 1
            ? "The designs agree: none comes closer to the truth than the others beyond chance."
            : "Trust the \(best.words) in this market."
    }

    /// Whether the squared errors of two designs differ by no more than chance, replication by replication.
    private static func cannotBeTold(
        _ other: DesignStudy, from best: DesignStudy, _ metric: StudiedMetric, level: Double
    ) -> Bool {
        let truth = metric.truth.difference.estimate
        let gaps = zip(other.estimates, best.estimates).compactMap { other, best in
            other.flatMap { other in
                best.map { (other - truth) * (other - truth) - ($0 - truth) * ($0 - truth) }
            }
        }
        let gap = MetricReader.mean(gaps, level: level).effect
        return gap.contains(0)
    }

    /// As a share of the metric with nobody treated, where there is one.
    static func size(_ value: Double, of metric: StudiedMetric) -> String {
        let base = metric.truth.control.magnitude
        return base > 0 ? String(format: "%.2f %%", value / base * 100) : String(format: "%.3g", value)
    }

    static func signedSize(_ value: Double, of metric: StudiedMetric) -> String {
        let base = metric.truth.control.magnitude
        return base > 0 ? Verdict.signed(value / base * 100) + " %" : Verdict.signed(value)
    }
}
