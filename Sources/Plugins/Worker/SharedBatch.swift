import CMarketPolicy
import Foundation

/// Lays a batch out in memory that another process reads, and takes its answers back.
///
/// It begins with 64-bit numbers: how many they are, the call, the rows, how many inputs and how many answers; then of each column its layout (0 plain,
/// 1 chunks, 2 lists), its chunks, the numbers of a list, and of each chunk the offset of its numbers and how many they are. Chunks
/// of one column whose lengths are equal stand one behind the other, so that they are a matrix.
enum SharedBatch {
    /// Of one number of a column, by the format of its schema.
    static func width(_ format: UnsafePointer<CChar>) -> Int {
        switch UInt8(bitPattern: format.pointee) {
        case UInt8(ascii: "C"): 1
        case UInt8(ascii: "i"), UInt8(ascii: "I"), UInt8(ascii: "f"): 4
        default: 8
        }
    }

    private static let alignment = 64

    static func write(_ batch: MarketBatch, to worker: WorkerProcess) throws(GuestError) {
        lay(batch, at: try worker.room(size(of: batch)))
    }

    /// The batch as it is laid out.
    static func bytes(of batch: MarketBatch) -> [UInt8] {
        let size = size(of: batch)
        return [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            guard let start = buffer.baseAddress else { return }
            buffer.initialize(repeating: 0)
            lay(batch, at: UnsafeMutableRawPointer(start))
            count = size
        }
    }

    private static func size(of batch: MarketBatch) -> Int {
        let columns = Self.columns(batch)
        let head = columns.reduce(5) { $0 + 3 + 2 * Int($1.chunk_count) } * 8
        return head + columns.reduce(0) { $0 + bytes($1) } + alignment
    }

    private static func lay(_ batch: MarketBatch, at start: UnsafeMutableRawPointer) {
        let columns = Self.columns(batch)
        let head = columns.reduce(5) { $0 + 3 + 2 * Int($1.chunk_count) } * 8
        let numbers = start.assumingMemoryBound(to: Int64.self)
        numbers[0] = Int64(head / 8)
        numbers[1] = Int64(batch.call)
        numbers[2] = batch.rows
        numbers[3] = batch.input_count
        numbers[4] = batch.answer_count
        var place = 5
        var offset = (head + alignment - 1) & ~(alignment - 1)
        for column in columns {
            let (width, isList) = kind(column)
            numbers[place] = isList ? 2 : column.chunk_count == 1 ? 0 : 1
            numbers[place + 1] = column.chunk_count
            numbers[place + 2] = isList ? listSize(column) : 0
            place += 3
            for chunk in 0..<Int(column.chunk_count) {
                let (values, count) = numbersOf(column, chunk, isList)
                numbers[place] = Int64(offset)
                numbers[place + 1] = Int64(count)
                place += 2
                if let values, count > 0 { memcpy(start + offset, values, count * width) }
                offset += count * width
            }
            offset = (offset + alignment - 1) & ~(alignment - 1)
        }
    }

    /// Takes the answers back into the rooms that they were laid out from.
    static func readAnswers(_ batch: MarketBatch, from worker: WorkerProcess) {
        guard let start = worker.memory else { return }
        // What the other process may have written over the offsets is not to be trusted: they are reckoned anew.
        let columns = Self.columns(batch)
        let head = columns.reduce(5) { $0 + 3 + 2 * Int($1.chunk_count) } * 8
        var offset = (head + alignment - 1) & ~(alignment - 1)
        for (index, column) in columns.enumerated() {
            let (width, isList) = kind(column)
            for chunk in 0..<Int(column.chunk_count) {
                let (values, count) = numbersOf(column, chunk, isList)
                if index >= Int(batch.input_count), let values, count > 0 {
                    memcpy(UnsafeMutableRawPointer(mutating: values), start + offset, count * width)
                }
                offset += count * width
            }
            offset = (offset + alignment - 1) & ~(alignment - 1)
        }
    }

    private static func columns(_ batch: MarketBatch) -> [MarketColumn] {
        Array(UnsafeBufferPointer(start: batch.inputs, count: Int(batch.input_count)))
            + Array(UnsafeBufferPointer(start: batch.answers, count: Int(batch.answer_count)))
    }

    private static func kind(_ column: MarketColumn) -> (width: Int, isList: Bool) {
        guard column.schema.pointee.n_children > 0, let child = column.schema.pointee.children[0] else {
            return (width(column.schema.pointee.format), false)
        }
        return (width(child.pointee.format), true)
    }

    private static func listSize(_ column: MarketColumn) -> Int64 {
        guard let child = column.chunks[0].children?[0], column.chunks[0].length > 0 else { return 0 }
        return child.pointee.length / column.chunks[0].length
    }

    private static func numbersOf(
        _ column: MarketColumn, _ chunk: Int, _ isList: Bool
    ) -> (values: UnsafeRawPointer?, count: Int) {
        let array = column.chunks[chunk]
        guard isList, let child = array.children?[0] else { return (array.buffers?[1], Int(array.length)) }
        return (child.pointee.buffers?[1], Int(child.pointee.length))
    }

    private static func bytes(_ column: MarketColumn) -> Int {
        let (width, isList) = kind(column)
        return (0..<Int(column.chunk_count)).reduce(alignment) { $0 + numbersOf(column, $1, isList).count * width }
    }
}
