import MarketLabTesting
import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// Markets of many kinds, run once: what every journal must keep to is checked in each of them.
enum ManyMarkets {
    static let all: [TestMarket] = [
        TestMarket("ordinary"),
        TestMarket("scarce") { scarce(&$0) },
        TestMarket("scarce, and half of the users ask for pages early") {
            scarce(&$0)
            $0.warmupDays = 2
            $0.assignment = { UInt8($0 % 2) }
            $0.arms[1].policies[.request] = PolicyChoice("uniform", ["every": 3])
            $0.arms[1].policies[.ranking] = PolicyChoice("price-aware")
        },
        TestMarket("sellers mark down, withdraw and let expire") {
            scarce(&$0)
            $0.market.listings.arrivalsPerDay = 200
            $0.market.listings.markdownAfter = 12 * 3_600_000
            $0.market.listings.withdrawalMean = 2 * 86_400_000
            $0.market.listings.expiry = 3 * 86_400_000
        },
        TestMarket("most buyers want their money back") {
            scarce(&$0)
            $0.everywhere {
                $0.orders.refundRate = 0.7
                $0.orders.deliveryDelay = 12 * 3_600_000
                $0.orders.refundDelay = 6 * 3_600_000
                $0.orders.refundWindow = 2 * 86_400_000
                $0.orders.takeRate = 0.137
            }
        },
        TestMarket("a request policy explores, and the budget is soon spent") {
            $0.warmupDays = 2
            $0.assignment = { UInt8($0 % 2) }
            $0.everywhere {
                $0.feed.requestBudget = 0.5
                $0.feed.requestBudgetPeriod = 6 * 3_600_000
            }
            $0.choosing { $0[.ranking] = PolicyChoice("session-aware") }
            $0.arms[0].policies[.request] = PolicyChoice("uniform", ["every": 7])
            $0.arms[1].policies[.request] = PolicyChoice("adaptive", ["exploration": 0.3])
        },
        AdMarket.market("sellers advertise, and one arm has more ads") {
            scarce(&$0)
            $0.warmupDays = 2
            $0.assignment = { UInt8($0 % 2) }
            $0.arms[1].conditions.ads.slots = 6
            $0.arms[1].conditions.ads.every = 3
        },
        TestMarket("deep stock, newest first, pages of three") {
            $0.market.listings.singleUnitShare = 0
            $0.market.listings.deepUnits = 7
            $0.everywhere { $0.feed.pageSize = 3 }
            $0.choosing { $0[.retrieval] = PolicyChoice("newest") }
        },
        TestMarket("a learner an arm, and buyers of the treatment buy more") {
            $0.warmupDays = 3
            $0.assignment = { UInt8($0 % 2) }
            $0.arms[1].conditions.choice.utilityLift = 1
            $0.arms[1].conditions.feed.pageSize = 31
            $0.choosing { $0[.ranking] = PolicyChoice("logistic") }
        },
        TestMarket("what was seen and done before counts, and attributes and categories do") {
            scarce(&$0)
            behaving(&$0)
            $0.choosing { $0[.ranking] = PolicyChoice("key-events") }
        },
        TestMarket("twelve listings that a session sees to the last") {
            $0.market.listings.initial = 12
            $0.market.listings.arrivalsPerDay = 0
            $0.market.listings.categories = 3
            $0.everywhere { $0.browsing.exitHazard = 0.001 }
            $0.everywhere { $0.feed.pageSize = 5 }
        },
        TestMarket("long sessions that ask again and again") {
            $0.market.users.sessionsPerWeek = 1
            $0.everywhere {
                $0.browsing.exitHazard = 0.0005
                $0.browsing.boredomHazard = 0.0005
                $0.feed.candidates = 40
                $0.feed.latency = 0
            }
            $0.choosing { $0[.request] = PolicyChoice("uniform", ["every": 7]) }
        },
        TestMarket("candidates are retrieved once a round, and listings come and go") {
            scarce(&$0)
            $0.market.listings.arrivalsPerDay = 2_000
            $0.market.listings.withdrawalMean = 3_600_000
            $0.warmupDays = 2
            $0.assignment = { UInt8($0 % 2) }
            $0.everywhere {
                $0.feed.retrieval = .eachRound
                $0.feed.candidates = 40
                $0.feed.pageSize = 10
            }
            $0.arms[1].policies[.ranking] = PolicyChoice("logistic")
        },
        TestMarket("nobody leaves before the market closes") {
            $0.market.users.count = 20
            $0.market.listings.initial = 6_000
            $0.days = 0.75
            $0.everywhere {
                $0.browsing.exitHazard = 0
                $0.browsing.boredomHazard = 0
                $0.browsing.exposureDwell = 20_000
            }
        },
    ]

    /// Every market under every seed, with what happened in it.
    static let runs: [Named] = all.flatMap { market in
        TestSeeds.few.compactMap { seed in
            (try? market.run(seed: seed)).map { Named(name: "\(market.name), seed \(seed)", run: $0) }
        }
    }

    struct NotASplitOfUsers: Error {}

    struct Named: Sendable, CustomTestStringConvertible {
        let name: String
        let run: MarketRun
        var testDescription: String { name }
    }

    /// Attributes tell of appeal, taste differs by category, and what a session has seen and done moves clicks and carts.
    static func behaving(_ market: inout TestMarket) {
        market.market.listings.appealFromAttribute = 0.5
        market.market.listings.attributes = 40
        market.market.users.tasteByCategory = 0.5
        market.everywhere {
            $0.choice.crowdingWeight = 0.2
            $0.choice.keyEventWeight = 2
        }
    }

    /// Slow browsers who buy much of what they see and often do not pay, among few listings.
    static func scarce(_ market: inout TestMarket) {
        market.market.users.sessionsPerWeek = 12
        market.market.listings.initial = 150
        market.market.listings.arrivalsPerDay = 60
        market.market.listings.singleUnitShare = 0.7
        market.market.listings.fewUnitsShare = 0.25
        market.market.listings.deepUnits = 20
        market.everywhere {
            $0.browsing.exposureDwell = 20_000
            $0.choice.clickRateMatched = 0.5
            $0.choice.clickRateUnmatched = 0.2
            $0.choice.cartRate = 0.4
            $0.choice.checkoutRate = 0.5
            $0.offers.rate = 0.3
            $0.offers.acceptShare = 0.4
            $0.offers.counterShare = 0.3
            $0.orders.deliveryDelay = 86_400_000
            $0.orders.paymentShare = 0.6
            $0.orders.quickPaymentShare = 0.6
            $0.orders.latePaymentMean = 86_400_000
            $0.orders.paymentWindow = 2 * 86_400_000
        }
    }
}
