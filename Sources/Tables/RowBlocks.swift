import Foundation

/// Cuts a CSV file into blocks of whole rows, which can be read side by side.
///
/// Where the cuts are depends on the bytes alone, so that sums by block do not depend on who reads them.
package struct RowBlocks: ~Copyable {
    private var source: ByteSource
    private let size: Int
    /// What stands behind the last cut.
    private var rest: [UInt8] = []
    private var isAtEnd = false
    /// So many bytes that hold no end of a row hold a row that is too long.
    private static let limit = 2 * CSVReader.rowLimit

    /// - Parameter size: bytes of a block, more where a row does not fit.
    package init(_ source: consuming ByteSource, size: Int = 1 << 22) {
        self.source = source
        self.size = size
    }

    /// The next block; nil at the end. A block in which a row is longer than a reader takes is the last one.
    package mutating func next() throws(FileFault) -> [UInt8]? {
        if isAtEnd { return nil }
        var block = rest
        rest = []
        var wanted = max(size, 2 * block.count)
        while true {
            let filled = block.count
            block.append(contentsOf: repeatElement(0, count: wanted - filled))
            let count = try source.read(into: &block, from: filled)
            block.removeLast(wanted - filled - count)
            if block.count < wanted {
                isAtEnd = true
                return block.isEmpty ? nil : block
            }
            if let cut = RowBlocks.lastCut(in: block) {
                rest = Array(block[cut...])
                block.removeLast(block.count - cut)
                return block
            }
            if wanted >= RowBlocks.limit {
                isAtEnd = true
                return block
            }
            wanted *= 2
        }
    }

    /// Behind the last line break that is within no quotes; nil without one.
    private static func lastCut(in block: [UInt8]) -> Int? {
        block.withUnsafeBytes { bytes in
            var quotes = count(of: CSVByte.quote, in: bytes)
            // From the end backwards: a line break with an even number of quotes before it ends a row. A carriage return at
            // the very end may be half of a line break.
            var (index, next) = (bytes.count - 1, CSVByte.lineFeed)
            while index >= 0 {
                let byte = bytes[index]
                if byte == CSVByte.quote { quotes -= 1 }
                let isBreak = byte == CSVByte.lineFeed || byte == CSVByte.carriageReturn && next != CSVByte.lineFeed
                if isBreak, quotes & 1 == 0 { return index + 1 }
                (index, next) = (index - 1, byte)
            }
            return nil
        }
    }

    /// Fast where there are few.
    private static func count(of byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int {
        guard let start = bytes.baseAddress else { return 0 }
        var (count, index) = (0, 0)
        while let found = memchr(start + index, Int32(byte), bytes.count - index) {
            count += 1
            index = UnsafeRawPointer(found) - start + 1
        }
        return count
    }
}
