import PolicyKit
import Scenarios
import Testing

/// What is refused, and in which words. Texts are read as `scenarios/x.yaml`.
@Suite struct ScenarioProblemTests {
    @Test func anUnknownKeyNamesItsNearestKnownKey() {
        #expect(
            problems("seed: 1\nmarket:\n  users:\n    cuont: 3\n") == [
                "scenarios/x.yaml:4: market.users.cuont: unknown key; did you mean \"count\"? Known keys: count, "
                    + "sessions_per_week, sessions_sigma, sessions_maximum, casual_share, casual_sessions_per_week, "
                    + "interest_concentration, taste_by_category, price_sensitivity, price_sensitivity_sigma, patience_sigma, file"
            ])
    }

    /// A text, the path of its one problem and parts of its sentence.
    struct Bad: CustomTestStringConvertible, Sendable {
        let text: String
        let line: Int
        let path: String
        let parts: [String]

        init(_ text: String, _ line: Int, _ path: String, _ parts: String...) {
            (self.text, self.line, self.path, self.parts) = (text, line, path, parts)
        }

        var testDescription: String { text }
    }

    static let unknown: [Bad] = [
        Bad("sed: 1", 1, "sed", "unknown key", "did you mean \"seed\"?", "Known keys: scenario, title"),
        Bad("warmup: 1d", 1, "warmup", "did you mean \"experiment.warmup\"?"),
        Bad(
            "market: {price_median: 25.00 USD}", 1, "market.price_median",
            "did you mean \"market.listings.price_median\"?", "users, "),
        Bad("market:\n  listing: {}", 2, "market.listing", "did you mean \"listings\"?"),
        Bad("zzz: 1", 1, "zzz", "unknown key; known keys: scenario"),
        Bad("experiment: {metric: [gmv]}", 1, "experiment.metric", "did you mean \"metrics\"?"),
        Bad("policies: {rankin: popularity}", 1, "policies.rankin", "did you mean \"ranking\"?"),
        Bad(
            "experiment: {arms: {a: {}, b: {polices: {}}}}", 1, "experiment.arms.b.polices",
            "did you mean \"policies\"? Known keys: share, market, policies"),
        Bad(
            "experiment: {arms: {a: {}, b: {market: {feed: {pagesize: 3}}}}}", 1,
            "experiment.arms.b.market.feed.pagesize", "did you mean \"page_size\"?"),
        Bad(
            "policies: {ranking: popularty}", 1, "policies.ranking", "unknown ranking policy \"popularty\"",
            "did you mean \"popularity\"? Known: content-affinity, logistic, popularity"),
        Bad(
            "policies: {request: popularity}", 1, "policies.request",
            "unknown request policy \"popularity\", which is a ranking policy; known: page-end, uniform"),
        Bad(
            "policies:\n  ranking:\n    policy: logistic\n    learning_rat: 1", 4, "policies.ranking.learning_rat",
            "policy logistic has no such parameter; did you mean \"learning_rate\"? Its parameters: learning_rate, "),
        Bad("policies: {ranking: {policy: popularity, x: 1}}", 1, "policies.ranking.x", "it has no parameters"),
        Bad("policies: {ranking: {window: 1h}}", 1, "policies.ranking", "expected the key policy"),
        Bad("policies: {ranking: [popularity]}", 1, "policies.ranking", "a policy's name", "found a list"),
        Bad("policies: {ranking: {policy: {}}}", 1, "policies.ranking", "a policy's name", "found an empty mapping"),
        Bad("experiment:\n  metrics:\n    - gmv\n    - order", 4, "experiment.metrics", "\"order\"", "\"orders\"?"),
    ]

    static let values: [Bad] = [
        Bad("experiment: {designs: [switchbak]}", 1, "experiment.designs", "unknown name \"switchbak\""),
        Bad("experiment: {designs: []}", 1, "experiment.designs", "expected"),
        Bad("seed: -1", 1, "seed", "expected a whole number from 0 to 18446744073709551615, found \"-1\""),
        Bad("seed: 1.5", 1, "seed", "found \"1.5\""),
        Bad("seed: 1__0", 1, "seed", "found \"1__0\""),
        Bad("seed: _1", 1, "seed", "found \"_1\""),
        Bad("seed:", 1, "seed", "found nothing"),
        Bad("scenario: Big Sale", 1, "scenario", "lower-case words joined by \"-\"", "found \"Big Sale\""),
        Bad("scenario: a--b", 1, "scenario", "found \"a--b\""),
        Bad("title: {a: b}", 1, "title", "expected text, found a mapping"),
        Bad("replications: 0", 1, "replications", "expected a whole number from 1 to 100000, found \"0\""),
        Bad("replications: 100001", 1, "replications", "found \"100001\""),
        Bad("replications: many", 1, "replications", "found \"many\""),
        Bad("market: 3", 1, "market", "expected a mapping with the keys users, listings", "found \"3\""),
        Bad("market: {users: [count]}", 1, "market.users", "expected a mapping with the keys count", "found a list"),
        Bad("market: {users: {count: 2.5}}", 1, "market.users.count", "a whole number from 1 to 10000000", "\"2.5\""),
        Bad("market: {users: {count: 2k}}", 1, "market.users.count", "a whole number", "\"2k\""),
        Bad("market: {users: {count: {}}}", 1, "market.users.count", "a whole number", "an empty mapping"),
        Bad("market: {users: {sessions_sigma: .nan}}", 1, "market.users.sessions_sigma", "a number from 0 to 4"),
        Bad("market: {users: {sessions_sigma: .inf}}", 1, "market.users.sessions_sigma", "a number from 0 to 4"),
        Bad("market: {users: {sessions_sigma: 1e999}}", 1, "market.users.sessions_sigma", "a number from 0 to 4"),
        Bad("market: {users: {sessions_sigma: 5}}", 1, "market.users.sessions_sigma", "from 0 to 4, found \"5\""),
        Bad("market: {users: {sessions_per_week: 3 / day}}", 1, "market.users.sessions_per_week", "a rate per week"),
        Bad("market: {listings: {price_median: 25}}", 1, "market.listings.price_median", "such as 25.00 USD", "\"25\""),
        Bad("market: {listings: {price_median: 25 EUR}}", 1, "market.listings.price_median", "25.00 USD", "EUR"),
        Bad("market: {listings: {price_median: 25.005 USD}}", 1, "market.listings.price_median", "25.00 USD"),
        Bad("market: {listings: {expiry: 7}}", 1, "market.listings.expiry", "such as 30s, 15m, 12h or 7d", "\"7\""),
        Bad("market: {listings: {expiry: 7 USD}}", 1, "market.listings.expiry", "a duration", "found \"7 USD\""),
        Bad("market: {listings: {expiry: 7 years}}", 1, "market.listings.expiry", "a duration", "\"7 years\""),
        Bad("market: {listings: {expiry: 0}}", 1, "market.listings.expiry", "a duration", "from 1m to", "\"0\""),
        Bad("market: {feed: {latency: 0.5ms}}", 1, "market.feed.latency", "a duration", "found \"0.5ms\""),
        Bad("market: {choice: {like_rate: 130 %}}", 1, "market.choice.like_rate", "from 0 % to 100 %", "\"130 %\""),
        Bad("market: {choice: {like_rate: 3d}}", 1, "market.choice.like_rate", "a share such as .3 or 30 %", "\"3d\""),
        Bad("experiment: {length: 0}", 1, "experiment.length", "a duration", "found \"0\""),
        Bad("experiment: {warmup: -1d}", 1, "experiment.warmup", "a duration", "found \"-1d\""),
        Bad("experiment: {treatment_share: 0}", 1, "experiment.treatment_share", "a share", "found \"0\""),
        Bad("experiment: {treatment_share: 100 %}", 1, "experiment.treatment_share", "from 0.01 % to 99.99 %"),
        Bad("experiment: {level: 95}", 1, "experiment.level", "a share", "found \"95\""),
        Bad("experiment: {salt: \"\"}", 1, "experiment.salt", "a word, found \"\""),
        Bad(
            "booking: {}\nexperiment: {interleaving: balanced}", 2, "experiment.interleaving",
            "rankings share pages in the feed market alone"),
        Bad(
            "experiment: {interleaving: balanced, arms: {a: {}, b: {market: {choice: {utility_lift: 10 %}}}}}", 1,
            "experiment.interleaving", "the arms differ in market.choice.utility_lift"),
        Bad(
            "auctions: {}\nexperiment: {allocation: thompson}", 2, "experiment.allocation",
            "sessions are allocated in the feed market alone"),
        Bad(
            "experiment: {allocation: thompson, bandit: {update: 14d}}", 1, "experiment.bandit.update",
            "the shares first change after 14d, but experiment.length is 14d"),
        Bad(
            "experiment: {allocation: thompson, bandit: {update: 1m, least_share: 5 %}}", 1,
            "experiment.bandit.update", "expected at most 2000 in experiment.length, found 20160"),
        Bad(
            "experiment: {allocation: top-two, arms: {a: {}, b: {}, c: {}}, bandit: {least_share: 40 %}}", 1,
            "experiment.bandit.least_share",
            "3 arms with at least 40 % each leave no session to an arm that looks better"),
        Bad("experiment: {learners: per-arm}", 1, "experiment.learners", "one of own, shared, pooled"),
        Bad(
            "experiment: {learners: pooled, challenger: fresh}", 1, "experiment.challenger",
            "pooled goes with challenger: trained"),
        Bad("experiment: {metrics: []}", 1, "experiment.metrics", "a list of at least one, such as [gmv, net_gmv]"),
        Bad("experiment: {metrics: gmv}", 1, "experiment.metrics", "a list of at least one", "found \"gmv\""),
        Bad("experiment: {metrics: [gmv, gmv]}", 1, "experiment.metrics", "names gmv twice"),
        Bad("experiment: {arms: {a: {}}}", 1, "experiment.arms", "2 to 16 arms, control first, found 1"),
        Bad("experiment: {arms: [a, b]}", 1, "experiment.arms", "2 to 16 arms", "found a list"),
        Bad("experiment: {arms: {a: {}, b.c: {}}}", 1, "experiment.arms.b.c", "without dots"),
        Bad("experiment: {arms: {a: {}, b: 7}}", 1, "experiment.arms.b", "with the keys share, market, policies"),
        Bad(
            "policies: {ranking: {policy: logistic, window: 5}}", 1, "policies.ranking.window", "a duration", "\"5\""),
        Bad(
            "policies: {ranking: {policy: logistic, explores: yes}}", 1, "policies.ranking.explores",
            "true or false, found \"yes\""),
        Bad(
            "policies: {ranking: {policy: logistic, loss: hing}}", 1, "policies.ranking.loss",
            "expected one of log, hinge, found \"hing\"; did you mean \"hinge\"?"),
        Bad("market: {users: {file: }}", 1, "market.users.file", "expected the path of a CSV file, found nothing"),
    ]

    static let rules: [Bad] = [
        Bad(
            "experiment:\n  designs: [user_split, budget_split]", 2, "experiment.designs", "needs budgets of ads",
            "market.ads.campaigns is 0"),
        Bad(
            "market:\n  listings:\n    few_units_share: 60 %\n    single_unit_share: 50 %", 4,
            "market.listings.single_unit_share", "together", "110 %", "more than 100 %"),
        Bad(
            "market:\n  listings:\n    appeal_from_content: 80 %\n    appeal_from_attribute: 30 %", 4,
            "market.listings.appeal_from_attribute", "together", "110 %", "more than 100 %"),
        Bad(
            "market: {listings: {few_units_share: 20 %}}", 1, "market.listings.few_units_share", "110 %"),
        Bad(
            "market:\n  listings:\n    price_minimum: 30 USD\n    price_maximum: 20 USD", 4,
            "market.listings.price_maximum", "price_minimum 30.00 USD is more than price_maximum 20.00 USD"),
        Bad(
            "market: {listings: {price_median: 0.50 USD}}", 1, "market.listings.price_median",
            "price_median 0.50 USD is not between price_minimum 1.00 USD and price_maximum 5000.00 USD"),
        Bad(
            "market: {listings: {category_price_sigma: 2}}", 1, "market.listings.category_price_sigma",
            "2.0 is more than price_sigma 1.37"),
        Bad("market: {feed: {candidates: 10}}", 1, "market.feed.candidates", "page_size 20 is more than candidates 10"),
        Bad("market: {orders: {sameday_payment_share: .2}}", 1, "market.orders.sameday_payment_share", "105 %"),
        Bad(
            "market:\n  feed: {candidates: 30}\nexperiment:\n  arms:\n    a: {}\n    b: {market: {feed: {page_size: 40}}}",
            6, "experiment.arms.b.market.feed.page_size", "page_size 40 is more than candidates 30"),
        Bad(
            "experiment:\n  warmup: 20000d\n  length: 2000w\n  followup: 10000d", 4, "experiment.followup",
            "44000d together, more than 100 years"),
        Bad(
            "experiment: {arms: {a: {}, b: {market: {users: {count: 5}}}}}", 1, "experiment.arms.b.market.users",
            "an arm cannot change it", "the arms of a user split meet in one market", "top-level market"),
        Bad(
            "experiment: {designs: [seller_split], arms: {a: {}, b: {market: {listings: {markdown_after: 5d}}}}}", 1,
            "experiment.arms.b.market.listings", "the arms of a seller split meet in one market", "supply"),
        Bad(
            "auctions: {conversion_rate: 50 %, click_rate: 60 %}", 1, "auctions.conversion_rate",
            "of exposures convert with a chance of more than 100 %"),
        Bad("currency: jpy", 1, "currency", "a currency's code of ISO 4217", "did you mean \"JPY\"?"),
        Bad("currency: XAU", 1, "currency", "a currency's code of ISO 4217"),
        Bad(
            "currency: JPY\nmarket: {listings: {price_median: 25.00 USD}}", 2, "market.listings.price_median",
            "such as 2500 JPY from 1 JPY to 100000000 JPY", "found \"25.00 USD\""),
        Bad(
            "currency: JPY\nmarket: {listings: {price_median: 25.5 JPY}}", 2, "market.listings.price_median",
            "found \"25.5 JPY\""),
        Bad(
            "market: {listings: {price_median: 2500 JPY}}", 1, "market.listings.price_median", "such as 25.00 USD"),
        Bad(
            "currency: KWD\nmarket: {listings: {price_minimum: 2.5 KWD, price_maximum: 1.25 KWD}}", 2,
            "market.listings.price_maximum", "price_minimum 2.500 KWD is more than price_maximum 1.250 KWD"),
        Bad(
            "compare_with: mercari-2023\ncurrency: EUR", 2, "currency",
            "are in USD, and this scenario's money is in EUR"),
        Bad(
            "experiment: {arms: {a: {market: {listings: {initial: 5}}}, b: {}}}", 1,
            "experiment.arms.a.market.listings", "an arm cannot change it"),
    ]

    static let duplicates: [Bad] = [
        Bad("seed: 1\ntitle: x\nseed: 2", 3, "seed", "is given twice; line 1 has it already"),
        Bad("seed: 1\n\"seed\": 2", 2, "seed", "is given twice; line 1 has it already"),
        Bad(
            "experiment:\n  arms:\n    b: {}\n    b: {}\n    c: {}", 4, "experiment.arms.b",
            "is given twice; line 3 has it already"),
        Bad("market: {feed: {latency: 1s, latency: 2s}}", 1, "market.feed.latency", "is given twice"),
    ]

    @Test(arguments: unknown + values + rules + duplicates)
    func everyProblemNamesFileLineKeyAndWhatWasExpected(_ bad: Bad) throws {
        let found = problems(bad.text)
        #expect(found.count == 1, "\(found)")
        let sentence = try #require(found.first)
        #expect(sentence.hasPrefix("scenarios/x.yaml:\(bad.line): \(bad.path): "), "\(sentence)")
        for part in bad.parts { #expect(sentence.contains(part), "\(sentence)") }
    }

    @Test func severalProblemsComeAtOnceAndInFileOrder() {
        let found = problems(
            """
            sede: 1
            market:
              users: {count: x, cuont: 2}
              feed: {candidates: 10}
            title: [a]
            experiment:
              length: 7
              length: 8d
              metrics: [nope, gmv, gmv]
              arms:
                a: {market: {users: {count: 5}}}
                b: {policies: {ranking: best}}
            """)
        let starts = [
            "1: sede: unknown key", "3: market.users.count: expected", "3: market.users.cuont: unknown key",
            "4: market.feed.candidates: page_size 20", "5: title: expected text", "7: experiment.length: expected",
            "8: experiment.length: is given twice", "9: experiment.metrics: unknown name \"nope\"",
            "9: experiment.metrics: names gmv twice", "11: experiment.arms.a.market.users: an arm cannot",
            "12: experiment.arms.b.policies.ranking: unknown ranking policy \"best\"",
        ]
        #expect(found.count == starts.count, "\(found)")
        for (sentence, start) in zip(found, starts) {
            #expect(sentence.hasPrefix("scenarios/x.yaml:\(start)"), "\(sentence)")
        }
    }

    @Test func aProblemOfAValueKeepsItsLineAndColumnBesideADuplicate() throws {
        let text = "market: {feed: {latency: 1s, latency: 2s}, users: {count: x}}"
        do {
            _ = try read(text)
            Issue.record("was read")
        } catch let error as ScenarioProblems {
            #expect(error.problems.map(\.line) == [1, 1])
            #expect(error.problems.map(\.column) == [30, 59])
            #expect(error.problems.map(\.keyPath) == ["market.feed.latency", "market.users.count"])
        }
    }

    @Test func aRuleIsSilentWhereAValueIsWrongByItself() {
        #expect(problems("market: {feed: {candidates: 10, page_size: x}}").count == 1)
    }

    @Test func aDefaultPolicyThatIsNotRegisteredIsAProblem() {
        do {
            _ = try ScenarioReader(policies: PolicyRegistry()).read(text: "seed: 1", file: "x.yaml")
            Issue.record("was read")
        } catch {
            #expect(
                error.problems.map(\.keyPath) == [
                    "policies.retrieval", "policies.ranking", "policies.request", "policies.bidding",
                ])
        }
    }

    @Test(arguments: [
        ("", "scenarios/x.yaml: is empty; a scenario has the keys scenario, title"),
        ("# only a comment\n", "scenarios/x.yaml: is empty"),
        ("---\n", "is empty"),
        ("- a\n", "scenarios/x.yaml:1: expected a mapping at the top level, found a list"),
        ("hello", "scenarios/x.yaml:1: expected a mapping at the top level, found \"hello\""),
        ("seed: 1\n---\nseed: 2\n", "scenarios/x.yaml:3: a second document begins here"),
        ("seed: 1\nmarket: {users: {count: 3}\ntitle: x\n", "scenarios/x.yaml:3: is not YAML: "),
        ("market:\n\tusers: {}\n", "scenarios/x.yaml:2: is not YAML: "),
        ("market:\n\tusers: {}\n", "indent with blanks, not with tabs"),
        ("seed: *nobody\n", "scenarios/x.yaml:1: is not YAML: found undefined alias"),
        ("seed: 1\n? [a, b]\n: 2\n", "scenarios/x.yaml:2: a key must be a word"),
        ("market: {<<: 3}\n", "scenarios/x.yaml:1: market: `<<` expects a mapping, found \"3\""),
        ("seed: 1\ntitle: \u{1}\n", "scenarios/x.yaml:2: is not YAML: control characters are not allowed"),
    ])
    func aTextThatIsNoScenarioSaysWhy(text: String, sentence: String) throws {
        let found = problems(text)
        #expect(found.count == 1, "\(found)")
        #expect(try #require(found.first).contains(sentence), "\(found)")
    }

    @Test func aliasesThatUnfoldWithoutEndAreRefused() {
        var text = "x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n"
        for level in 1...9 {
            let alias = "*x\(level - 1)"
            text += "x\(level): &x\(level) [\((0..<10).map { _ in alias }.joined(separator: ", "))]\n"
        }
        #expect(problems(text) == ["scenarios/x.yaml: its aliases unfold to more than a scenario can hold"])
    }

    @Test func deepNestingIsRefusedAndNotFatal() {
        #expect(problems("market: " + String(repeating: "[", count: 200_000)).count == 1)
        #expect(problems("market: " + String(repeating: "{a: ", count: 200_000)).count == 1)
    }
}
