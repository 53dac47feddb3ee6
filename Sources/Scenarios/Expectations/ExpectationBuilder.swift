import Experiments
import Tables

/// Makes the expectations of what was found under `expect`.
struct ExpectationBuilder {
    let file: String
    let findings: Findings
    private(set) var problems: [ScenarioProblem] = []
    static let path = "expect"

    init(file: String, findings: Findings) {
        self.file = file
        self.findings = findings
    }

    /// Those of a plan, in the order of the file.
    mutating func expectations(of plan: Plan) -> [Expectation] {
        guard case .statements(let statements)? = findings[Self.path]?.value else { return [] }
        let parser = ExpectationParser(names: ExpectationNames(plan), currency: findings.currency)
        var expectations: [Expectation] = []
        for statement in statements {
            do throws(ExpectationFault) {
                let expectation = try parser.expectation(statement.text)
                guard !expectations.contains(where: { $0.text == expectation.text }) else {
                    throw ExpectationFault("stands twice")
                }
                expectations.append(expectation)
            } catch {
                // Of metrics that were not understood, none is missing.
                if error.isOfMetric, findings.broken.contains("experiment.metrics") { continue }
                problems.append(
                    ScenarioProblem(
                        file: file, at: statement.place, keyPath: Self.path,
                        "\(statement.quoted): \(error.message)", suggestion: error.suggestion, note: error.note))
            }
        }
        return expectations
    }
}

extension Findings.Statement {
    /// As it stands in a problem.
    fileprivate var quoted: String { "\"\(ForeignText.quoted(text, limit: 80))\"" }
}
