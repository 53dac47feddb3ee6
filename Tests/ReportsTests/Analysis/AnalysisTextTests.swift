import Analysis
import Foundation
import MarketLabTesting
import Reports
import Testing

/// Answers to tables as a terminal shows them.
@Suite struct AnalysisTextTests {
    private func text(
        _ table: String, width: Int = 100, change: (inout Question) throws -> Void
    ) async throws -> String {
        let folder = try TemporaryFolder()
        let file = folder.file(try folder.write(table, to: "table.csv"))
        var question = Question(variant: "arm", control: "a", metrics: [try MetricTerm(parsing: "mean:y")])
        try change(&question)
        let answer = try await Answer(question, file: file, threads: 1)
        return AnalysisDocument(answer, data: "data.csv", version: "1").text(Terminal(width: width))
    }

    private static let scored =
        "arm,y,s\n"
        + (0..<200).map { "\($0 % 2 == 0 ? "a" : "b"),\($0 * 37 % 11 + ($0 % 2) * ($0 / 50)),\($0 * 53 % 199)" }
        .joined(separator: "\n")

    private static let titles = ["decile", "units", "control units", "control", "mean", "difference"]

    /// A heading over each figure: the deciles, the arms' means and the difference with its interval.
    @Test(arguments: [240, 100, 80]) func everyDecileStandsUnderItsHeadings(width: Int) async throws {
        let lines = try await text(Self.scored, width: width) { $0.uplift = "s" }.split(separator: "\n")
        let title = try #require(lines.firstIndex { $0.hasSuffix("by decile of s") })
        func cells(_ line: Substring) -> [String] { line.split(separator: #/  +/#).map(String.init) }
        #expect(cells(lines[title + 1]) == Self.titles)
        for decile in 1...10 {
            let row = cells(lines[title + 1 + decile])
            #expect(row.count == 6 && row[0] == "\(decile)", "\(lines[title + 1 + decile])")
            #expect(row.last?.contains("[") == true && row.last?.hasSuffix("]") == true)
        }
    }

    @Test(arguments: [60, 48, 20]) func whereItIsNarrowNoFigureOfADecileIsLost(width: Int) async throws {
        let text = try await text(Self.scored, width: width) { $0.uplift = "s" }
        let wide = try await self.text(Self.scored, width: 240) { $0.uplift = "s" }
        func figures(_ text: String) -> Set<String> {
            let part = text.split(separator: "by decile of s")[1].split(separator: "What a unit gains")[0]
            return Set(part.split { " \n[],".contains($0) }.filter { $0.contains(".") }.map(String.init))
        }
        #expect(figures(text) == figures(wide) && figures(wide).count > 30)
    }

    @Test func aCovariateThatAdjustsNothingIsNotSaidToHaveAdjusted() async throws {
        let rows = (0..<40).flatMap { ["a,\($0 % 7),1,\($0)", "b,\($0 % 7 + 3),2,\($0 + 90)"] }
        let table = "arm,y,x,z\n" + rows.joined(separator: "\n")
        func words(_ covariate: String) async throws -> String {
            try await text(table) { $0.covariates = [Covariate(parsing: covariate)] }
                .split(whereSeparator: \.isWhitespace).joined(separator: " ")
        }
        let constant = try await words("x")
        #expect(constant.contains("The covariate x differs between b and control on every unit: it is not from before"))
        #expect(constant.contains("It adjusts nothing.") && !constant.contains("may be far off"))
        #expect(constant.contains("x before: 1.000 of control, 2.000 of the variant, on every unit"))
        #expect(!constant.contains("(p = 0)") && !constant.contains("(p –)"))
        #expect(try await words("z").contains("What is adjusted by it may be far off."))
    }

    @Test(arguments: [
        (0.05, "95"), (0.001, "99.9"), (1e-6, "99.9999"), (2.5e-7, "99.999975"), (1e-12, "99.9999999999"),
    ])
    func noLevelIsRoundedUpToAll(alpha: Double, level: String) async throws {
        let text = try await text(Self.scored) { $0.alpha = alpha }
        #expect(text.contains("with \(level) % intervals"), "\(text)")
    }

    @Test func aLiftUnderAPriorNamesItsBaseline() async throws {
        let text = try await text(Self.scored, width: 200) {
            $0.method = .bayesian
            $0.prior = LiftPrior(standardDeviation: 0.1)
        }
        #expect(
            text.contains("lift (Fieller, baseline updated)")
                && text.contains("lift over the control mean after the prior"))
        #expect(text.contains("the control mean that prior and data say together"))
    }
}
