import Policies
import PolicyKit

/// Makes the built-in policies by name.
enum BuiltIn {
    static func retrieval(_ name: String, _ parameters: [String: ParameterValue] = [:]) -> any RetrievalPolicy {
        PolicyRegistry.builtIn.make(.retrieval, PolicyChoice(name, parameters), seed: 1)
    }

    static func ranking(_ name: String, _ parameters: [String: ParameterValue] = [:]) -> any RankingPolicy {
        PolicyRegistry.builtIn.make(.ranking, PolicyChoice(name, parameters), seed: 1)
    }

    static func request(_ name: String, _ parameters: [String: ParameterValue] = [:]) -> any RequestPolicy {
        PolicyRegistry.builtIn.make(.request, PolicyChoice(name, parameters), seed: 1)
    }

    static func bidding(_ name: String, _ parameters: [String: ParameterValue] = [:]) -> any BiddingPolicy {
        PolicyRegistry.builtIn.make(.bidding, PolicyChoice(name, parameters), seed: 1)
    }
}
