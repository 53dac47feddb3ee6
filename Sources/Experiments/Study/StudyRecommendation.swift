import Foundation
import Marketplace
import Statistics

/// Says in plain words which design to trust for one metric, and why: of those that tell the truth, or else of those that may, the
/// closest one whose experiments are decided as the truth advises no less often than the others' beyond chance.
struct StudyRecommendation {
    private let metric: StudiedMetric
    private let level: Double
    /// Of the same metric, by design.
    private let decisions: [String: DesignDecisions]
    /// What the truth advises beyond chance.
    private let advice: Decision?
    /// The one that is told about.
    let design: DesignStudy
    /// Those whose distance from the truth cannot be told from its own; without those that mislead where it does not.
    private let equals: [DesignStudy]

    /// Nil where no design could be read out.
    /// - Parameter decision: by which the designs are chosen where it is about the metric.
    init?(_ metric: StudiedMetric?, level: Double, decision: DecisionReadout? = nil) {
        guard let metric else { return nil }
        let rows = decision?.goal == metric.name ? decision?.designs ?? [] : []
        let decisions = Dictionary(uniqueKeysWithValues: rows.map { ($0.name, $0) })
        let advice = decision?.isBeyondChance == true ? decision?.truth : nil
        func followed(_ design: DesignStudy) -> ExactShare? {
            advice.flatMap { decisions[design.name]?.following($0) }
        }
        let judged = Dictionary(grouping: metric.designs) { $0.judgement?.agreement ?? .unclear }
        let candidates = judged[.agrees] ?? judged[.unclear] ?? metric.designs
        // Of those whose experiments cannot be told to follow the truth less often than the best one's, the closest.
        let most = candidates.compactMap { followed($0)?.lower }.max()
        let design = candidates.first { design in
            guard let most, let own = followed(design) else { return true }
            return own.upper >= most
        }
        guard let design else { return nil }
        self.metric = metric
        self.advice = advice
        self.level = level
        self.decisions = decisions
        self.design = design
        equals = metric.designs.filter {
            $0.name != design.name
                && ($0.judgement?.agreement != .misleads || design.judgement?.agreement == .misleads)
                && StudyRecommendation.gap(of: $0, to: design, metric, level: level).contains(0)
        }
    }

    var headline: String {
        switch design.judgement?.agreement {
        case .agrees?: return "Trust the \(design.words) for \(metric.label) in this market."
        case .misleads? where metric.designs.count == 1:
            return "Do not trust the \(design.words) for \(metric.label) in this market: it misleads."
        case .misleads?:
            return
                "Trust no design for \(metric.label) in this market: all of them mislead, the \(design.words) the least."
        case .unclear?, nil:
            if let followed, followed.lower > 0.5 {
                return
                    "Decide on \(metric.label) by the \(design.words) in this market: \(followed.count) of "
                    + "\(Plural.text(followed.of, "experiment")) are decided as the truth advises."
            }
            return
                "Not enough replications to tell which design to trust for \(metric.label): the \(design.words) may be."
        }
    }

    /// The design's experiments that are decided as the truth advises.
    private var followed: ExactShare? { advice.flatMap { decisions[design.name]?.following($0) } }

    var reasons: [String] {
        let isClosest = metric.designs.first?.name == design.name
        var reasons = [
            "The true effect on \(metric.label) is \(line(metric.truth.difference)). One experiment of the "
                + "\(design.words) is typically \(size(design.rootMeanSquareError)) away from it"
                + (isClosest && metric.designs.count > 1
                    ? ", the least of \(Plural.text(metric.designs.count, "design"))." : "."),
            bias,
        ]
        if let row = decisions[design.name], let followed, let wrong = row.wrong {
            reasons.append(
                "Of its \(Plural.text(followed.of, "experiment")) the rule decides \(followed.count) as the truth advises and "
                    + "\(wrong.count) against it, and goes on with \(row.goesOn.count).")
        }
        if !equals.isEmpty {
            let words = equals.enumerated().map { "\($0 == 0 ? "The" : "the") \($1.words)" }
            reasons.append(
                Plural.list(words) + " cannot be told from it with \(Plural.text(metric.truths.count, "replication")).")
        }
        if let coverage = design.coverage,
            let held = ExactShare(coverage.count, of: coverage.of, level: level), held.upper < level
        {
            reasons.append(
                "Do not trust its interval: it held the truth in \(coverage.count) of \(coverage.of) experiments.")
        }
        let misleading = metric.designs.filter { $0.judgement?.agreement == .misleads && $0.name != design.name }
        if let worst = misleading.max(by: { $0.bias.absolute.magnitude < $1.bias.absolute.magnitude }) {
            reasons.append(
                "\(Plural.text(misleading.count, "other design")) \(misleading.count == 1 ? "misleads" : "mislead"); the largest bias "
                    + "is that of the \(worst.words), \(line(worst.bias.estimate)).")
        }
        return reasons
    }

    private var bias: String {
        let size = line(design.bias.estimate)
        switch design.judgement?.agreement {
        case .agrees?:
            return
                "Its bias is \(design.bias.absolute == 0 ? "exactly 0" : "\(size), within the margin beyond chance")."
        case .misleads?: return "Its bias is \(size), beyond the margin beyond chance."
        case .unclear?, nil:
            let needed = design.judgement?.replicationsNeeded.map {
                "; by the errors at hand about \(Digits.count($0)) would tell"
            }
            return "Its bias is \(size): whether that is within the margin, "
                + "\(Plural.text(metric.truths.count, "replication")) cannot tell\(needed ?? "")."
        }
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
        return gaps.isEmpty ? EffectEstimate(estimate: 0) : MetricTrials.mean(gaps, level: level).effect
    }

    /// As a share of the metric with nobody treated, where there is one.
    private func size(_ value: Double) -> String { figure.unsigned.text(value / base) }

    private func line(_ effect: EffectEstimate) -> String {
        let effect = effect.times(1 / base)
        return [figure.text(effect), figure.interval(effect)].compactMap(\.self).joined(separator: " ")
    }

    private var figure: Figure { metric.truth.control > 0 ? .relative : .difference(metric.unit) }
    private var base: Double { metric.truth.control > 0 ? metric.truth.control : 1 }
}
