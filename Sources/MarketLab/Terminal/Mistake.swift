import Analysis
import Calibration
import Foundation
import PolicyKit
import Reports
import RunStore
import Scenarios
import Tables

/// A person's mistake on the command line or in the surroundings of a run, in one sentence.
public struct Mistake: Error, Equatable, CustomStringConvertible {
    public let description: String

    /// A mistake in one sentence, with what was expected.
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
            case is StoreProblem, is ModelProblem, is CalibrationProblem, is AnalysisProblem, is PolicyFailure,
                is Mistake:
                ["\(error)"]
            default: nil
            }
        return sentences?.map { ForeignText.quoted($0, limit: longestSentence) }
    }

    /// Longer than any list of what is known, which a sentence may end in.
    private static let longestSentence = 4_000
}

/// What the program's exit code says.
public enum ProgramExit {
    /// Everything was done.
    public static let done: Int32 = 0
    /// The input or the surroundings were bad; nothing was changed.
    public static let badInput: Int32 = 2
    /// The work was done, and a threshold, health check or expectation failed.
    public static let checkFailed: Int32 = 3
    /// A night was done, and something moved beyond chance since an earlier night.
    public static let moved: Int32 = 4
    /// A night was done, and a scenario could not be run.
    public static let scenarioBroken: Int32 = 5
    /// A fault of MarketLab's own.
    public static let internalFault: Int32 = 70
    /// Stopped by Ctrl-C; finished worlds are in the store.
    public static let interrupted: Int32 = 130
}

/// A word of a command line.
enum ShellWord {
    /// The word as a shell takes it for one, in quotes where it needs them.
    static func quoted(_ word: String) -> String {
        let plain = word.allSatisfy { $0.isLetter || $0.isNumber || "/._-=".contains($0) }
        return plain && !word.isEmpty ? word : "'\(word.replacingOccurrences(of: "'", with: "'\\''"))'"
    }
}
