/// Numbers keys from 0 in the order in which they are first seen; a key is 64 well mixed bits of a name.
///
/// Two names of ten million meet in one key with a chance of 3 in a million. Open addressing: 12 bytes a slot, at most
/// 7 of 10 slots filled.
package struct KeyTable {
    private var keys: [UInt64]
    private var numbers: [UInt32]
    package private(set) var count = 0

    private static let free = UInt32.max

    package init() {
        keys = [UInt64](repeating: 0, count: 1 << 12)
        numbers = [UInt32](repeating: KeyTable.free, count: 1 << 12)
    }

    /// The number of the key, and whether it is new.
    @inline(__always) package mutating func number(of key: UInt64) -> (number: Int, isNew: Bool) {
        let slot = slot(of: key)
        if numbers[slot] != KeyTable.free { return (Int(numbers[slot]), false) }
        keys[slot] = key
        numbers[slot] = UInt32(count)
        count += 1
        if count * 10 > keys.count * 7 { grow() }
        return (count - 1, true)
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while numbers[slot] != KeyTable.free, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    @inline(never) private mutating func grow() {
        let old = (keys, numbers)
        keys = [UInt64](repeating: 0, count: 2 * old.0.count)
        numbers = [UInt32](repeating: KeyTable.free, count: 2 * old.0.count)
        for index in old.0.indices where old.1[index] != KeyTable.free {
            let slot = slot(of: old.0[index])
            keys[slot] = old.0[index]
            numbers[slot] = old.1[index]
        }
    }
}
