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
        #expect(FingerprintTests.fingerprint { $0.metrics = ["orders"] } == base)
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
            FingerprintTests.fingerprint { $0.schedule.warmup += 1 },
            FingerprintTests.fingerprint { $0.schedule.experiment += 1 },
            FingerprintTests.fingerprint { $0.schedule.followup += 1 },
            FingerprintTests.fingerprint { $0.split.treatmentShare = 0.4 },
            FingerprintTests.fingerprint { $0.split.salt = "pepper" },
            FingerprintTests.fingerprint { $0.learners = .shared },
            FingerprintTests.fingerprint { $0.arms[0].policies.ranking = PolicyChoice("random") },
            FingerprintTests.fingerprint { $0.arms[1].policies.ranking = PolicyChoice("random") },
            FingerprintTests.fingerprint { $0.arms[1].policies.ranking = PolicyChoice("price-aware") },
            FingerprintTests.fingerprint {
                $0.arms[1].policies.ranking = PolicyChoice("price-aware", ["price_weight": 0.4])
            },
            FingerprintTests.fingerprint { $0.arms[1].policies.retrieval = PolicyChoice("newest") },
            FingerprintTests.fingerprint { $0.arms[1].policies.request = PolicyChoice("uniform", ["every": 4]) },
            FingerprintTests.fingerprint { $0.arms[1].policies.request = PolicyChoice("uniform", ["every": 5]) },
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

    private static func move<Root>(_ field: ParameterField<Root>, _ root: inout Root) {
        let parameter = field.parameter
        let old = field.read(root)
        let bound = parameter.range?.upperBound ?? 1
        let new: ParameterValue =
            switch old {
            case .number(let number): .number(number + 1 <= bound ? number + 1 : number * 0.5)
            case .toggle(let on): .toggle(!on)
            case .word(let word): .word(parameter.choices.first { $0 != word } ?? word + "x")
            }
        field.write(&root, new)
        precondition(field.read(root) != old, "\(parameter.name) was not moved")
    }
}
