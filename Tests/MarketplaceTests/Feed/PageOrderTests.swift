import Marketplace
import MarketplaceTesting
import PolicyKit
import Testing

/// What holds for the pages of every session, in every market.
struct PageOrderTests {
    @Test(arguments: ManyMarkets.runs)
    func slotsAreSeenOneByOneFromThePagesTop(market: ManyMarkets.Named) {
        let setup = market.run.setup
        var faults = 0
        for visit in Visits(market.run.records).all {
            for (number, page) in visit.pages.enumerated() {
                let size = Int(setup.arms[Int(page.request.arm)].conditions.feed.pageSize)
                if Int(page.request.slot) != number || !(1...size).contains(Int(page.request.value)) { faults += 1 }
                if page.request.value > Int64(page.request.detail) { faults += 1 }
                if page.exposures.map(\.slot) != Array(0..<UInt16(page.exposures.count)) { faults += 1 }
                if page.exposures.count > Int(page.request.value) { faults += 1 }
            }
        }
        #expect(faults == 0)
    }

    /// A page is asked for at the old one's end, or earlier by the request policy: then it replaces the unseen rest.
    @Test(arguments: ManyMarkets.runs)
    func onlyTheRequestPolicyAsksBeforeThePageEnds(market: ManyMarkets.Named) {
        let setup = market.run.setup
        var (faults, early) = (0, 0)
        for visit in Visits(market.run.records).all {
            for page in visit.pages.dropLast() where page.exposures.count < Int(page.request.value) {
                early += 1
                let request = setup.arms[Int(page.request.arm)].policies[.request]
                // A policy that decides by chance or by what it has learnt may ask after any slot.
                if request.name == "adaptive" { continue }
                let every = request.parameters["every"]?.number ?? .infinity
                // A user may come into an arm that asks more often while a page is on screen.
                let came = page.request.time < setup.experimentStart
                // It comes later than it was wanted where a spent budget refused it and the next period began.
                if Double(page.exposures.count) < every, !came { faults += 1 }
            }
        }
        #expect(faults == 0)
        if setup.arms[0].policies[.request].name == "uniform" { #expect(early > 100) }
    }

    @Test(arguments: ManyMarkets.runs)
    func aListingIsNotShownTwiceInASession(market: ManyMarkets.Named) {
        let visits = Visits(market.run.records).all
        let repeats = visits.count { Set($0.exposures.map(\.listing)).count != $0.exposures.count }
        #expect(repeats == 0)
        #expect(visits.map(\.exposures.count).max() ?? 0 > 10)
    }

    @Test(arguments: ManyMarkets.runs)
    func aPageComesAfterItsLatency(market: ManyMarkets.Named) {
        let setup = market.run.setup
        let late = Visits(market.run.records).all.flatMap(\.pages).count { page in
            guard let first = page.exposures.first else { return false }
            return first.time - page.request.time != setup.arms[Int(page.request.arm)].conditions.feed.latency
        }
        #expect(late == 0)
    }

    /// What is exposed was for sale when its page was delivered, whatever has become of it since.
    @Test(arguments: ManyMarkets.runs)
    func aPageHoldsOnlyWhatWasForSaleWhenItWasDelivered(market: ManyMarkets.Named) {
        let records = market.run.records
        var history: [[(from: Int, forSale: Bool)]] = []
        var place = 0
        var before: [Int] = []
        func note(_ books: Bookkeeper) {
            for listing in before where listing < books.listings.count {
                let forSale = books.listings[listing].forSale > 0
                if listing == history.count { history.append([]) }
                if history[listing].last?.forSale != forSale { history[listing].append((place, forSale)) }
            }
            before = []
        }
        _ = Bookkeeper(records) { books, record in
            note(books)
            if record.changesStock { before = [Int(record.listing)] }
            place += 1
        }
        var faults = 0
        for page in Visits(records).all.flatMap(\.pages) {
            for exposure in page.exposures {
                let known = history[Int(exposure.listing)].last { $0.from <= page.place }
                if known?.forSale != true { faults += 1 }
            }
        }
        #expect(faults == 0)
    }

    /// A session whose listings run out ends, and has then seen all that could be shown: what its user sells is not.
    @Test func aSessionThatHasSeenEverythingEnds() throws {
        var market = TestMarket("few listings")
        market.market.listings.initial = 23
        market.standStill()
        market.market.listings.categories = 2
        market.everywhere {
            $0.browsing.exitHazard = 0
            $0.browsing.boredomHazard = 0
            $0.choice.checkoutRate = 0
            $0.offers.rate = 0
        }
        let run = try market.run()
        let visits = Visits(run.records).all.filter { $0.start.time < run.setup.browsingEnd - 3_600_000 }
        #expect(visits.count > 100)
        let sellers = run.records(.listingCreated).map(\.user)
        #expect(visits.allSatisfy { visit in visit.exposures.count == sellers.count { $0 != visit.start.user } })
    }
}

extension JournalRecord {
    fileprivate var changesStock: Bool {
        switch kind {
        case .listingCreated, .checkout, .lapse, .listingEnded: true
        default: false
        }
    }
}
