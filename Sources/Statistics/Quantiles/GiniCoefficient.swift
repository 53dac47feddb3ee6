/// How unequally a total is spread: 0 when all have alike, towards 1 when one has all.
public enum GiniCoefficient {
    /// 2 sum i x(i) / (n sum x) - (n + 1)/n, with x(i) in rising order.
    /// - Parameter amounts: 0 or more each, in any order.
    /// - Returns: nil when there is nothing to spread.
    public static func of(_ amounts: [Int]) -> Double? {
        let sum = amounts.reduce(0, +)
        guard sum > 0 else { return nil }
        let ranked = amounts.sorted().enumerated().reduce(0.0) { $0 + Double($1.offset + 1) * Double($1.element) }
        let count = Double(amounts.count)
        return 2 * ranked / (count * Double(sum)) - (count + 1) / count
    }
}
