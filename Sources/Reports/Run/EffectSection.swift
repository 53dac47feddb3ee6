import Experiments

/// All metrics of one treatment as a plot and as a table, with their definitions.
struct EffectSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    private static let name = "All metrics"

    /// - Parameter place: of the treatment.
    init(_ readout: Readout, treatment place: Int = 0) {
        let one = readout.treatments[place]
        let name = readout.treatmentName(place)
        id = place == 0 ? "effects" : "effects-\(place + 1)"
        title = "What the experiment says\(name.map { " of \($0)" } ?? ""), and what is true"
        guard !one.metrics.isEmpty else {
            blocks = [Prose("No metric was read out.", .lead).only(.page)]
            return
        }
        let table = MetricTable(one.metrics, of: one)
        let notes = MetricNote.all(one.metrics, in: readout.money).map(\.line)
        let level = "\(Digits.plain(one.level * 100)) %"
        let lead =
            "The experiment compares arms that lived in one market side by side. The truth compares the same market with "
            + "everybody treated and with nobody treated."
        let plots = [(DotIntervalPlot.Layout.wide, "wide"), (.narrow, "narrow")].map { [id] layout, width in
            DotIntervalPlot(one.metrics, table.rows, id: "\(id)-\(width)", level: one.level, layout: layout).drawing
        }
        blocks =
            [
                Prose(place == 0 ? lead : "", .lead).only(.page), Drawing(wide: plots[0], narrow: plots[1]),
                table.table(name.map { "\(EffectSection.name) of \($0)" } ?? EffectSection.name, treatment: name),
                Prose("Effects over control with their \(level) intervals.", .note).only(.terminal),
                Prose("Intervals are \(level). \(EffectSection.methods(one))").only(.markdown),
                Points(notes).only([.terminal, .markdown]),
            ] + notes.map { Prose($0 + ".", .note).only(.page) }
            + (place == 0
                ? [Folded(title: "Definitions and formulas", blocks: [EffectSection.definitions(one, name)])] : [])
    }

    /// The formulas by name, each once.
    private static func methods(_ readout: Readout) -> String {
        "Method: \(list(readout.metrics.map(\.method))). Lift: \(list(readout.metrics.map(\.relativeDefinition)))."
    }

    private static func list(_ names: [String]) -> String { Wording.distinct(names).joined(separator: "; ") }

    private static func definitions(_ readout: Readout, _ treatment: String?) -> Definitions {
        let adjustments = readout.metrics.compactMap { $0.adjusted?.method }
        return Definitions(
            readout.metrics.map { ($0.label, $0.definition) } + [
                (
                    "Difference",
                    "Treatment less control. Interval and p-value: \(list(readout.metrics.map(\.method))). The p-value is "
                        + "two-sided, of no difference."
                        + (treatment == nil ? "" : " Holm: adjusted for all treatments of the metric.")
                ),
                ("Lift", "The difference over control: \(list(readout.metrics.map(\.relativeDefinition)))."),
            ]
                + (adjustments.isEmpty
                    ? []
                    : [
                        (
                            "With CUPED",
                            "The difference without the variance that the warm-up explains: \(list(adjustments))."
                        )
                    ]) + [
                    (
                        "Truth",
                        "The global treatment effect: everybody treated less nobody treated, in twin worlds with the same "
                            + "seeds."
                    ),
                    (
                        "Bias",
                        "How far the experiment is from the truth beyond the luck of its split, read "
                            + "\(list(readout.metrics.map(\.bias.method.rawValue))); and its size against the true effect where "
                            + "that is clear of 0."
                    ),
                ])
    }
}
