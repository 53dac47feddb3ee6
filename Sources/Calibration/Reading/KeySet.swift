/// Remembers keys of 64 well mixed bits, 8 bytes a slot.
struct KeySet {
    private var keys = [UInt64](repeating: 0, count: 1 << 12)
    private var count = 0

    /// Whether the key was not there yet.
    @inline(__always) mutating func insert(_ key: UInt64) -> Bool {
        // 0 marks a free slot.
        let key = key == 0 ? 1 : key
        let slot = slot(of: key)
        if keys[slot] == key { return false }
        keys[slot] = key
        count += 1
        if count * 10 > keys.count * 7 { grow() }
        return true
    }

    private func slot(of key: UInt64) -> Int {
        let mask = keys.count - 1
        var slot = Int(truncatingIfNeeded: key) & mask
        while keys[slot] != 0, keys[slot] != key { slot = (slot + 1) & mask }
        return slot
    }

    @inline(never) private mutating func grow() {
        let old = keys
        keys = [UInt64](repeating: 0, count: 2 * old.count)
        for key in old where key != 0 { keys[slot(of: key)] = key }
    }
}
