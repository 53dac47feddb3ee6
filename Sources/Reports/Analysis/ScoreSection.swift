import Analysis
import Experiments

/// Whom a variant helps by a score: deciles, and how well the score sorts.
struct ScoreSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    private static let score = Figure(factor: 1, suffix: "", significantDigits: 3, decimals: 0...4, signed: true)

    /// One for each metric that has a score; none where the answer has none.
    static func all(_ answer: Answer) -> [ScoreSection] {
        let scored = answer.rows.compactMap { row in row.uplift.map { (row, $0) } }
        return scored.enumerated().map { place, row in
            ScoreSection(row.0, row.1, place: place, alpha: answer.question.alpha)
        }
    }

    /// - Parameter place: among the document's sections of this kind.
    private init(_ answer: MetricAnswer, _ uplift: UpliftAnswer, place: Int, alpha: Double) {
        // Tenths, or what equal scores leave of them.
        let part = uplift.deciles.count == 10 ? "decile" : "group"
        let name = part.prefix(1).uppercased() + part.dropFirst()
        id = "uplift-\(place)"
        let title = "\(answer.metric) of \(answer.variant) by \(part) of \(uplift.score)"
        self.title = title
        let texts = uplift.deciles.map { decile in
            decile.uplift.map { AnalysisRow.text($0, AnalysisRow.differences) } ?? .absent
        }
        let effects = uplift.deciles.map { decile in decile.uplift.map { EffectEstimate($0) } }
        let table = Table(
            name: title,
            columns: [name, "Units", "Control units", "Control", "Mean", "Difference"].map { .init(title: $0) },
            rows: uplift.deciles.enumerated().map { place, decile in
                func level(_ mean: Double?) -> Table.Cell {
                    .init(mean.map(AnalysisRow.level) ?? Digits.absent, number: mean)
                }
                return [
                    .init("\(place + 1)", number: Double(place + 1)),
                    .init(Digits.count(decile.units), number: Double(decile.units)),
                    .init(Digits.count(decile.unitsControl), number: Double(decile.unitsControl)),
                    level(decile.meanControl), level(decile.mean), .init(texts[place], effects[place]),
                ]
            })
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                id: "uplift-\(width)\(place)", title: title,
                description: texts.enumerated().map { "\(name) \($0 + 1): \($1.line)." }.joined(separator: " "),
                series: [.init(name: "Variant less control", mark: IntervalMark(shape: .diamond, style: "experiment"))],
                rows: zip(texts, effects).enumerated().map { place, pair in
                    .init(label: "\(name) \(place + 1)", effects: [pair.1], figures: [pair.0])
                },
                layout: layout.fitting(1), axis: "Difference, with \(Digits.level(alpha)) % intervals",
                figure: AnalysisRow.differences
            ).drawing
        }
        let areas = ScoreSection.areas(uplift, name: name)
        blocks = [
            Heading(title).only(.terminal), Prose(areas, .lead).only(.written),
            Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow)), table,
            Prose(areas, .note).only(.terminal),
        ]
    }

    /// How well the score sorts, in a sentence.
    private static func areas(_ uplift: UpliftAnswer, name: String) -> String {
        let figure = uplift.scale == .shareOfPerfect ? score : AnalysisRow.differences
        return words(uplift.scale) + ": Qini \(AnalysisRow.text(uplift.qini, figure).line), "
            + "AUUC \(AnalysisRow.text(uplift.auuc, figure).line), by "
            + "\(Digits.count(uplift.resamples)) draws of units. \(name) 1 has the highest scores"
            + (name == "Group" ? "; units of equal scores are one group." : ".")
    }

    private static func words(_ scale: UpliftAnswer.Scale) -> String {
        switch scale {
        case .shareOfPerfect: "0 is no better than chance, 1 perfect"
        case .gainPerUnit:
            "What a unit gains over targeting at random, in the mean over all shares that could be targeted (of a mean it is "
                + "not known what a perfect score would gain)"
        }
    }
}
