import Foundation
import PolicyKit

/// Hands recorded calls to a fresh instance in a process of its own.
package final class Replay {
    private let worker: WorkerProcess
    private var instances: UInt32 = 0
    /// Seconds of the longest call.
    package private(set) var longest = 0.0

    /// - Parameters:
    ///   - plugin: the file, as a person named it.
    ///   - guardingCalls: whether what was shown in a call is out of reach after it.
    package init(_ plugin: String, guardingCalls: Bool = false, debugging: Bool = false) throws {
        let workers = Workers(areDebugged: debugging, guardCalls: guardingCalls)
        do { worker = try workers.start(plugin, named: plugin, timeLimit: 10_000) } catch {
            throw PolicyNotTaken(error.reason)
        }
    }

    /// Makes an instance like a recorded one, and begins it.
    package func begin(_ recorded: BatchRecorder.Instance) throws -> UInt32 {
        instances += 1
        let parameters = Array(recorded.parameters.utf8)
        _ = try ask(.create, instances, UInt64(recorded.policy), parameters, atLeast: Workers.startLimit)
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
    package var residentBytes: Int { MemoryWatch.bytes(of: worker.number) ?? 0 }

    private func ask(
        _ question: WorkerProcess.Question, _ instance: UInt32, _ argument: UInt64 = 0, _ more: [UInt8] = [],
        atLeast least: Double = 0
    ) throws -> [UInt8] {
        let answer: (status: Int32, bytes: [UInt8])
        do { answer = try worker.ask(question, instance, argument, more, atLeast: least) } catch {
            throw PolicyNotTaken(error.reason)
        }
        guard answer.status == 0 else {
            throw PolicyNotTaken(String(decoding: answer.bytes.prefix(1_000), as: UTF8.self))
        }
        return answer.bytes
    }
}
