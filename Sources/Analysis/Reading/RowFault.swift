import Tables

extension Block.Fault {
    /// A row of more or fewer cells than the header.
    static func otherLength(_ reader: borrowing CSVReader, header: Int) -> Self {
        Self(
            line: reader.line, column: nil,
            message: "the row has \(reader.count) \(reader.count == 1 ? "cell" : "cells"), the header has \(header)")
    }

    /// A cell that should be a finite number.
    static func notANumber(
        _ reader: borrowing CSVReader, cell: Int, column: String, _ dialect: CSVDialect
    ) -> Self {
        let text = reader.text(cell) ?? "what is not UTF-8"
        let isDecimalComma = dialect.decimalMark == .point && text.allSatisfy { "+-0123456789,".contains($0) }
        return Self(
            line: reader.line, column: column,
            message: "expected a finite number, found \"\(text.prefix(60))\""
                + (isDecimalComma && text.count { $0 == "," } == 1
                    ? "; --decimal comma reads numbers that have a comma for a point" : ""))
    }
}
