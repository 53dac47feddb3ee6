import Experiments
import Foundation
import MarketLabTesting
import Marketplace
import Scenarios
import Testing

/// Segments of users, from the scenario and the users' table to the plan.
@Suite struct SegmentTests {
    private static let users = "user_id,country,age,sessions_per_week\na,NL,20,1\nb,DE,30,2\nc,NL,40,9\nd,DE,30,2\n"

    private static func folder(_ segments: String, file: Bool = true) throws -> Folder {
        try Folder([
            "users.csv": users,
            "x.yaml": """
            market: {\(file ? "users: {file: users.csv}" : "")}
            experiment:
              segments:
                \(segments)

            """,
        ])
    }

    @Test func aColumnOfOnesOwnMakesSegments() throws {
        let folder = try Self.folder(
            "country: {}\n    old: {column: age, bounds: [30]}\n    half: {column: age, groups: 2}")
        let plan = try folder.scenario("x.yaml").plan
        #expect(
            plan.segmentations == [
                Segmentation(name: "country", segments: ["DE", "NL"], trait: .given([1, 0, 1, 0])),
                Segmentation(name: "old", segments: ["below 30", "30 and above"], trait: .given([0, 1, 1, 1])),
                Segmentation(
                    name: "half", segments: ["1 of 2 (lowest)", "2 of 2 (highest)"], trait: .given([0, 1, 1, 1])),
            ])
        #expect(plan.loaded.users?.map(\.sessionsPerWeek) == [1, 2, 9, 2])
    }

    @Test func activityAndInterestNeedNoTable() throws {
        let scenario = try read(
            """
            experiment:
              segments:
                activity: {by: sessions_per_week, bounds: [1, 5]}
                taste: {by: interest}
            """)
        let activity = scenario.plan.segmentations[0]
        #expect(activity.segments == ["below 1", "1 to 5", "5 and above"])
        #expect(activity.trait == .sessionsPerWeek(.bounds([1, 5])))
        #expect(scenario.plan.segmentations[1].segments.count == Int(scenario.plan.market.listings.categories))
    }

    @Test(arguments: [
        ("land: {}", "x.yaml:4: experiment.segments.land: users.csv has no column land to go by"),
        (
            "contry: {}",
            "x.yaml:4: experiment.segments.contry: users.csv has no column contry to go by; did you mean \"country\"?"
        ),
        (
            "age: {bounds: [5]}",
            "x.yaml:4: experiment.segments.age: no user is in the segment \"below 5\" of the column age"
        ),
        (
            "age: {bounds: [30, 30]}",
            "x.yaml:4: experiment.segments.age.bounds: expected rising numbers, such as [1, 5]"
        ),
        (
            "age: {groups: 4}",
            "x.yaml:4: experiment.segments.age: no user is in the segment \"2 of 4\" of the column age"
        ),
        (
            "age: {groups: 2, bounds: [30]}",
            "x.yaml:4: experiment.segments.age.groups: does not go with bounds; give one of them"
        ),
        (
            "a: {by: sessions_per_week}",
            "x.yaml:4: experiment.segments.a: by sessions_per_week needs bounds, such as [1, 5], or groups"
        ),
        (
            "a: {by: sessions_per_week, bounds: [10]}",
            "x.yaml:4: experiment.segments.a.bounds: nobody comes 10 times a week; the most is 9"
        ),
        ("a: {by: interest, groups: 2}", "x.yaml:4: experiment.segments.a.groups: needs a number to go by"),
        ("a: {by: interest, column: age}", "x.yaml:4: experiment.segments.a.column: has no meaning with by: interest"),
    ])
    func aFaultIsNamedWithLineAndKey(segments: String, problem: String) throws {
        // Every column has a segment that goes by it.
        let folder = try Self.folder(segments + "\n    c: {column: country}\n    g: {column: age, bounds: [30]}")
        #expect(folder.problems("x.yaml").map { $0.lowercased() } == [problem.lowercased()])
    }

    /// Every problem of the file at once, each with its line and column, and each once.
    @Test func everyCellThatIsNoneIsNamedAtOnce() throws {
        let folder = try Self.folder("country: {}\n    age: {bounds: [25]}")
        try folder.write(
            Data(
                ("user_id,country,age,sessions_per_week\na,JP,20,3\nb,US,x,often\nc,US,1e999,1\nd,US,,1\ne,,NaN,1\n"
                    + "f,US,1\na,\(String(repeating: "U", count: 61)),30,1\n").utf8), to: "users.csv")
        #expect(
            folder.problems("x.yaml") == [
                "users.csv:3: age: expected a number, found \"x\"",
                "users.csv:3: sessions_per_week: expected a rate per week from 0.001 to 1000, found \"often\"",
                "users.csv:4: age: expected a number, found \"1e999\"",
                "users.csv:5: age: is required, found nothing",
                "users.csv:6: country: is required, found nothing",
                "users.csv:6: age: expected a number, found \"NaN\"",
                "users.csv:7: has 3 cells, the header has 4",
                "users.csv:8: user_id: \"a\" stands in line 2 already",
                "users.csv:8: country: expected at most 60 characters, found 61",
            ])
    }

    /// A column that the market reads may say the segment, too, as a number and as a word.
    @Test func aColumnOfTheMarketsOwnMakesSegments() throws {
        let folder = try Self.folder(
            "country: {}\n    age: {}\n    often: {column: sessions_per_week, bounds: [2]}\n"
                + "    rate: {column: sessions_per_week}")
        let plan = try folder.scenario("x.yaml").plan
        #expect(plan.segmentations[2].trait == .given([0, 1, 1, 1]))
        #expect(plan.segmentations[3].segments == ["1", "2", "9"])
        #expect(plan.loaded.users?.map(\.sessionsPerWeek) == [1, 2, 9, 2])
    }

    /// An unknown column and a column of words are said together with the rows.
    @Test func wordsInPlaceOfNumbersAreNamedRowByRow() throws {
        let folder = try Self.folder("country: {groups: 2}\n    age: {}\n    land: {}")
        let found = folder.problems("x.yaml")
        #expect(
            found.filter { $0.hasPrefix("users.csv") }
                == zip(2...5, ["NL", "DE", "NL", "DE"]).map {
                    "users.csv:\($0): country: expected a number, found \"\($1)\""
                })
        #expect(found.count == 5 && found.contains { $0.contains("users.csv has no column land to go by") })
    }

    @Test func segmentsByAColumnNeedATable() throws {
        #expect(
            try Self.folder("country: {}", file: false).problems("x.yaml")
                == ["x.yaml:4: experiment.segments.country: goes by a column of market.users.file, which is not given"])
    }

    @Test func aColumnThatNoSegmentGoesByIsStillUnknown() throws {
        let found = try Self.folder("country: {}").problems("x.yaml")
        #expect(found.count == 1 && found[0].hasPrefix("users.csv:1: age: unknown column"))
    }

    @Test func thereAreNotTooManySegments() {
        let rows = (0..<3).map { "    s\($0): {by: sessions_per_week, groups: 20}" }.joined(separator: "\n")
        #expect(
            problems("experiment:\n  segments:\n\(rows)\n")
                == ["scenarios/x.yaml:3: experiment.segments: have 60 segments in all; expected at most 50"])
    }

    @Test func segmentsNeedADesignThatSplitsUsers() {
        let found = problems("experiment: {designs: [switchback], segments: {a: {by: interest}}}")
        #expect(found.count == 1)
        #expect(found[0].contains("are read out where users are split, but the primary design is switchback"))
    }
}
