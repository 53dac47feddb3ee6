public import Calibration
import Experiments
public import Foundation
import Marketplace
import PolicyKit

/// A calibration as a document: the market that was fitted, and data and fit side by side. Written into a folder it also leaves
/// `scenario.yaml`, the market as a scenario.
public struct CalibrationDocument: Document {
    private let calibration: Calibration

    public init(_ calibration: Calibration) { self.calibration = calibration }

    public func json() throws(ReportProblem) -> Data { try JSONFile.bytes(of: CalibrationRecord(calibration)) }

    public var page: Page {
        let size = calibration.size
        let name = calibration.file.split(separator: "/").last.map(String.init) ?? calibration.file
        let events = Digits.count(calibration.skipped.used)
        let days = Digits.plain((size.days * 10).rounded() / 10)
        let estimated = calibration.parameters.count { $0.standardError != nil }
        let title = "A market fitted to \(name)"
        return Page(
            kind: "calibration", title: title,
            banners: [
                Banner(
                    advice: "Fitted",
                    headline:
                        "\(title): \(Plural.text(calibration.parameters.count, "value")) of it are told by the log, "
                        + "\(estimated) of them with a standard error.",
                    tiles: [
                        .init(name: "Events", value: events, remark: "in \(days) days"),
                        .init(
                            name: "Users", value: Digits.count(size.users),
                            remark: "in \(Digits.count(size.sessions)) sessions"),
                        .init(name: "Items", value: Digits.count(size.items)),
                    ],
                    details: calibration.skipped.sentences + calibration.notes)
            ],
            summary: [
                Prose("The fit is a market with the values below, run for as long and measured in the same way.")
                    .only(.written)
            ],
            sections: calibration.comparison.sections.map(DataSection.init)
                + [ParameterSection(calibration), ScenarioSection(calibration)])
    }

    /// Writes `index.html`, `readout.md`, `readout.json` and `scenario.yaml` into the folder, which is made when it is not there;
    /// all or none.
    public func write(to folder: String) throws(ReportProblem) {
        try WholeFiles.write(
            [
                ("index.html", try html()), ("readout.md", markdown()),
                ("readout.json", String(decoding: try json(), as: UTF8.self)),
                ("scenario.yaml", CalibratedScenario(calibration).text),
            ], to: folder)
    }
}

/// Data and fit of one part of the market.
private struct DataSection: Section {
    let id: String
    let title: String
    let blocks: [any Block]
    var media = Media.all

    init(_ section: LogComparison.Section) {
        let id = Wording.fileName(section.title)
        self.id = id
        title = section.title
        blocks = [
            Table(
                name: "\(section.title), data and fit",
                columns: [.init(title: section.title, kind: .name), .init(title: "Data"), .init(title: "Fit")],
                rows: section.figures.map { figure in
                    [
                        .init(figure.name),
                        .init(DataSection.text(figure.data, figure.isShare), number: figure.data),
                        .init(DataSection.text(figure.fit, figure.isShare), number: figure.fit),
                    ]
                }),
            Drawings(section.distributions.enumerated().map { DistributionPlot($1, id: "\(id)-\($0)").drawing }),
        ]
    }

    private static func text(_ value: Double?, _ isShare: Bool) -> String {
        guard let value else { return Digits.absent }
        guard isShare else { return Digits.plain((value * 100).rounded() / 100) }
        return String(format: abs(value) < 0.01 ? "%.3f %%" : "%.2f %%", value * 100)
    }
}

/// The values that were fitted.
private struct ParameterSection: Section {
    let id = "parameters"
    let title = "The market that was fitted"
    let blocks: [any Block]
    var media = Media.all

    init(_ calibration: Calibration) {
        blocks = [
            Table(
                name: "Fitted parameters",
                columns: [
                    .init(title: "Key", kind: .name), .init(title: "Value"), .init(title: "Standard error"),
                    .init(title: "From", kind: .words, media: .written),
                ],
                rows: calibration.parameters.map { parameter in
                    var key = Table.Cell("market.\(parameter.path)")
                    key.isCode = true
                    key.meaning = Market.fields.first { $0.parameter.name == parameter.path }?.parameter.summary
                    return [
                        key, .init(parameter.valueText, number: parameter.value),
                        .init(parameter.errorText ?? Digits.absent, number: parameter.standardError),
                        .init(parameter.method),
                    ]
                })
        ]
    }
}

/// The market as a scenario file.
private struct ScenarioSection: Section {
    let id = "scenario"
    let title = "The scenario file"
    let blocks: [any Block]
    var media = Media.written

    init(_ calibration: Calibration) {
        blocks = [
            Folded(
                title: "Show the file", blocks: [Code(text: CalibratedScenario(calibration).text, language: "yaml")],
                media: .written)
        ]
    }
}

/// A calibration in figures, for machines.
struct CalibrationRecord: Encodable {
    let schema = "marketlab.calibration/1"
    /// The log's path.
    let log: String
    let events: Int
    let users: Int
    let sessions: Int
    let items: Int
    let days: Double
    let notes: [String]
    let parameters: [Parameter]
    let comparison: [Section]

    /// In the base of the parameter's unit: minor units, milliseconds, plain numbers.
    struct Parameter: Encodable {
        let key: String
        let value: Double
        let standardError: Double?
        let method: String
    }

    /// Data and fit of one part of the market.
    struct Section: Encodable {
        let title: String
        let figures: [Figure]
        let distributions: [Distribution]
    }

    struct Figure: Encodable {
        let name: String
        let data: Double?
        let fit: Double?
    }

    /// The share in each bin.
    struct Distribution: Encodable {
        let title: String
        let bins: [String]
        let data: [Double]
        let fit: [Double]
    }

    init(_ calibration: Calibration) {
        let size = calibration.size
        log = calibration.file
        events = calibration.skipped.used
        (users, sessions, items, days) = (size.users, size.sessions, size.items, size.days)
        notes = calibration.skipped.sentences + calibration.notes
        parameters = calibration.parameters.map {
            Parameter(
                key: "market.\($0.path)", value: $0.value, standardError: $0.standardError, method: $0.method)
        }
        comparison = calibration.comparison.sections.map { section in
            Section(
                title: section.title,
                figures: section.figures.map { Figure(name: $0.name, data: $0.data, fit: $0.fit) },
                distributions: section.distributions.map {
                    Distribution(title: $0.title, bins: $0.labels, data: $0.data, fit: $0.fit)
                })
        }
    }
}
