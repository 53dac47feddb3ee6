import Analysis
import Foundation
import MarketLabTesting
import Reports
import Statistics
import Testing

/// Tables and questions that nobody would want, by a plain generator: each one is answered or refused in a sentence, and no
/// answer has a number that does not exist, a raw control character, or a line that is too long.
@Suite(.tags(.long)) struct HostileTableTests {
    @Test(arguments: 0..<(TestOptions.isLong ? 8 : 2)) func everyTableIsAnsweredOrRefused(part: Int) async throws {
        let folder = try TemporaryFolder()
        var answered = 0
        for number in 0..<(TestOptions.isLong ? 2_500 : 300) {
            var hostile = Hostile(seed: UInt64(part * 100_000 + number + 1))
            let (text, question) = (hostile.table(), hostile.question())
            let file = folder.file(try folder.write(text, to: "hostile.csv"))
            do {
                check(try await Answer(question, file: file, threads: 1), "part \(part), number \(number)")
                answered += 1
            } catch let problem as AnalysisProblem {
                #expect(problem.description.utf8.count < 4_000)
            } catch {
                Issue.record("part \(part), number \(number): \(error)")
            }
        }
        #expect(answered > (TestOptions.isLong ? 500 : 60), "a generator of mistakes alone shows nothing")
    }

    private func check(_ answer: Answer, _ name: String) {
        let document = AnalysisDocument(answer, data: "data.csv", version: "1")
        #expect(throws: Never.self, "\(name)") {
            _ = try document.json()
            // The files within the page are text of another alphabet.
            let page = try document.html().replacing(#/base64,[^"]*/#, with: "")
            #expect(!page.contains("nan,") && !page.contains("\"nan\"") && !page.contains("inf\""), "\(name)")
        }
        for width in [60, 77, 100, 160] {
            let text = document.text(Terminal(width: width))
            let longest = text.split(separator: "\n").map(\.count).max() ?? 0
            #expect(longest <= width, "\(name): \(text)")
            #expect(text.firstMatch(of: #/(?i)\b(nan|inf)\b/#) == nil, "\(name): \(text)")
            #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }, "\(name)")
        }
    }

    /// Draws what is wrong with a table and with a question.
    private struct Hostile {
        private var generator: Xorshift64
        private var arms: [String] = []

        private static let numbers = [
            "0", "-0", "1", "1", "0", "3", "2.5", "-7", "1e308", "-1e308", "1.7976931348623157e308", "5e-324",
            "-5e-324",
            "1e-160", "2e-160", "1e155", "-3e155", "1e100", "1e-100", "2.2250738585072014e-308", "1e16",
            "9007199254740993",
            "123456789012345678901234567890", ".5", "1e-300", "0.1", "1e15",
        ]
        private static let names = [
            "a", "b", "c", "b c", "", "NA", "nan", "\u{1B}[31mred", "x\u{202E}y", "\u{0}", "é", "a+b", "<b>", "𝕏",
            String(repeating: "long ", count: 30), "\"q\"\"q\"", "-1", "Infinity",
        ]

        init(seed: UInt64) {
            generator = Xorshift64(state: seed &* 0x9E37_79B9_7F4A_7C15 | 1)
            for _ in 0..<8 { _ = draw(2) }
        }

        private mutating func draw(_ count: Int) -> Int {
            Int((generator.next() >> 11) % UInt64(count))
        }

        private mutating func chance(_ share: Int) -> Bool { draw(100) < share }
        private mutating func any<Choice>(of choices: [Choice]) -> Choice { choices[draw(choices.count)] }

        mutating func table() -> String {
            arms = ["a", "b"] + (0..<draw(3)).map { _ in any(of: Self.names) }
            let few = (0..<1 + draw(4)).map { _ in any(of: Self.numbers) }
            let isTame = chance(40)
            let (separator, lineEnd) = (chance(80) ? "," : any(of: [";", "\t", "|"]), chance(80) ? "\n" : "\r\n")
            var lines = ["arm,y,x,n,k,g,t".replacing(",", with: separator)]
            for row in 0..<draw(60) {
                let values = (0..<3).map { _ in
                    isTame ? "\(draw(9))" : chance(90) ? any(of: few) : any(of: Self.numbers)
                }
                let cells =
                    [any(of: arms)] + values + [
                        "\(draw(2))", "\(draw(5))", "\(row / 4 * 3_600 + draw(100))",
                    ]
                lines.append(
                    cells.map { chance(1) ? any(of: ["", "NA", "oops", " 1"]) : $0 }.joined(separator: separator))
            }
            return lines.joined(separator: lineEnd) + (chance(90) ? lineEnd : "")
        }

        mutating func question() -> Question {
            let metrics = [
                "mean:y", "ratio:y/n", "ratio:x/x", "proportion:k", "quantile:.9:y", "quantile:.5:k", "mean:k",
            ]
            let asked = Set((0..<1 + draw(3)).map { _ in any(of: metrics) }).sorted()
            var question = Question(
                variant: "arm", control: chance(95) ? "a" : "b",
                metrics: asked.compactMap { try? MetricTerm(parsing: $0) })
            question.method = any(of: Question.Method.allCases + [.welch, .normal])
            if question.method == .groupSequential { question.looks = LookPlan(information: any(of: [0.1, 0.5, 1])) }
            if question.method == .msprt { question.effectDeviation = any(of: [0.01, 1e-300, 1e300]) }
            question.alpha = any(of: [0.05, 0.05, 0.5, 1e-12, 0.999])
            if chance(20) { question.alternative = any(of: [.greater, .less]) }
            question.correction = any(of: Question.Correction.allCases)
            if chance(25) { question.covariates = [Covariate(parsing: any(of: ["x", "n", "x", "t"]))] }
            if chance(10) { question.covariates.append(Covariate(parsing: "t")) }
            if chance(15) { question.strata = "g" }
            if chance(15) { question.cluster = any(of: ["g", "t"]) }
            if chance(10) { question.unit = any(of: ["g", "t"]) }
            if chance(15) { question.trigger = "k" }
            if chance(15) { question.segments = ["g"] }
            if chance(10) { question.uplift = "x" }
            if chance(10) { question.randomisation = 100 }
            if chance(10) { question.margin = any(of: [0.01, 0.99, 1e-300]) }
            if chance(15) { question.winsorising = [try? Winsorising(parsing: ".9")].compactMap(\.self) }
            if chance(10), let pool = try? VariantPool(parsing: "b+\(arms.last ?? "")") { question.pools = [pool] }
            if chance(10) {
                question.switchback = SwitchbackBlocks(time: "t", block: 3_600_000)
                question.switchback?.washout = any(of: [0, 60_000])
            }
            question.missing = any(of: [.error, .drop, .drop, .zero])
            if chance(10) {
                question.weights = [
                    "a": any(of: [1, 1e308, .leastNonzeroMagnitude]), "b": any(of: [1, 1e308, 1e-308]),
                ]
            }
            if question.uplift != nil { question.resamples = 100 }
            return question
        }
    }
}
