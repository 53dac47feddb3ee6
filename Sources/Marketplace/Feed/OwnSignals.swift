import PolicyKit

/// Gathers, for ranking policies, the columns of people's own files that these name: a number per candidate.
///
/// A candidate without a number of its own, because its cell is empty or because it was listed after the file's, has the mean
/// of those that have one.
struct OwnSignals {
    private struct Source {
        let isOfUsers: Bool
        /// The values by user or listing, with the mean in place of what is missing.
        let values: [Float]
        let mean: Float

        init(_ column: LoadedSignal, isOfUsers: Bool) {
            let known = column.values.compactMap(\.self)
            let mean = known.isEmpty ? 0 : Float(known.reduce(0, +) / Double(known.count))
            self.isOfUsers = isOfUsers
            self.mean = mean
            values = column.values.map { $0.map { Float($0) } ?? mean }
        }

        func value(of number: UInt32) -> Float { Int(number) < values.count ? values[Int(number)] : mean }
    }

    /// The sources by arm, in the order in which its ranking policy names them.
    private let sources: [[Source]]
    /// The most that an arm's policy reads.
    let widest: Int

    /// - Parameters:
    ///   - names: those that the ranking policy of each arm reads.
    ///   - loaded: has each of them once.
    init(_ names: [[String]], of loaded: LoadedMarket) {
        widest = names.map(\.count).max() ?? 0
        sources = names.map { names in
            names.map { name in
                if let column = loaded.listingSignals.first(where: { $0.name == name }) {
                    return Source(column, isOfUsers: false)
                }
                guard let column = loaded.userSignals.first(where: { $0.name == name }) else {
                    preconditionFailure("a ranking policy reads the column \(name), which was not loaded")
                }
                return Source(column, isOfUsers: true)
            }
        }
    }

    func count(of arm: Int) -> Int { sources[arm].count }

    /// Writes a column per signal of the arm's policy.
    /// - Parameter stride: numbers from one column's start to the next.
    func gather(
        of arm: Int, user: UInt32, candidates: UnsafePointer<UInt32>, count: Int,
        into columns: UnsafeMutablePointer<Float>, stride: Int
    ) {
        for (index, source) in sources[arm].enumerated() {
            let column = columns + index * stride
            if source.isOfUsers {
                column.update(repeating: source.value(of: user), count: count)
            } else {
                for candidate in 0..<count { column[candidate] = source.value(of: candidates[candidate]) }
            }
        }
    }
}
