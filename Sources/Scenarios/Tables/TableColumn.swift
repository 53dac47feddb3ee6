import PolicyKit
import Tables

/// Describes a CSV file whose rows are things of one kind: the column with their names, and the other columns.
struct Table<Row> {
    /// The column of the rows' own names, which are required and unique.
    let name: String
    let nameSummary: String
    /// Several of one name all read its cells.
    let columns: [TableColumn<Row>]
    /// The columns in words, for messages.
    let known: String
    /// A row of that name, before its cells are written.
    let make: (String) -> Row
    /// Columns that are read elsewhere.
    var others: Set<String> = []
    /// Says what is wrong with a row as a whole, when its cells are written; nil when nothing is.
    var fault: (Row) -> String? = { _ in nil }
}

/// A column of numbers or of text; a class, so that nothing is copied for a cell.
final class TableColumn<Row> {
    /// As in the header.
    let name: String
    let summary: String
    /// What a cell must hold: as in a scenario file, but money stands without its currency.
    let expected: String
    let isRequired: Bool
    /// Whether the column is like the one before it, so that a listing need not show it too.
    let isFurther: Bool
    private let content: Content

    private enum Content {
        case number(CellNumber, write: (inout Row, Double) -> Void)
        case text(read: (inout Row, String) throws(CellFault) -> Void)
    }

    /// A column of numbers.
    /// - Parameters:
    ///   - parameter: name, meaning, unit and range.
    ///   - currency: that amounts of money are in.
    init(
        _ parameter: Parameter, currency: Currency = .usd, isRequired: Bool = false, isFurther: Bool = false,
        write: @escaping (inout Row, Double) -> Void
    ) {
        let number = CellNumber(parameter, currency: currency)
        name = parameter.name
        summary = parameter.summary
        expected = number.expected
        self.isRequired = isRequired
        self.isFurther = isFurther
        content = .number(number, write: write)
    }

    /// A column of text.
    /// - Parameters:
    ///   - expected: what a cell must hold, in words.
    ///   - read: takes a cell into the row, or says why it cannot.
    init(
        _ name: String, _ summary: String, expected: String, isRequired: Bool = false,
        read: @escaping (inout Row, String) throws(CellFault) -> Void
    ) {
        self.name = name
        self.summary = summary
        self.expected = expected
        self.isRequired = isRequired
        isFurther = false
        content = .text(read: read)
    }

    /// Takes a cell that is not empty into a row.
    func read(_ cell: Int, of reader: borrowing CSVReader, into row: inout Row) throws(CellFault) {
        switch content {
        case .number(let number, let write):
            guard let value = number.value(reader.number(cell)) else { throw fault(reader.text(cell)) }
            write(&row, value)
        case .text(let read):
            guard let text = reader.text(cell)?.trimmed, !text.isEmpty else { throw fault(reader.text(cell)) }
            try read(&row, text)
        }
    }

    private func fault(_ found: String?) -> CellFault {
        CellFault("expected \(expected), found \"\(ForeignText.quoted(found ?? "what is not UTF-8"))\"")
    }
}

/// Says what is wrong with a cell.
struct CellFault: Error {
    let message: String
    /// What was perhaps meant.
    let suggestion: String?

    init(_ message: String, suggestion: String? = nil) {
        self.message = message
        self.suggestion = suggestion
    }
}

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
