import Experiments
public import Foundation
public import Marketplace
public import PolicyKit

/// A power answer as a document: what it comes to in one sentence, the three figures, and what stands behind them.
public struct PowerDocument: Document {
    private let answer: PowerAnswer
    private let unit: Metric.Unit?
    private let currency: Currency

    /// - Parameters:
    ///   - unit: of the metric; nil where it is not known.
    ///   - currency: that money is in.
    public init(_ answer: PowerAnswer, unit: Metric.Unit? = nil, currency: Currency = .usd) {
        self.answer = answer
        self.unit = unit
        self.currency = currency
    }

    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: answer) }

    public var page: Page {
        let words = Words(answer, unit, currency)
        return Page(
            kind: "power", title: "Size, effect and power of an experiment",
            banners: [
                Banner(
                    advice: "Size, effect and power",
                    headline: words.sentence,
                    tiles: figures(words).map { name, text, _ in
                        let parts = text.split(separator: #/: | of /#, maxSplits: 1).map(String.init)
                        return .init(
                            name: name, value: parts[0], remark: parts.count > 1 ? parts[1] : nil)
                    })
            ], sections: [PowerSection(figures(words)), BehindSection(words.behind)])
    }

    private typealias Figures = [(name: String, text: String, isSolved: Bool)]

    private func figures(_ words: Words) -> Figures {
        [
            ("sample size", words.size, answer.solvedFor == .units), ("MDE", words.effect, answer.solvedFor == .effect),
            ("power", words.power, answer.solvedFor == .power),
        ]
    }

    /// The three figures.
    private struct PowerSection: Section {
        let id = "figures"
        let title = "Size, effect and power"
        let blocks: [any Block]
        var media = Media.all

        init(_ figures: Figures) {
            blocks = [Facts(figures.map { ($0.name, $0.text + ($0.isSolved ? " (solved for)" : "")) })]
        }
    }

    /// What stands behind them.
    private struct BehindSection: Section {
        let id = "behind"
        let title = "What stands behind it"
        let blocks: [any Block]
        var media = Media.all

        init(_ behind: [String]) { blocks = behind.map { Prose($0, .note) } }
    }

    /// The figures of an answer, written out.
    private struct Words {
        let size: String
        let effect: String
        let power: String
        let sentence: String
        /// A line each: the metric, the variance, the test, the users that there are.
        let behind: [String]

        init(_ answer: PowerAnswer, _ unit: Metric.Unit?, _ currency: Currency) {
            let levels = unit.map { Figure.value($0, in: currency) } ?? Words.levels
            let differences = unit.map { Figure.difference($0, in: currency) } ?? Words.differences
            let total = Digits.count(answer.units)
            size =
                "\(total) units: \(Digits.count(answer.controlUnits)) in control, "
                + "\(Digits.count(answer.treatmentUnits)) in treatment"
            let absolute = differences.text(answer.effect)
            let relative = answer.relativeEffect.map(Figure.relative.text)
            effect = relative.map { "\($0) of the control mean, \(absolute)" } ?? absolute
            power = Words.percent.text(answer.power)
            let alpha = answer.alpha < 0.001 ? Digits.pValue(answer.alpha) : Digits.plain(answer.alpha)
            let chance = "with a probability of \(power) at alpha \(alpha)."
            if let margin = answer.margin {
                let bound = answer.alternative == "less" ? margin : -margin
                sentence =
                    "With \(total) units a true effect of \(Words.both(answer.effect, answer.mean, differences)) is shown to be no worse "
                    + "than \(Words.both(bound, answer.mean, differences)) \(chance)"
            } else {
                let change = answer.effect < 0 ? "fall" : "rise"
                let found = "a \(change) of \(Words.both(answer.effect, answer.mean, differences))"
                let most = answer.solvedFor == .effect ? " or more" : ""
                sentence = "With \(total) units \(found)\(most) is found \(chance)"
            }
            let source =
                answer.source.map { source in
                    let place = source.run.map { "run \($0) (\(source.scenario))" } ?? "scenario \(source.scenario)"
                    return "\(Wording.label(source.metric)) in control of \(place)"
                } ?? "Control"
            var behind = [
                "\(source): mean \(levels.text(answer.mean)), standard deviation \(levels.text(answer.standardDeviation))."
            ]
            if answer.correlation != 0 {
                let share = Words.percent.text(answer.correlation * answer.correlation)
                behind.append(
                    "CUPED: the covariate (r = \(Digits.plain(answer.correlation))) takes away \(share) of the variance."
                )
            }
            if answer.designEffect != 1 {
                behind.append("Clusters: design effect \(Digits.plain(answer.designEffect)).")
            }
            let tails = answer.alternative == "two-sided" ? answer.alternative : "one-sided (\(answer.alternative))"
            behind.append("Test: \(answer.method), \(tails).")
            if let simulated = answer.simulated {
                let share = Words.percent.text(simulated.share)
                behind.append(
                    "Simulated: \(Digits.count(simulated.found)) of \(Digits.count(simulated.experiments)) drawn experiments find it, "
                        + "\(share) [\(Words.percent.text(simulated.lower)), \(Words.percent.text(simulated.upper))] "
                        + "(exact 95 % interval).")
            }
            if let days = answer.days {
                behind.append("They have come after \(Digits.plain(days.rounded(.up))) days.")
            }
            if let source = answer.source { behind.append(Words.users(source.users, answer)) }
            self.behind = behind
        }

        /// As a share of the mean, where there is one, and in the metric's unit.
        private static func both(_ effect: Double, _ mean: Double, _ differences: Figure) -> String {
            let absolute = differences.text(effect)
            return mean == 0 ? absolute : "\(Figure.relative.text(effect / mean.magnitude)) (\(absolute))"
        }

        /// A market's users are there from its start: a longer run sees more of each, not more of them.
        private static func users(_ users: Int, _ answer: PowerAnswer) -> String {
            let market = "The market has \(Digits.count(users)) users, the same ones however long it runs"
            guard answer.units > users else { return "\(market): they are enough." }
            let needed = "\(market): a market of \(Digits.count(answer.units)) is needed"
            guard let endless = answer.unitsHoweverLong else {
                return "\(needed), and no number of days brings more of them."
            }
            if endless > users {
                return
                    "\(needed), and no number of days makes up for it: as these users differ for good, however long an "
                    + "experiment was, about \(Digits.count(endless)) would be needed."
            }
            return
                "\(needed) for an experiment as long as this one. A longer one brings no more of them, but sees more of each, "
                + "and they differ little for good: try a longer one."
        }

        /// Without a known unit: four digits that count.
        private static let levels = Figure(
            factor: 1, suffix: "", significantDigits: 4, decimals: 0...6, signed: false)
        private static let differences = Figure(
            factor: 1, suffix: "", significantDigits: 3, decimals: 0...7, signed: true)
        private static let percent = Figure(
            factor: 100, suffix: " %", significantDigits: 3, decimals: 1...4, signed: false)
    }
}
