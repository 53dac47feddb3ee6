/// Why a log cannot be calibrated from, in one sentence that names the file, and the line where there is one.
public struct CalibrationProblem: Error, Equatable, Sendable, CustomStringConvertible {
    /// The sentence, without a full stop: it may stand behind `error:`.
    public let description: String

    init(_ file: String, line: Int? = nil, _ what: String) {
        description = line.map { "\(file):\($0): \(what)" } ?? "\(file): \(what)"
    }
}
