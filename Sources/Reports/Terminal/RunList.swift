package import Foundation
package import RunStore
import Tables

/// The runs of a store for the terminal: a line each under a header, or a few lines each where that is too wide.
package struct RunList {
    /// Lines that end in a line feed.
    package let text: String

    /// - Parameters:
    ///   - runs: as they are listed, each with where it stands by now.
    ///   - width: columns of the terminal.
    ///   - timeZone: in which people read when a run was started.
    package init(
        _ runs: [(record: RunRecord, status: RunRecord.Status)], width: Int = 100, timeZone: TimeZone = .current
    ) {
        let moment = Date.ISO8601FormatStyle(
            dateSeparator: .dash, dateTimeSeparator: .space, timeSeparator: .colon, timeZone: timeZone
        ).year().month().day().time(includingFractionalSeconds: false)
        let rows = runs.map { record, status in
            [
                record.id, record.startedAt.formatted(moment), status.rawValue,
                "\(record.replicationsDone)/\(record.replicationsPlanned)", "\(record.seed)", record.scenario,
                ForeignText.quoted(record.overrides, limit: 500),
            ]
        }
        let (whole, brief) = (RunList.table(rows), RunList.table(rows.map { Array($0.dropLast()) }))
        let lines =
            if whole.width <= width {
                [whole.header] + whole.body
            } else if brief.width <= width {
                // What the runs were told goes under them.
                [brief.header]
                    + zip(brief.body, rows).flatMap { [$0] + Wrapping.hanging($1[6], after: "    ", width: width) }
            } else {
                rows.flatMap { row in
                    [row[0...2].joined(separator: "  ")]
                        + ["\(row[3]) replications, seed \(row[4]), \(row[5])", row[6]].flatMap {
                            Wrapping.hanging($0, after: "    ", width: width)
                        }
                }
            }
        text = runs.isEmpty ? "no runs yet\n" : lines.map { $0 + "\n" }.joined()
    }

    private static func table(_ rows: [[String]]) -> TextTable {
        let titles = ["run", "started", "status", "replications", "seed", "scenario", "changes"]
        return TextTable(
            columns: titles.prefix(rows.first?.count ?? 0).map {
                TextTable.Column(title: $0, isNumber: $0 == "replications" || $0 == "seed")
            },
            rows: rows)
    }
}
