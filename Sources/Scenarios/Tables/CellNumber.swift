import PolicyKit

/// Says which numbers the cells of a column may hold.
struct CellNumber {
    /// In words.
    let expected: String
    /// What the number of a cell is multiplied with.
    private let scale: Double
    private let isWhole: Bool
    private let range: ClosedRange<Double>

    /// - Parameter currency: that amounts of money are in.
    init(_ parameter: Parameter, currency: Currency) {
        scale = parameter.unit == .money ? currency.minorUnits : 1
        isWhole = parameter.unit.isWhole
        range = parameter.range ?? -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        if parameter.unit == .money, let range = parameter.range {
            let (low, high) = (range.lowerBound / scale, range.upperBound / scale)
            expected =
                "an amount such as \(currency.bare(minor: 25_00)) from \(Unit.number.text(low)) to "
                + Unit.number.text(high)
        } else {
            expected = parameter.expected
        }
    }

    /// The value of a cell in the unit's base, or nil when it is not what is expected.
    func value(_ number: Double?) -> Double? {
        guard var number else { return nil }
        if scale != 1 {
            // Takes away what binary fractions add to a decimal one.
            guard abs(number * scale - (number * scale).rounded()) <= 1e-6 else { return nil }
            number = (number * scale).rounded()
        }
        return range.contains(number) && (!isWhole || number == number.rounded()) ? number : nil
    }
}
