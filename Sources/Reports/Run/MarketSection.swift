import Experiments
import PolicyKit

/// What belongs to no arm: figures of listings and sellers.
struct MarketSection: Section {
    let id = "market"
    let title = "Listings and sellers"
    let blocks: [any Block]
    var media = Media.written

    /// Nil where there are none.
    init?(_ readout: Readout) {
        guard !readout.marketFigures.isEmpty else { return nil }
        let rows = readout.marketFigures.map { figure in
            let levels = Figure.value(figure.unit, in: readout.money)
            var name = Table.Cell(figure.label)
            name.meaning = figure.definition
            return [name]
                + [figure.experiment, figure.control, figure.treatment].map {
                    .init(levels.text($0.estimate), number: $0.estimate)
                } + [.init(EffectText(figure.truth, .difference(figure.unit, in: readout.money)), figure.truth)]
        }
        blocks = [
            Prose(
                "Both arms meet the same listings, so these figures have no arms: the experiment's market is one, and the "
                    + "truth is that of the twins, with their \(Digits.plain(readout.level * 100)) % interval.", .lead
            ).only(.page),
            Table(
                name: "Listings and sellers",
                columns: [
                    .init(title: "Figure", kind: .name), .init(title: "In the experiment"),
                    .init(title: "Nobody treated"), .init(title: "Everybody treated"), .init(title: "True difference"),
                ], rows: rows),
        ]
    }
}

/// The market beside a published one.
struct ComparisonSection: Section {
    let id = "comparison"
    let title: String
    let blocks: [any Block]
    var media = Media.written

    /// Nil where the scenario names none.
    init?(_ readout: Readout) {
        guard let comparison = readout.comparison, !comparison.figures.isEmpty else { return nil }
        title = "Beside \(comparison.title)"
        let rows = comparison.figures.map { figure in
            let levels = Figure.value(figure.unit, in: readout.money)
            return [
                Table.Cell(figure.name), .init(levels.text(figure.published), number: figure.published),
                .init(EffectText(figure.realised, levels), figure.realised),
                .init(Digits.grouped(figure.ratio, decimals: 2, signed: false), number: figure.ratio),
            ]
        }
        blocks = [
            Prose(
                "\(comparison.source) Realised is the market with nobody treated, mean over replications with its "
                    + "\(Digits.plain(readout.level * 100)) % interval.", .lead),
            Table(
                name: "Published and realised figures",
                columns: [
                    .init(title: "Figure", kind: .name), .init(title: "Published"), .init(title: "Realised"),
                    .init(title: "Realised / published"),
                ], rows: rows),
        ]
    }
}
