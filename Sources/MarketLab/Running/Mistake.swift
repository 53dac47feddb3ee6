import Analysis
import Calibration
import Reports
import RunStore
import Scenarios
import Tables

/// A person's mistake on the command line or in the surroundings of a run, in one sentence.
public struct Mistake: Error, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ description: String) { self.description = description }
}

extension Mistake {
    /// What is wrong with the input or the surroundings, a sentence each; nil for any other error.
    ///
    /// Each is one line that ends, whatever of others' text stands in it.
    static func sentences(of error: any Error) -> [String]? {
        let sentences: [String]? =
            switch error {
            case let found as ScenarioProblems: found.sentences
            case let found as ReportProblem: found.isFault ? nil : ["\(found)"]
            case is StoreProblem, is CalibrationProblem, is AnalysisProblem, is Mistake: ["\(error)"]
            default: nil
            }
        return sentences?.map { ForeignText.quoted($0, limit: longestSentence) }
    }

    /// Longer than any list of what is known, which a sentence may end in.
    private static let longestSentence = 4_000
}
