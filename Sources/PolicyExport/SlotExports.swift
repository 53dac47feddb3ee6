import PolicyKit

/// How the policies of each slot are exported.
enum SlotExports {
    typealias Export = (calls: [ExportedCall], make: (ParameterValues, UInt64) -> any ExportedInstance)

    /// The calls that the policy takes, and how its instances are made; nil for a slot that plug-ins cannot fill.
    static func export<P: Policy>(_ probe: P, as: P.Type) -> Export? {
        func behind<Exported: ExportedInstance>(_: Exported.Type) -> Export? {
            guard let filling = probe as? Exported.Filling else { return nil }
            let calls = Exported.calls(of: filling)
            return (
                calls,
                { parameters, seed in
                    guard let filling = P(parameters: parameters, seed: seed) as? Exported.Filling else {
                        preconditionFailure("policy \(P.name) does not fill its slot")
                    }
                    return Exported(filling, calls)
                }
            )
        }
        return behind(ExportedRanking.self) ?? behind(ExportedRetrieval.self) ?? behind(ExportedRequest.self)
            ?? behind(ExportedBidding.self)
    }
}
