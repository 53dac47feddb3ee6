import CMarketPolicy
import PolicyKit

/// An instance of a policy that lives in a worker.
final class WorkerInstance: GuestInstance {
    private let worker: WorkerProcess
    private let number: UInt32

    /// - Parameters:
    ///   - number: of the instance in its worker.
    ///   - policy: its place in the plug-in.
    init(_ worker: WorkerProcess, number: UInt32, policy: Int, parameters: String) throws(GuestError) {
        self.worker = worker
        self.number = number
        // The first question waits for the interpreter and what the plug-in imports.
        _ = try said(worker.ask(.create, number, UInt64(policy), Array(parameters.utf8), atLeast: Workers.startLimit))
    }

    func property(_ name: String) throws(GuestError) -> Double? {
        let (status, bytes) = try worker.ask(.property, number, 0, Array(name.utf8))
        if status == 2 { return nil }
        return try Double(String(decoding: said((status, bytes)), as: UTF8.self))
    }

    func reset(_ key: UInt64) throws(GuestError) { _ = try said(worker.ask(.reset, number, key)) }

    func decide(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        try SharedBatch.write(batch.pointee, to: worker)
        _ = try said(worker.ask(.decide, number, UInt64(worker.capacity)))
        SharedBatch.readAnswers(batch.pointee, from: worker)
    }

    func learn(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        try SharedBatch.write(batch.pointee, to: worker)
        _ = try said(worker.ask(.learn, number, UInt64(worker.capacity)))
    }

    func save() throws(GuestError) -> [UInt8] { try said(worker.ask(.save, number)) }
    func load(_ state: [UInt8]) throws(GuestError) { _ = try said(worker.ask(.load, number, 0, state)) }

    private func said(_ answer: (status: Int32, bytes: [UInt8])) throws(GuestError) -> [UInt8] {
        guard answer.status != 0 else { return answer.bytes }
        let words = String(decoding: answer.bytes.prefix(1_000), as: UTF8.self)
        throw GuestError(words.isEmpty ? "it gives no reason (status \(answer.status))" : words)
    }
}

/// The worker of a plug-in in one world, with the numbers of its instances.
final class WorkerOfWorld {
    private var worker: WorkerProcess?
    private var instances: UInt32 = 0

    func instance(
        policy: Int, parameters: String, start: () throws(GuestError) -> WorkerProcess
    ) throws(GuestError) -> WorkerInstance {
        let running: WorkerProcess
        if let worker {
            running = worker
        } else {
            running = try start()
            worker = running
        }
        instances += 1
        return try WorkerInstance(running, number: instances, policy: policy, parameters: parameters)
    }
}
