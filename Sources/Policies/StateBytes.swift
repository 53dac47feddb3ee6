/// What a policy has learned as bytes: little-endian doubles.
enum StateBytes {
    static func encode(_ values: [Double]) -> [UInt8] {
        values.flatMap { value in
            (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt64(8 * $0)) }
        }
    }

    /// The numbers of a state, or nil when there are not so many.
    static func decode(_ state: [UInt8], count: Int) -> [Double]? {
        guard state.count == 8 * count else { return nil }
        return stride(from: 0, to: state.count, by: 8).map { start in
            Double(bitPattern: (0..<8).reduce(UInt64(0)) { $0 | UInt64(state[start + $1]) << UInt64(8 * $1) })
        }
    }
}
