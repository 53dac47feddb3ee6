import Experiments
public import PolicyKit
import Tables

/// Turns a scenario file into a checked plan, or names everything that is wrong with it at once.
///
/// ```swift
/// let scenario = try ScenarioReader(policies: .builtIn).read(file: "scenarios/first-look.yaml")
/// print(scenario.plan.title)
/// ```
public struct ScenarioReader: Sendable {
    private let policies: PolicyRegistry
    private let format: ScenarioFormat

    private static let sizeLimit = 4 << 20

    /// - Parameter policies: those that scenarios may name.
    public init(policies: PolicyRegistry) {
        self.policies = policies
        format = ScenarioFormat(policies: policies)
    }

    /// Reads a file.
    /// - Parameters:
    ///   - overrides: take the place of what the file says.
    ///   - seed: as `--seed` of the command line; goes before the file and the overrides.
    ///   - replications: as `--replications`; likewise.
    public func read(
        file path: String, overrides: [ScenarioOverride] = [], seed: UInt64? = nil, replications: Int? = nil
    ) throws(ScenarioProblems) -> Scenario {
        let bytes: [UInt8]
        do {
            bytes = try ByteSource.all(of: path, limit: Self.sizeLimit)
        } catch {
            throw ScenarioProblems([ScenarioProblem(file: path, "cannot be read: \(error.message)")], scenario: path)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ScenarioProblems([ScenarioProblem(file: path, "is not UTF-8 text")], scenario: path)
        }
        return try read(text: text, file: path, overrides: overrides, seed: seed, replications: replications)
    }

    /// Reads a text as if it stood in `file`, which need not exist: it names the scenario in problems, and the CSV
    /// files that the scenario names are looked for beside it.
    public func read(
        text: String, file: String, overrides: [ScenarioOverride] = [], seed: UInt64? = nil, replications: Int? = nil
    ) throws(ScenarioProblems) -> Scenario {
        var parser = TreeParser(file: file)
        guard var tree = parser.parse(text) else { throw ScenarioProblems(parser.problems, scenario: file) }
        let unfit = OverrideApplier.apply(
            overrides + options(seed, replications), to: &tree, slots: policies.slots, file: file)
        var checker = FormatChecker(file: file, format: format, policies: policies)
        checker.check(tree)
        var policies = policies
        for found in checker.foundPolicies { policies.add(found) }
        var problems = parser.problems + unfit + checker.problems
        guard tree.branches != nil, !tree.isNothing else { throw ScenarioProblems(problems, scenario: file) }
        var builder = PlanBuilder(file: file, findings: checker.findings, policies: policies)
        let plan = builder.plan()
        problems += builder.problems
        var expecting = ExpectationBuilder(file: file, findings: checker.findings)
        let expectations = expecting.expectations(of: plan)
        problems += expecting.problems
        guard problems.isEmpty else { throw ScenarioProblems(problems, scenario: file) }
        return Scenario(
            plan: plan, expectations: expectations, policies: policies, file: file, text: text, overrides: overrides)
    }

    private func options(_ seed: UInt64?, _ replications: Int?) -> [ScenarioOverride] {
        [seed.map { ("seed", "\($0)") }, replications.map { ("replications", "\($0)") }].compactMap(\.self).map {
            ScenarioOverride(option: $0.0, value: $0.1)
        }
    }
}
