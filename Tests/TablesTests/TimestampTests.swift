import Foundation
import Tables
import Testing

/// Against Foundation's own reading of ISO 8601.
@Suite struct TimestampTests {
    private func milliseconds(_ text: String) -> Int64? { Timestamp.milliseconds(text.utf8.span) }

    @Test(arguments: [
        "1970-01-01T00:00:00Z", "2026-03-01T09:30:00Z", "2024-02-29T23:59:59Z", "1969-12-31T23:59:59Z",
        "2000-02-29T12:00:00Z", "1900-03-01T00:00:00Z", "2026-03-01T09:30:00+01:00", "2026-03-01T00:30:00-05:30",
        "9999-12-31T23:59:59Z", "1600-03-01T00:00:00Z",
    ])
    func momentsAreThoseOfFoundation(text: String) throws {
        let date = try Date(text, strategy: .iso8601)
        #expect(milliseconds(text) == Int64(date.timeIntervalSince1970 * 1_000))
    }

    @Test(arguments: [
        ("2026-03-01", "2026-03-01T00:00:00Z"), ("2026-03-01 09:30", "2026-03-01T09:30:00Z"),
        ("2026-03-01T09:30:05", "2026-03-01T09:30:05Z"), ("2026-03-01T09:30:05.999Z", "2026-03-01T09:30:05Z"),
        ("2026-03-01T09:30+0200", "2026-03-01T07:30:00Z"), ("2026-03-01T09:30+02", "2026-03-01T07:30:00Z"),
        ("1960-02-29T01:00Z", "1960-02-29T01:00:00Z"),
    ])
    func shorterFormsAreRead(text: String, expected: String) throws {
        #expect(try Timestamp.text(#require(milliseconds(text))) == expected)
    }

    @Test(arguments: [
        "", "2026", "2026-3-1", "2026-02-29", "2026-13-01", "2026-04-31", "2026-03-01T", "2026-03-01T24:00",
        "2026-03-01T09:60", "2026-03-01T09:30:60Z", "2026-03-01T09:30:00.Z", "2026-03-01T09:30Zx", "01.03.2026",
        "2026-03-01T09:30+25:00", "2026-03-01T09:30+01:0",
    ])
    func whatIsNoMomentIsNone(text: String) { #expect(milliseconds(text) == nil) }

    @Test func thousandthsCount() {
        #expect(milliseconds("1970-01-01T00:00:00.29Z") == 290)
        #expect(milliseconds("1970-01-01T00:00:00.1239") == 123)
    }
}
