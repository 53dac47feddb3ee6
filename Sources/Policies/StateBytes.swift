/// What a policy has learned as bytes: little-endian doubles.
enum StateBytes {
    static func encode(_ values: [Double]) -> [UInt8] {
        values.flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
        }
    }

    /// The bytes of states that were saved one behind the other, or nil when they have not these sizes together.
    static func parts(_ state: [UInt8], _ sizes: [Int]) -> [[UInt8]]? {
        guard state.count == sizes.reduce(0, +) else { return nil }
        var start = 0
        return sizes.map { size in
            defer { start += size }
            return Array(state[start..<start + size])
        }
    }

    /// The bytes of states that were saved one behind the other, and as the last part those behind them; nil where there are fewer.
    static func partsAndRest(_ state: [UInt8], _ sizes: [Int]) -> [[UInt8]]? {
        let rest = state.count - sizes.reduce(0, +)
        return rest >= 0 ? parts(state, sizes + [rest]) : nil
    }

    /// The bytes of states that were saved one behind the other, and the numbers behind them, as many as there are; nil for other sizes.
    static func partsAndNumbers(_ state: [UInt8], _ sizes: [Int]) -> (parts: [[UInt8]], numbers: [Float])? {
        guard let parts = partsAndRest(state, sizes),
            let numbers = decode(parts[sizes.count], count: parts[sizes.count].count / 8)
        else { return nil }
        return (parts, numbers.map(Float.init))
    }

    /// The numbers of a state, or nil when there are not so many.
    static func decode(_ state: [UInt8], count: Int) -> [Double]? {
        guard state.count == 8 * count else { return nil }
        return stride(from: 0, to: state.count, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(state[start + $1]) << UInt64(8 * $1) })
        }
    }
}
