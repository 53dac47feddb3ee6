import PolicyKit
import Testing

struct ParameterTests {
    private static let share = Parameter("share", "A share.", unit: .share, default: 0.2, range: 0...1)
    private static let count = Parameter("count", "A count.", unit: .count, default: 3, range: 1...50)
    private static let window = Parameter(
        "window", "A time.", unit: .duration, default: 60_000, range: 1_000...86_400_000)
    private static let price = Parameter("price", "A price.", unit: .money, default: 25_00, range: 1_00...5_000_00)
    private static let open = Parameter("open", "Any number.", unit: .number, default: 0)
    private static let toggle = Parameter("toggle", "A switch.", unit: .toggle, default: true)
    private static let word = Parameter("word", "A word.", unit: .word, default: .word("a"), choices: ["a", "b"])
    private static let free = Parameter("free", "Any word.", unit: .word, default: .word(""))
    private static let model = Parameter("model", "A file.", unit: .file, default: .file(.none))
    private static let named = NamedFile(name: "a.txt", path: "/there/a.txt", sha256: "0f")

    @Test func valuesWithinTheirRangeMayBeUsed() {
        let good: [(Parameter, ParameterValue)] = [
            (ParameterTests.share, 0), (ParameterTests.share, 1), (ParameterTests.share, 0.37),
            (ParameterTests.count, 1), (ParameterTests.count, 50), (ParameterTests.window, 1_500),
            (ParameterTests.price, 1_01), (ParameterTests.open, -1e300), (ParameterTests.toggle, false),
            (ParameterTests.word, .word("b")), (ParameterTests.free, .word("anything")),
            (ParameterTests.model, .file(ParameterTests.named)),
        ]
        for (parameter, value) in good {
            #expect(parameter.expectation(violatedBy: value) == nil, "\(parameter.name) \(value)")
        }
    }

    @Test func otherValuesAreToldWhatIsExpected() {
        let bad: [(Parameter, ParameterValue, String)] = [
            (ParameterTests.share, 1.01, "a share such as .3 or 30 % from 0 % to 100 %"),
            (ParameterTests.share, -0.01, "a share such as .3 or 30 % from 0 % to 100 %"),
            (ParameterTests.share, .number(.nan), "a share such as .3 or 30 % from 0 % to 100 %"),
            (ParameterTests.share, true, "a share such as .3 or 30 % from 0 % to 100 %"),
            (ParameterTests.count, 2.5, "a whole number from 1 to 50"),
            (ParameterTests.count, 51, "a whole number from 1 to 50"),
            (ParameterTests.window, 999, "a duration such as 30s, 15m, 12h or 7d from 1s to 1d"),
            (ParameterTests.window, 1_000.5, "a duration such as 30s, 15m, 12h or 7d from 1s to 1d"),
            (ParameterTests.price, 99, "an amount of money such as 25.00 USD from 1.00 USD to 5000.00 USD"),
            (ParameterTests.open, .number(.infinity), "a number"),
            (ParameterTests.open, .word("much"), "a number"),
            (ParameterTests.toggle, 1, "true or false"),
            (ParameterTests.word, .word("c"), "one of a, b"),
            (ParameterTests.word, 1, "one of a, b"),
            (ParameterTests.free, 1, "a word"),
            (ParameterTests.free, .file(ParameterTests.named), "a word"),
            (ParameterTests.model, .word("a.txt"), "the path of a file"),
            (ParameterTests.model, 1, "the path of a file"),
        ]
        for (parameter, value, expected) in bad {
            #expect(parameter.expectation(violatedBy: value) == expected, "\(parameter.name) \(value)")
        }
    }

    /// What a file is, and not where it lies, tells one choice of a policy from another.
    @Test func aFilesContentsArePartOfWhereAPolicyComesFrom() {
        func choice(_ file: NamedFile, of origin: PolicyOrigin? = nil) -> PolicyChoice {
            PolicyChoice("trained", ["model": .file(file), "step": 1], origin: origin)
        }
        let (own, plugin) = (
            PolicyOrigin.File(name: "a.txt", sha256: "0f"), PolicyOrigin.File(name: "trained.py", sha256: "12")
        )
        #expect(choice(Self.named).origin == PolicyOrigin(id: "trained", version: "built in", files: [own]))
        let origin = PolicyOrigin(id: "p", version: "2", files: [plugin], surroundings: ["Python 3"])
        #expect(
            choice(Self.named, of: origin).origin
                == PolicyOrigin(id: "p", version: "2", files: [plugin, own], surroundings: ["Python 3"]))
        #expect(PolicyChoice("trained", ["step": 1], origin: origin).origin == origin)
        let elsewhere = NamedFile(name: "a.txt", path: "/elsewhere/a.txt", sha256: "0f")
        #expect("\(ParameterValue.file(elsewhere))" == "\(ParameterValue.file(Self.named))")
        let retrained = NamedFile(name: "a.txt", path: "/there/a.txt", sha256: "10")
        #expect("\(ParameterValue.file(retrained))" != "\(ParameterValue.file(Self.named))")
        let values = ParameterValues([Self.model], given: ["model": .file(Self.named)])
        #expect(values.path("model") == "/there/a.txt")
    }

    @Test func openEndsAreSaidAsSuch() {
        let atLeast = Parameter("a", "", unit: .duration, default: 0, range: 0...(.infinity))
        let atMost = Parameter("a", "", unit: .number, default: 0, range: -.infinity...2.5)
        #expect(atLeast.expected == "a duration such as 30s, 15m, 12h or 7d, at least 0s")
        #expect(atMost.expected == "a number, at most 2.5")
    }

    /// A negative bound may be used as much as a positive one.
    @Test func boundsBelowNothingAreNotOpen() {
        let number = Parameter("a", "", unit: .number, default: 0, range: -10...10)
        let share = Parameter("a", "", unit: .share, default: -0.5, range: -0.99...(-0.1))
        #expect(number.expected == "a number from -10 to 10")
        #expect(share.expected == "a share such as .3 or 30 % from -99 % to -10 %")
    }

    @Test func unitsAreWrittenAsAPersonWould() {
        let texts: [(Unit, Double, String)] = [
            (.share, 0.3, "30 %"), (.share, 0.001, "0.1 %"), (.duration, 250, "250ms"), (.duration, 90_000, "90s"),
            (.duration, 900_000, "15m"), (.duration, 86_400_000, "1d"), (.duration, 43_200_000, "12h"),
            (.money, 25_00, "25.00 USD"), (.money, 5, "0.05 USD"), (.money, -5, "-0.05 USD"),
            (.money, -2_50, "-2.50 USD"), (.count, 12, "12"), (.number, 0.5, "0.5"),
        ]
        for (unit, value, text) in texts { #expect(unit.text(value) == text) }
    }

    @Test func valuesLieOverDefaults() {
        let values = ParameterValues(
            [ParameterTests.share, ParameterTests.count, ParameterTests.word, ParameterTests.toggle],
            given: ["count": 7, "word": .word("b")])
        #expect(values.number("share") == 0.2)
        #expect(values.count("count") == 7)
        #expect(values.word("word") == "b")
        #expect(values.toggle("toggle"))
        #expect(values.all.count == 4)
    }
}
