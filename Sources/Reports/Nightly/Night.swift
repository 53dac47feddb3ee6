import Experiments
public import Foundation

/// A night that is over: its scenarios, and the nights before it. All of its pages are made from this.
public struct Night: Sendable {
    /// In the order in which they were given.
    public let entries: [NightlyEntry]
    public let summary: NightlySummary
    /// Earlier nights, the newest first.
    public let past: [NightlySummary]
    /// Of the pages; a branch.
    let title: String
    /// In which people read when something was.
    let timeZone: TimeZone
    /// Scenarios that have a page on the site.
    let pages: Set<String>
    /// By scenario, what its primary metric was night by night, the oldest first and this one last.
    private let history: [String: [HistoryPoint]]

    /// So many earlier nights have a page, and a row in a table.
    static let mostNights = 365

    public init(
        _ entries: [NightlyEntry], summary: NightlySummary, past: [NightlySummary] = [], title: String = "Nightly runs",
        timeZone: TimeZone = .current
    ) {
        (self.entries, self.summary, self.past) = (entries, summary, past)
        (self.title, self.timeZone) = (title, timeZone)
        pages = Set(entries.filter { $0.run != nil }.map(\.scenario))
        history = ([summary] + past).reversed().reduce(into: [:]) { history, night in
            for run in night.runs {
                guard let primary = run.primary else { continue }
                history[run.scenario, default: []].append(
                    HistoryPoint(night: night.night, startedAt: night.clock.startedAt, run: run, primary: primary))
            }
        }
    }

    /// A night before this one, on this site.
    private init(_ summary: NightlySummary, on site: Night) {
        (entries, self.summary, past, history) = ([], summary, [], [:])
        (title, timeZone, pages) = (site.title, site.timeZone, site.pages)
    }

    /// The night as it was when it was over, with nothing of what came later.
    func alone(_ summary: NightlySummary) -> Night { Night(summary, on: self) }

    var date: String { Wording.moment(summary.clock.startedAt, timeZone) }

    /// Path of a night's page from the site's root.
    package static func page(_ night: Int) -> String { "nights/\(night).html" }

    /// `2 h 05 min`, `12 min`, `40 s`.
    static func words(seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        if whole < 120 { return "\(whole) s" }
        let minutes = (whole + 30) / 60
        return minutes < 120 ? "\(minutes) min" : "\(minutes / 60) h \(minutes % 60 < 10 ? "0" : "")\(minutes % 60) min"
    }

    func points(of scenario: String) -> [HistoryPoint] { history[scenario] ?? [] }
}

/// A scenario in one night.
struct HistoryPoint: Sendable {
    let night: Int
    let startedAt: Date
    let run: NightlySummary.Run
    let primary: NightlySummary.Primary

    /// Whether both stand on one axis: the same metric, told in the same way.
    func isLike(_ other: HistoryPoint) -> Bool {
        primary.name == other.primary.name && primary.unit == other.primary.unit
            && primary.hasLifts == other.primary.hasLifts
    }
}

/// The true effect on a scenario's primary metric night by night, as small as a word.
struct Sparkline {
    private let points: [HistoryPoint]
    private let scenario: String
    private static let width = 120.0
    private static let height = 26.0

    /// Nil where there are fewer than two nights.
    init?(_ points: [HistoryPoint], of scenario: String) {
        let same = points.filter {
            $0.primary.name == points.last?.primary.name
                && $0.primary.isToldByLifts == points.last?.primary.isToldByLifts
        }
        guard same.count > 1 else { return nil }
        self.points = same.suffix(60)
        self.scenario = scenario
    }

    var drawing: Element {
        let (width, height) = (Sparkline.width, Sparkline.height)
        let values = points.map { ($0.primary.told.experiment.estimate, $0.primary.told.truth.estimate) }
        let all = values.flatMap { [$0.0, $0.1] }
        let (low, high) = (all.min() ?? 0, all.max() ?? 0)
        let span = high > low ? high - low : 1
        func place(_ index: Int, _ value: Double) -> (Double, Double) {
            let x = 4 + (width - 8) * Double(index) / Double(max(1, values.count - 1))
            return (x, high > low ? height - 4 - (height - 8) * (value - low) / span : height / 2)
        }
        func line(_ style: String, _ of: ((Double, Double)) -> Double) -> Element {
            let path = values.enumerated().map { place($0, of($1)) }
            let last = path[path.count - 1]
            return .group(style, [.path("line", [path]), .circle("dot", last.0, last.1, radius: 2.5)])
        }
        let figure = points[points.count - 1].primary.figure
        func words(_ value: (Double, Double)) -> String {
            "experiment \(figure.text(EffectEstimate(estimate: value.0))), truth \(figure.text(EffectEstimate(estimate: value.1)))"
        }
        return .drawing(
            id: "spark-\(Wording.fileName(scenario))", title: "\(scenario) over \(values.count) nights",
            description: "First \(words(values[0])); now \(words(values[values.count - 1])).", width: width,
            height: height,
            style: "plot spark", [line("experiment", \.0), line("truth", \.1)])
    }
}
