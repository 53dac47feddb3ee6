import CMarketPolicy
import Foundation
import PolicyKit

/// An instance of a policy in a library of this process.
final class NativeInstance: GuestInstance {
    private let policy: NativePolicy
    private let handle: UnsafeMutableRawPointer
    /// Nil in a process of its own, whose end is told by who asked.
    private let guardian: CallGuard?

    /// What the platform lends to every instance.
    private nonisolated(unsafe) static let lent: UnsafePointer<MarketHost> = {
        let host = UnsafeMutablePointer<MarketHost>.allocate(capacity: 1)
        host.initialize(
            to: MarketHost(
                struct_size: UInt32(MemoryLayout<MarketHost>.size), abi: Contract.bits, extension: { _, _ in nil }))
        return UnsafePointer(host)
    }()

    init(
        _ policy: NativePolicy, parameters: String, label: String, timeLimit: Double, in host: PolicyHost
    ) throws(GuestError) {
        self.policy = policy
        let guardian = timeLimit.isFinite ? CallGuard(label: label, timeLimit: timeLimit, host: host) : nil
        self.guardian = guardian
        var made: UnsafeMutableRawPointer?
        var words = [CChar](repeating: 0, count: 512)
        guard let create = policy.functions.create else { throw GuestError("it has no `create`") }
        let status = Self.watching(guardian, "create") {
            words.withUnsafeMutableBufferPointer {
                create(policy.own, Self.lent, parameters, &made, $0.baseAddress, $0.count)
            }
        }
        guard status == MARKET_OK.code, let made else {
            words[words.count - 1] = 0
            let said = words.withUnsafeBufferPointer { $0.baseAddress.map { GuestText.of($0) } ?? "" }
            throw GuestError(said.isEmpty ? "it gives no reason (status \(status))" : said)
        }
        handle = made
    }

    deinit { Self.watching(guardian, "destroy") { policy.functions.destroy?(handle) } }

    func property(_ name: String) throws(GuestError) -> Double? {
        guard let property = policy.functions.property else { return nil }
        var value = 0.0
        let status = Self.watching(guardian, "property") { property(handle, name, &value) }
        guard status != MARKET_UNKNOWN.code else { return nil }
        try check(status)
        return value
    }

    func reset(_ key: UInt64) throws(GuestError) {
        guard let reset = policy.functions.reset else { return }
        try check(Self.watching(guardian, "reset") { reset(handle, key) })
    }

    func decide(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        guard let decide = policy.functions.decide else { throw GuestError("it has no `decide`") }
        try check(watching(batch) { decide(handle, batch) })
    }

    func learn(_ batch: UnsafeMutablePointer<MarketBatch>) throws(GuestError) {
        guard let learn = policy.functions.learn else { throw GuestError("it has no `learn`") }
        try check(watching(batch) { learn(handle, batch) })
    }

    func save() throws(GuestError) -> [UInt8] {
        guard let save = policy.functions.save else { return [] }
        var bytes: UnsafePointer<UInt8>?
        var count: Int64 = 0
        try check(Self.watching(guardian, "save") { save(handle, &bytes, &count) })
        guard count >= 0, count < 1 << 31, count == 0 || bytes != nil else {
            throw GuestError("it saved \(count) bytes, which cannot be")
        }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(count)))
    }

    func load(_ state: [UInt8]) throws(GuestError) {
        guard let load = policy.functions.load else {
            guard state.isEmpty else { throw GuestError("it has no `load`") }
            return
        }
        try check(
            Self.watching(guardian, "load") {
                state.withUnsafeBufferPointer { load(handle, $0.baseAddress, Int64($0.count)) }
            })
    }

    @inline(__always)
    private static func watching<Result>(_ guardian: CallGuard?, _ name: StaticString, _ act: () -> Result) -> Result {
        if let guardian { guardian.watching(name, act) } else { act() }
    }

    /// Watches over a call that its slot has, under its name there.
    @inline(__always)
    private func watching<Result>(_ batch: UnsafeMutablePointer<MarketBatch>, _ act: () -> Result) -> Result {
        guard let guardian else { return act() }
        return guardian.watching(policy.callNames[Int(batch.pointee.call)], act)
    }

    private func check(_ status: Int32) throws(GuestError) {
        guard status != MARKET_OK.code else { return }
        let words = policy.functions.last_error?(handle).map { GuestText.of($0) } ?? ""
        throw GuestError(words.isEmpty ? "it gives no reason (status \(status))" : words)
    }
}

/// The constants of an anonymous enumeration come as numbers whose type depends on the compiler.
extension BinaryInteger {
    fileprivate var code: Int32 { Int32(truncatingIfNeeded: self) }
}
