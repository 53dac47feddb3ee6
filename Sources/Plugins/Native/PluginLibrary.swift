import CMarketPolicy
import CPluginGuard
import Foundation
import PolicyKit

/// A shared library that exports policies: loaded into this process, once and for good.
final class PluginLibrary: @unchecked Sendable {
    let description: PluginDescription
    private let plugin: UnsafePointer<MarketPlugin>
    private let policies: [NativePolicy]

    /// - Parameters:
    ///   - path: of the file.
    ///   - named: as a person named it, for messages.
    ///   - isWatched: whether this process has more to do than to hold the library: what the library prints is kept apart, and that
    ///     it ends the process is told here. In a process of its own that is who started it to tell.
    init(path: String, named: String, isWatched: Bool = true) throws(PluginProblem) {
        if isWatched { PluginLog.shared.takeOwn(of: named) }
        // What the library does when it is loaded and asked what it is may go wrong, too.
        let guardian = isWatched ? CallGuard(label: named, timeLimit: 10_000, host: PolicyHost()) : nil
        func watching<Result>(_ name: StaticString, _ act: () -> Result) -> Result {
            guardian?.watching(name, act) ?? act()
        }
        let path = path.hasPrefix("/") ? path : "./\(path)"
        guard let handle = watching("load", { dlopen(path, RTLD_NOW | RTLD_LOCAL) }) else {
            throw PluginProblem(file: named, "cannot be loaded: \(Self.loaderWords(of: path))")
        }
        typealias Entry = @convention(c) (UInt32, UnsafeMutablePointer<UnsafePointer<CChar>?>?) -> UnsafeRawPointer?
        guard let symbol = dlsym(handle, "market_policy_plugin") else {
            throw PluginProblem(file: named, "is no plug-in: it does not export `market_policy_plugin`")
        }
        var reason: UnsafePointer<CChar>?
        let entry = unsafeBitCast(symbol, to: Entry.self)
        guard let said = watching("market_policy_plugin", { entry(Contract.bits, &reason) }) else {
            let words = reason.map { GuestText.of($0) } ?? "it gives no reason"
            throw PluginProblem(file: named, "refuses a platform of contract \(Contract.version): \(words)")
        }
        let bits = said.load(fromByteOffset: MemoryLayout<UInt32>.size, as: UInt32.self)
        guard bits >> 16 == Contract.major, bits & 0xFFFF <= Contract.minor else {
            throw PluginProblem(
                file: named,
                "was made for contract \(Contract.words(bits)), and this platform has contract \(Contract.version)")
        }
        plugin = GuestStructure.complete(said, as: MarketPlugin.self)
        guard let id = plugin.pointee.id, plugin.pointee.version != nil, plugin.pointee.policy_count >= 0 else {
            throw PluginProblem(file: named, "has no id or no version")
        }
        var policies: [NativePolicy] = []
        for index in 0..<Int(plugin.pointee.policy_count) {
            guard let policy = plugin.pointee.policies?[index] else {
                throw PluginProblem(file: named, "has a policy that is NULL")
            }
            policies.append(try NativePolicy(UnsafeRawPointer(policy), file: named))
        }
        self.policies = policies
        description = PluginDescription(
            id: GuestText.of(id), version: GuestText.of(plugin.pointee.version), contract: Contract.words(bits),
            policies: policies.map(\.description), files: GuestText.list(plugin.pointee.files), surroundings: [])
    }

    /// Makes an instance of one of the policies.
    /// - Parameters:
    ///   - place: among the description's policies.
    ///   - label: what messages call it.
    func instance(
        _ place: Int, parameters: String, label: String, timeLimit: Double, in world: PolicyHost
    ) throws(GuestError) -> NativeInstance {
        try NativeInstance(
            policies[place], parameters: parameters, label: label, timeLimit: timeLimit, in: world)
    }

    /// Why the loader has refused a file, without its path, which the sentence has already.
    private static func loaderWords(of path: String) -> String {
        let words = dlerror().map { GuestText.of($0) } ?? "the loader gives no reason"
        return words.hasPrefix("\(path): ") ? String(words.dropFirst(path.count + 2)) : words
    }
}
