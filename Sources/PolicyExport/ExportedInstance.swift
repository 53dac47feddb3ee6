import CMarketPolicy
import PolicyKit

/// A policy of one slot behind the contract's calls.
protocol ExportedInstance: AnyObject {
    /// What fills the slot.
    associatedtype Filling

    init(_ policy: Filling, _ calls: [ExportedCall])
    /// The calls that the policy takes.
    static func calls(of policy: Filling) -> [ExportedCall]
    /// Answers a call, or takes in what became of answers.
    func take(_ batch: MarketBatch)
    /// A property of the slot; nil where the slot has no such.
    func property(_ name: String) -> Double?
    func save() -> [UInt8]
    func load(_ state: [UInt8]) throws
}

/// A call that a policy takes, and the columns that it reads in it.
struct ExportedCall {
    let name: String
    let inputs: [String]
    /// Of each column the place among the inputs.
    private let places: [String: Int]

    init(_ name: String, _ inputs: [String]) {
        self.name = name
        self.inputs = inputs
        places = Dictionary(uniqueKeysWithValues: inputs.enumerated().map { ($1, $0) })
    }

    /// A column, to be looked up once and read in each batch.
    func column(_ name: String) -> ExportedColumn { ExportedColumn(place: places[name]) }

    /// The call with all columns that its slot has.
    init(_ name: String, of slot: some Slot, without left: Set<String> = []) {
        let call = slot.calls.first { $0.name == name }
        self.init(
            name,
            ((call?.columns(.input) ?? []) + (call?.columns(.feedback) ?? [])).map(\.name).filter { !left.contains($0) }
        )
    }
}

/// Where a column stands among the inputs of its call; nowhere if the policy does not ask for it.
struct ExportedColumn {
    fileprivate let place: Int?
}

/// Reads the columns of one call by their names.
struct ColumnReader {
    let places: PlacedColumns
    private let call: ExportedCall

    init(_ batch: MarketBatch, _ call: ExportedCall) {
        places = PlacedColumns(batch)
        self.call = call
    }

    var rows: Int { places.rows }

    func chunks(_ name: String) -> Int { places.chunks(call.column(name)) }

    /// The numbers of a chunk, and how many there are; nothing of a column that was not asked for.
    func numbers<Number>(_ name: String, _ chunk: Int = 0, as: Number.Type = Number.self) -> UnsafeBufferPointer<Number>
    {
        places.numbers(call.column(name), chunk)
    }

    /// The one number of a column that has one per batch, or of a batch of one row.
    func number<Number>(_ name: String, as: Number.Type = Number.self) -> Number { places.number(call.column(name)) }

    /// The room of an answer.
    func answer<Number>(_ place: Int, _ chunk: Int = 0, as: Number.Type = Number.self) -> UnsafeMutableBufferPointer<
        Number
    > { places.answer(place, chunk) }

    func answerChunks(_ place: Int) -> Int { places.answerChunks(place) }
}

/// Reads the columns of one call by where they stand, which was looked up before.
struct PlacedColumns {
    private let batch: MarketBatch

    init(_ batch: MarketBatch) { self.batch = batch }

    var rows: Int { Int(batch.rows) }

    func chunks(_ column: ExportedColumn) -> Int { column.place.map { Int(batch.inputs[$0].chunk_count) } ?? 0 }

    /// The numbers of a chunk, and how many there are; nothing of a column that was not asked for.
    func numbers<Number>(
        _ column: ExportedColumn, _ chunk: Int = 0, as: Number.Type = Number.self
    ) -> UnsafeBufferPointer<Number> {
        guard let place = column.place, chunk < Int(batch.inputs[place].chunk_count) else {
            return UnsafeBufferPointer(start: nil, count: 0)
        }
        return numbers(at: place, chunk)
    }

    /// Where the first chunk of a column begins and how many numbers lie from one chunk's start to the next; nil where its chunks do not lie one
    /// behind the other at equal distances.
    func block(_ column: ExportedColumn) -> (start: UnsafePointer<Float>, stride: Int)? {
        guard let place = column.place, case let count = Int(batch.inputs[place].chunk_count), count > 0,
            let chunks = batch.inputs[place].chunks, let start = chunks[0].buffers?[1]
        else { return nil }
        let width = MemoryLayout<Float>.stride
        guard count > 1, let second = chunks[1].buffers?[1] else {
            return count > 1 ? nil : (start.assumingMemoryBound(to: Float.self), rows)
        }
        let bytes = second - start
        guard bytes >= rows * width, bytes % width == 0 else { return nil }
        var expected = second
        for chunk in 2..<max(2, count) {
            expected += bytes
            if chunks[chunk].buffers?[1] != expected { return nil }
        }
        return (start.assumingMemoryBound(to: Float.self), bytes / width)
    }

    private func numbers<Number>(
        at place: Int, _ chunk: Int, as: Number.Type = Number.self
    ) -> UnsafeBufferPointer<Number> {
        let array = batch.inputs[place].chunks[chunk]
        guard array.n_children > 0, let child = array.children?[0] else {
            return UnsafeBufferPointer(
                start: array.buffers?[1]?.assumingMemoryBound(to: Number.self), count: Int(array.length))
        }
        return UnsafeBufferPointer(
            start: child.pointee.buffers?[1]?.assumingMemoryBound(to: Number.self), count: Int(child.pointee.length))
    }

    /// The one number of a column that has one per batch, or of a batch of one row.
    func number<Number>(_ column: ExportedColumn, as: Number.Type = Number.self) -> Number {
        guard let place = column.place, let chunk = batch.inputs[place].chunks, chunk.pointee.length > 0,
            let numbers = chunk.pointee.buffers?[1]
        else { preconditionFailure("the platform fills in each column of one number") }
        return numbers.loadUnaligned(as: Number.self)
    }

    /// The room of an answer.
    func answer<Number>(_ place: Int, _ chunk: Int = 0, as: Number.Type = Number.self) -> UnsafeMutableBufferPointer<
        Number
    > {
        let array = batch.answers[place].chunks[chunk]
        return UnsafeMutableBufferPointer(
            start: UnsafeMutableRawPointer(mutating: array.buffers?[1])?.assumingMemoryBound(to: Number.self),
            count: Int(array.length))
    }

    func answerChunks(_ place: Int) -> Int { Int(batch.answers[place].chunk_count) }
}
