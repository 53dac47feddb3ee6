/// Finds the cells of a CSV row that has no quotes and is whole in memory: nearly every row, and the fastest to read.
enum PlainRow {
    /// The row was found; `next` is where the next one starts.
    case found(next: Int)
    /// It goes on behind the bytes.
    case cutOff
    /// It is empty or has quotes.
    case other

    /// Looks for a row at `start`, and adds where each cell ends, counted from there.
    static func scan(_ bytes: Span<UInt8>, from start: Int, _ ends: inout [Int]) -> PlainRow {
        var index = start
        while index < bytes.count {
            let byte = bytes[index]
            if CSVByte.isSpecial(byte) {
                if byte == CSVByte.quote { return .other }
                if byte == CSVByte.comma {
                    ends.append(index - start)
                } else {
                    guard index > start else { return .other }
                    guard index + 1 < bytes.count else { return .cutOff }
                    ends.append(index - start)
                    let isPair = byte == CSVByte.carriageReturn && bytes[index + 1] == CSVByte.lineFeed
                    return .found(next: index + (isPair ? 2 : 1))
                }
            }
            index += 1
        }
        return .cutOff
    }
}
