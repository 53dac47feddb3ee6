import Marketplace
import PolicyKit
import Randomness

extension Plan {
    /// 32 hexadecimal digits that two plans share exactly when their worlds are the same: titles, metrics, the level and
    /// the number of replications do not count.
    /// - Parameter build: what stands for the program's own code; outcomes of another build are never taken up again.
    public func fingerprint(build: String) -> String {
        var text = "\(build)\n\(seed)\n\(schedule)\n\(split)\n\(learners.rawValue)\n\(loaded)\n"
        text += "\(publishedMarket?.name ?? "")\n"
        for field in Market.fields { text += "\(field.parameter.name)=\(field.read(market))\n" }
        for arm in arms {
            for field in Conditions.fields { text += "\(field.parameter.name)=\(field.read(arm.conditions))\n" }
            for slot in Slot.allCases {
                let choice = arm.policies[slot]
                text += "\(slot.rawValue)=\(choice.name)"
                for (name, value) in choice.parameters.sorted(by: { $0.key < $1.key }) { text += " \(name)=\(value)" }
                text += "\n"
            }
        }
        func digits(_ seed: UInt64) -> String {
            let digits = String(StableHash.hash(text, seed: seed), radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        return digits(1) + digits(2)
    }
}
