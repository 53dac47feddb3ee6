/// Reads moments as tables write them: `2026-03-01`, `2026-03-01 09:30`, `2026-03-01T09:30:00.25+01:00` (RFC 3339, and what
/// is shorter of it). Without an offset a moment is in UTC.
package enum Timestamp {
    /// Milliseconds from 1970-01-01T00:00Z on; nil for what is none.
    package static func milliseconds(_ text: Span<UInt8>) -> Int64? {
        text.withUnsafeBytes { bytes in
            var rest = Rest(bytes: bytes)
            guard let year = rest.number(4), rest.take("-"), let month = rest.number(2), (1...12).contains(month),
                rest.take("-"), let day = rest.number(2), (1...days(in: month, of: year)).contains(day)
            else { return nil }
            let midnight = Int64(daysSince1970(year, month, day)) * 86_400_000
            if rest.isEmpty { return midnight }
            guard rest.take("T") || rest.take(" "), let hour = rest.number(2), hour < 24, rest.take(":"),
                let minute = rest.number(2), minute < 60
            else { return nil }
            var moment = midnight + Int64(hour * 60 + minute) * 60_000
            if rest.take(":") {
                guard let second = rest.number(2), second < 60 else { return nil }
                moment += Int64(second) * 1_000
                if rest.take(".") {
                    guard let fraction = rest.thousandths() else { return nil }
                    moment += fraction
                }
            }
            guard !rest.isEmpty else { return moment }
            if rest.take("Z") { return rest.isEmpty ? moment : nil }
            let isEast = rest.take("+")
            guard isEast || rest.take("-"), let hours = rest.number(2), hours < 24 else { return nil }
            _ = rest.take(":")
            let minutes = rest.isEmpty ? 0 : rest.number(2) ?? 60
            guard minutes < 60, rest.isEmpty else { return nil }
            return moment - (isEast ? 1 : -1) * Int64(hours * 60 + minutes) * 60_000
        }
    }

    /// The moment in UTC: `2026-03-01T09:30:00Z`. - Parameter milliseconds: from 1970 on; below the second they are not shown.
    package static func text(_ milliseconds: Int64) -> String {
        let seconds = Int((Double(milliseconds) / 1_000).rounded(.down))
        let day = Int((Double(seconds) / 86_400).rounded(.down))
        let (year, month, date) = civil(day)
        let second = seconds - day * 86_400
        func padded(_ number: Int, _ digits: Int) -> String {
            String(repeating: "0", count: max(0, digits - "\(number)".count)) + "\(number)"
        }
        return "\(padded(year, 4))-\(padded(month, 2))-\(padded(date, 2))T\(padded(second / 3_600, 2)):"
            + "\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))Z"
    }

    private static func days(in month: Int, of year: Int) -> Int {
        month == 12 ? 31 : daysSince1970(year, month + 1, 1) - daysSince1970(year, month, 1)
    }

    /// In the proleptic Gregorian calendar. Years begin in March, so that a leap day ends one (Hinnant 2014,
    /// "chrono-compatible low-level date algorithms").
    private static func daysSince1970(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let years = month > 2 ? year : year - 1
        let months = month > 2 ? month - 3 : month + 9
        let leapDays = floor(years, 4) - floor(years, 100) + floor(years, 400)
        return years * 365 + leapDays + (months * 153 + 2) / 5 + day - 719_469
    }

    private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
        var year = 1970 + min(floor(day, 365), floor(day, 366))
        while daysSince1970(year + 1, 1, 1) <= day { year += 1 }
        let month = (1...12).last { daysSince1970(year, $0, 1) <= day } ?? 1
        return (year, month, day - daysSince1970(year, month, 1) + 1)
    }

    private static func floor(_ number: Int, _ divisor: Int) -> Int {
        number / divisor - (number % divisor < 0 ? 1 : 0)
    }

    /// What is left of a text.
    private struct Rest {
        let bytes: UnsafeRawBufferPointer
        var place = 0

        init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        var isEmpty: Bool { place == bytes.count }

        mutating func take(_ character: Unicode.Scalar) -> Bool {
            guard place < bytes.count, bytes[place] == UInt8(ascii: character) else { return false }
            place += 1
            return true
        }

        /// So many digits, and no fewer.
        mutating func number(_ digits: Int) -> Int? {
            guard place + digits <= bytes.count else { return nil }
            var number = 0
            for byte in bytes[place..<place + digits] {
                guard let digit = Rest.digit(byte) else { return nil }
                number = number * 10 + digit
            }
            place += digits
            return number
        }

        /// One digit or more behind a point, of which three count.
        mutating func thousandths() -> Int64? {
            guard place < bytes.count, Rest.digit(bytes[place]) != nil else { return nil }
            var (thousandths, scale) = (0, 100)
            while place < bytes.count, let digit = Rest.digit(bytes[place]) {
                thousandths += digit * scale
                scale /= 10
                place += 1
            }
            return Int64(thousandths)
        }

        private static func digit(_ byte: UInt8) -> Int? {
            let digit = Int(byte) - 48
            return (0...9).contains(digit) ? digit : nil
        }
    }
}
