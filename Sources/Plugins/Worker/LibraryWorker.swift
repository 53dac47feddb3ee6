import CMarketPolicy
import CPluginGuard
import Foundation
import PolicyKit

/// The process in which a library lives that is kept apart from the one that asks it: the other end of `WorkerProcess` and
/// `SharedBatch`.
public final class LibraryWorker {
    private let file: String
    /// Both ways: what is asked, and that it was answered.
    private let connection: Int32
    /// Whether each call has memory of its own, which is out of reach after it.
    private let guardsCalls: Bool
    private var plugin: PluginLibrary?
    private var instances: [UInt32: Instance] = [:]
    private let world = PolicyHost()
    private var memory: (start: UnsafeMutableRawPointer, size: Int)?

    private static let shared: Int32 = 3

    /// An instance, and the calls that it takes.
    private struct Instance {
        let policy: NativeInstance
        let calls: [GuestCall<SharedColumns>]
    }

    /// Answers what is asked on standard input, which is a socket, until who asks is gone; then ends the process.
    /// - Parameters:
    ///   - file: of the library.
    ///   - guardsCalls: whether what was shown in a call is out of reach after it.
    public static func serve(_ file: String, guardsCalls: Bool) -> Never {
        // What the library reads of standard input is nothing.
        let connection = fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 64)
        let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
        dup2(nothing, STDIN_FILENO)
        print_by_lines()
        end_with_parent()
        let worker = LibraryWorker(file, connection: connection, guardsCalls: guardsCalls)
        while worker.answer() {}
        exit(0)
    }

    private init(_ file: String, connection: Int32, guardsCalls: Bool) {
        (self.file, self.connection, self.guardsCalls) = (file, connection, guardsCalls)
    }

    /// The library, loaded when it is asked for first.
    private func library() throws(GuestError) -> PluginLibrary {
        if let plugin { return plugin }
        do throws(PluginProblem) {
            let loaded = try PluginLibrary(path: file, named: file, isWatched: false)
            plugin = loaded
            return loaded
        } catch {
            throw GuestError(error.reason)
        }
    }

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
        if question == .describe {
            guard let said = try? JSONEncoder().encode(WorkerDescription(library().description)) else {
                // It could not be loaded, which is said.
                _ = try library()
                throw GuestError("what it says of itself are no numbers")
            }
            return Array(said)
        }
        if question == .create {
            let (plugin, place) = (try library(), Int(argument))
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
        let start = try memory(size)
        defer { if guardsCalls { call_memory_retire(start, size) } }
        let columns = SharedColumns(start)
        guard instance.calls.indices.contains(columns.call) else {
            throw GuestError("it takes no call \(columns.call)")
        }
        let call = instance.calls[columns.call]
        for (place, answer) in call.answers.enumerated() { columns.takeIn(place, answer, inPlace: guardsCalls) }
        call.point(at: columns, rows: columns.rows)
        try act(call.batch)
        if guardsCalls { return }
        for answer in call.answers where !answer.isIntact {
            throw GuestError("it wrote beside its answer \(answer.column.name)")
        }
        for (place, answer) in call.answers.enumerated() { columns.giveBack(place, answer) }
    }

    /// The shared memory; of each call anew where calls are guarded.
    private func memory(_ size: Int) throws(GuestError) -> UnsafeMutableRawPointer {
        if let memory, memory.size == size, !guardsCalls { return memory.start }
        if let memory, !guardsCalls { munmap(memory.start, memory.size) }
        guard let start = call_memory_map(Self.shared, size) else {
            throw GuestError("the shared memory cannot be seen")
        }
        memory = (start, size)
        return start
    }

    private func receive(_ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let got = receive_awake(connection, bytes.map { $0 + done }, count - done)
            if got < 0, errno == EINTR { continue }
            guard got > 0 else { return false }
            done += Int(got)
        }
        return true
    }

    private func send(_ bytes: UnsafeRawPointer?, _ count: Int) -> Bool {
        var done = 0
        while done < count {
            let sent = write(connection, bytes.map { $0 + done }, count - done)
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
    /// - Parameter inPlace: whether it is answered into the shared memory itself.
    func takeIn(_ place: Int, _ memory: ColumnMemory, inPlace: Bool) {
        let (column, width) = (columns[inputs + place], memory.column.element.width)
        memory.open(column.chunks.count)
        if inPlace {
            for (index, chunk) in column.chunks.enumerated() {
                memory.lend(start + chunk.offset, count: chunk.count, chunk: index)
            }
            return
        }
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
