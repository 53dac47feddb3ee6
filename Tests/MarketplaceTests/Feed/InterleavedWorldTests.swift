import Foundation
import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Rankings that share the pages of a market: what is credited to whom, and who wins.
@Suite(.tags(.long), .hangLimit) struct InterleavedWorldTests {
    private static func run(_ market: TestMarket, _ method: Interleaving, seed: UInt64) throws -> MarketRun {
        var setup = market.setup(seed: seed)
        setup.randomisation = .interleaved(method)
        setup.learners = .pooled
        return try MarketRun(setup, policies: market.policies)
    }

    /// Clicks of the experiment's own pages by the arm that they are credited to, ads left out.
    private static func credited(_ run: MarketRun, _ kind: JournalRecord.Kind = .click) -> (
        control: Int, treatment: Int
    ) {
        let first = run.records(.request).first { $0.time >= run.setup.experimentStart }?.request ?? 0
        let own = run.records(kind).filter {
            $0.request != JournalRecord.none && $0.request >= first && $0.campaign == JournalRecord.none
        }
        return (own.count { $0.arm == 0 }, own.count { $0.arm == 1 })
    }

    private static func market(_ control: PolicyChoice, _ treatment: PolicyChoice) -> TestMarket {
        TestMarket("interleaved") { market in
            market.arms[0].policies[.ranking] = control
            market.arms[1].policies[.ranking] = treatment
            market.market.users.count = 500
            market.everywhere { conditions in
                (conditions.choice.cartRate, conditions.choice.checkoutRate) = (0.3, 0.4)
            }
            market.warmupDays = 5
            market.days = 6
        }
    }

    @Test(arguments: Interleaving.allCases) func theBetterRankingHasMoreClicks(method: Interleaving) throws {
        let run = try Self.run(
            Self.market(PolicyChoice("random"), PolicyChoice("content-affinity")), method, seed: 3)
        #expect(run.violations.isEmpty)
        let (control, treatment) = Self.credited(run)
        #expect(treatment > control + 4 * Int(Double(control + treatment).squareRoot()))
    }

    /// Nothing but the credit tells a world in which equal rankings share pages by turns from one of control alone, where scores are no
    /// draws: the page is the same.
    @Test(arguments: [Interleaving.teamDraft, .balanced], ["content-affinity", "logistic"])
    func equalRankingsMakeThePagesOfControl(method: Interleaving, policy: String) throws {
        let market = Self.market(PolicyChoice(policy), PolicyChoice(policy))
        let shared = try Self.run(market, method, seed: 5)
        #expect(try shared.digest == market.run(seed: 5).digest)
        let (control, treatment) = Self.credited(shared)
        #expect(control > 0 && treatment > 0)
    }

    /// Two that learn and are not alike: each hears of all pages, and both are served.
    @Test func rankingsThatLearnShareTheirPages() throws {
        var market = Self.market(
            PolicyChoice("logistic"), PolicyChoice("logistic", ["learning_rate": .number(0.2)]))
        for arm in market.arms.indices { market.arms[arm].isTrained = true }
        let run = try Self.run(market, .teamDraft, seed: 6)
        #expect(run.violations.isEmpty && run.reachedTheEnd)
        let shown = Self.credited(run, .exposure)
        #expect(abs(Double(shown.control - shown.treatment)) < 0.05 * Double(shown.control + shown.treatment))
    }

    /// Under equal rankings either has more clicks with the same chance: of 400 markets with a winner, by a normal limit of the binomial
    /// at four standard errors, which is missed once in 15,000.
    @Test(arguments: TestOptions.isLong ? Interleaving.allCases : [.teamDraft])
    func equalRankingsWinEquallyOften(method: Interleaving) throws {
        var market = Self.market(PolicyChoice("content-affinity"), PolicyChoice("content-affinity"))
        market.followupDays = 0
        market.market.users.count = 60
        market.market.listings.initial = 300
        market.warmupDays = 0
        market.days = 2
        var (wins, losses) = (0, 0)
        for seed in 0..<400 {
            let (control, treatment) = Self.credited(try Self.run(market, method, seed: UInt64(seed) + 1_000))
            if treatment > control { wins += 1 }
            if treatment < control { losses += 1 }
        }
        #expect(wins + losses > 300)
        #expect(abs(Double(wins - losses)) < 4 * Double(wins + losses).squareRoot(), "\(wins) : \(losses)")
    }

    /// An order is credited to the ranking whose pick the user saw, however late it is paid.
    @Test func anOrderIsCreditedToTheRankingThatShowedTheListing() throws {
        let run = try Self.run(
            Self.market(PolicyChoice("random"), PolicyChoice("content-affinity")), .teamDraft, seed: 8)
        let exposures = Dictionary(
            run.records(.exposure).map { ([$0.user, $0.session, $0.listing, $0.request], $0.arm) }
        ) { first, _ in first }
        let payments = run.records(.payment)
        #expect(payments.count > 20)
        for payment in payments {
            let arm = exposures[[payment.user, payment.session, payment.listing, payment.request]]
            #expect(arm == payment.arm)
        }
    }
}
