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

    private static func size(of batch: MarketBatch) -> Int { walk(batch) { _, _, _ in } }

    private static func lay(_ batch: MarketBatch, at start: UnsafeMutableRawPointer) {
        let numbers = start.assumingMemoryBound(to: Int64.self)
        numbers[0] = Int64(head(of: batch) / 8)
        numbers[1] = Int64(batch.call)
        numbers[2] = batch.rows
        numbers[3] = batch.input_count
        numbers[4] = batch.answer_count
        var (place, latest) = (5, -1)
        _ = walk(batch) { index, chunk, span in
            if index != latest {
                let column = column(index, of: batch)
                numbers[place] = column.isList ? 2 : column.chunkCount == 1 ? 0 : 1
                numbers[place + 1] = Int64(column.chunkCount)
                numbers[place + 2] = column.listSize
                place += 3
                latest = index
            }
            guard chunk >= 0 else { return }
            numbers[place] = Int64(span.offset)
            numbers[place + 1] = Int64(span.count)
            place += 2
            if let values = span.values, span.bytes > 0 { memcpy(start + span.offset, values, span.bytes) }
        }
    }

    /// Takes the answers back into the rooms that they were laid out from.
    static func readAnswers(_ batch: MarketBatch, from worker: WorkerProcess) {
        guard let start = worker.memory else { return }
        // What the other process may have written over the offsets is not to be trusted: they are reckoned anew.
        _ = walk(batch) { index, _, span in
            guard index >= Int(batch.input_count), let values = span.values, span.bytes > 0 else { return }
            memcpy(UnsafeMutableRawPointer(mutating: values), start + span.offset, span.bytes)
        }
    }

    /// Where the numbers of a chunk are, and where they go.
    private struct Span {
        let values: UnsafeRawPointer?
        let count: Int
        let bytes: Int
        let offset: Int
    }

    /// Goes through the chunks of all columns in the order in which they are laid out; a column without chunks has the chunk -1.
    /// - Returns: the bytes that the batch takes.
    @inline(__always) private static func walk(
        _ batch: MarketBatch, _ visit: (_ column: Int, _ chunk: Int, _ span: Span) -> Void
    ) -> Int {
        func aligned(_ offset: Int) -> Int { (offset + alignment - 1) & ~(alignment - 1) }
        var offset = aligned(head(of: batch))
        for index in 0..<Int(batch.input_count + batch.answer_count) {
            let column = column(index, of: batch)
            if column.chunkCount == 0 { visit(index, -1, Span(values: nil, count: 0, bytes: 0, offset: offset)) }
            for chunk in 0..<column.chunkCount {
                let (values, count) = column.numbers(chunk)
                visit(index, chunk, Span(values: values, count: count, bytes: count * column.width, offset: offset))
                offset += count * column.width
            }
            offset = aligned(offset)
        }
        return offset
    }

    /// Bytes of the numbers that come first.
    private static func head(of batch: MarketBatch) -> Int {
        var count = 5
        for index in 0..<Int(batch.input_count + batch.answer_count) {
            count += 3 + 2 * column(index, of: batch).chunkCount
        }
        return 8 * count
    }

    @inline(__always) private static func column(_ index: Int, of batch: MarketBatch) -> SharedColumn {
        let inputs = Int(batch.input_count)
        return SharedColumn(index < inputs ? batch.inputs[index] : batch.answers[index - inputs])
    }

    /// A column as it is laid out.
    private struct SharedColumn {
        private let column: MarketColumn
        let isList: Bool
        let width: Int

        @inline(__always) init(_ column: MarketColumn) {
            self.column = column
            if column.schema.pointee.n_children > 0, let child = column.schema.pointee.children[0] {
                (isList, width) = (true, SharedBatch.width(child.pointee.format))
            } else {
                (isList, width) = (false, SharedBatch.width(column.schema.pointee.format))
            }
        }

        var chunkCount: Int { Int(column.chunk_count) }

        /// Numbers of a list; 0 of a column without lists.
        var listSize: Int64 {
            guard isList, let child = column.chunks[0].children?[0], column.chunks[0].length > 0 else { return 0 }
            return child.pointee.length / column.chunks[0].length
        }

        @inline(__always) func numbers(_ chunk: Int) -> (values: UnsafeRawPointer?, count: Int) {
            let array = column.chunks + chunk
            guard isList, let child = array.pointee.children?[0] else {
                return (array.pointee.buffers?[1], Int(array.pointee.length))
            }
            return (child.pointee.buffers?[1], Int(child.pointee.length))
        }
    }
}
