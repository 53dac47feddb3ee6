import Foundation
import RunStore
import Statistics

/// What a log says and what the market fitted to it says, measured alike and side by side.
public struct LogComparison: Sendable, Equatable {
    /// What belongs together: activity, session, funnel, price, category, item age.
    public struct Section: Sendable, Equatable {
        public let title: String
        public let figures: [Figure]
        public let distributions: [Distribution]
    }

    /// One figure of both.
    public struct Figure: Sendable, Equatable {
        public let name: String
        /// Nil where the log does not tell.
        public let data: Double?
        public let fit: Double?
        /// Whether it is a share of a whole.
        public let isShare: Bool
    }

    public let sections: [Section]

    init(data: LogTally, fit: LogTally) {
        let both = Both(data: data, fit: fit)
        sections = [
            Section(
                title: "Activity",
                measures: [
                    Measure("Events a user", "events") { $0.eventsOfUser.map(Double.init) },
                    Measure("Sessions a user", "sessions with an event") { $0.sessionsOfUser.map(Double.init) },
                ], of: both),
            Section(
                title: "Session",
                measures: [
                    Measure("Views a session", "views") { $0.sessions.map(\.views).filter { $0 > 0 }.map(Double.init) },
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
                    Measure("Events an item", "events") { $0.items.map { Double($0.events) } },
                ], of: both,
                further: [both.figure("Items that leave a day", isShare: true) { ItemSurvival($0)?.exitRate }]),
        ]
    }

    private static let funnel: [(String, MerRecEvent)] = [
        ("Likes a view", .like), ("Carts a view", .cart), ("Offers a view", .offer),
        ("Purchases begun a view", .buyStart), ("Purchases done a view", .buyComplete),
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
