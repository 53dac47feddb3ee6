import Bidding
import Experiments
import Marketplace
import PolicyKit
import Testing

struct FingerprintTests {
    private static func fingerprint(_ change: (inout Plan) -> Void = { _ in }) -> String {
        TestPlans.plan("test", change).fingerprint(build: "build 1")
    }

    @Test func whatThePlanIsCalledAndHowItIsReadDoesNotCount() {
        let base = FingerprintTests.fingerprint()
        #expect(base.count == 32)
        #expect(FingerprintTests.fingerprint() == base)
        #expect(FingerprintTests.fingerprint { $0.name = "other" } == base)
        #expect(FingerprintTests.fingerprint { $0.title = "other" } == base)
        #expect(FingerprintTests.fingerprint { $0.summary = "other" } == base)
        #expect(FingerprintTests.fingerprint { $0.metrics.reverse() } == base)
        // Made of what other metrics are made of.
        #expect(FingerprintTests.fingerprint { $0.metrics.removeAll { $0 == "ctcvr" } } == base)
        #expect(FingerprintTests.fingerprint { $0.level = 0.9 } == base)
        #expect(FingerprintTests.fingerprint { $0.replications = 50 } == base)
        #expect(FingerprintTests.fingerprint { $0.arms[1].name = "variant" } == base)
    }

    /// Every parameter of the market, and every condition of each arm, moved a little.
    @Test func everyParameterCounts() {
        var seen: Set<String> = [FingerprintTests.fingerprint()]
        var changes = 0
        for field in Market.fields {
            seen.insert(FingerprintTests.fingerprint { FingerprintTests.move(field, &$0.market) })
            changes += 1
        }
        for arm in 0...1 {
            for field in Conditions.fields {
                seen.insert(FingerprintTests.fingerprint { FingerprintTests.move(field, &$0.arms[arm].conditions) })
                changes += 1
            }
        }
        #expect(changes == 2 * Conditions.fields.count + Market.fields.count)
        #expect(changes > 100)
        #expect(seen.count == changes + 1)
    }

    @Test func everythingElseThatMakesAWorldCounts() {
        let fingerprints: [String] = [
            FingerprintTests.fingerprint(),
            TestPlans.plan().fingerprint(build: "build 2"),
            FingerprintTests.fingerprint { $0.seed = 2 },
            FingerprintTests.fingerprint { $0.metrics = ["orders"] },
            FingerprintTests.fingerprint { $0.schedule.warmup += 1 },
            FingerprintTests.fingerprint { $0.schedule.experiment += 1 },
            FingerprintTests.fingerprint { $0.schedule.followup += 1 },
            FingerprintTests.fingerprint { $0.split.treatmentShare = 0.4 },
            FingerprintTests.fingerprint { $0.split.salt = "pepper" },
            FingerprintTests.fingerprint { $0.learners = .shared },
            FingerprintTests.fingerprint { $0.challenger = .fresh },
            FingerprintTests.fingerprint { $0.arms[0].policies[.ranking] = PolicyChoice("random") },
            FingerprintTests.fingerprint { $0.arms[1].policies[.ranking] = PolicyChoice("random") },
            FingerprintTests.fingerprint { $0.arms[1].policies[.ranking] = PolicyChoice("price-aware") },
            FingerprintTests.fingerprint {
                $0.arms[1].policies[.ranking] = PolicyChoice("price-aware", ["price_weight": 0.4])
            },
            FingerprintTests.fingerprint { $0.arms[1].policies[.retrieval] = PolicyChoice("newest") },
            FingerprintTests.fingerprint { $0.arms[1].policies[.request] = PolicyChoice("uniform", ["every": 4]) },
            FingerprintTests.fingerprint { $0.arms[1].policies[.request] = PolicyChoice("uniform", ["every": 5]) },
            FingerprintTests.fingerprint { $0.loaded.users = [LoadedUser(name: "a")] },
            FingerprintTests.fingerprint { $0.loaded.users = [LoadedUser(name: "a"), LoadedUser(name: "b")] },
            FingerprintTests.fingerprint {
                $0.loaded.listings = [LoadedListing(name: "a", category: 0, price: 100)]
            },
            FingerprintTests.fingerprint {
                $0.loaded.listings = [LoadedListing(name: "a", category: 0, price: 101)]
            },
        ]
        #expect(Set(fingerprints).count == fingerprints.count)
    }

    /// Every field of a row moved, set or taken away; a field that is new to a row must come here, too.
    @Test func everythingThatIsLoadedCounts() {
        var user = LoadedUser(name: "a")
        (user.sessionsPerWeek, user.priceSensitivity, user.interests) = (1, 1, [1, 2])
        #expect(Mirror(reflecting: user).children.count == 4)
        let users = FingerprintTests.variants(of: user) { user in
            [
                { $0.name = "b" }, { $0.sessionsPerWeek = 2 }, { $0.sessionsPerWeek = nil }, { $0.sessionsPerWeek = 0 },
                { $0.priceSensitivity = 2 }, { $0.priceSensitivity = nil }, { $0.interests = [2, 1] },
                { $0.interests = [1, 2, 0] }, { $0.interests = nil }, { $0.interests = [] },
            ]
        }
        var listing = LoadedListing(name: "a", category: 1, price: 1)
        (listing.units, listing.condition, listing.quality, listing.age) = (1, 1, 1, 1)
        #expect(Mirror(reflecting: listing).children.count == 7)
        let listings = FingerprintTests.variants(of: listing) { listing in
            [
                { $0.name = "b" }, { $0.category = 2 }, { $0.price = 2 }, { $0.units = 2 }, { $0.units = nil },
                { $0.condition = 2 }, { $0.condition = nil }, { $0.quality = 2 }, { $0.quality = nil },
                { $0.age = 2 }, { $0.age = nil },
            ]
        }
        var campaign = LoadedCampaign(name: "a", budget: 1)
        (campaign.category, campaign.listings, campaign.saleWorth) = (1, [1, 2], 1)
        (campaign.targetCost, campaign.targetReturn, campaign.firstDay, campaign.lastDay) = (1, 1, 1, 1)
        // `worth` and `conversionRate` are the auction market's, which is taken whole.
        #expect(Mirror(reflecting: campaign).children.count == 9 + 2)
        let campaigns = FingerprintTests.variants(of: campaign) { campaign in
            [
                { $0.name = "b" }, { $0.budget = 2 }, { $0.category = 2 }, { $0.category = nil },
                { $0.listings = [2, 1] }, { $0.listings = [] }, { $0.listings = nil }, { $0.targetCost = 2 },
                { $0.targetCost = nil }, { $0.targetReturn = 2 }, { $0.targetReturn = nil }, { $0.saleWorth = 2 },
                { $0.saleWorth = nil }, { $0.firstDay = 2 }, { $0.firstDay = nil }, { $0.lastDay = 2 },
                { $0.lastDay = nil },
            ]
        }
        let tables =
            users.map { rows in { (plan: inout Plan) in plan.loaded.users = rows } }
            + listings.map { rows in { (plan: inout Plan) in plan.loaded.listings = rows } }
            + campaigns.map { rows in { (plan: inout Plan) in plan.loaded.campaigns = rows } }
        let fingerprints = Set(tables.map { FingerprintTests.fingerprint($0) })
        #expect(fingerprints.count == tables.count)
    }

    /// Tables of the row, of the row changed in each way, and of both in either order.
    private static func variants<Row>(of row: Row, _ changes: (Row) -> [(inout Row) -> Void]) -> [[Row]] {
        let changed = changes(row).map { change in
            var other = row
            change(&other)
            return other
        }
        return [[], [row], [row, row]] + changed.flatMap { [[$0], [row, $0], [$0, row]] }
    }

    private static func move<Root>(_ field: ParameterField<Root>, _ root: inout Root) {
        let parameter = field.parameter
        let old = field.read(root)
        let bound = parameter.range?.upperBound ?? 1
        let new: ParameterValue =
            switch old {
            case .number(let number): .number(number + 1 <= bound ? number + 1 : number * 0.5)
            case .toggle(let on): .toggle(!on)
            case .file: .file(NamedFile(name: "a", path: "/a", sha256: ""))
            case .word(let word): .word(parameter.choices.first { $0 != word } ?? word + "x")
            }
        field.write(&root, new)
        precondition(field.read(root) != old, "\(parameter.name) was not moved")
    }
}
