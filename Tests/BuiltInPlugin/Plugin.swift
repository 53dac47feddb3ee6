import Policies
public import PolicyExport

/// The built-in policies as a plug-in: what an author's package has beside its policies.
@_cdecl("market_policy_plugin")
public func plugin(abi: UInt32, reason: PluginExport.Reason) -> UnsafeRawPointer? {
    PluginExport.plugin(
        "built-in", version: "1", abi: abi, reason: reason, PolicyRegistry.builtInTypes)
}
