import Marketplace
public import PolicyKit

extension Plan {
    /// The policies that its arms and layers name, of every slot that its market has, in their order; an equal choice comes once.
    public var policyChoices: [(slot: any Slot, choice: PolicyChoice)] {
        var found: [(slot: any Slot, choice: PolicyChoice)] = []
        func add(_ slot: any Slot, _ choice: PolicyChoice?) {
            guard let choice, !found.contains(where: { $0.slot.name == slot.name && $0.choice == choice }) else {
                return
            }
            found.append((slot, choice))
        }
        for arm in arms.indices {
            for slot in Slots.all { add(slot, choice(of: slot, inArm: arm)) }
        }
        for layer in layers {
            for slot in Slots.all { add(slot, layer.policies[named: slot.name]) }
        }
        return found
    }

    /// The policy that fills a slot in an arm; nil where its market has no such slot.
    package func choice(of slot: any Slot, inArm arm: Int) -> PolicyChoice? {
        switch kind {
        case .feed: arms[arm].policies[named: slot.name]
        case .auctions(let auctions): slot.name == BiddingSlot().name ? auctions.arms[arm].bidding : nil
        case .booking: nil
        }
    }

    /// The same plan with another policy wherever an arm has this one in a slot, with the same parameters.
    package func choosing(_ other: PolicyChoice, insteadOf choice: PolicyChoice, in slot: any Slot) -> Plan {
        var plan = self
        func place<S: Slot>(_ slot: S) {
            for arm in plan.arms.indices where plan.arms[arm].policies[slot] == choice {
                plan.arms[arm].policies[slot] = other
            }
        }
        if case .auctions(var auctions) = kind {
            for arm in auctions.arms.indices where auctions.arms[arm].bidding == choice {
                auctions.arms[arm].bidding = other
            }
            plan.kind = .auctions(auctions)
        } else {
            place(slot)
        }
        return plan
    }
}
