/// A share as a person writes it, by one rule for every option: `2 %` and `2%` are .02, and a number without % is the share itself,
/// as `.02` or `0.02`. A number above 1 without % is refused, as 2 may be meant as 2 % or as 200 %.
public struct Share: Sendable, Hashable, CustomStringConvertible {
    public let value: Double

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
