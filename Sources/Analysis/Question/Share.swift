/// A person's mistake in a question or in the data, in one sentence.
public struct AnalysisProblem: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    /// A mistake in the person's words: one sentence, without a place.
    public init(_ description: String) { self.description = description }

    /// About a place in the data.
    /// - Parameters:
    ///   - line: from 1; nil for the file as a whole.
    ///   - column: its name; nil for the row as a whole.
    init(_ file: String, line: Int? = nil, column: String? = nil, _ message: String) {
        description =
            file + (line.map { ":\($0)" } ?? "") + (column.map { ": \($0)" } ?? "") + ": \(message)"
    }
}

/// A share as a person writes it, by one rule for every option: `2 %` and `2%` are .02, and a number without % is the share itself,
/// as `.02` or `0.02`. A number above 1 without % is refused, as 2 may be meant as 2 % or as 200 %.
public struct Share: Sendable, Hashable, CustomStringConvertible {
    /// The share as a number: 2 % is .02.
    public let value: Double

    /// The share of that size.
    public init(_ value: Double) { self.value = value }

    /// - Throws: a sentence about what is not understood.
    public init(parsing text: String) throws(AnalysisProblem) {
        let number = try Share.number(text)
        guard number.isPercent || number.value.magnitude <= 1 else {
            throw AnalysisProblem(
                "\(text) may be \(text) % or \(text) times; write \(text) % or \((100 * number.value).inWords) %")
        }
        value = number.value
    }

    /// A share of what was planned, which may be above 1 without a doubt.
    public static func ofPlan(_ text: String) throws(AnalysisProblem) -> Share { Share(try number(text).value) }

    private static func number(_ text: String) throws(AnalysisProblem) -> (value: Double, isPercent: Bool) {
        let isPercent = text.hasSuffix("%")
        var digits = isPercent ? String(text.dropLast()) : text
        while digits.last == " " { digits.removeLast() }
        guard let value = Double(digits.hasPrefix(".") ? "0" + digits : digits), value.magnitude <= 1e100 else {
            throw AnalysisProblem("\(text) is no share; expected one as .02 or 2 %")
        }
        return (isPercent ? value / 100 : value, isPercent)
    }

    public var description: String { "\(value)" }
}

extension Double {
    /// Without a point where it is whole.
    var inWords: String { self == rounded() && magnitude < 1e15 ? "\(Int(self))" : "\(self)" }
}

/// What is believed of a lift before the data, as a normal distribution; its scale is the control mean as it was seen.
public struct LiftPrior: Sendable, Hashable, Codable {
    /// As fractions of the control mean.
    public var mean: Double
    /// Above 0.
    public var standardDeviation: Double

    public init(mean: Double = 0, standardDeviation: Double) {
        self.mean = mean
        self.standardDeviation = standardDeviation
    }

    /// - Throws: a sentence about numbers that are none.
    func check() throws(AnalysisProblem) {
        guard standardDeviation > 0, standardDeviation.isFinite else {
            throw AnalysisProblem("--prior-sd is \(standardDeviation); expected a share above 0 of the control mean")
        }
        guard mean.isFinite else {
            throw AnalysisProblem("--prior-mean is \(mean); expected a share of the control mean")
        }
    }
}
