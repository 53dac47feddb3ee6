import Experiments
import Foundation
import MarketLabTesting
import Scenarios
import Testing

/// Reads a scenario text as `scenarios/x.yaml`.
func read(_ text: String, set overrides: [String] = []) throws -> Scenario {
    try ScenarioReader(policies: fakePolicies).read(
        text: text, file: "scenarios/x.yaml", overrides: overrides.map { try ScenarioOverride(parsing: $0) })
}

/// The sentences with which a scenario text is refused; empty when it is not.
func problems(_ text: String, set overrides: [String] = []) -> [String] {
    do {
        _ = try read(text, set: overrides)
        return []
    } catch let error as ScenarioProblems {
        return error.problems.map(\.description)
    } catch {
        return ["\(error)"]
    }
}

/// A folder of files that lasts as long as a test.
final class Folder: TemporaryFolder {
    init(_ files: [String: String] = [:]) throws {
        try super.init()
        for (name, text) in files { try write(text, to: name) }
    }

    /// The sentences about a scenario file of this folder, without the folder's path.
    func problems(_ name: String) -> [String] {
        do {
            _ = try scenario(name)
            return []
        } catch let error as ScenarioProblems {
            return error.problems.map { $0.description.replacingOccurrences(of: "\(path)/", with: "") }
        } catch {
            return ["\(error)"]
        }
    }

    func scenario(_ name: String) throws -> Scenario {
        try ScenarioReader(policies: fakePolicies).read(file: "\(path)/\(name)")
    }
}
