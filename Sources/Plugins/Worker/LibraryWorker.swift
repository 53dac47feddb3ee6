import CMarketPolicy
import CPluginGuard
import Foundation
import PolicyKit

/// The process in which a library lives that is kept apart from the one that asks it: the other end of `WorkerProcess` and
/// `SharedBatch`.
public final class LibraryWorker {
    private let plugin: PluginLibrary
    private var instances: [UInt32: Instance] = [:]
    private let world = PolicyHost()
    private var memory: (start: UnsafeMutableRawPointer, size: Int)?

    private static let input: Int32 = 0
    private static let shared: Int32 = 3

    /// An instance, and the calls that it takes.
    private struct Instance {
        let policy: NativeInstance
        let calls: [GuestCall<SharedColumns>]
    }

    /// Answers what is asked on standard input, which is a socket, until who asks is gone; then ends the process.
    /// - Parameter file: of the library.
    public static func serve(_ file: String) throws -> Never {
        let worker = LibraryWorker(try PluginLibrary(path: file.hasPrefix("/") ? file : "./\(file)", named: file))
        end_with_parent()
        while worker.answer() {}
        exit(0)
    }

    private init(_ plugin: PluginLibrary) { self.plugin = plugin }

    /// - Returns: whether who asks is still there.
    private func answer() -> Bool {
        var frame: (UInt32, UInt32, UInt64, UInt64) = (0, 0, 0, 0)
        guard withUnsafeMutableBytes(of: &frame, { receive($0.baseAddress, 24) }) else { return false }
        var more = [UInt8](repeating: 0, count: Int(frame.3))
        guard more.isEmpty || receive(&more, more.count) else { return false }
        var (status, bytes): (Int32, [UInt8]) = (0, [])
        do throws(GuestError) {
            guard let question = WorkerProcess.Question(rawValue: frame.0) else { throw GuestError("no such question") }
            bytes = try answer(question, frame.1, frame.2, more, &status)
        } catch {
            (status, bytes) = (1, Array(error.reason.utf8.prefix(900)))
        }
        var head: (Int32, UInt32) = (status, UInt32(bytes.count))
        return withUnsafeBytes(of: &head) { send($0.baseAddress, 8) } && (bytes.isEmpty || send(bytes, bytes.count))
    }

    private func answer(
        _ question: WorkerProcess.Question, _ number: UInt32, _ argument: UInt64, _ more: [UInt8], _ status: inout Int32
    ) throws(GuestError) -> [UInt8] {
        if question == .create {
            let place = Int(argument)
            let policy = try plugin.instance(
                place, parameters: String(decoding: more, as: UTF8.self), label: "", timeLimit: .infinity, in: world)
            instances[number] = Instance(policy: policy, calls: calls(of: plugin.description.policies[place]))
            return []
        }
        guard let instance = instances[number] else { throw GuestError("no such instance") }
        switch question {
        case .reset: try instance.policy.reset(argument)
        case .decide:
            try pass(instance, Int(argument)) { batch throws(GuestError) in try instance.policy.decide(batch) }
        case .learn: try pass(instance, Int(argument)) { batch throws(GuestError) in try instance.policy.learn(batch) }
        case .property:
            guard let value = try instance.policy.property(String(decoding: more, as: UTF8.self)) else {
                status = 2
                return []
            }
            return Array("\(value)".utf8)
        case .save: return try instance.policy.save()
        case .load: try instance.policy.load(more)
        case .destroy: instances[number] = nil
        case .create, .describe: throw GuestError("no such question")
        }
        return []
    }

    private func calls(of policy: PolicyDescription) -> [GuestCall<SharedColumns>] {
        guard let slot = Slots.all.first(where: { $0.name == policy.slot }) else { return [] }
        let names = Set(slot.calls.flatMap(\.groups).flatMap(\.columns).map(\.name))
        let fills = names.map { ColumnFill<SharedColumns>($0) { $0.lend(to: $1) } }
        return policy.calls.compactMap { GuestCall($0.name, of: policy, in: slot, fills) { $0.lend(to: $2) } }
    }

    /// Hands the batch in the shared memory to the policy, and its answers back.
    private func pass(
        _ instance: Instance, _ size: Int, _ act: (UnsafeMutablePointer<MarketBatch>) throws(GuestError) -> Void
    ) throws(GuestError) {
        if memory?.size != size {
            if let memory { munmap(memory.start, memory.size) }
            guard let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, Self.shared, 0), start != MAP_FAILED
            else {
                throw GuestError("the shared memory cannot be seen")
            }
            memory = (start, size)
        }
        guard let memory else { return }
        let columns = SharedColumns(memory.start)
        guard instance.calls.indices.contains(columns.call) else {
            throw GuestError("it takes no call \(columns.call)")
        }
        let call = instance.calls[columns.call]
        for (place, answer) in call.answers.enumerated() { columns.takeIn(place, answer) }
        call.point(at: columns, rows: columns.rows)
        try act(call.batch)
        for answer in call.answers where !answer.isIntact {
            throw GuestError("it wrote beside its answer \(answer.column.name)")
        }
        for (place, answer) in call.answers.enumerated() { columns.giveBack(place, answer) }
    }

    private func receive(_ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let got = read(Self.input, bytes.map { $0 + done }, count - done)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return false }
            done += got
        }
        return true
    }

    private func send(_ bytes: UnsafeRawPointer?, _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let sent = write(program_output(), bytes.map { $0 + done }, count - done)
            if sent < 0, errno == EINTR { continue }
            guard sent > 0 else { return false }
            done += sent
        }
        return true
    }
}

/// The columns of one batch in shared memory, as `SharedBatch` has laid them out.
final class SharedColumns {
    let call: Int
    let rows: Int
    private let start: UnsafeMutableRawPointer
    private let columns: [(isList: Bool, size: Int, chunks: [(offset: Int, count: Int)])]
    private let inputs: Int
    /// The input that is lent next.
    private var next = 0

    init(_ start: UnsafeMutableRawPointer) {
        self.start = start
        let numbers = start.assumingMemoryBound(to: Int64.self)
        call = Int(numbers[1])
        rows = Int(numbers[2])
        inputs = Int(numbers[3])
        var place = 5
        columns = (0..<Int(numbers[3] + numbers[4])).map { _ in
            let (layout, count, size) = (numbers[place], Int(numbers[place + 1]), Int(numbers[place + 2]))
            place += 3
            defer { place += 2 * count }
            return (
                layout == 2, size,
                (0..<count).map { (Int(numbers[place + 2 * $0]), Int(numbers[place + 2 * $0 + 1])) }
            )
        }
    }

    /// Points the next input's column at its numbers.
    func lend(to memory: ColumnMemory) {
        let column = columns[next]
        next += 1
        if column.isList, let chunk = column.chunks.first {
            memory.lendLists(
                start + chunk.offset, rows: column.size > 0 ? chunk.count / column.size : 0, size: column.size)
            return
        }
        memory.open(column.chunks.count)
        for (place, chunk) in column.chunks.enumerated() {
            memory.lend(start + chunk.offset, count: chunk.count, chunk: place)
        }
    }

    /// Makes room for an answer, with what stands there at first.
    func takeIn(_ place: Int, _ memory: ColumnMemory) {
        let (column, width) = (columns[inputs + place], memory.column.element.width)
        memory.open(column.chunks.count)
        for (index, chunk) in column.chunks.enumerated() {
            memcpy(
                memory.room(width: width, count: chunk.count, chunk: index), start + chunk.offset, chunk.count * width)
        }
    }

    /// Puts an answer where who asked finds it.
    func giveBack(_ place: Int, _ memory: ColumnMemory) {
        let (column, width) = (columns[inputs + place], memory.column.element.width)
        for (index, chunk) in column.chunks.enumerated() where chunk.count > 0 {
            guard let values = memory.chunks[index].buffers?[1] else { continue }
            memcpy(start + chunk.offset, values, chunk.count * width)
        }
    }
}

extension SlotColumn.Element {
    /// Bytes of a number.
    var width: Int {
        switch self {
        case .uint8: 1
        case .int32, .uint32, .float32: 4
        case .int64, .uint64, .float64: 8
        }
    }
}
