/// What a parameter's number counts, and how a person writes it.
///
/// The units stand in the order of the numbers that they have in the contract with plug-ins (`MARKET_UNIT_…` of `marketpolicy.h`):
/// another one is appended.
public enum Unit: String, Sendable, Hashable, CaseIterable {
    /// A plain number.
    case number
    /// A part of a whole, 0 to 1; written `.3` or `30 %`.
    case share
    /// A whole number of things.
    case count
    /// Milliseconds; written `250ms`, `30s`, `15m`, `12h`, `7d`.
    case duration
    /// Minor units of the scenario's currency; written `25.00 USD`.
    case money
    /// Events per day.
    case perDay = "per day"
    /// Events per week.
    case perWeek = "per week"
    /// On or off; written `true`, `false`.
    case toggle
    /// One of a few words.
    case word
    /// A file, such as a trained model; written as its path, from the scenario's folder on.
    case file
    /// Bytes of memory; written `500MB`, `2GB`.
    case bytes

    /// Whether only whole values make sense.
    public var isWhole: Bool { self == .count || self == .duration || self == .money || self == .bytes }

    /// Whether a value is a number: of a switch, a word and a file it is none.
    public var isNumber: Bool { self != .toggle && self != .word && self != .file }

    /// "a share", "a duration such as 15m": the start of an expectation.
    func article(in currency: Currency) -> String {
        switch self {
        case .number: "a number"
        case .share: "a share such as .3 or 30 %"
        case .count: "a whole number"
        case .duration: "a duration such as 30s, 15m, 12h or 7d"
        case .money: "an amount of money such as \(currency.text(minor: 25_00))"
        case .perDay: "a rate per day"
        case .perWeek: "a rate per week"
        case .toggle: "true or false"
        case .word: "a word"
        case .file: "the path of a file"
        case .bytes: "an amount of memory such as 500MB or 2GB"
        }
    }

    /// A value of this unit as a person would write it.
    /// - Parameter currency: that an amount of money is in.
    public func text(_ value: Double, in currency: Currency = .usd) -> String {
        guard value.isFinite else { return value < 0 ? "no lower bound" : "no upper bound" }
        switch self {
        case .share: return "\(Unit.plain(Unit.percent(value))) %"
        case .duration: return Unit.durationText(value)
        case .bytes: return Unit.marked(value, Unit.byteMarks)
        case .money: return currency.text(minor: value)
        default: return Unit.plain(value)
        }
    }

    /// The value that `text(_:)` writes, which is rounded where people do not want all digits.
    func written(_ value: Double) -> Double { self == .share ? Unit.percent(value) / 100 : value }

    private static func percent(_ share: Double) -> Double { (share * 1e8).rounded() / 1e6 }

    private static func plain(_ value: Double) -> String {
        value == value.rounded() && abs(value) < 1e15 ? String(Int64(value)) : String(value)
    }

    private static func durationText(_ milliseconds: Double) -> String {
        milliseconds == 0 ? "0s" : marked(milliseconds, durationMarks)
    }

    /// With the largest mark of which it is a whole number.
    private static func marked(_ value: Double, _ marks: [(mark: String, size: Double)]) -> String {
        let fitting = marks.last { value.truncatingRemainder(dividingBy: $0.size) == 0 && value != 0 } ?? marks[0]
        return plain(value / fitting.size) + fitting.mark
    }

    private static let durationMarks = [("ms", 1.0), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]

    /// Bytes of each mark that an amount of memory may have, the smallest first.
    package static let byteMarks: [(mark: String, size: Double)] = [
        ("B", 1), ("kB", 1e3), ("MB", 1e6), ("GB", 1e9), ("TB", 1e12),
    ]
}
