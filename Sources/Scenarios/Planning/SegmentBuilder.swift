import Experiments
import Marketplace
import PolicyKit
import Tables

/// Makes the segments of users of what was found under `experiment.segments`.
struct SegmentBuilder {
    let file: String
    let findings: Findings
    static let path = "experiment.segments"
    private static let usersFile = "market.users.file"
    private(set) var problems: [ScenarioProblem] = []
    private let settings: [(name: String, settings: SegmentSettings)]

    init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
        settings = (findings.names[Self.path] ?? []).map { name in
            var settings = SegmentSettings()
            findings.fill(&settings, SegmentSettings.fields, under: "\(Self.path).\(name).")
            if settings.column.isEmpty { settings.column = name }
            return (name, settings)
        }
    }

    /// In the order of the file; to be used only when there are no problems.
    /// - Parameters:
    ///   - plan: with its market, designs and loaded users.
    ///   - cells: of `columns()`; nil where they could not be read.
    mutating func segmentations(_ plan: Plan, cells: [SegmentColumn: [UserRow.Cell]]?) -> [Segmentation] {
        guard !settings.isEmpty else { return [] }
        if !plan.designs[0].splitsUsers {
            report(
                Self.path, "are read out where users are split, but the primary design is \(plan.designs[0].rawValue)")
        }
        let all = settings.compactMap { name, settings in segmentation(name, settings, plan, cells ?? [:]) }
        let count = all.reduce(0) { $0 + $1.segments.count }
        if count > Segmentation.mostSegments {
            report(Self.path, "have \(count) segments in all; expected at most \(Segmentation.mostSegments)")
        }
        return all
    }

    private mutating func segmentation(
        _ name: String, _ settings: SegmentSettings, _ plan: Plan, _ cells: [SegmentColumn: [UserRow.Cell]]
    ) -> Segmentation? {
        let key = "\(Self.path).\(name)"
        let parts = ["by", "column", "groups", "bounds"].map { "\(key).\($0)" }
        guard !parts.contains(where: findings.broken.contains) else { return nil }
        var division: Segmentation.Division?
        if settings.groups > 0 { division = .groups(Int(settings.groups)) }
        if case .numbers(let bounds)? = findings["\(key).bounds"]?.value {
            if division != nil { report("\(key).groups", "does not go with bounds; give one of them") }
            division = .bounds(bounds)
        }
        let trait = SegmentSettings.Trait(rawValue: settings.trait) ?? .column
        if trait != .column, findings["\(key).column"] != nil {
            report("\(key).column", "has no meaning with by: \(trait.rawValue)")
        }
        switch trait {
        case .interest:
            if division != nil {
                report(findings["\(key).bounds"] == nil ? "\(key).groups" : "\(key).bounds", "needs a number to go by")
            }
            let categories = 0..<Int(plan.market.listings.categories)
            return Segmentation(name: name, segments: categories.map { "category \($0)" }, trait: .interest)
        case .sessionsPerWeek:
            guard let division else {
                report(key, "by sessions_per_week needs bounds, such as [1, 5], or groups")
                return nil
            }
            checkReach(of: division, "\(key).bounds", plan)
            return Segmentation(
                name: name, segments: division.names { Unit.number.text($0) }, trait: .sessionsPerWeek(division))
        case .column:
            guard let cells = cells[column(name, settings)] else { return nil }
            return segmentation(name, key, division, settings.column, cells)
        }
    }

    /// A segmentation by a column of the users' file.
    private mutating func segmentation(
        _ name: String, _ key: String, _ division: Segmentation.Division?, _ column: String,
        _ cells: [UserRow.Cell]
    ) -> Segmentation? {
        guard let division else {
            let texts = cells.compactMap { if case .text(let text) = $0 { text } else { nil } }
            let values = Set(texts).sorted()
            guard values.count <= Segmentation.mostSegments else {
                report(
                    key,
                    "the column \(column) has \(values.count) different values; expected at most "
                        + "\(Segmentation.mostSegments), or bounds or groups of a number")
                return nil
            }
            let places = Dictionary(uniqueKeysWithValues: values.enumerated().map { ($1, UInt8($0)) })
            return Segmentation(name: name, segments: values, trait: .given(texts.map { places[$0] ?? 0 }))
        }
        let numbers = cells.compactMap { if case .number(let number) = $0 { number } else { nil } }
        let (names, places) = (division.names { Unit.number.text($0) }, division.segments(of: numbers))
        let there = Set(places)
        if let empty = names.indices.first(where: { !there.contains(UInt8($0)) }) {
            report(key, "no user is in the segment \"\(names[empty])\" of the column \(column)")
        }
        return Segmentation(name: name, segments: names, trait: .given(places))
    }

    /// A bound that no user can pass makes a segment of nobody.
    private mutating func checkReach(of division: Segmentation.Division, _ key: String, _ plan: Plan) {
        guard case .bounds(let bounds) = division else { return }
        if bounds[0] <= 0 { report(key, "nobody comes less often than \(Unit.number.text(bounds[0])) times a week") }
        let drawn = plan.market.users
        let drawnMost = max(drawn.sessionsMaximum, drawn.casualSessionsPerWeek)
        // Of a table that cannot be read nothing is known, and something else is said.
        let most = plan.loaded.users?.map { $0.sessionsPerWeek ?? drawnMost }.max() ?? drawnMost
        if let last = bounds.last, last > most {
            report(
                key,
                "nobody comes \(Unit.number.text(last)) times a week; the most is \(Unit.number.text(most))")
        }
    }

    // MARK: - Columns of the users' file

    /// The columns of the users' file that segments go by, of those that it has.
    mutating func columns() -> [SegmentColumn] {
        let wanted = settings.filter { $0.settings.trait == SegmentSettings.Trait.column.rawValue }
        guard !wanted.isEmpty else { return [] }
        guard let name = findings.text(Self.usersFile) else {
            if !findings.broken.contains(Self.usersFile) {
                for (name, _) in wanted {
                    report("\(Self.path).\(name)", "goes by a column of market.users.file, which is not given")
                }
            }
            return []
        }
        let path = TableLoader.path(name, besides: file)
        // What is wrong with the file as such is said where its users are read.
        guard BinaryFile.sentence(path) == nil, var reader = try? CSVReader(path: path),
            (try? reader.next()) == true
        else { return [] }
        var header: [String] = []
        for cell in 0..<reader.count { header.append((reader.text(cell) ?? "").trimmed) }
        guard header.contains(UserFile.name) else { return [] }
        let known = header.filter { $0 != UserFile.name }
        for (name, settings) in wanted where !known.contains(settings.column) {
            report(
                "\(Self.path).\(name)", "\(path) has no column \(settings.column) to go by",
                suggestion: NearestWord.to(settings.column, among: known))
        }
        let columns = wanted.filter { known.contains($0.settings.column) }.map { column($0.name, $0.settings) }
        return Set(columns).sorted { ($0.name, $0.isNumber ? 1 : 0) < ($1.name, $1.isNumber ? 1 : 0) }
    }

    private func column(_ name: String, _ settings: SegmentSettings) -> SegmentColumn {
        let hasBounds = findings["\(Self.path).\(name).bounds"] != nil
        return SegmentColumn(name: settings.column, isNumber: settings.groups > 0 || hasBounds)
    }

    private mutating func report(_ key: String, _ message: String, suggestion: String? = nil) {
        let place = findings[key]?.place ?? findings.places[key] ?? findings.places[Self.path] ?? Place()
        problems.append(ScenarioProblem(file: file, at: place, keyPath: key, message, suggestion: suggestion))
    }
}
