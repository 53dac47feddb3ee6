import Bidding
import MarketLabTesting
import PolicyKit
import Randomness
import Testing

/// The mechanism alone, against what was derived of it.
struct AuctionTests {
    /// Sum of what winners pay, price x exposure, and the worth of the slots to who won them.
    private static func sell(
        _ bids: [Double], values: [Double]? = nil, exposures: [Double] = [1], pricing: AuctionPricing = .secondPrice,
        reserve: Double = 0, qualities: [Double]? = nil
    ) -> (revenue: Double, welfare: Double, winners: [Int], prices: [Double]) {
        var auction = Auction(AuctionRules(exposures: exposures, pricing: pricing, reserve: reserve))
        if let qualities {
            auction.hold(bids: bids.span, qualities: qualities.span, draw: 1)
        } else {
            auction.hold(bids: bids.span, draw: 1)
        }
        var sale = (revenue: 0.0, welfare: 0.0, winners: [Int](), prices: [Double]())
        for slot in 0..<auction.winners {
            let winner = auction.winner(of: slot)
            let price = auction.price(of: slot, quality: qualities?[winner] ?? 1)
            sale.revenue += price * exposures[slot]
            sale.welfare += (values ?? bids)[winner] * exposures[slot]
            sale.winners.append(winner)
            sale.prices.append(price)
        }
        return sale
    }

    // MARK: - Whatever the bids

    /// Winners and prices are those of all scores put in order, ties by the draw, however many bid and win.
    @Test(arguments: [1, 2, 3, 4, 5, 7, 8], [1, 5, 15, 16, 17, 48, 64, 65, 200])
    func theHighestScoresWin(slots: Int, bidders: Int) {
        for round in 0..<200 as Range<UInt64> {
            // Few different numbers, so that there are ties and bids of 0.
            let steps: UInt64 = round % 2 == 0 ? 12 : 1 << 20
            func number(_ salt: UInt64, _ bidder: Int) -> Double {
                Double(StableHash.mix(StableHash.mix(round, salt), UInt64(bidder)) % steps) / Double(steps)
            }
            let bids = (0..<bidders).map { number(1, $0) }
            let qualities = (0..<bidders).map { 0.5 + number(2, $0) }
            let scores = zip(bids, qualities).map { $0 * $1 }
            let reserve = round % 3 == 0 ? 0.3 : 0
            let order = (0..<bidders).filter { scores[$0] > 0 && scores[$0] >= reserve }.sorted {
                scores[$0] != scores[$1]
                    ? scores[$0] > scores[$1]
                    : StableHash.mix(1, UInt64($0)) < StableHash.mix(1, UInt64($1))
            }
            let sale = AuctionTests.sell(
                bids, exposures: (0..<slots).map { 1 / Double($0 + 1) }, reserve: reserve, qualities: qualities)
            #expect(sale.winners == Array(order.prefix(slots)))
            for (slot, price) in sale.prices.enumerated() {
                let next = slot + 1 < order.count ? max(reserve, scores[order[slot + 1]]) : reserve
                #expect(price == next / qualities[order[slot]])
            }
        }
    }

    // MARK: - Edelman, Ostrovsky and Schwarz (2007)

    @Test func truthfulBidsPayAThousandByTheSecondPriceAndEightHundredByVickrey() {
        let (values, clicks) = ([10.0, 4, 2], [200.0, 100])
        #expect(AuctionTests.sell(values, exposures: clicks).revenue == 1_000)
        #expect(AuctionTests.sell(values, exposures: clicks, pricing: .externality).revenue == 800)
        #expect(AuctionTests.sell([10, 3, 2], exposures: clicks).revenue == 800)
    }

    /// With slots nearly alike, the first bidder does better on the second slot.
    @Test func truthIsNotTheBestReplyWhereSlotsAreNearlyAlike() {
        func utility(_ bids: [Double]) -> Double {
            let sale = AuctionTests.sell(bids, exposures: [200, 199])
            guard let slot = sale.winners.firstIndex(of: 0) else { return 0 }
            return (10 - sale.prices[slot]) * [200, 199][slot]
        }
        #expect(utility([10, 4, 2]) == 1_200)
        #expect(utility([3, 4, 2]) == 1_592)
    }

    @Test func threeSlotsOfFourBidders() {
        let (values, exposures) = ([10.0, 8, 6, 4], [1, 0.8, 0.6])
        #expect(abs(AuctionTests.sell(values, exposures: exposures, pricing: .externality).revenue - 11.2) < 1e-12)
        #expect(abs(AuctionTests.sell(values, exposures: exposures).revenue - 15.2) < 1e-12)
    }

    // MARK: - Reserve, slots, order

    @Test(arguments: AuctionPricing.allCases)
    func aLoneBidderOverTheReserveWinsAndPaysIt(pricing: AuctionPricing) {
        let sale = AuctionTests.sell([5], exposures: [1, 0.8, 0.6], pricing: pricing, reserve: 2)
        #expect(sale.winners == [0])
        #expect(sale.prices == [pricing == .firstPrice ? 5 : 2])
        #expect(AuctionTests.sell([1.99], pricing: pricing, reserve: 2).winners.isEmpty)
        #expect(AuctionTests.sell([2], pricing: pricing, reserve: 2).prices == [2])
    }

    @Test(arguments: AuctionPricing.allCases)
    func threeBiddersFillThreeSlots(pricing: AuctionPricing) {
        let sale = AuctionTests.sell([1, 3, 2], exposures: [1, 0.8, 0.6], pricing: pricing, reserve: 0.5)
        #expect(sale.winners == [1, 2, 0])
    }

    @Test func whoBidsNothingWinsNothing() {
        #expect(AuctionTests.sell([0, 0], exposures: [1, 1]).winners.isEmpty)
        #expect(AuctionTests.sell([]).winners.isEmpty)
        #expect(AuctionTests.sell([.nan, 1]).winners == [1])
    }

    /// Equal scores are settled by the draw, and neither bidder is favoured: |z| < 4.4 has a false-alarm rate of 1e-5.
    @Test func noBidderIsFavouredAmongEquals() {
        var auction = Auction(AuctionRules())
        var first = 0
        for draw in 0..<10_000 as Range<UInt64> {
            auction.hold(bids: [1, 1].span, draw: draw)
            first += auction.winner(of: 0) == 0 ? 1 : 0
        }
        #expect(abs(Double(first) - 5_000) < 4.4 * 50)
    }

    /// Ranked by bid x quality; the price is what keeps the slot at the own quality.
    @Test func qualityRanksAndLowersThePrice() {
        let sale = AuctionTests.sell([4, 6], qualities: [2, 1])
        #expect(sale.winners == [0])
        #expect(sale.prices == [3])
    }

    @Test(arguments: AuctionPricing.allCases)
    func scalingBidsAndReserveScalesRevenue(pricing: AuctionPricing) {
        for draw in 0..<200 as Range<UInt64> {
            let bids = (0..<6).map { StableHash.fraction(draw, $0) }
            let one = AuctionTests.sell(bids, exposures: [1, 0.8, 0.6], pricing: pricing, reserve: 0.3)
            let four = AuctionTests.sell(bids.map { 4 * $0 }, exposures: [1, 0.8, 0.6], pricing: pricing, reserve: 1.2)
            #expect(abs(four.revenue - 4 * one.revenue) < 1e-12)
            #expect(four.winners == one.winners)
        }
    }

    /// With truthful bids Vickrey's payments are never above those of the second price, nor these above the first price.
    @Test func vickreyNeverTakesMoreThanTheSecondPrice() {
        for draw in 0..<500 as Range<UInt64> {
            let bids = (0..<5).map { StableHash.fraction(draw, $0) }
            func revenue(_ pricing: AuctionPricing) -> Double {
                AuctionTests.sell(bids, exposures: [1, 0.7, 0.3], pricing: pricing, reserve: 0.1).revenue
            }
            #expect(revenue(.externality) <= revenue(.secondPrice) + 1e-12)
            #expect(revenue(.secondPrice) <= revenue(.firstPrice) + 1e-12)
        }
    }

    /// A winner pays at most its bid and at least the reserve, and could not have won with less than the least winning price.
    @Test(arguments: AuctionPricing.allCases)
    func aPriceLiesBetweenReserveAndBid(pricing: AuctionPricing) {
        var auction = Auction(AuctionRules(exposures: [1, 0.5], pricing: pricing, reserve: 0.2))
        for draw in 0..<500 as Range<UInt64> {
            var bids = (0..<4).map { StableHash.fraction(draw, $0) }
            auction.hold(bids: bids.span, draw: draw)
            let (toStay, toEnter) = (auction.scoreToStay, auction.scoreToEnter)
            var winners: [Int] = []
            for slot in 0..<auction.winners {
                let price = auction.price(of: slot)
                winners.append(auction.winner(of: slot))
                #expect(price >= 0.2 && price <= bids[auction.winner(of: slot)])
                #expect(bids[auction.winner(of: slot)] >= toStay)
            }
            guard let loser = (0..<4).first(where: { !winners.contains($0) }) else { continue }
            #expect(bids[loser] <= toEnter)
            bids[loser] = toEnter + 1e-9
            auction.hold(bids: bids.span, draw: draw)
            #expect((0..<auction.winners).contains { auction.winner(of: $0) == loser })
        }
    }

    // MARK: - Values of U[0, 1]

    /// Mean over many auctions with its standard error.
    private static func mean(_ draws: Int, _ sample: (UInt64) -> Double) -> (mean: Double, error: Double) {
        var (sum, squares) = (0.0, 0.0)
        for draw in 0..<draws {
            let value = sample(UInt64(draw))
            sum += value
            squares += value * value
        }
        let mean = sum / Double(draws)
        return (mean, ((squares / Double(draws) - mean * mean) / Double(draws)).squareRoot())
    }

    private static func values(_ bidders: Int, _ draw: UInt64, _ seed: UInt64) -> [Double] {
        (0..<UInt64(bidders)).map { StableHash.fraction(StableHash.mix(seed, draw), $0) }
    }

    /// Second price at truthful bids earns what first price earns at (n - 1)/n of the value: (n - 1)/(n + 1); welfare is
    /// n/(n + 1). False alarms: 4.4 standard errors, 1e-5 a check.
    @Test(arguments: [2, 3, 5, 10], TestSeeds.all)
    func firstAndSecondPriceEarnTheSame(bidders: Int, seed: UInt64) {
        let n = Double(bidders)
        let second = AuctionTests.mean(100_000) { AuctionTests.sell(AuctionTests.values(bidders, $0, seed)).revenue }
        let first = AuctionTests.mean(100_000) {
            AuctionTests.sell(AuctionTests.values(bidders, $0, seed).map { $0 * (n - 1) / n }, pricing: .firstPrice)
                .revenue
        }
        let welfare = AuctionTests.mean(100_000) { AuctionTests.sell(AuctionTests.values(bidders, $0, seed)).welfare }
        #expect(abs(second.mean - (n - 1) / (n + 1)) < 4.4 * second.error)
        #expect(abs(first.mean - (n - 1) / (n + 1)) < 4.4 * first.error)
        #expect(abs(welfare.mean - n / (n + 1)) < 4.4 * welfare.error)
    }

    /// Revenue and chance of a sale with a reserve r, and the best reserve is 1/2 whatever the number of bidders (Myerson).
    @Test(arguments: [1, 2, 3, 5], TestSeeds.all)
    func aReserveEarnsWhatMyersonSays(bidders: Int, seed: UInt64) throws {
        let n = Double(bidders)
        let best = try #require([1: 0.25, 2: 0.416667, 3: 0.53125, 5: 0.671875][bidders])
        for reserve in [0.25, 0.5, 0.75] {
            func sale(_ draw: UInt64) -> (revenue: Double, winners: [Int]) {
                let sale = AuctionTests.sell(AuctionTests.values(bidders, draw, seed), reserve: reserve)
                return (sale.revenue, sale.winners)
            }
            func power(_ exponent: Double) -> Double {
                (0..<Int(exponent)).reduce(1.0) { product, _ in product * reserve }
            }
            let revenue = AuctionTests.mean(100_000) { sale($0).revenue }
            let sold = AuctionTests.mean(100_000) { sale($0).winners.isEmpty ? 0 : 1 }
            let expected = (n - 1) / (n + 1) + power(n) - 2 * n / (n + 1) * power(n + 1)
            #expect(abs(revenue.mean - expected) < 4.4 * revenue.error)
            #expect(abs(sold.mean - (1 - power(n))) < 4.4 * sold.error)
            if reserve == 0.5 {
                #expect(abs(expected - best) < 1e-6)
            } else {
                #expect(expected < best)
            }
        }
    }
}
