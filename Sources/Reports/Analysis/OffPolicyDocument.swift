public import Analysis
import Experiments
public import Foundation

/// What a log of one policy says of another, as a document: the target policy's value by each estimator, and whether the weights
/// can be trusted.
public struct OffPolicyDocument: Document {
    private let answer: OffPolicyAnswer
    private let data: String
    private let version: String

    /// - Parameters:
    ///   - data: the table's name.
    ///   - version: of the program.
    public init(_ answer: OffPolicyAnswer, data: String, version: String) {
        self.answer = answer
        self.data = data
        self.version = version
    }

    public func json() throws(ReportProblem) -> Data {
        try JSONFile.bytes(of: OffPolicyRecord(answer, data: data, version: version))
    }

    public var page: Page {
        let words = OffPolicyWords(answer)
        let sections: [any Section] =
            [ValueSection(answer, words), WeightSection(answer, words)]
            + (answer.ranking.map { [RankingSection($0, words)] } ?? []) + [LogSection(answer, words)]
        return Page(
            kind: "off-policy evaluation", title: data, banners: [],
            summary: [words.banner(answer).only(.written)] + answer.remarks.map { Prose($0, .warning).only(.written) },
            sections: sections)
    }
}

/// The words for an answer's figures.
private struct OffPolicyWords {
    /// What a value is a mean over.
    let unit: String
    let level: String
    /// Rows, slates, clusters.
    let counted: String
    /// The estimator that the headline tells: the last of those that assume least.
    let main: OffPolicyAnswer.Value?

    init(_ answer: OffPolicyAnswer) {
        unit = answer.slates == nil ? "decision" : "slate"
        level = Digits.level(answer.question.alpha)
        let slates = answer.slates.map { ", \(Digits.count($0)) \($0 == 1 ? "slate" : "slates")" } ?? ""
        let clusters =
            answer.clusters.map { ", \(Digits.count($0)) clusters of \(answer.question.cluster ?? "")" } ?? ""
        counted = "\(Digits.count(answer.rows)) rows\(slates)\(clusters)."
        main =
            ["dr", "cascade-dr", "cascade-ips", "snips"].lazy.compactMap { word in
                answer.values.first { $0.estimator == word && $0.value != nil }
            }.first
    }

    /// An estimator as the literature calls it.
    static func name(_ estimator: String) -> String {
        switch estimator {
        case "logged": "the log itself"
        case "ips": "IPS"
        case "snips": "SNIPS"
        case "dr": "doubly robust"
        case "slate-ips": "slate IPS"
        case "pseudo-inverse": "pseudo-inverse"
        case "cascade-ips": "cascade IPS"
        case "cascade-dr": "cascade doubly robust"
        default: estimator
        }
    }

    /// What an estimator takes for granted beside right propensities.
    static func assumption(_ estimator: String) -> String? {
        switch estimator {
        case "slate-ips": "nothing of a slate's rewards"
        case "pseudo-inverse": "a slate's reward is the sum of what each position adds"
        case "cascade-ips", "cascade-dr": "a reward depends on what stands at its position and above"
        default: nil
        }
    }

    static func text(_ value: OffPolicyAnswer.Value) -> EffectText {
        value.value.map { AnalysisRow.text($0, levels) } ?? .absent
    }

    static let levels = Figure(
        factor: 1, suffix: "", significantDigits: 4, decimals: 0...7, signed: false, hasExponents: true)
    static let percent = Figure(factor: 100, suffix: " %", significantDigits: 3, decimals: 0...4, signed: false)

    func banner(_ answer: OffPolicyAnswer) -> Banner {
        let tiles = ([answer.logged] + answer.values).map { value in
            let text = OffPolicyWords.text(value)
            return Banner.Tile(
                name: OffPolicyWords.name(value.estimator), value: text.estimate, remark: text.interval,
                style: value.estimator == main?.estimator ? "experiment" : "")
        }
        if answer.hasWrongPropensities {
            return Banner(
                .fail, label: "Propensities are wrong",
                headline:
                    "The mean weight is \(OffPolicyWords.levels.text(answer.weights.mean)), not 1: no estimate below can be "
                    + "trusted.", tiles: tiles, subject: counted)
        }
        guard let main else {
            return Banner(
                .warn, label: "No estimate", headline: "The log says nothing of the target policy.", subject: counted)
        }
        let headline =
            "The target policy would earn \(OffPolicyWords.text(main).line) a \(unit) (\(OffPolicyWords.name(main.estimator))); "
            + "the log's own earned \(OffPolicyWords.text(answer.logged).line)."
        return main.value?.lower == nil
            ? Banner(.warn, label: "No interval", headline: headline, tiles: tiles, subject: counted)
            : Banner(advice: "Target policy", headline: headline, tiles: tiles, subject: counted)
    }
}

/// The target policy's value by each estimator, beside the log's own.
private struct ValueSection: Section {
    let id = "values"
    let title = "Value of the target policy"
    let blocks: [any Block]
    var media = Media.all

    init(_ answer: OffPolicyAnswer, _ words: OffPolicyWords) {
        let values = [answer.logged] + answer.values
        let texts = values.map(OffPolicyWords.text)
        let effects = values.map { value in value.value.map { EffectEstimate($0) } }
        let title = self.title
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                id: "value-\(width)", title: title,
                description: zip(values, texts).map { "\(OffPolicyWords.name($0.estimator)): \($1.line)." }
                    .joined(separator: " "),
                series: [.init(name: "Mean reward", mark: IntervalMark(shape: .diamond, style: "experiment"))],
                rows: values.indices.map {
                    .init(
                        label: OffPolicyWords.name(values[$0].estimator), effects: [effects[$0]], figures: [texts[$0]])
                },
                layout: layout.fitting(1), axis: "Mean reward per \(words.unit), with \(words.level) % intervals",
                figure: OffPolicyWords.levels
            ).drawing
        }
        let table = Table(
            name: title,
            columns: [
                .init(title: "Estimator", kind: .name), .init(title: "Mean reward per \(words.unit)"),
                .init(title: "Standard error"), .init(title: "Effective sample size"),
            ],
            rows: values.indices.map { place in
                let (value, size) = (values[place], values[place].effectiveSampleSize)
                let error = value.value?.standardError
                return [
                    .init(OffPolicyWords.name(value.estimator)), .init(texts[place], effects[place]),
                    .init(error.map(OffPolicyWords.levels.text) ?? Digits.absent, number: error),
                    .init(size.map { Digits.grouped($0, decimals: 0, signed: false) } ?? Digits.absent, number: size),
                ]
            })
        let notes = values.compactMap { value in value.note.map { "\(OffPolicyWords.name(value.estimator)): \($0)" } }
        let assumptions = values.compactMap { value in
            OffPolicyWords.assumption(value.estimator).map { "\(OffPolicyWords.name(value.estimator)): assumes \($0)" }
        }
        let legend =
            "Mean reward per \(words.unit) with \(words.level) % intervals, from the influence function by "
            + (answer.question.cluster.map { "cluster (\($0))" } ?? words.unit)
            + "; none below an effective sample size of 500."
        blocks =
            (effects.contains { $0 != nil }
                ? [Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow))] : []) + [
                table, Prose(legend, .note), Points(notes + assumptions),
            ]
    }
}

/// Whether the weights leave enough of the log, and whether they can be right.
private struct WeightSection: Section {
    let id = "weights"
    let title = "Weights"
    let blocks: [any Block]
    var media = Media.all

    init(_ answer: OffPolicyAnswer, _ words: OffPolicyWords) {
        let weights = answer.weights
        let mean = OffPolicyWords.levels.text(weights.mean)
        let error = OffPolicyWords.levels.text(weights.meanStandardError)
        let size = Digits.grouped(weights.effectiveSampleSize, decimals: 0, signed: false)
        let isEnough = weights.effectiveSampleSize >= 500
        let share = weights.largestShare.map { ", \(OffPolicyWords.percent.text($0)) of the sum" } ?? ""
        let balance: Checks.Check =
            if let p = weights.pValue {
                .init(
                    tone: answer.hasWrongPropensities ? .fail : .pass, label: "Mean weight",
                    message:
                        "\(mean) with standard error \(error); it must be 1 within its error (p = \(Digits.pValue(p)))")
            } else {
                .init(
                    tone: .warn, label: "Mean weight",
                    message: "\(mean) with standard error \(error); too few rows are left to tell it from 1",
                    outcome: "not judged")
            }
        blocks = [
            Checks(checks: [
                .init(
                    tone: isEnough ? .pass : .warn, label: "Effective sample size",
                    message: "\(size) of \(Digits.count(answer.rows)) rows" + (isEnough ? "" : "; intervals need 500")),
                balance,
                .init(
                    tone: (weights.largestShare ?? 0) > 0.1 ? .warn : .pass, label: "Largest weight",
                    message: OffPolicyWords.levels.text(weights.largest) + share),
                .init(
                    tone: weights.shareOfZeros < 1 ? .pass : .warn, label: "Never by the target",
                    message:
                        "\(OffPolicyWords.percent.text(weights.shareOfZeros)) of rows have a target propensity of 0"),
            ])
        ]
    }
}

/// How well a score puts the rewards in order.
private struct RankingSection: Section {
    let id = "ranking"
    let title = "Order by the score"
    let blocks: [any Block]
    var media = Media.all

    init(_ ranking: OffPolicyAnswer.Ranking, _ words: OffPolicyWords) {
        let rows: [(String, EffectAnswer?)] = [
            ("AUC", ranking.auc), ("NDCG by the score", ranking.ndcg), ("NDCG as shown", ranking.ndcgAsShown),
        ]
        let table = Table(
            name: title, columns: [.init(title: "Measure", kind: .name), .init(title: "Value")],
            rows: rows.filter { $0.1 != nil }.map { name, effect in
                [
                    .init(name),
                    .init(
                        effect.map { AnalysisRow.text($0, OffPolicyWords.levels) } ?? .absent,
                        effect.map { EffectEstimate($0) }),
                ]
            })
        let legend =
            "As the logging policy showed it: what it never showed has no reward, and a ranking measure cannot tell that a policy "
            + "would show it."
        blocks = [Heading(title).only(.terminal), table, Prose(legend, .note), Points(ranking.note.map { [$0] } ?? [])]
    }
}

/// What was counted, and what a reader must not overlook.
private struct LogSection: Section {
    let id = "log"
    let title = "Log"
    let blocks: [any Block]
    var media = Media.all

    init(_ answer: OffPolicyAnswer, _ words: OffPolicyWords) {
        blocks = answer.remarks.map { Prose($0, .warning).only(.terminal) } + [Prose(words.counted)]
    }
}
