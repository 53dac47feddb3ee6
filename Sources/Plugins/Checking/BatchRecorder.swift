import CMarketPolicy
import Foundation
import PolicyKit

/// Keeps the calls that policies took in a run, with what they were shown and what they answered, as bytes.
package final class BatchRecorder: @unchecked Sendable {
    /// A call as `SharedBatch` lays it out.
    package struct Call {
        /// Its place among all calls of the recorded policy, from 0.
        package let number: Int
        /// Milliseconds of simulated time, which a policy is never told.
        package let time: Int64
        /// The place among the calls that the policy takes.
        package let call: Int
        /// Whether it asks for an answer, or tells what became of one.
        package let asks: Bool
        /// What was shown, with the answers as they are at first.
        package var shown: [UInt8]
        /// The same with the policy's answers in it.
        package let answered: [UInt8]
    }

    /// The key and the parameters of an instance, and its calls in their order.
    package struct Instance {
        package let policy: Int
        package let parameters: String
        package var key: UInt64 = 0
        package var calls: [Call] = []
        /// States that it took over, each with the number of the call before which it did.
        package var loads: [(before: Int, state: [UInt8])] = []
    }

    /// How many calls are kept.
    package enum Limit {
        case ofInstance(Int)
        case altogether(Int)
    }

    private let lock = NSLock()
    private var recorded: [Instance] = []
    private var count = 0
    private let limit: Limit

    package init(_ limit: Limit) { self.limit = limit }

    /// What was recorded, instance by instance.
    package var instances: [Instance] { lock.withLock { recorded } }

    /// Whether there is nothing more to be recorded, of whatever instance.
    package var isFull: Bool {
        guard case .altogether(let most) = limit else { return false }
        return lock.withLock { count >= most }
    }

    fileprivate func add(policy: Int, parameters: String) -> Int {
        lock.withLock {
            recorded.append(Instance(policy: policy, parameters: parameters))
            return recorded.count - 1
        }
    }

    fileprivate func reset(_ instance: Int, key: UInt64) { lock.withLock { recorded[instance].key = key } }

    fileprivate func load(_ instance: Int, _ state: [UInt8]) {
        lock.withLock { recorded[instance].loads.append((count, state)) }
    }

    fileprivate func add(
        _ instance: Int, _ call: Int, at time: Int64, asks: Bool, shown: [UInt8], answered: [UInt8]
    ) {
        lock.withLock {
            recorded[instance].calls.append(
                Call(number: count, time: time, call: call, asks: asks, shown: shown, answered: answered))
            count += 1
        }
    }

    fileprivate func isFull(_ instance: Int) -> Bool {
        lock.withLock {
            switch limit {
            case .ofInstance(let most): recorded[instance].calls.count >= most
            case .altogether(let most): count >= most
            }
        }
    }
}

/// An instance whose calls are recorded, wherever it lives.
final class RecordedInstance: GuestInstance {
    private let instance: any GuestInstance
    private let recorder: BatchRecorder
    private let host: PolicyHost
    private let number: Int

    init(
        _ instance: any GuestInstance, _ recorder: BatchRecorder, policy: Int, parameters: String, in host: PolicyHost
    ) {
        self.instance = instance
        self.recorder = recorder
        self.host = host
        number = recorder.add(policy: policy, parameters: parameters)
    }

    func property(_ name: String) throws(GuestError) -> Double? { try instance.property(name) }

    func reset(_ key: UInt64) throws(GuestError) {
        recorder.reset(number, key: key)
        try instance.reset(key)
    }

    func decide(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        guard !recorder.isFull(number) else { return try instance.decide(batch) }
        let shown = SharedBatch.bytes(of: batch.pointee)
        // What it failed on is what its author wants to see.
        defer {
            recorder.add(
                number, Int(batch.pointee.call), at: host.time, asks: true, shown: shown,
                answered: SharedBatch.bytes(of: batch.pointee))
        }
        try instance.decide(batch)
    }

    func learn(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        guard !recorder.isFull(number) else { return try instance.learn(batch) }
        let shown = SharedBatch.bytes(of: batch.pointee)
        recorder.add(number, Int(batch.pointee.call), at: host.time, asks: false, shown: shown, answered: shown)
        try instance.learn(batch)
    }

    func save() throws(GuestError) -> [UInt8] { try instance.save() }

    func load(_ state: [UInt8]) throws(GuestError) {
        if !recorder.isFull(number) { recorder.load(number, state) }
        try instance.load(state)
    }
}
