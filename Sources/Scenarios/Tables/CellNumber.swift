import PolicyKit

/// Says which numbers the cells of a column may hold.
struct CellNumber {
    /// In words.
    let expected: String
    private let isMoney: Bool
    private let isWhole: Bool
    private let range: ClosedRange<Double>

    init(_ parameter: Parameter) {
        isMoney = parameter.unit == .money
        isWhole = parameter.unit.isWhole
        range = parameter.range ?? -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
        if isMoney, let range = parameter.range {
            let (low, high) = (range.lowerBound / 100, range.upperBound / 100)
            expected = "an amount such as 25.00 from \(low) to \(Unit.number.text(high))"
        } else {
            expected = parameter.expected
        }
    }

    /// The value of a cell in the unit's base, or nil when it is not what is expected.
    func value(_ number: Double?) -> Double? {
        guard var number else { return nil }
        if isMoney {
            guard abs(number * 100 - (number * 100).rounded()) <= 1e-6 else { return nil }
            number = (number * 100).rounded()
        }
        return range.contains(number) && (!isWhole || number == number.rounded()) ? number : nil
    }
}
