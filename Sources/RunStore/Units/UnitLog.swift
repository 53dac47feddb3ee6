import Experiments
import Marketplace

/// Writes the units of a world's design, a row each, into `units.csv`, and how they are read out into `analyze.sh`.
///
/// Columns: what names the unit, its arm, its segments, then the sums of which the metrics are made, and the same in the
/// warm-up.
final class UnitLog: LogFiles {
    private let folder: LogFolder
    private let device: String?

    /// - Parameter device: takes the table in its place.
    init(in folder: LogFolder, device: String?) {
        (self.folder, self.device) = (folder, device)
    }

    func write(_ records: borrowing Span<JournalRecord>, from first: Int64) {}

    func finish(_ facts: WorldFacts) {}

    /// - Parameter script: reads the table out; empty where there is nothing to compare.
    func write(_ units: WorldUnits, script: String) throws {
        let plan = units.plan
        var columns: [UnitMetric.Column] = []
        for column in units.metrics.flatMap(\.columns) + units.metrics.flatMap(\.before)
        where !columns.contains(column) { columns.append(column) }
        let isTriggered = plan.analysis == .triggered
        var table = try CSVTable(
            units.nameColumns.map { TableColumn($0, .uint32) } + [TableColumn("arm", .text)]
                + (isTriggered ? [TableColumn("triggered", .toggle)] : [])
                + units.segmentColumns.map { TableColumn($0, .text) } + columns.map { TableColumn($0.name, .real) },
            path: device ?? folder.file("units", CSVTable.fileExtension))
        try units.forEach { unit in
            for number in units.name(of: unit) { try table.add(Int64(number)) }
            try table.add(plan.arms[Int(unit.arm)].name)
            if isTriggered { try table.add(unit.isReadOut ? Int64(1) : 0) }
            for segment in units.segments(of: unit) { try table.add(segment) }
            for column in columns {
                let value = column.value(of: unit)
                if let whole = Int64(exactly: value) { try table.add(whole) } else { try table.add(value) }
            }
            try table.endRow()
        }
        try table.finish()
        guard !script.isEmpty else { return }
        var file = try LogFile(folder.file("analyze", "sh"))
        try file.write(script)
        try file.flush()
    }
}
