import CMarketPolicy
@_exported public import PolicyKit

/// Makes a plug-in of policies that are written against PolicyKit, so that a package of one's own is a library that MarketLab loads.
///
/// A package has one line beside its policies:
///
/// ```swift
/// @_cdecl("market_policy_plugin")
/// public func plugin(abi: UInt32, reason: PluginExport.Reason) -> UnsafeRawPointer? {
///     PluginExport.plugin("my-rankers", version: "1.0", abi: abi, reason: reason, [FreshestFirst.self])
/// }
/// ```
///
/// The same types can be added to the registry of a program that links MarketLab.
public enum PluginExport {
    /// Takes one sentence where a plug-in refuses.
    public typealias Reason = UnsafeMutablePointer<UnsafePointer<CChar>?>?

    /// The version of the contract that this library speaks.
    static let version = UInt32(MARKET_ABI_MAJOR) << 16 | UInt32(MARKET_ABI_MINOR)

    /// What `market_policy_plugin` returns.
    ///
    /// What a ranking policy reads is asked of an instance with default parameters; a policy whose `signals` depend on its parameters
    /// names all that it may read.
    /// - Parameters:
    ///   - id: different from other plug-ins'.
    ///   - abi: the platform's version of the contract.
    ///   - policies: types that conform to a slot's protocol.
    public static func plugin(
        _ id: String, version: String, abi: UInt32, reason: Reason, _ policies: [any Policy.Type]
    ) -> UnsafeRawPointer? {
        guard abi >= Self.version, abi >> 16 == Self.version >> 16 else {
            reason?.pointee = Lasting.text(
                "it was made for contract \(Self.version >> 16).\(Self.version & 0xFFFF), and the platform has \(abi >> 16).\(abi & 0xFFFF)"
            )
            return nil
        }
        var exported: [UnsafePointer<MarketPolicy>?] = []
        for policy in policies {
            guard let made = ExportedPolicy.descriptor(of: policy) else {
                reason?.pointee = Lasting.text("policy \(policy.name) fills a slot that no plug-in can fill")
                return nil
            }
            exported.append(made)
        }
        var plugin = MarketPlugin()
        plugin.struct_size = UInt32(MemoryLayout<MarketPlugin>.size)
        plugin.abi = Self.version
        plugin.id = Lasting.text(id)
        plugin.version = Lasting.text(version)
        plugin.policy_count = Int64(exported.count)
        plugin.policies = UnsafePointer(Lasting.array(exported))
        return UnsafeRawPointer(Lasting.value(plugin))
    }

    /// The description of one policy, as the platform finds it in a library; nil for a slot that no plug-in can fill.
    /// - Parameter given: parameters that it will have.
    package static func description(
        of policy: any Policy.Type, _ given: [String: ParameterValue]
    ) -> UnsafeRawPointer? {
        ExportedPolicy.descriptor(of: policy, given).map { UnsafeRawPointer($0) }
    }
}
