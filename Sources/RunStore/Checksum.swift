import Foundation
import Tables

/// 64 bits that tell whether what comes out of the store is what went in.
///
/// SQLite notices a damaged page of its own, not a changed byte of what it keeps.
struct Checksum {
    private var state: UInt64 = 0

    /// As SQLite keeps it.
    var value: Int64 { Int64(bitPattern: state) }

    mutating func add(_ bytes: Data?) {
        state = ByteHash.of([UInt8(bytes == nil ? 0 : 1)].span, seed: state)
        state = ByteHash.of(Array(bytes ?? Data()).span, seed: state)
    }

    mutating func add(_ text: String?) { add(text.map { Data($0.utf8) }) }
    mutating func add(_ number: Int64) { add("\(number)") }
}
