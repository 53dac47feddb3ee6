import PolicyKit

/// Describes a CSV file whose rows are things of one kind: the column with their names, and the other columns.
struct Table<Row> {
    /// The column of the rows' own names, which are required and unique.
    let name: String
    let nameSummary: String
    let columns: [TableColumn<Row>]
    /// The columns in words, for messages.
    let known: String
    /// A row of that name, before its cells are written.
    let make: (String) -> Row
    /// Says what is wrong with a row as a whole, when its cells are written; nil when nothing is.
    var fault: (Row) -> String? = { _ in nil }
}

/// A column of numbers; a class, so that nothing is copied for a cell.
final class TableColumn<Row> {
    /// Name in the header, meaning, unit and range.
    let parameter: Parameter
    let isRequired: Bool
    /// Whether the column is like the one before it, so that a listing need not show it too.
    let isFurther: Bool
    let write: (inout Row, Double) -> Void
    private let isMoney: Bool
    private let isWhole: Bool
    private let range: ClosedRange<Double>

    init(
        _ parameter: Parameter, isRequired: Bool = false, isFurther: Bool = false,
        write: @escaping (inout Row, Double) -> Void
    ) {
        self.parameter = parameter
        self.isRequired = isRequired
        self.isFurther = isFurther
        self.write = write
        isMoney = parameter.unit == .money
        isWhole = parameter.unit.isWhole
        range = parameter.range ?? -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
    }

    /// What a cell must hold: as in a scenario file, but money stands without its currency.
    var expected: String {
        guard parameter.unit == .money, let range = parameter.range else { return parameter.expected }
        let (low, high) = (range.lowerBound / 100, range.upperBound / 100)
        return "an amount such as 25.00 from \(low) to \(Unit.number.text(high))"
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
