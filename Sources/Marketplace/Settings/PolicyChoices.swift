public import PolicyKit

/// Names the policy of every slot.
public struct PolicyChoices: Sendable, Hashable {
    public var retrieval = PolicyChoice("category-affinity")
    public var ranking = PolicyChoice("content-affinity")
    public var request = PolicyChoice("page-end")
    public var bidding = PolicyChoice("fixed")

    public init() {}

    public subscript(slot: Slot) -> PolicyChoice {
        get {
            switch slot {
            case .retrieval: retrieval
            case .ranking: ranking
            case .request: request
            case .bidding: bidding
            }
        }
        set {
            switch slot {
            case .retrieval: retrieval = newValue
            case .ranking: ranking = newValue
            case .request: request = newValue
            case .bidding: bidding = newValue
            }
        }
    }
}
