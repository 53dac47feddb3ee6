import Analysis
import Calibration
import Reports
import RunStore
import Scenarios

/// A person's mistake on the command line or in the surroundings of a run, in one sentence.
public struct Mistake: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension Mistake {
    /// What is wrong with the input or the surroundings, a sentence each; nil for any other error.
    static func sentences(of error: any Error) -> [String]? {
        switch error {
        case let found as ScenarioProblems: found.problems.map(\.description)
        case let found as ReportProblem: found.isFault ? nil : ["\(found)"]
        case is StoreProblem, is CalibrationProblem, is AnalysisProblem, is Mistake: ["\(error)"]
        default: nil
        }
    }
}
