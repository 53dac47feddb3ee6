import CMarketPolicy
import PolicyKit

/// Fills one column of a call from what the platform hands to a slot's policies.
///
/// Each slot has a list of them, which a test holds against the columns that the slot declares.
struct ColumnFill<Batch: ~Copyable>: Sendable {
    let name: String
    let fill: @Sendable (borrowing Batch, ColumnMemory) -> Void

    init(_ name: String, _ fill: @escaping @Sendable (borrowing Batch, ColumnMemory) -> Void) {
        self.name = name
        self.fill = fill
    }
}

/// One call that a policy of somebody else takes: the batch that it is handed, in memory that is laid out once.
final class GuestCall<Batch: ~Copyable> {
    /// The call's name.
    let name: String
    /// The place among the calls that the policy takes.
    let index: Int
    let answers: [ColumnMemory]
    private let inputs: [ColumnMemory]
    /// Of each input, what fills it.
    private let fills: [ColumnFill<Batch>]
    private let inputColumns: UnsafeMutablePointer<MarketColumn>
    private let answerColumns: UnsafeMutablePointer<MarketColumn>
    let batch: UnsafeMutablePointer<MarketBatch>

    /// - Parameter fills: of the call's columns; for columns of people's own files the one named `own_signals`, which gets the
    ///   place of the column among them.
    init?(
        _ name: String, of policy: PolicyDescription, in slot: any Slot, _ fills: [ColumnFill<Batch>],
        own: @escaping @Sendable (borrowing Batch, Int, ColumnMemory) -> Void = { _, _, _ in }
    ) {
        guard let index = policy.index(of: name), let call = slot.calls.first(where: { $0.name == name }) else {
            return nil
        }
        self.name = name
        self.index = index
        let known = call.columns(.input) + call.columns(.feedback)
        let ownSignals = policy.ownSignals
        let filled = policy.calls[index].inputs.compactMap {
            input -> (memory: ColumnMemory, fill: ColumnFill<Batch>)? in
            if input.hasPrefix(PolicyDescription.ownPrefix),
                let place = ownSignals.firstIndex(of: String(input.dropFirst(PolicyDescription.ownPrefix.count))),
                let column = known.first(where: { $0.name == "own_signals" })
            {
                let memory = ColumnMemory(column, per: call.row ?? "row", name: input)
                return (memory, ColumnFill(input) { own($0, place, $1) })
            }
            guard let column = known.first(where: { $0.name == input }),
                let fill = fills.first(where: { $0.name == input })
            else { return nil }
            return (ColumnMemory(column, per: call.per(column)), fill)
        }
        (inputs, self.fills) = (filled.map(\.memory), filled.map(\.fill))
        answers = call.columns(.answer).map { ColumnMemory($0, per: call.per($0)) }
        inputColumns = .allocate(capacity: max(1, inputs.count))
        answerColumns = .allocate(capacity: max(1, answers.count))
        batch = .allocate(capacity: 1)
        batch.initialize(
            to: MarketBatch(
                struct_size: UInt32(MemoryLayout<MarketBatch>.size), call: UInt32(index), rows: 0,
                input_count: Int64(inputs.count), inputs: inputColumns, answer_count: Int64(answers.count),
                answers: answerColumns))
    }

    deinit {
        inputColumns.deallocate()
        answerColumns.deallocate()
        batch.deallocate()
    }

    /// Points the columns at a batch. - Precondition: the answers have their rooms.
    @inline(__always) func point(at values: borrowing Batch, rows: Int) {
        for place in inputs.indices {
            let memory = Unmanaged.passUnretained(inputs[place])
            memory._withUnsafeGuaranteedRef { fills[place].fill(values, $0) }
            memory._withUnsafeGuaranteedRef { Self.point(&inputColumns[place], at: $0) }
        }
        for place in answers.indices {
            Unmanaged.passUnretained(answers[place])._withUnsafeGuaranteedRef {
                Self.point(&answerColumns[place], at: $0)
            }
        }
        batch.pointee.rows = Int64(rows)
    }

    @inline(__always) private static func point(_ column: inout MarketColumn, at memory: ColumnMemory) {
        column = MarketColumn(schema: memory.schema, chunk_count: Int64(memory.chunkCount), chunks: memory.chunks)
    }
}
