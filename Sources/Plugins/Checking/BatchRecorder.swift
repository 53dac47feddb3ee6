import CMarketPolicy
import Foundation

/// Keeps the calls that policies took in a run, with what they were shown and what they answered, as bytes.
package final class BatchRecorder: @unchecked Sendable {
    /// A call as `SharedBatch` lays it out.
    package struct Call {
        /// Whether it asks for an answer, or tells what became of one.
        package let asks: Bool
        /// What was shown, with the answers as they are at first.
        package var shown: [UInt8]
        /// The same with the policy's answers in it.
        package var answered: [UInt8]
    }

    /// The key and the parameters of an instance, and its calls in their order.
    package struct Instance {
        package let policy: Int
        package let parameters: String
        package var key: UInt64 = 0
        package var calls: [Call] = []
    }

    private let lock = NSLock()
    private var recorded: [Instance] = []
    private let most: Int

    /// - Parameter most: calls that are kept of an instance.
    package init(most: Int) { self.most = most }

    /// What was recorded, instance by instance.
    package var instances: [Instance] { lock.withLock { recorded } }

    func add(policy: Int, parameters: String) -> Int {
        lock.withLock {
            recorded.append(Instance(policy: policy, parameters: parameters))
            return recorded.count - 1
        }
    }

    func reset(_ instance: Int, key: UInt64) { lock.withLock { recorded[instance].key = key } }

    func add(_ call: Call, to instance: Int) {
        lock.withLock { if recorded[instance].calls.count < most { recorded[instance].calls.append(call) } }
    }

    func isFull(_ instance: Int) -> Bool { lock.withLock { recorded[instance].calls.count >= most } }
}

/// An instance in a worker whose calls are recorded.
final class RecordedInstance: GuestInstance {
    private let instance: any GuestInstance
    private let recorder: BatchRecorder
    private let number: Int

    init(_ instance: any GuestInstance, _ recorder: BatchRecorder, policy: Int, parameters: String) {
        self.instance = instance
        self.recorder = recorder
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
        try instance.decide(batch)
        recorder.add(.init(asks: true, shown: shown, answered: SharedBatch.bytes(of: batch.pointee)), to: number)
    }

    func learn(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        let shown = SharedBatch.bytes(of: batch.pointee)
        recorder.add(.init(asks: false, shown: shown, answered: shown), to: number)
        try instance.learn(batch)
    }

    func save() throws(GuestError) -> [UInt8] { try instance.save() }
    func load(_ state: [UInt8]) throws(GuestError) { try instance.load(state) }
}
