import Foundation
import PolicyKit

/// Hands recorded calls to a fresh instance in a process of its own.
package final class Replay {
    private let worker: WorkerProcess
    private var instances: UInt32 = 0
    /// Seconds of the longest call.
    package private(set) var longest = 0.0

    /// - Parameter plugin: the file, as a person named it.
    package init(_ plugin: String) throws {
        do { worker = try Workers.start(plugin, timeLimit: 10_000) } catch { throw PolicyNotTaken(error.reason) }
    }

    /// Makes an instance like a recorded one, and begins it.
    package func begin(_ recorded: BatchRecorder.Instance) throws -> UInt32 {
        instances += 1
        _ = try ask(.create, instances, UInt64(recorded.policy), Array(recorded.parameters.utf8), limit: 120_000)
        try reset(instances, recorded.key)
        return instances
    }

    package func reset(_ instance: UInt32, _ key: UInt64) throws { _ = try ask(.reset, instance, key) }
    package func save(_ instance: UInt32) throws -> [UInt8] { try ask(.save, instance) }
    package func load(_ instance: UInt32, _ state: [UInt8]) throws { _ = try ask(.load, instance, 0, state) }

    /// Hands over a call.
    /// - Returns: what was shown, with the answers in it.
    package func hand(_ call: BatchRecorder.Call, to instance: UInt32) throws -> [UInt8] {
        let size = call.shown.count
        let memory: UnsafeMutableRawPointer
        do { memory = try worker.room(size) } catch { throw PolicyNotTaken(error.reason) }
        call.shown.withUnsafeBytes { bytes in
            if let start = bytes.baseAddress { memory.copyMemory(from: start, byteCount: size) }
        }
        let start = ContinuousClock.now
        _ = try ask(call.asks ? .decide : .learn, instance, UInt64(worker.capacity))
        longest = max(longest, (ContinuousClock.now - start) / .seconds(1))
        return Array(UnsafeRawBufferPointer(start: memory, count: size))
    }

    /// Bytes of memory that the process has of its own.
    package var residentBytes: Int {
        guard let text = try? String(contentsOfFile: "/proc/\(worker.number)/statm", encoding: .utf8) else { return 0 }
        let numbers = text.split(separator: " ").compactMap { Int($0) }
        return numbers.count > 2 ? (numbers[1] - numbers[2]) * Int(getpagesize()) : 0
    }

    private func ask(
        _ question: WorkerProcess.Question, _ instance: UInt32, _ argument: UInt64 = 0, _ more: [UInt8] = [],
        limit: Double? = nil
    ) throws -> [UInt8] {
        let answer: (status: Int32, bytes: [UInt8])
        do { answer = try worker.ask(question, instance, argument, more, limit: limit) } catch {
            throw PolicyNotTaken(error.reason)
        }
        guard answer.status == 0 else {
            throw PolicyNotTaken(String(decoding: answer.bytes.prefix(1_000), as: UTF8.self))
        }
        return answer.bytes
    }
}

/// A recorded batch, read and changed: its columns as `SharedBatch` has laid them out.
package struct RecordedBatch {
    package private(set) var bytes: [UInt8]
    package let rows: Int
    private let columns: [Column]
    private let inputs: Int

    private struct Column {
        let layout: Int
        let size: Int
        let chunks: [(offset: Int, count: Int)]
        let width: Int
        let isFloat: Bool
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
            let call = slot.calls.first(where: { $0.name == policy.calls[numbers[1]].name })
        else { return nil }
        rows = numbers[2]
        inputs = numbers[3]
        let known = call.columns(.input) + call.columns(.feedback)
        let elements =
            policy.calls[numbers[1]].inputs.map { name in known.first { $0.name == name }?.element ?? .float32 }
            + call.columns(.answer).map(\.element)
        var place = 5
        columns = elements.map { element in
            let (layout, count, size) = (numbers[place], numbers[place + 1], numbers[place + 2])
            place += 3
            defer { place += 2 * count }
            return Column(
                layout: layout, size: size,
                chunks: (0..<count).map { (numbers[place + 2 * $0], numbers[place + 2 * $0 + 1]) },
                width: element.width, isFloat: element == .float32 || element == .float64)
        }
    }

    /// The bytes of the answers.
    package var answers: [UInt8] {
        columns.dropFirst(inputs).flatMap { column in
            column.chunks.flatMap { bytes[$0.offset..<$0.offset + $0.count * column.width] }
        }
    }

    /// The numbers of the first answer, one per row; empty where it is not of single precision.
    package var firstAnswer: [Float] {
        guard columns.count > inputs, columns[inputs].width == 4, columns[inputs].isFloat else { return [] }
        return columns[inputs].chunks.flatMap { chunk in
            (0..<chunk.count).map { row in
                bytes.withUnsafeBytes { $0.loadUnaligned(fromByteOffset: chunk.offset + 4 * row, as: Float.self) }
            }
        }
    }

    /// Puts the rows of all inputs in another order: row `order[i]` comes to place i.
    package mutating func permute(_ order: [Int]) {
        for column in columns.prefix(inputs) {
            let width = column.layout == 2 ? column.width * column.size : column.width
            for chunk in column.chunks where column.layout == 2 ? rows > 1 : chunk.count == rows && rows > 1 {
                let old = Array(bytes[chunk.offset..<chunk.offset + rows * width])
                for (place, row) in order.enumerated() {
                    bytes.replaceSubrange(
                        chunk.offset + place * width..<chunk.offset + (place + 1) * width,
                        with: old[row * width..<(row + 1) * width])
                }
            }
        }
    }

    /// Writes a number over every input of floating point.
    package mutating func fill(_ value: Double) {
        for column in columns.prefix(inputs) where column.isFloat {
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
