import Randomness

/// Hashes a sequence of texts and numbers to 128 bits, one after the other: nothing is held but the hash.
public struct Fingerprint {
    private var halves: (UInt64, UInt64) = (1, 2)

    mutating func take(_ text: String) {
        halves.0 = StableHash.hash(text, seed: halves.0)
        halves.1 = StableHash.hash(text, seed: halves.1)
    }

    mutating func take(_ number: Int) { take(bits: UInt64(bitPattern: Int64(number))) }
    mutating func take(_ number: Int64) { take(bits: UInt64(bitPattern: number)) }
    mutating func take(_ number: Double) { take(bits: number.bitPattern) }

    /// What may be absent; absent and 0 are not the same.
    mutating func take<Value>(_ value: Value?, _ takePresent: (inout Fingerprint, Value) -> Void) {
        take(value == nil ? 0 : 1)
        if let value { takePresent(&self, value) }
    }

    /// Rows, and how many there are.
    mutating func take<Row>(rows: [Row], _ takeRow: (inout Fingerprint, Row) -> Void) {
        take(rows.count)
        for row in rows { takeRow(&self, row) }
    }

    /// 32 hexadecimal digits.
    var digits: String {
        [halves.0, halves.1].map { half in
            let digits = String(half, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    private mutating func take(bits: UInt64) {
        halves.0 = StableHash.mix(halves.0, bits)
        halves.1 = StableHash.mix(halves.1, bits)
    }
}
