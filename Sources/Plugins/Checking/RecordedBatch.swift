package import PolicyKit

/// A recorded batch, read and changed: its columns as `SharedBatch` has laid them out.
package struct RecordedBatch {
    package private(set) var bytes: [UInt8]
    package let rows: Int
    package let columns: [Column]
    private let inputs: Int
    private let place: Int
    /// The call's name, as `score`.
    package let call: String

    /// A column of the batch, and where in the batch's bytes its numbers are.
    package struct Column {
        /// As the policy asks for it.
        package let name: String
        package let isAnswer: Bool
        /// What it is, as its slot declares it.
        package let declared: SlotColumn
        fileprivate let layout: Int
        /// Numbers of each list of a column of lists.
        fileprivate let size: Int
        fileprivate let chunks: [(offset: Int, count: Int)]
        fileprivate var width: Int { declared.element.width }
        fileprivate var isFloat: Bool { declared.element == .float32 || declared.element == .float64 }
        /// How many dimensions it has: of `own_signals.NAME` the rows alone.
        package var depth: Int { name.hasPrefix(PolicyDescription.ownPrefix) ? 1 : declared.shape.count }
    }

    /// - Parameters:
    ///   - bytes: as a recorder keeps them.
    ///   - policy: whose call it is.
    package init?(_ bytes: [UInt8], of policy: PolicyDescription) {
        self.bytes = bytes
        let numbers = bytes.withUnsafeBytes { raw in
            let count = raw.load(as: Int64.self)
            return (0..<Int(count)).map { Int(raw.load(fromByteOffset: 8 * $0, as: Int64.self)) }
        }
        guard policy.calls.indices.contains(numbers[1]), let slot = Slots.all.first(where: { $0.name == policy.slot }),
            let declared = slot.calls.first(where: { $0.name == policy.calls[numbers[1]].name })
        else { return nil }
        (place, call, rows, inputs) = (numbers[1], declared.name, numbers[2], numbers[3])
        let known = declared.columns(.input) + declared.columns(.feedback)
        let own = known.first { $0.name == "own_signals" }
        let asked = policy.calls[place].inputs.compactMap { name in
            (known.first { $0.name == name } ?? own).map { (name, $0, false) }
        }
        var position = 5
        columns = (asked + declared.columns(.answer).map { ($0.name, $0, true) }).map { name, declared, isAnswer in
            let (layout, count, size) = (numbers[position], numbers[position + 1], numbers[position + 2])
            position += 3
            defer { position += 2 * count }
            return Column(
                name: name, isAnswer: isAnswer, declared: declared, layout: layout, size: size,
                chunks: (0..<count).map { (numbers[position + 2 * $0], numbers[position + 2 * $0 + 1]) })
        }
    }

    // MARK: - Reading

    /// The bytes of the answers.
    package var answers: [UInt8] { columns.filter(\.isAnswer).flatMap { bytes(of: $0) } }

    /// The bytes of a column's numbers, one behind the other.
    package func bytes(of column: Column) -> [UInt8] {
        column.chunks.flatMap { bytes[$0.offset..<$0.offset + $0.count * column.width] }
    }

    /// How many numbers each of a column's lists has: the chunks', or the rows' of a column of lists.
    package func counts(of column: Column) -> [Int] {
        guard column.layout == 2, let chunk = column.chunks.first else { return column.chunks.map(\.count) }
        // Lists of nothing are as many as rows: of each a policy may want 0 numbers back.
        return [Int](repeating: column.size, count: column.size > 0 ? chunk.count / column.size : rows)
    }

    /// The numbers of the first answer, one per row; empty where it is not of single precision.
    package var firstAnswer: [Float] {
        guard let column = columns.first(where: \.isAnswer), column.declared.element == .float32 else { return [] }
        let bytes = bytes(of: column)
        return bytes.withUnsafeBytes { raw in
            (0..<bytes.count / 4).map { raw.loadUnaligned(fromByteOffset: 4 * $0, as: Float.self) }
        }
    }

    /// Whether its rows are candidates of several requests, which have an order among them.
    package var isOfSeveralRequests: Bool {
        columns.contains { column in
            guard column.declared.shape.first == .request else { return false }
            return column.layout == 2 ? counts(of: column).count > 1 : column.chunks.contains { $0.count > 1 }
        }
    }

    // MARK: - Changing

    /// The same batch with other rows in all columns that have a number or a list per row: row `order[i]` at place i. A row may
    /// come often, or not at all.
    package func taking(_ order: [Int]) -> RecordedBatch {
        var parts: [(column: Column, chunks: [[UInt8]])] = columns.map { column in
            let isList = column.layout == 2
            let width = isList ? column.width * column.size : column.width
            let chunks = column.chunks.map { chunk -> [UInt8] in
                let old = bytes[chunk.offset..<chunk.offset + chunk.count * column.width]
                guard column.declared.shape.contains(.row), old.count == rows * width else {
                    return Array(old)
                }
                return order.flatMap { old[old.startIndex + $0 * width..<old.startIndex + ($0 + 1) * width] }
            }
            return (column, chunks)
        }
        // What says how many rows there are.
        for place in parts.indices where ["count", "wanted"].contains(parts[place].column.name) {
            guard !parts[place].column.isAnswer, parts[place].column.depth == 0 else { continue }
            parts[place].chunks = [Self.number(Int64(order.count))]
        }
        return laid(parts, rows: order.count)
    }

    /// The requests of the batch so many times, one behind the other.
    package func repeated(_ times: Int) -> RecordedBatch {
        let parts: [(column: Column, chunks: [[UInt8]])] = columns.map { column in
            let isRepeated = column.declared.shape.contains(.row) || column.declared.shape.first == .request
            let chunks = column.chunks.map { chunk -> [UInt8] in
                let old = Array(bytes[chunk.offset..<chunk.offset + chunk.count * column.width])
                switch column.name {
                case "count": return Self.number(Int64(times * rows))
                case "request_count": return Self.number(Int64(times * requestCount))
                case "requests":
                    return (0..<times).flatMap { Self.adding(UInt32($0 * requestCount), to: old) }
                case "starts": return (0..<times).flatMap { Self.adding(Int64($0 * rows), to: old) }
                default: return isRepeated ? (0..<times).flatMap { _ in old } : old
                }
            }
            return (column, chunks)
        }
        return laid(parts, rows: times * rows)
    }

    /// Requests of the batch, as far as its columns say: the greatest number of one that a candidate has, or numbers per request.
    private var requestCount: Int {
        columns.map { column in
            guard !column.isAnswer else { return 1 }
            if column.name == "requests" {
                let numbers = bytes(of: column)
                return numbers.withUnsafeBytes { raw in
                    (0..<numbers.count / 4).map { Int(raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)) + 1 }
                        .max() ?? 1
                }
            }
            guard column.declared.shape.first == .request else { return 1 }
            return column.layout == 2 ? counts(of: column).count : column.chunks.first?.count ?? 1
        }.max() ?? 1
    }

    private static func number<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        withUnsafeBytes(of: number) { Array($0) }
    }

    /// The numbers in the bytes, each with so much more.
    private static func adding<Number: FixedWidthInteger>(_ more: Number, to bytes: [UInt8]) -> [UInt8] {
        let width = MemoryLayout<Number>.size
        return bytes.withUnsafeBytes { raw in
            (0..<bytes.count / width).flatMap {
                number(raw.loadUnaligned(fromByteOffset: $0 * width, as: Number.self) &+ more)
            }
        }
    }

    /// As `SharedBatch` lays out a batch.
    private func laid(_ parts: [(column: Column, chunks: [[UInt8]])], rows: Int) -> RecordedBatch {
        let head = parts.reduce(5) { $0 + 3 + 2 * $1.chunks.count }
        var numbers = [head, place, rows, inputs, columns.count - inputs]
        var body: [UInt8] = []
        let start = (head * 8 + 63) & ~63
        var made: [Column] = []
        for (column, chunks) in parts {
            numbers += [column.layout, chunks.count, column.size]
            var places: [(offset: Int, count: Int)] = []
            for chunk in chunks {
                places.append((start + body.count, chunk.count / column.width))
                numbers += [start + body.count, chunk.count / column.width]
                body += chunk
            }
            body += [UInt8](repeating: 0, count: -body.count & 63)
            made.append(
                Column(
                    name: column.name, isAnswer: column.isAnswer, declared: column.declared, layout: column.layout,
                    size: column.size, chunks: places))
        }
        var bytes = numbers.flatMap { number in withUnsafeBytes(of: Int64(number)) { Array($0) } }
        bytes += [UInt8](repeating: 0, count: start - bytes.count)
        return RecordedBatch(bytes: bytes + body, rows: rows, columns: made, inputs: inputs, place: place, call: call)
    }

    private init(bytes: [UInt8], rows: Int, columns: [Column], inputs: Int, place: Int, call: String) {
        (self.bytes, self.rows, self.columns, self.inputs) = (bytes, rows, columns, inputs)
        (self.place, self.call) = (place, call)
    }

    /// Writes a number over every input of floating point.
    package mutating func fill(_ value: Double) {
        for column in columns where column.isFloat && !column.isAnswer {
            let number =
                column.width == 4
                ? withUnsafeBytes(of: Float(value)) { Array($0) } : withUnsafeBytes(of: value) { Array($0) }
            for chunk in column.chunks {
                for place in 0..<chunk.count {
                    let start = chunk.offset + place * column.width
                    bytes.replaceSubrange(start..<start + column.width, with: number)
                }
            }
        }
    }
}
