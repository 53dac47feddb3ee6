public import Analysis
import Experiments

/// An answer as one page that needs nothing else.
public struct AnalysisPage: Sendable {
    private let answer: Answer
    private let alpha: Double
    private let title: String

    /// - Parameters:
    ///   - alpha: 1 less the level of the intervals.
    ///   - title: the data's name.
    public init(_ answer: Answer, alpha: Double, title: String) {
        self.answer = answer
        self.alpha = alpha
        self.title = title
    }

    public func html() throws(ReportProblem) -> String { try PageTemplates().render("analysis", values) }

    private var values: [String: Any] {
        let rows = AnalysisRow.all(answer)
        let domain = EffectDomain.over(rows.compactMap { $0.effect.map { [$0] } })
        let words = AnalysisWords(answer, alpha: alpha)
        let hasCorrection = rows.contains { $0.pValueAdjusted != nil }
        return [
            "title": title, "liftHead": "L" + (rows.first?.liftTitle ?? "lift").dropFirst(), "split": words.split,
            "legend": words.legend, "remarks": words.remarks,
            "uplifts": answer.rows.compactMap { ScoreReadout($0, alpha: alpha) }.enumerated().map {
                $1.values(place: $0)
            },
            "hasSegments": !answer.segments.isEmpty,
            "forests": ForestReadout.all(answer, alpha: alpha).enumerated().map { $1.values(place: $0) },
            "notes": words.notes, "hasNotes": !words.notes.isEmpty, "hasCorrection": hasCorrection,
            "hasRandomisation": rows.contains { $0.randomised != nil },
            "rows": rows.enumerated().map { index, row -> [String: Any] in
                [
                    "metric": row.metric, "variant": row.variant,
                    "segment": row.segment ?? "", "units": row.units, "control": row.control,
                    "mean": row.mean, "difference": row.difference, "lift": row.lift, "pValue": row.pValue,
                    "pValueAdjusted": row.pValueAdjusted ?? Digits.absent,
                    "randomised": row.randomised ?? [Digits.absent],
                    "plot": row.effect.map { AnalysisPage.drawing($0, index, domain).markup } ?? "",
                ]
            },
        ]
    }

    /// The lift on an axis that all rows share.
    private static func drawing(_ effect: EffectEstimate, _ index: Int, _ domain: ClosedRange<Double>) -> SVGElement {
        let (width, height) = (120.0, 24.0)
        let scale = Scale(domain, to: (10, width - 10))
        let zero = scale(min(max(0, domain.lowerBound), domain.upperBound))
        return .drawing(
            id: "lift\(index)", title: "Lift over control", description: EffectText(effect, .relative).line,
            width: width,
            height: height, style: "plot mini",
            [
                .line("zero", zero, 2, zero, height - 2),
                IntervalMark(shape: .diamond, style: "experiment", size: 4.5).drawing(effect, on: scale, y: height / 2),
            ])
    }
}
