/// The exact test of a difference in means by all ways of assigning the values to two arms (Fisher 1935).
public struct PermutationTest: Sendable, Codable, Hashable {
    /// Treatment mean minus control mean, in the values' unit.
    public let effect: Double
    /// Share of assignments whose difference is at least as large in magnitude.
    public let pValue: Double
    /// How many assignments there are.
    public let assignments: Int

    /// - Throws: `tooFewUnits` for an empty arm, `outside` above 5e6 assignments.
    public init(control: [Double], treatment: [Double]) throws(StatisticsError) {
        guard !control.isEmpty else { throw .tooFewUnits(in: .control, minimum: 1) }
        guard !treatment.isEmpty else { throw .tooFewUnits(in: .treatment, minimum: 1) }
        let values = control + treatment
        var count = 1.0
        for k in 0..<treatment.count { count = count * Double(values.count - k) / Double(k + 1) }
        guard count <= 5e6 else { throw .outside("the number of assignments", range: "at most 5e6") }
        let total = values.reduce(0, +)
        let (t, c) = (Double(treatment.count), Double(control.count))
        func difference(_ treatedSum: Double) -> Double { treatedSum / t - (total - treatedSum) / c }
        let observed = treatment.reduce(0, +)
        effect = difference(observed)
        // Sums of the same values in another order differ by rounding only, which must not split ties.
        let scale = values.reduce(0) { max($0, $1.magnitude) }
        let limit = difference(observed).magnitude - 1e-12 * scale
        var extreme = 0
        var seen = 0
        var chosen = Array(0..<treatment.count)
        repeat {
            let sum = chosen.reduce(0) { $0 + values[$1] }
            seen += 1
            if difference(sum).magnitude >= limit { extreme += 1 }
        } while Self.advance(&chosen, of: values.count)
        assignments = seen
        pValue = Double(extreme) / Double(seen)
    }

    /// The next combination in lexicographic order; false after the last.
    private static func advance(_ chosen: inout [Int], of count: Int) -> Bool {
        var at = chosen.count - 1
        while at >= 0, chosen[at] == count - chosen.count + at { at -= 1 }
        guard at >= 0 else { return false }
        chosen[at] += 1
        for next in chosen.indices where next > at { chosen[next] = chosen[next - 1] + 1 }
        return true
    }
}
