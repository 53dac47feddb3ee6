import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Statistics
import Testing

/// Difference-in-Qs against theory, against chains that are solved exactly, and against the truth.
///
/// Means over 24 replications. A figure further from its expectation than 4.7 standard errors comes by chance in 1e-4 of
/// the cases (Student's t, 23 degrees of freedom).
@Suite struct DifferenceInQsTests {
    private static let far = 4.7

    private static func market(_ demand: Double, size: Int64, utility: Double = 0.315, lift: Double = 0.25)
        -> BookingMarket
    {
        var market = BookingMarket()
        market.settings.size = size
        market.settings.settling = 15 * 86_400_000
        market.customerTypes[0].arrivalsPerDay = demand
        market.customerTypes[0].choices[0].utility = utility
        market.customerTypes[0].choices[0].utilityLift = lift
        return market
    }

    /// The estimate, and the customer split's, which are read out of the same worlds.
    private static func estimates(
        _ market: BookingMarket, days: Double, seed: UInt64
    ) async throws -> (estimate: Double, error: Double, naive: (estimate: Double, error: Double)) {
        var plan = Plan(name: "dq", title: "", summary: "", arms: [Arm(name: "control"), Arm(name: "treatment")])
        plan.seed = seed
        plan.replications = 24
        plan.schedule.experiment = Int64(86_400_000 * days)
        let readout = try await BookingRuns.readout(
            plan, BookingPlan(market: market, designs: [.differenceInQs, .customerSplit]))
        let found = try readout.metrics.prefix(2).map {
            ($0.difference.estimate, try #require($0.difference.standardError))
        }
        return (found[0].0, found[0].1, found[1])
    }

    /// In the limit of many listings: the slope of the booking rate is that of the choice model at the steady state.
    @Test(arguments: JohariVector.all.filter { $0.expected.estimates["DQ_CR_50"] != nil })
    func theFormulaGivesTheEstimatesOfTheory(vector: JohariVector) throws {
        let field = MeanField(vector, treatedCustomers: 0.5, treatedListings: 1)
        let available = field.available[0]
        let rates = [vector.params.v0, vector.params.v1].map { utility in
            let weight = vector.params.alpha[0][0] * utility[0][0] * available / vector.params.eps[0]
            return vector.params.lam[0] * weight / (1 + weight)
        }
        let slope = rates.map { $0 * (1 - $0 / vector.params.lam[0]) / available }.reduce(0, +) / 2
        let outRate = try #require(vector.params.tau?[0] ?? vector.params.delta?[0])
        let estimate = try DifferenceInQs(slope: slope, outRate: outRate).effect(naive: rates[1] - rates[0])
        let expected = try #require(vector.expected.estimates["DQ_CR_50"])
        #expect(abs(estimate - expected) <= 1e-11 + 1e-9 * abs(expected))
    }

    @Test func theExactChainsBiasIsOfSecondOrder() {
        for demand in [0.5, 1, 2, 5, 10] {
            let biases = [0.4, 0.2, 0.1].map { lift in
                let chain = BookingChain(Self.market(demand, size: 10, lift: lift))
                #expect(abs(chain.residue) < 1e-7)
                return (naive: chain.naive - chain.truth, dq: chain.differenceInQs - chain.truth)
            }
            for (large, small) in zip(biases, biases.dropFirst()) {
                // Half the effect has half the naive bias, and at most about a quarter of the other.
                #expect((1.7...2.3).contains(large.naive / small.naive))
                #expect(abs(small.dq) < abs(large.dq) / 3 + 1e-6)
                #expect(abs(large.dq) < abs(large.naive) / 50)
            }
        }
    }

    /// Ten listings, of which the value function is not linear: the projection is off by less than .0001 all the same.
    @Test(arguments: TestSeeds.all) func theEstimatorFindsWhatTheChainSays(seed: UInt64) async throws {
        let market = Self.market(2, size: 10)
        let chain = BookingChain(market)
        let (estimate, error, _) = try await Self.estimates(market, days: 1_000, seed: seed)
        #expect(abs(estimate - chain.differenceInQs) < Self.far * error + 0.0001)
        // The customer split is far from it, so the agreement says something.
        #expect(estimate + Self.far * error < chain.naive)
    }

    @Test(arguments: [(1.0, 150.0), (2, 60), (10, 30)], TestSeeds.all)
    func itsBiasIsClearlyLessThanTheCustomerSplits(demand: (perListing: Double, days: Double), seed: UInt64)
        async throws
    {
        let market = Self.market(demand.perListing, size: 200)
        let chain = BookingChain(market)
        let (estimate, error, naive) = try await Self.estimates(market, days: demand.days, seed: seed)
        #expect(abs(estimate - chain.truth) < Self.far * error)
        #expect(abs(estimate - chain.truth) + Self.far * error < chain.naive - chain.truth)
        // What it charges for is measured, and costs little of the precision.
        #expect(error < 1.5 * naive.error)
    }

    @Test(arguments: TestSeeds.all) func withoutAnEffectItFindsNone(seed: UInt64) async throws {
        let (estimate, error, _) = try await Self.estimates(Self.market(2, size: 200, lift: 0), days: 30, seed: seed)
        #expect(abs(estimate) < Self.far * error)
    }

    @Test func whereEverythingIsSoldInTheEndItSaysThatNothingIsGained() async throws {
        let vector = try #require(JohariVector.named(["sale-no-withdrawal"]).first)
        var market = vector.market(size: 200, sharesAtStart: [0.3])
        market.settings.settling = 15 * 86_400_000
        let (estimate, _, naive) = try await Self.estimates(market, days: 10, seed: 0)
        #expect(naive.estimate > 0.25)
        #expect(estimate == 0)
    }
}
