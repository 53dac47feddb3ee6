import PolicyKit
import Tables

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
