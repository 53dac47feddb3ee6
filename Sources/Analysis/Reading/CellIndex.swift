import Tables

/// Numbers the pairs of variant and stratum that a block meets.
struct CellIndex {
    private(set) var names: [(variant: String, stratum: String)] = []
    private var hashes: [UInt64] = []
    private var numbers: [UInt64: Int] = [:]

    @inline(__always) mutating func number(variant: Span<UInt8>) -> Int {
        let hash = ByteHash.of(variant, seed: 3)
        return known(hash) ?? add(hash, CellIndex.text(variant), "")
    }

    @inline(__always) mutating func number(variant: Span<UInt8>, stratum: Span<UInt8>) -> Int {
        let hash = ByteHash.of(stratum, seed: ByteHash.of(variant, seed: 3))
        return known(hash) ?? add(hash, CellIndex.text(variant), CellIndex.text(stratum))
    }

    @inline(__always) private func known(_ hash: UInt64) -> Int? {
        // Of few cells a list is faster than a dictionary.
        if hashes.count > 8 { return numbers[hash] }
        for index in hashes.indices where hashes[index] == hash { return index }
        return nil
    }

    private mutating func add(_ hash: UInt64, _ variant: String, _ stratum: String) -> Int {
        names.append((variant, stratum))
        hashes.append(hash)
        numbers[hash] = names.count - 1
        return names.count - 1
    }

    private static func text(_ bytes: Span<UInt8>) -> String {
        guard let valid = try? UTF8Span(validating: bytes) else { return "not UTF-8" }
        return String(copying: valid)
    }
}
