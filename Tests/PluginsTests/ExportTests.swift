import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import Plugins
import Policies
import PolicyKit
import Testing

/// Every built-in policy, exported as a plug-in in Swift, against itself.
@Suite struct ExportTests {
    /// The library of the built-in policies, beside the command.
    private static let library = Program.path.map {
        URL(filePath: $0).deletingLastPathComponent().appending(path: "libBuiltInPlugin.so").path
    }

    private func market(_ choose: (inout PolicyChoices, inout PolicyRegistry) throws -> Void) throws -> TestMarket {
        var market = TestMarket("exports")
        market.market.users.count = 80
        market.market.users.sessionsPerWeek = 8
        market.market.listings.initial = 600
        market.market.ads.campaigns = 12
        market.market.ads.budgetLeast = 1
        market.market.ads.budgetMost = 10
        market.days = 2
        market.assignment = { UInt8($0 & 1) }
        try choose(&market.arms[1].policies, &market.policies)
        return market
    }

    @Test(
        arguments: Slots.all.flatMap { slot in PolicyRegistry.builtIn.policies(in: slot).map { [slot.name, $0.name] } })
    func aBuiltInPolicyDoesAsAPlugInWhatItDoesInTheProgram(policy: [String]) throws {
        let library = try #require(Self.library)
        let slot = try #require(Slots.all.first { $0.name == policy[0] })
        let own = try market { choices, _ in choices.merge(PolicyChoices(slot, PolicyChoice(policy[1]))) }
        let exported = try market { choices, registry in
            let choice = try PluginKit.choose("\(library)#\(policy[1])", slot, in: &registry)
            choices.merge(PolicyChoices(slot, choice))
        }
        #expect(try exported.run().digest == own.run().digest)
    }
}

extension PolicyChoices {
    /// One slot's choice alone.
    fileprivate init(_ slot: some Slot, _ choice: PolicyChoice) {
        self.init(slots: [])
        self[slot] = choice
    }
}
