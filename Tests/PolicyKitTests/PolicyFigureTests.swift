import PolicyKit
import Testing

struct PolicyFigureTests {
    private static let hour: Int64 = 3_600_000

    /// What comes before the start is left out, to the hour; days may be without anything.
    @Test func aFigureIsSummedByDayFromItsStart() {
        var figure = PolicyFigure(
            "calibration", label: "Calibration", unit: .number, meaning: "Expected over observed.")
        figure.add(sum: 5, weight: 7, at: 0)
        figure.add(sum: 1, weight: 2, at: 10 * Self.hour)
        figure.add(sum: 3, at: 33 * Self.hour)
        figure.add(weight: 4, at: 34 * Self.hour - 1)
        figure.add(sum: 8, weight: 1, at: 100 * Self.hour)
        typealias Amount = PolicyFigure.Amount
        #expect(
            figure.days(from: 10 * Self.hour) == [
                Amount(sum: 4, weight: 6), Amount(), Amount(), Amount(sum: 8, weight: 1),
            ])
        #expect(figure.days(from: 0).first == Amount(sum: 6, weight: 9))
        #expect(figure.days(from: 200 * Self.hour).isEmpty)
    }
}
