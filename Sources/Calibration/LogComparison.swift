import Foundation
import RunStore

/// What a log says and what the market fitted to it says, measured alike and side by side.
public struct LogComparison: Sendable, Equatable {
    /// One figure of both.
    public struct Figure: Sendable, Equatable {
        public let name: String
        public let data: Double
        public let fit: Double
        /// Whether it is a share of a whole.
        public let isShare: Bool
    }

    /// One distribution of both, in bins that double in width.
    public struct Distribution: Sendable, Equatable {
        public let title: String
        public let unit: String
        /// The lower bound of each bin.
        public let bounds: [Double]
        /// Share in each bin.
        public let data: [Double]
        public let fit: [Double]
    }

    public let figures: [Figure]
    public let distributions: [Distribution]
    /// Items by category: its name, and its share in both. The market's categories are all alike.
    public let categories: [Figure]

    init(data: LogTally, fit: LogTally) {
        var figures = LogComparison.funnel.map { name, kind in
            Figure(
                name: name, data: LogComparison.perView(data, kind), fit: LogComparison.perView(fit, kind),
                isShare: true)
        }
        var distributions: [Distribution] = []
        for measure in LogComparison.measures {
            let (left, right) = (measure.values(data).sorted(), measure.values(fit).sorted())
            for (share, name) in [(0.5, "median"), (0.95, "95 %")] {
                figures.append(
                    Figure(
                        name: "\(measure.title), \(name)", data: LogComparison.quantile(left, share),
                        fit: LogComparison.quantile(right, share), isShare: false))
            }
            distributions.append(LogComparison.distribution(measure, left, right))
        }
        self.figures = figures
        self.distributions = distributions
        categories = LogComparison.categories(data, fit)
    }

    private static let funnel: [(String, MerRecEvent)] = [
        ("Likes a view", .like), ("Carts a view", .cart), ("Offers a view", .offer),
        ("Purchases begun a view", .buyStart), ("Purchases done a view", .buyComplete),
    ]

    private struct Measure: Sendable {
        let title: String
        let unit: String
        let values: @Sendable (LogTally) -> [Double]
    }

    private static let measures = [
        Measure(title: "Events a user", unit: "events") { $0.eventsOfUser.map(Double.init) },
        Measure(title: "Sessions a user", unit: "sessions with an event") { $0.sessionsOfUser.map(Double.init) },
        Measure(title: "Events a session", unit: "events") { $0.sessions.map { Double($0.events) } },
        Measure(title: "Session, first to last event", unit: "seconds, sessions with two events or more") { tally in
            tally.sessions.filter { $0.last > $0.first }.map { Double($0.last - $0.first) / 1_000 }
        },
        Measure(title: "Price of an item", unit: "USD") { $0.items.map { Double($0.price) } },
        Measure(title: "Events an item", unit: "events") { $0.items.map { Double($0.events) } },
        Measure(title: "Days an item is seen", unit: "days with an event") { tally in
            tally.items.map { Double($0.days.nonzeroBitCount) }
        },
    ]

    private static func perView(_ tally: LogTally, _ kind: MerRecEvent) -> Double {
        Double(tally.count(kind)) / Double(max(1, tally.count(.view)))
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(share * Double(sorted.count)))]
    }

    private static func distribution(_ measure: Measure, _ data: [Double], _ fit: [Double]) -> Distribution {
        let highest = max(data.last ?? 1, fit.last ?? 1, 1)
        let bins = min(24, Int(log2(highest)) + 1)
        func shares(_ values: [Double]) -> [Double] {
            var counts = [Double](repeating: 0, count: bins)
            for value in values { counts[min(bins - 1, max(0, Int(log2(max(1, value)))))] += 1 }
            return counts.map { $0 / Double(max(1, values.count)) }
        }
        return Distribution(
            title: measure.title, unit: measure.unit, bounds: (0..<bins).map { exp2(Double($0)) }, data: shares(data),
            fit: shares(fit))
    }

    private static func categories(_ data: LogTally, _ fit: LogTally) -> [Figure] {
        func shares(_ tally: LogTally) -> [Double] {
            var counts = [Double](repeating: 0, count: tally.categories.count)
            for item in tally.items where Int(item.category) < counts.count { counts[Int(item.category)] += 1 }
            return counts.map { $0 / Double(max(1, tally.items.count)) }
        }
        // The market's categories have no names of the log: the largest stands beside the largest.
        let fitted = shares(fit).sorted(by: >)
        return zip(data.categories, shares(data)).sorted { ($1.1, $0.0) < ($0.1, $1.0) }.prefix(40).enumerated().map {
            Figure(
                name: $1.0, data: $1.1, fit: $0 < fitted.count ? fitted[$0] : 0, isShare: true)
        }
    }
}
