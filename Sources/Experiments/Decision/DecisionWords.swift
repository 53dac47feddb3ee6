import Foundation
import Marketplace
import PolicyKit

/// The sentences of a decision.
struct DecisionWords {
    private let currency: Currency
    private let requirements: [Requirement]
    private let readout: DecisionReadout

    init(_ plan: Plan, _ requirements: [Requirement], _ readout: DecisionReadout) {
        currency = plan.market.currency
        self.requirements = requirements
        self.readout = readout
    }

    var headline: String {
        let rule = readout.decision.map { "Rule: \($0.words)." } ?? "Rule: this experiment gives no interval to go by."
        let truth = readout.truth.map { advice in
            "Truth: \(advice.words)\(readout.isBeyondChance ? "" : ", though not beyond chance")."
        }
        return [rule, truth ?? "The truth cannot be told.", cost].compactMap(\.self).joined(separator: " ")
    }

    private var cost: String? {
        guard let cost = readout.costPerWeek else { return nil }
        let verb = cost.estimate < 0 ? "In money alone the difference gains" : "The difference costs"
        let size = cost.estimate < 0 ? cost.times(-1) : cost
        let year = size.times(365.25 / 7)
        return "\(verb) about \(line(size)) per week; if the effect lasts, \(line(year)) per year."
    }

    /// - Parameter primary: the design of the experiment that the headline is about.
    func details(primary: DecisionTrials) -> [String] {
        var sentences = [rule]
        if let row = readout.designs.first(where: { $0.name == primary.name }), row.launches.of > 1 {
            sentences.append(
                "Of \(row.launches.of) experiments, one per replication, the rule launches \(row.launches.count), drops "
                    + "\(row.drops.count) and goes on with \(row.goesOn.count).")
        }
        if readout.decision == .goOn {
            sentences.append(
                readout.moreDays.map {
                    "Going on means about \(Digits.count(Int($0.rounded(.up)))) more days for a chance of 80 % to decide, if "
                        + "its error falls with the root of time."
                } ?? "By the errors at hand no length of up to ten years would decide.")
        }
        if let brings = readout.launchPerWeek {
            let metric = readout.money.flatMap(Metric.named)?.label ?? "money"
            sentences.append("A launch would bring \(line(brings, signed: true)) of \(metric) per week.")
        }
        return sentences
    }

    /// What it asks for.
    private var rule: String {
        let asked = requirements.enumerated().map { place, requirement in
            let verb =
                place == 0
                ? requirement.isFloor ? "is above" : "is below" : "stays \(requirement.isFloor ? "above" : "below")"
            return "\(requirement.metric.label) \(verb) \(text(requirement))"
        }
        return
            "The rule launches where the experiment's interval of the effect on \(Plural.list(asked)); it drops where one lies wholly on the "
            + "other side, and goes on otherwise."
    }

    private func text(_ requirement: Requirement) -> String {
        let value = requirement.bound.value
        if value == 0 { return "0" }
        return requirement.bound.scale == .relative
            ? Figure.relative.text(value) : Figure.difference(requirement.metric.unit, in: currency).text(value)
    }

    /// Money of the whole market.
    private func line(_ money: EffectEstimate, signed: Bool = false) -> String {
        let figure = Figure.total(currency, signed: signed)
        return [figure.text(money), figure.interval(money)].compactMap(\.self).joined(separator: " ")
    }
}

extension Decision {
    /// In a sentence.
    package var words: String {
        switch self {
        case .launch: "launch"
        case .drop: "do not launch"
        case .goOn: "go on"
        }
    }
}
