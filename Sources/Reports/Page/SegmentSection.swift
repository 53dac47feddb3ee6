import Experiments

/// What the experiment says of segments of users, and what is true of them: a plot and a table a metric.
struct SegmentSection {
    /// Of the section's headline.
    let id: String
    /// The treatment's name, where there are several.
    let treatment: String?
    /// The primary metric.
    let first: Part
    let others: [Part]
    let hasOthers: Bool
    let notes: [String]

    /// One metric.
    struct Part {
        let label: String
        let widePlot: String
        let narrowPlot: String
        let rows: [MetricRow]
        let hasAdjusted = false
        let level: String
    }

    /// Nil where no segments were read out.
    init?(_ readout: Readout, id: String = "segments", treatment: String? = nil) {
        let parts = SegmentTable.all(readout).enumerated().map { place, table in
            func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> String {
                DotIntervalPlot(
                    table.segments, table.rows, id: "\(id)-\(place)-\(width)", level: readout.level, layout: layout,
                    title: "\(table.label) by segment, in the experiment and in truth"
                ).drawing.markup
            }
            return Part(
                label: table.label, widePlot: plot("wide", .wide), narrowPlot: plot("narrow", .narrow),
                rows: table.rows, level: Digits.plain(readout.level * 100))
        }
        guard let first = parts.first else { return nil }
        self.id = id
        self.treatment = treatment
        self.first = first
        others = Array(parts.dropFirst())
        hasOthers = !others.isEmpty
        notes = SegmentTable.notes(readout)
    }
}
