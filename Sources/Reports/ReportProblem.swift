/// Why a report could not be made or written, in one sentence.
public struct ReportProblem: Error, Equatable, Sendable, CustomStringConvertible {
    private enum Reason: Equatable {
        case folder(String, String)
        case file(String, String)
        case number(String)
        case form(String)
    }

    private let reason: Reason

    /// The folder cannot be made.
    static func folder(_ path: String, because reason: String) -> ReportProblem {
        ReportProblem(reason: .folder(path, reason))
    }

    /// A file of the report cannot be written.
    static func file(_ path: String, because reason: String) -> ReportProblem {
        ReportProblem(reason: .file(path, reason))
    }

    /// A number is not finite, and JSON has no word for it.
    static func number(at key: String) -> ReportProblem { ReportProblem(reason: .number(key)) }

    /// The bytes are not a readout of this version.
    static func form(_ what: String) -> ReportProblem { ReportProblem(reason: .form(what)) }

    /// Whether it is a mistake of MarketLab's own, and not of its input or surroundings.
    public var isFault: Bool {
        switch reason {
        case .number: true
        case .folder, .file, .form: false
        }
    }

    /// The sentence, without a full stop: it may stand behind `error:`.
    public var description: String {
        switch reason {
        case .folder(let path, let why): "the report folder \(path) cannot be made: \(why)"
        case .file(let path, let why): "the report \(path) cannot be written: \(why); nothing of it was left behind"
        case .number(let key): "the readout holds a number at \(key) that is not finite, which is a fault of MarketLab"
        case .form(let what): "this is not a readout that this version of MarketLab can read: \(what)"
        }
    }
}
