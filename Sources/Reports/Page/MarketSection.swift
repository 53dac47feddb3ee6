import Experiments
import PolicyKit

/// What belongs to no arm: figures of listings and sellers, and the market beside a published one.
struct MarketSection {
    let hasFigures: Bool
    let figures: [FigureLine]
    let hasComparison: Bool
    let comparisonTitle: String
    let source: String
    let comparison: [ComparisonLine]
    let level: String

    /// A figure of listings or sellers.
    struct FigureLine {
        let label: String
        let definition: String
        let experiment: String
        let control: String
        let treatment: String
        let truth: EffectText

        init(_ figure: MarketFigureReadout, in currency: Currency) {
            let levels = Figure.value(figure.unit, in: currency)
            label = figure.label
            definition = figure.definition
            experiment = levels.text(figure.experiment.estimate)
            control = levels.text(figure.control.estimate)
            treatment = levels.text(figure.treatment.estimate)
            truth = EffectText(figure.truth, Figure.difference(figure.unit, in: currency))
        }
    }

    /// A figure here and as published.
    struct ComparisonLine {
        let name: String
        let published: String
        let realised: EffectText
        let ratio: String

        init(_ figure: PublishedComparison.Figure, in currency: Currency) {
            let levels = Figure.value(figure.unit, in: currency)
            name = figure.name
            published = levels.text(figure.published)
            realised = EffectText(figure.realised, levels)
            ratio = Digits.grouped(figure.ratio, decimals: 2, signed: false)
        }
    }

    init(_ readout: Readout) {
        figures = readout.marketFigures.map { FigureLine($0, in: readout.money) }
        hasFigures = !figures.isEmpty
        comparison = readout.comparison?.figures.map { ComparisonLine($0, in: readout.money) } ?? []
        hasComparison = !comparison.isEmpty
        comparisonTitle = readout.comparison?.title ?? ""
        source = Wording.unbroken(readout.comparison?.source ?? "")
        level = Digits.plain(readout.level * 100)
    }
}
