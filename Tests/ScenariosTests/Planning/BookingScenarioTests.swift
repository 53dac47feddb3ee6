import Experiments
import Marketplace
import Scenarios
import Testing

/// A booking market in a scenario file.
@Suite struct BookingScenarioTests {
    static let hotel = """
        replications: 24
        booking:
          size: 500
          treated_listings: 40 %
          designs: [listing_split, two_sided]
          listings:
            single: {share: .4, blocked_mean: 1d}
            double: {share: .6, blocked_mean: 2d}
          customers:
            guest:
              arrivals_per_day: 0.7
              choices:
                single: {consideration: 50 %, utility: 0.2, utility_lift: 50 %}
                double: {consideration: 80 %, utility: 0.4}
            family: {arrivals_per_day: 0.3, outside_option: .5}
        experiment: {length: 30d, treatment_share: 30 %}
        """

    @Test func everyTypeIsReadInItsOrder() throws {
        let plan = try read(Self.hotel).plan
        let booking = try #require(plan.booking)
        #expect(booking.designs == [.listingSplit, .twoSided])
        #expect(booking.market.settings.size == 500 && booking.market.settings.treatedListings == 0.4)
        #expect(booking.market.listingTypes.map(\.name) == ["single", "double"])
        #expect(booking.market.listingTypes[1].blockedMean == 2 * 86_400_000)
        #expect(booking.market.customerTypes.map(\.name) == ["guest", "family"])
        #expect(booking.market.customerTypes[0].choices.map(\.consideration) == [0.5, 0.8])
        #expect(booking.market.customerTypes[1].choices == [BookingChoice(), BookingChoice()])
        #expect(plan.split.treatmentShare == 0.3)
        #expect(
            plan.arms[1].changes
                == [
                    Arm.Change(
                        key: "booking.customers.guest.choices.single.utility_lift", control: "0 %", arm: "50 %")
                ])
    }

    @Test func aScenarioWithoutTheKeyHasNoBookingMarketAndAnEmptyOneHasTheDefaults() throws {
        #expect(try read("seed: 1").plan.booking == nil)
        #expect(try read("booking: {}").plan.booking == BookingPlan())
        #expect(try read("booking:").plan.booking == BookingPlan())
    }

    @Test func aScenarioHasOneMarket() {
        let both = "booking: {size: 10}\nauctions: {campaigns: 4}"
        #expect(
            problems(both) == [
                "scenarios/x.yaml:2: auctions: a scenario has one market, but booking and auctions stand in this one"
            ])
        for group in ["booking", "auctions"] {
            let found = problems("\(group): {}\ncompare_with: mercari-2023")
            #expect(found.count == 1 && found[0].hasPrefix("scenarios/x.yaml:2: compare_with: has no meaning"))
        }
        let studied = problems("auctions: {}\nstudy: {null_draws: 4}")
        #expect(studied.count == 1 && studied[0].hasPrefix("scenarios/x.yaml:2: study: has no meaning with auctions"))
    }

    @Test func keysOfTheFeedMarketAreRefusedBesideIt() {
        let found = problems(
            """
            booking: {size: 100}
            market: {users: {count: 5}}
            policies: {ranking: popularity}
            experiment: {warmup: 3d, metrics: [orders], length: 3d}
            """)
        #expect(
            found == [
                "scenarios/x.yaml:2: market.users.count: has no meaning with booking, which stands in place of the feed market",
                "scenarios/x.yaml:3: policies.ranking: has no meaning with booking, which stands in place of the feed market",
                "scenarios/x.yaml:4: experiment.warmup: has no meaning with booking, which stands in place of the feed market; "
                    + "booking.settling is its time before counting",
                "scenarios/x.yaml:4: experiment.metrics: has no meaning with booking, which stands in place of the feed market",
            ])
    }

    @Test func aChoiceAmongListingsThatAreNotThereIsNamedByItsLine() {
        let found = problems(
            """
            booking:
              listings:
                single: {}
              customers:
                guest:
                  choices:
                    singel: {utility: 2}
            """)
        #expect(
            found == [
                "scenarios/x.yaml:7: booking.customers.guest.choices.singel: there is no such type of listings; did you mean "
                    + "\"single\"? Known: single"
            ])
    }

    @Test(arguments: [
        (
            "booking: {listings: {a: {arrivals_per_day: 2}}}",
            "booking.listings.a.arrivals_per_day: has no meaning where"
        ),
        (
            "booking: {after_booking: leaves, listings: {a: {blocked_mean: 2d}}}",
            "booking.listings.a.blocked_mean: has no meaning where"
        ),
        ("booking: {listings: {}}", "booking.listings: expected at least one name of your own"),
        ("booking: {listings: {a.b: {}}}", "booking.listings.a.b: a type's name is a word without dots"),
        ("booking: {listings: {a: {shar: 1}}}", "booking.listings.a.shar: unknown key; did you mean \"share\"?"),
        ("booking: {after_booking: vanishes}", "booking.after_booking: expected one of returns, leaves"),
        ("booking: {designs: [switchback]}", "booking.designs: unknown name \"switchback\""),
        ("booking: {customers: {g: {choices: {listing: {consideration: 2}}}}}", "consideration: expected a share"),
        (
            "booking: {size: 1000000, customers: {g: {arrivals_per_day: 100}}}",
            "booking.size: a world would see about 3 billion customers, more than 2"
        ),
    ]) func aMistakeIsNamed(text: String, part: String) {
        let found = problems(text)
        #expect(found.count == 1 && found[0].contains(part), "\(found)")
    }

    @Test func anOverrideReachesATypeByItsName() throws {
        let sets = ["booking.customers.guest.choices.single.utility_lift=10 %", "booking.size=50"]
        let booking = try #require(try read(Self.hotel, set: sets).plan.booking)
        #expect(booking.market.customerTypes[0].choices[0].utilityLift == 0.1)
        #expect(booking.market.settings.size == 50)
    }
}

extension Plan {
    /// Its booking market, if it has one.
    var booking: BookingPlan? {
        if case .booking(let booking) = kind { booking } else { nil }
    }
}
