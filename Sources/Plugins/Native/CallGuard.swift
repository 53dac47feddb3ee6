import CPluginGuard
import PolicyKit

/// Watches over the calls into a library of somebody else's: a crash, an exit, or a call that takes too long ends the process with
/// one sentence that names the policy, the call and the simulated time.
final class CallGuard {
    private let call: OpaquePointer
    private let host: PolicyHost

    /// - Parameters:
    ///   - label: what messages call the policy.
    ///   - timeLimit: milliseconds on the clock.
    init(label: String, timeLimit: Double, host: PolicyHost) {
        call = guarded_call_make(label, Int64(timeLimit))
        self.host = host
    }

    deinit { guarded_call_free(call) }

    /// - Parameter name: of what is called.
    @inline(__always)
    func watching<Result>(_ name: StaticString, _ act: () -> Result) -> Result {
        name.withUTF8Buffer { text in
            text.withMemoryRebound(to: CChar.self) { $0.baseAddress.map { watching($0, act) } ?? act() }
        }
    }

    /// As above. - Parameter name: lives as long as the process.
    @inline(__always)
    func watching<Result>(_ name: UnsafePointer<CChar>, _ act: () -> Result) -> Result {
        guarded_call_enter(call, name, host.time)
        defer { guarded_call_leave(call) }
        return act()
    }
}
