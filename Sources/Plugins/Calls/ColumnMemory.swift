import CMarketPolicy
import PolicyKit

/// The memory of one column of a call in the layout of the Arrow C data interface: made once, and pointed at other numbers at
/// every call.
final class ColumnMemory {
    let column: SlotColumn
    let layout: ColumnLayout
    let schema: UnsafeMutablePointer<ArrowSchema>
    private(set) var chunks: UnsafeMutablePointer<ArrowArray>
    private(set) var chunkCount = 0
    private var capacity = 0
    /// Of each chunk the validity buffer, which there is none of, and the numbers.
    private var buffers: UnsafeMutablePointer<UnsafeRawPointer?>
    /// Of a fixed-size list: the one child, and the pointer to it.
    private let child: UnsafeMutablePointer<ArrowArray>
    private let children: UnsafeMutablePointer<UnsafeMutablePointer<ArrowArray>?>
    private let childBuffers: UnsafeMutablePointer<UnsafeRawPointer?>
    private var listSize = -1
    /// Room for the number of a column that has one per batch.
    private let number: UnsafeMutableRawPointer
    /// Room of the platform's own for answers, chunk by chunk. Nobody else holds it, and a check at each call would cost more than the call's other
    /// bookkeeping.
    @exclusivity(unchecked) private var rooms: [GuardedRoom] = []

    /// - Parameter name: what the plug-in calls the column; its own name where it is nil.
    init(_ column: SlotColumn, per: String, name: String? = nil) {
        self.column = column
        layout = name == nil ? ColumnLayout(column.shape) : .plain
        schema = Schema.make(name ?? column.name, column, layout, per: per)
        chunks = .allocate(capacity: 0)
        buffers = .allocate(capacity: 0)
        child = .allocate(capacity: 1)
        children = .allocate(capacity: 1)
        childBuffers = .allocate(capacity: 2)
        childBuffers.initialize(repeating: nil, count: 2)
        child.initialize(to: Self.array(childBuffers))
        children.initialize(to: child)
        number = .allocate(byteCount: 8, alignment: 8)
        number.initializeMemory(as: UInt64.self, repeating: 0, count: 1)
        reserve(1)
        chunkCount = layout == .chunked ? 0 : 1
        if layout == .lists {
            chunks[0].n_buffers = 1
            chunks[0].n_children = 1
            chunks[0].children = children
        }
    }

    deinit {
        chunks.deallocate()
        buffers.deallocate()
        child.deallocate()
        children.deallocate()
        childBuffers.deallocate()
        number.deallocate()
        Schema.free(schema)
    }

    // MARK: - Pointing at numbers

    /// Points a chunk at numbers that live until the call has returned.
    /// - Parameter count: of a fixed-size list, the numbers of all rows.
    @inline(__always) func lend(_ values: UnsafeRawPointer?, count: Int, chunk: Int = 0) {
        if chunk >= chunkCount { open(chunk + 1) }
        chunks[chunk].length = Int64(count)
        buffers[2 * chunk + 1] = values
    }

    /// Points so many chunks at numbers that lie at equal distances.
    /// - Parameters:
    ///   - values: of the first chunk.
    ///   - last: of the last chunk.
    func lend(_ values: UnsafeRawPointer?, through last: UnsafeRawPointer?, count: Int, chunks wanted: Int) {
        open(wanted)
        let (chunks, buffers) = (chunks, buffers)
        var (place, distance) = (values, 0)
        if let values, let last, wanted > 1 { distance = (last - values) / (wanted - 1) }
        for chunk in 0..<wanted {
            chunks[chunk].length = Int64(count)
            buffers[2 * chunk + 1] = place
            place = place.map { $0 + distance }
        }
    }

    /// As `lend`, for a fixed-size list of `size` numbers per row.
    func lendLists(_ values: UnsafeRawPointer?, rows: Int, size: Int) {
        if size != listSize {
            listSize = size
            Schema.setListSize(size, in: schema)
        }
        chunks[0].length = Int64(rows)
        child.pointee.length = Int64(rows * size)
        childBuffers[1] = values
    }

    /// Sets the one number of a column that has one per batch, or of a batch of one row.
    @inline(__always) func put<Number>(_ value: Number) {
        number.storeBytes(of: value, as: Number.self)
        lend(number, count: 1)
    }

    /// How many chunks there are from now on.
    func open(_ count: Int) {
        if count > capacity { reserve(count) }
        chunkCount = count
    }

    private func reserve(_ wanted: Int) {
        let (newChunks, newBuffers) = (
            UnsafeMutablePointer<ArrowArray>.allocate(capacity: wanted),
            UnsafeMutablePointer<UnsafeRawPointer?>.allocate(capacity: 2 * wanted)
        )
        newBuffers.initialize(repeating: nil, count: 2 * wanted)
        for index in 0..<2 * capacity { newBuffers[index] = buffers[index] }
        for index in 0..<wanted {
            (newChunks + index).initialize(to: Self.array(newBuffers + 2 * index))
            if index < capacity { newChunks[index].length = chunks[index].length }
        }
        chunks.deallocate()
        buffers.deallocate()
        (chunks, buffers, capacity) = (newChunks, newBuffers, wanted)
    }

    private static func array(_ buffers: UnsafeMutablePointer<UnsafeRawPointer?>) -> ArrowArray {
        ArrowArray(
            length: 0, null_count: 0, offset: 0, n_buffers: 2, n_children: 0, buffers: buffers, children: nil,
            dictionary: nil, release: { _ in }, private_data: nil)
    }

    // MARK: - Answers

    /// Lends room of the platform's own for the answers of a chunk, which is checked for what is written beside it.
    /// - Returns: the room, for what stands in it at first.
    @discardableResult
    func room<Number: BitwiseCopyable>(_: Number.Type, count: Int, chunk: Int = 0) -> UnsafeMutableBufferPointer<Number>
    {
        let start = room(width: MemoryLayout<Number>.stride, count: count, chunk: chunk)
        return UnsafeMutableBufferPointer(start: start.assumingMemoryBound(to: Number.self), count: count)
    }

    /// As above, for numbers of so many bytes.
    func room(width: Int, count: Int, chunk: Int) -> UnsafeMutableRawPointer {
        while rooms.count <= chunk { rooms.append(GuardedRoom()) }
        let start = rooms[chunk].room(bytes: count * width)
        lend(start, count: count, chunk: chunk)
        return start
    }

    /// What stands in a room that was lent.
    func numbers<Number: BitwiseCopyable>(_: Number.Type, count: Int, chunk: Int) -> UnsafeBufferPointer<Number> {
        UnsafeBufferPointer(start: buffers[2 * chunk + 1]?.assumingMemoryBound(to: Number.self), count: count)
    }

    /// Whether nothing was written beside the room of an answer.
    var isIntact: Bool { rooms.allSatisfy(\.isIntact) }
}

/// Memory with a guard on either side, which shows what was written beside it.
struct GuardedRoom {
    private let memory = Memory()
    private var bytes = 0

    private final class Memory {
        var start: UnsafeMutableRawPointer
        var capacity = 0
        init() { start = .allocate(byteCount: 0, alignment: 64) }
        deinit { start.deallocate() }
    }

    private static let width = 64
    private static let pattern: UInt64 = 0xC3A5_5A3C_96E1_1E69

    /// The memory between the guards, which are renewed.
    mutating func room(bytes: Int) -> UnsafeMutableRawPointer {
        let whole = (bytes + 7) & ~7
        if whole > memory.capacity {
            memory.start.deallocate()
            memory.capacity = max(whole, 2 * memory.capacity)
            memory.start = .allocate(byteCount: memory.capacity + 2 * Self.width, alignment: 64)
        }
        self.bytes = whole
        for word in 0..<Self.width / 8 {
            memory.start.storeBytes(of: Self.pattern, toByteOffset: 8 * word, as: UInt64.self)
            memory.start.storeBytes(of: Self.pattern, toByteOffset: Self.width + whole + 8 * word, as: UInt64.self)
        }
        return memory.start + Self.width
    }

    var isIntact: Bool {
        guard memory.capacity > 0 else { return true }
        return (0..<Self.width / 8).allSatisfy {
            memory.start.load(fromByteOffset: 8 * $0, as: UInt64.self) == Self.pattern
                && memory.start.load(fromByteOffset: Self.width + bytes + 8 * $0, as: UInt64.self) == Self.pattern
        }
    }
}
