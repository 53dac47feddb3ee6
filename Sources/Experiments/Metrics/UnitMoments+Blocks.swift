import Randomness

extension UnitMoments {
    /// The blocks of a switchback, one by one in their order.
    public struct Blocks: Sendable, Equatable, Codable {
        /// The arm of each.
        public var arms: [UInt8]
        /// Days of each that count.
        public var days: [Double]
        /// Of every quantity in each.
        public var sums: [[Double]]
        /// Blocks after it on which a block's treatment may still act.
        public var carryover: Int
        /// Draws other assignments.
        public var seed: UInt64

        func total(_ variable: Int) -> Double { sums.reduce(0) { $0 + $1[variable] } }

        /// Which blocks are treated, and `others` assignments of as many, drawn without replacement.
        func assignments(others: Int) -> [[Bool]] {
            let treated = arms.count { $0 == 1 }
            return [arms.map { $0 == 1 }]
                + (0..<others).map { draw in
                    let salt = StableHash.mix(seed, UInt64(draw))
                    let order = arms.indices.sorted {
                        StableHash.mix(salt, UInt64($0)) < StableHash.mix(salt, UInt64($1))
                    }
                    var other = Array(repeating: false, count: arms.count)
                    for block in order.prefix(treated) { other[block] = true }
                    return other
                }
        }
    }
}
