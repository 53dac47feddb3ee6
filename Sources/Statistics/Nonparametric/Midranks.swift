/// The ranks of values, from 1: equal values share the mean of the ranks that they take together.
struct Midranks {
    /// One a value, in the order in which the values were given.
    let ranks: [Double]
    /// sum(t^3 - t) over the groups of t equal values, as tests with ties need it.
    let ties: Double

    /// - Complexity: O(*n* log *n*).
    init(_ values: [Double]) {
        let order = values.indices.sorted { values[$0] < values[$1] }
        var ranks = [Double](repeating: 0, count: values.count)
        var ties = 0.0
        var start = 0
        while start < order.count {
            var end = start
            while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
            let size = Double(end - start)
            for place in start..<end { ranks[order[place]] = Double(start + end + 1) / 2 }
            ties += size * size * size - size
            start = end
        }
        (self.ranks, self.ties) = (ranks, ties)
    }
}
