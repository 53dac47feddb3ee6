/// Folds all that happened into 128 bits, so that two worlds can be told equal without keeping either.
///
/// A multiply-and-fold hash of two lanes in the manner of wyhash; it guards against accidents, not against forgers.
public struct JournalDigest: Sendable, Hashable {
    private var low: UInt64 = 0x243f_6a88_85a3_08d3
    private var high: UInt64 = 0x1319_8a2e_0370_7344

    public init() {}

    /// Takes in what happened; the arm's number is left out, for it is a name and not an event.
    @inline(__always) public mutating func take(_ record: JournalRecord) {
        let who = UInt64(record.user) << 32 | UInt64(record.session)
        let what = UInt64(record.listing) << 32 | UInt64(record.detail)
        let kind = UInt64(record.kind.rawValue) << 16 | UInt64(record.slot)
        low = JournalDigest.fold(low ^ UInt64(bitPattern: record.time) ^ kind << 40, 0xa076_1d64_78bd_642f ^ who)
        high = JournalDigest.fold(high ^ UInt64(bitPattern: record.value) ^ low, 0xe703_7ed1_a0b4_28db ^ what)
    }

    /// Takes in the digest of another journal, for the digest of a run's worlds in their order.
    public mutating func take(_ other: JournalDigest) {
        low = JournalDigest.fold(low ^ other.low, 0xa076_1d64_78bd_642f)
        high = JournalDigest.fold(high ^ other.high, 0xe703_7ed1_a0b4_28db ^ low)
    }

    @inline(__always) private static func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
        let product = a.multipliedFullWidth(by: b)
        // The sum with the operands keeps a zero factor from wiping out the state.
        return (product.high ^ product.low) &+ a &+ (b << 1)
    }

    /// 32 hexadecimal digits.
    public var text: String {
        func digits(_ word: UInt64) -> String {
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return digits(high) + digits(low)
    }

    /// Reads `text` back; nil when it is not 32 hexadecimal digits.
    public init?(text: String) {
        guard text.utf8.count == 32, let high = UInt64(text.prefix(16), radix: 16),
            let low = UInt64(text.suffix(16), radix: 16)
        else { return nil }
        self.high = high
        self.low = low
    }
}
