/// Reads a time as logs have it: `2023-05-01 09:30:00`, with a fraction of the second, a `T` for the blank, and `UTC`, `Z`
/// or `+00:00` at the end, or without.
enum TimeText {
    /// What a person is told to write.
    static let expected = "a time such as 2023-05-01 09:30:00.250 UTC"

    /// Milliseconds since 1970-01-01; nil for what is no such time.
    static func milliseconds(_ text: Span<UInt8>) -> Int64? {
        guard text.count >= 19, text[4] == dash, text[7] == dash, text[10] == blank || text[10] == UInt8(ascii: "T"),
            text[13] == colon, text[16] == colon, let year = number(text, 0, 4), let month = number(text, 5, 7),
            let day = number(text, 8, 10), let hour = number(text, 11, 13), let minute = number(text, 14, 16),
            let second = number(text, 17, 19), (1...12).contains(month), day >= 1,
            day <= length(ofMonth: month, year), hour < 24, minute < 60, second < 60, year >= 1970
        else { return nil }
        guard let fraction = fraction(text) else { return nil }
        let ofDay = ((hour * 60 + minute) * 60 + second) * 1_000 + fraction
        return days(year, month, day) * 86_400_000 + ofDay
    }

    private static let dash = UInt8(ascii: "-")
    private static let colon = UInt8(ascii: ":")
    private static let blank = UInt8(ascii: " ")
    private static let zones = ["", " UTC", "UTC", "Z", "+00:00", " +00:00", "+00"]

    /// Milliseconds behind the whole second; nil when something else stands there.
    private static func fraction(_ text: Span<UInt8>) -> Int64? {
        var index = 19
        var milliseconds: Int64 = 0
        if index < text.count, text[index] == UInt8(ascii: ".") {
            index += 1
            var unit: Int64 = 100
            let first = index
            while index < text.count, let digit = digit(text[index]) {
                milliseconds += digit * unit
                unit /= 10
                index += 1
            }
            if index == first { return nil }
        }
        let rest = text.extracting(index...)
        return zones.contains { $0.utf8.count == rest.count && matches(rest, $0) } ? milliseconds : nil
    }

    private static func matches(_ bytes: Span<UInt8>, _ word: String) -> Bool {
        var index = 0
        for byte in word.utf8 {
            if bytes[index] != byte { return false }
            index += 1
        }
        return true
    }

    private static func number(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Int64? {
        var value: Int64 = 0
        for index in start..<end {
            guard let digit = digit(text[index]) else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    @inline(__always) private static func digit(_ byte: UInt8) -> Int64? {
        byte >= 48 && byte <= 57 ? Int64(byte - 48) : nil
    }

    private static func length(ofMonth month: Int64, _ year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Days since 1970-01-01 (Hinnant's algorithm for the Gregorian calendar).
    private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = shifted / 400
        let ofEra = shifted - era * 400
        let ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
    }
}
