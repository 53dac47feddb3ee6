import Foundation

/// A distribution of a log and of the market fitted to it, bin by bin.
public struct Distribution: Sendable, Equatable {
    public let title: String
    /// What the bins are of.
    public let axis: String
    /// A word for each bin.
    public let labels: [String]
    /// Share in each bin.
    public let data: [Double]
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
