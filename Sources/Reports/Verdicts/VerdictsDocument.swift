public import Experiments
public import Foundation
public import PolicyKit

/// How often verdicts of few replications are wrong, as a document: what all replications say, and a line for each number of them.
public struct VerdictsDocument: Document {
    private let reliability: VerdictReliability
    private let scenario: String
    private let run: String
    private let currency: Currency

    /// - Parameters:
    ///   - scenario: whose run was drawn from.
    ///   - run: its id.
    ///   - currency: that money is in.
    public init(_ reliability: VerdictReliability, scenario: String, run: String, currency: Currency = .usd) {
        (self.reliability, self.scenario, self.run, self.currency) = (reliability, scenario, run, currency)
    }

    /// The figures, and which run they are of.
    private struct Figures: Encodable {
        let scenario: String
        let run: String
        let reliability: VerdictReliability

        func encode(to encoder: any Encoder) throws {
            var keys = encoder.container(keyedBy: Key.self)
            try keys.encode(scenario, forKey: .scenario)
            try keys.encode(run, forKey: .run)
            try reliability.encode(to: encoder)
        }

        private enum Key: String, CodingKey { case scenario, run }
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: Figures(scenario: scenario, run: run, reliability: reliability))
    }

    public var page: Page {
        let words = Words(reliability, currency)
        return Page(
            kind: "verdicts · \(scenario)", title: "How often a verdict of few replications is wrong",
            banners: [
                Banner(
                    advice: "Verdicts of few replications", headline: words.headline, tiles: words.tiles,
                    details: words.details,
                    subject: "run \(run) · \(scenario) · \(Digits.count(reliability.replications)) replications · "
                        + "\(Digits.count(reliability.draws)) draws of each number, seed \(reliability.seed)")
            ], sections: [VerdictsSection(reliability)])
    }

    /// A line for each number of replications.
    private struct VerdictsSection: Section {
        let id = "verdicts"
        let title = "Verdicts"
        let blocks: [any Block]
        var media = Media.all

        init(_ reliability: VerdictReliability) {
            func cell(_ share: ExactShare) -> Table.Cell {
                Table.Cell(
                    EffectText(
                        estimate: Words.share(share.share),
                        interval: "[\(Words.plain(share.lower)), \(Words.plain(share.upper))]"),
                    EffectEstimate(estimate: share.share, lower: share.lower, upper: share.upper))
            }
            blocks = [
                Table(
                    name: "Verdicts of few replications",
                    columns: [
                        .init(title: "Replications", kind: .name), .init(title: "Tells the truth"),
                        .init(title: "Misleads"), .init(title: "Not enough to tell"),
                        .init(title: "Wrong"), .init(title: "Taken on average", brief: "taken"),
                    ],
                    rows: reliability.rows.map { row in
                        [
                            .init(
                                row.looks.count > 1
                                    ? "until clear, at most \(row.looks.last ?? 0)" : "\(row.looks[0])"),
                            cell(row.agrees), cell(row.misleads), cell(row.unclear), cell(row.wrong),
                            .init(Digits.plain(row.replications), number: row.replications),
                        ]
                    }),
                Prose(
                    "Each number of replications is drawn without repetition from those of the run; shares have exact "
                        + "\(Digits.plain(reliability.level * 100)) % intervals for the number of draws. Wrong is a verdict that all "
                        + "replications together contradict.",
                    .note),
            ]
        }
    }

    /// The figures, written out.
    private struct Words {
        let headline: String
        let tiles: [Banner.Tile]
        let details: [String]

        init(_ reliability: VerdictReliability, _ currency: Currency) {
            let figure = Figure.difference(reliability.unit, in: currency)
            func line(_ effect: EffectEstimate) -> String {
                [figure.text(effect), figure.interval(effect)].compactMap(\.self).joined(separator: " ")
            }
            let worst = reliability.rows.map(\.wrong.share).max() ?? 0
            headline =
                "On \(reliability.label) the experiment \(reliability.isTrue ? "tells the truth" : "misleads"), and at most "
                + "\(Words.share(worst)) of the verdicts of few replications say otherwise."
            tiles = reliability.rows.map { row in
                .init(
                    name: row.looks.count > 1 ? "Right, until clear" : "Right, \(row.looks[0]) replications",
                    value: Words.share(1 - row.wrong.share - row.unclear.share),
                    remark: "\(Words.share(row.unclear.share)) cannot tell")
            }
            let margin = figure.unsigned.text(reliability.judgement.margin)
            let share = Digits.plain((reliability.judgement.isFloor ? reliability.floor : reliability.margin) * 100)
            details = [
                "All \(Digits.count(reliability.replications)) replications: the truth is \(line(reliability.truth)), the bias, "
                    + "\(reliability.bias.method.rawValue), \(line(reliability.bias.estimate)); up to \(margin) (\(share) % of "
                    + "\(reliability.judgement.isFloor ? "control, as the true effect is not clear of 0" : "the true effect")) counts as "
                    + "the truth.",
                reliability.judgement.flipsSign ? "Experiment and truth have different signs." : nil,
            ].compactMap(\.self)
        }

        static func share(_ share: Double) -> String { plain(share) + " %" }
        static func plain(_ share: Double) -> String { String(format: "%.1f", share * 100) }
    }
}
