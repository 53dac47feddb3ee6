/// Quantiles of values held in memory.
public enum OrderStatistics {
    /// The quantile by linear interpolation between order statistics (type 7 of Hyndman and Fan 1996, as in R and NumPy).
    ///
    /// - Precondition: at least one value, in rising order, and a probability within 0...1.
    public static func quantile(_ sorted: [Double], _ probability: Double) -> Double {
        let position = probability * Double(sorted.count - 1)
        let below = max(0, min(sorted.count - 1, Int(position)))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
    }
}
