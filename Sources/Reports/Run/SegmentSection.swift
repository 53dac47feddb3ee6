import Experiments

/// What the experiment says of segments of users, and what is true of them: a plot and a table for each metric.
struct SegmentSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    /// Nil where no segments were read out.
    /// - Parameter place: of the treatment.
    init?(_ readout: Readout, treatment place: Int = 0) {
        let one = readout.treatments[place]
        let tables = SegmentTable.all(one)
        guard let first = tables.first else { return nil }
        id = place == 0 ? "segments" : "segments-\(place + 1)"
        title = "Segments of users" + (readout.treatmentName(place).map { " under \($0)" } ?? "")
        let notes = SegmentTable.notes(one)
        let others = tables.dropFirst().enumerated().flatMap { [id] in
            SegmentSection.blocks($1, id: "\(id)-\($0 + 1)", of: one)
        }
        blocks =
            [
                Prose(
                    "Each segment as if the market had no other users: its users in both arms, and the same users with "
                        + "everybody treated and with nobody treated. Holm: p-values adjusted for all segments and treatments "
                        + "of the metric.", .lead
                ).only(.page)
            ] + SegmentSection.blocks(first, id: "\(id)-0", of: one)
            + [Points(notes).only([.terminal, .markdown])] + notes.map { Prose($0 + ".", .note).only(.page) }
            + (others.isEmpty
                ? [] : [Folded(title: "The other metrics by segment", blocks: others, media: .written)])
    }

    private static func blocks(_ table: SegmentTable, id: String, of readout: Readout) -> [any Block] {
        let name = "\(table.label) by segment"
        func plot(_ width: String, _ layout: DotIntervalPlot.Layout) -> Element {
            DotIntervalPlot(
                table.segments, table.metrics.rows, id: "\(id)-\(width)", level: readout.level, layout: layout,
                title: "\(name), in the experiment and in truth"
            ).drawing
        }
        return [
            Heading(name), Drawing(wide: plot("wide", .wide), narrow: plot("narrow", .narrow)),
            table.metrics.table(name, of: "Segment"),
        ]
    }
}
