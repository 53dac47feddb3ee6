import Foundation
import RunStore
import Statistics

/// A distribution of a log and of the market fitted to it, bin by bin.
public struct Distribution: Sendable, Equatable {
    /// A headline for people.
    public let title: String
    /// What the bins are of.
    public let axis: String
    /// A word for each bin.
    public let labels: [String]
    /// Share in each bin.
    public let data: [Double]
    /// Share of the fitted market in each bin.
    public let fit: [Double]

    /// In bins that double in width.
    init(title: String, unit: String, sortedData: [Double], sortedFit: [Double]) {
        let highest = max(sortedData.last ?? 1, sortedFit.last ?? 1, 1)
        let bins = min(24, Int(log2(highest)) + 1)
        func shares(_ values: [Double]) -> [Double] {
            var counts = [Double](repeating: 0, count: bins)
            for value in values { counts[min(bins - 1, max(0, Int(log2(max(1, value)))))] += 1 }
            return counts.map { $0 / Double(max(1, values.count)) }
        }
        self.title = title
        axis = "\(unit), from … on"
        labels = (0..<bins).map { Distribution.short(1 << $0) }
        data = shares(sortedData)
        fit = shares(sortedFit)
    }

    /// Over categories, the largest first; the fit's have no names of the log, so the largest stands beside the largest.
    init(title: String, _ shares: (data: [Double], fit: [Double]), of names: [String]) {
        let largest = zip(names, shares.data).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(40)
        let fitted = shares.fit.sorted(by: >)
        self.title = title
        axis = "c0_id, the largest first"
        labels = largest.map { $0.0 }
        data = largest.map { $0.1 }
        fit = largest.indices.map { $0 < fitted.count ? fitted[$0] : 0 }
    }

    private static func short(_ number: Int) -> String {
        number >= 1_000_000 ? "\(number / 1_000_000)M" : number >= 10_000 ? "\(number / 1_000)k" : "\(number)"
    }
}

/// What a log says and what the market fitted to it says, measured alike and side by side.
public struct LogComparison: Sendable, Equatable {
    /// What belongs together: activity, session, funnel, price, category, item age.
    public struct Section: Sendable, Equatable {
        /// A headline for people.
        public let title: String
        /// Single numbers of both sides.
        public let figures: [Figure]
        /// Whole distributions of both sides.
        public let distributions: [Distribution]
    }

    /// One figure of both.
    public struct Figure: Sendable, Equatable {
        /// What is measured: `sessions per user`.
        public let name: String
        /// Nil where the log does not tell.
        public let data: Double?
        /// The fitted market's figure; nil where it has none.
        public let fit: Double?
        /// Whether it is a share of a whole.
        public let isShare: Bool
    }

    /// All sections, in the order of a reader's questions.
    public let sections: [Section]

    init(data: LogTally, fit: LogTally) {
        let both = Both(data: data, fit: fit)
        sections = [
            Section(
                title: "Activity",
                measures: [
                    Measure("Events per user", "events") { $0.eventsOfUser.map(Double.init) },
                    Measure("Sessions per user", "sessions with an event") { $0.sessionsOfUser.map(Double.init) },
                ], of: both),
            Section(
                title: "Session",
                measures: [
                    Measure("Views per session", "views") {
                        $0.sessions.map(\.views).filter { $0 > 0 }.map(Double.init)
                    },
                    Measure("First to last view", "seconds, sessions with two views or more") { tally in
                        tally.sessions.filter { $0.last > $0.first }.map { Double($0.last - $0.first) / 1_000 }
                    },
                ], of: both),
            Section(title: "Funnel", figures: LogComparison.funnel.map { both.perView($0, $1) }, distributions: []),
            Section(
                title: "Price", measures: [Measure("Price of an item", "USD") { $0.items.map { Double($0.price) } }],
                of: both),
            Section(
                title: "Category",
                figures: [
                    both.figure("Zipf's exponent of items") { $0.itemExponent },
                    both.figure("Zipf's exponent of views") { $0.viewExponent },
                ],
                distributions: [
                    Distribution(title: "Items by category", both.shares { $0.itemsOfCategory }, of: data.categories),
                    Distribution(title: "Views by category", both.shares { $0.viewsOfCategory }, of: data.categories),
                ]),
            Section(
                title: "Item age",
                measures: [
                    Measure("Days an item is seen", "days with an event") { tally in
                        tally.items.map { Double($0.days.nonzeroBitCount) }
                    },
                    Measure("Events per item", "events") { $0.items.map { Double($0.events) } },
                ], of: both,
                further: [both.figure("Items that leave per day", isShare: true) { ItemSurvival($0)?.exitRate }]),
        ]
    }

    private static let funnel: [(String, MerRecEvent)] = [
        ("Likes per view", .like), ("Carts per view", .cart), ("Offers per view", .offer),
        ("Purchases begun per view", .buyStart), ("Purchases done per view", .buyComplete),
    ]
}

/// A number of each user, session or item of a log.
private struct Measure {
    let title: String
    let unit: String
    let values: (LogTally) -> [Double]

    init(_ title: String, _ unit: String, values: @escaping (LogTally) -> [Double]) {
        self.title = title
        self.unit = unit
        self.values = values
    }
}

/// The log and the log of the fit.
private struct Both {
    let data: LogTally
    let fit: LogTally

    func figure(
        _ name: String, isShare: Bool = false, of value: (LogTally) -> Double?
    ) -> LogComparison.Figure {
        LogComparison.Figure(name: name, data: value(data), fit: value(fit), isShare: isShare)
    }

    func perView(_ name: String, _ kind: MerRecEvent) -> LogComparison.Figure {
        figure(name, isShare: true) { Double($0.count(kind)) / Double(max(1, $0.count(.view))) }
    }

    func shares(_ counts: (LogTally) -> [Int]) -> (data: [Double], fit: [Double]) {
        func shares(_ counts: [Int]) -> [Double] {
            counts.map { Double($0) / Double(max(1, counts.reduce(0, +))) }
        }
        return (shares(counts(data)), shares(counts(fit)))
    }
}

extension LogComparison.Section {
    /// Each measure with its median, its 95 % point and its distribution.
    fileprivate init(title: String, measures: [Measure], of both: Both, further: [LogComparison.Figure] = []) {
        var figures: [LogComparison.Figure] = []
        var distributions: [Distribution] = []
        for measure in measures {
            let (data, fit) = (measure.values(both.data).sorted(), measure.values(both.fit).sorted())
            for (share, name) in [(0.5, "median"), (0.95, "95 %")] {
                func quantile(_ sorted: [Double]) -> Double? {
                    sorted.isEmpty ? nil : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
                }
                figures.append(
                    LogComparison.Figure(
                        name: "\(measure.title), \(name)", data: quantile(data), fit: quantile(fit), isShare: false))
            }
            distributions.append(
                Distribution(title: measure.title, unit: measure.unit, sortedData: data, sortedFit: fit))
        }
        self.init(title: title, figures: figures + further, distributions: distributions)
    }
}

extension LogTally {
    fileprivate var itemExponent: Double? { (try? ZipfLaw(counts: itemsOfCategory))?.exponent }
    fileprivate var viewExponent: Double? { (try? ZipfLaw(counts: viewsOfCategory))?.exponent }
}
