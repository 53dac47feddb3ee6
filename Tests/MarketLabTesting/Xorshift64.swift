/// A plain generator for tables and numbers that a test makes up: the same on every machine (Marsaglia 2003, 13-7-17).
package struct Xorshift64: RandomNumberGenerator {
    private var state: UInt64

    /// - Parameter state: not 0.
    package init(state: UInt64) { self.state = state }

    package mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }

    /// Uniform, from 0 and below 1.
    package mutating func uniform() -> Double { Double(next() >> 11) / 0x1p53 }
}
