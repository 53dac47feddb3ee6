import PolicyKit

/// How the policies of each slot are exported.
enum SlotExports {
    typealias Make = (ParameterValues, UInt64) -> any ExportedInstance

    /// The calls that the policy takes, and how its instances are made; nil for a slot that plug-ins cannot fill.
    static func export<P: Policy>(_ probe: P, as: P.Type) -> (calls: [ExportedCall], make: Make)? {
        func make<Filling>(_ wrap: @escaping (Filling, [ExportedCall]) -> any ExportedInstance, _ calls: [ExportedCall])
            -> Make?
        {
            { parameters, seed in
                guard let filling = P(parameters: parameters, seed: seed) as? Filling else {
                    preconditionFailure("policy \(P.name) does not fill its slot")
                }
                return wrap(filling, calls)
            }
        }
        if let ranking = probe as? any RankingPolicy {
            let calls = ExportedRanking.calls(of: ranking)
            return make({ (policy: any RankingPolicy, calls) in ExportedRanking(policy, calls) }, calls).map {
                (calls, $0)
            }
        }
        if let retrieval = probe as? any RetrievalPolicy {
            let calls = ExportedRetrieval.calls(of: retrieval)
            return make({ (policy: any RetrievalPolicy, calls) in ExportedRetrieval(policy, calls) }, calls).map {
                (calls, $0)
            }
        }
        if let request = probe as? any RequestPolicy {
            let calls = ExportedRequest.calls(of: request)
            return make({ (policy: any RequestPolicy, calls) in ExportedRequest(policy, calls) }, calls).map {
                (calls, $0)
            }
        }
        if let bidding = probe as? any BiddingPolicy {
            let calls = ExportedBidding.calls(of: bidding)
            return make({ (policy: any BiddingPolicy, calls) in ExportedBidding(policy, calls) }, calls).map {
                (calls, $0)
            }
        }
        return nil
    }
}
