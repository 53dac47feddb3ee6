import MarketLab
import MarketLabTesting
import Testing

/// A seed whose split of the tiny scenario's users looks broken, as one in a thousand does.
enum Unlucky {
    /// For one replication of the tiny scenario. The seeds are tried on the product's own assignment.
    static func seed(in workshop: Workshop) throws -> UInt64 {
        let file = try workshop.write(Workshop.tiny, to: "to-be-unlucky.yaml")
        var plan = try ScenarioReader(policies: .builtIn).read(file: "\(workshop.path)/\(file)").plan
        return try #require(
            (0..<50_000).first { seed in
                plan.seed = seed
                let split = HashSplit.split(plan.split, seed: plan.seed(ofReplication: 0))
                let treated = (0..<UInt32(200)).count { split.arm(of: $0) == 1 }
                return abs(treated - 100) >= 25
            })
    }
}
