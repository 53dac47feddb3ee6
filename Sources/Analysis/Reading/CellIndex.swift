import Tables

/// Numbers what a block meets of variants, strata and segments together.
struct CellIndex {
    private let roles: ColumnRoles
    private let question: Question
    private let hasSegments: Bool
    private(set) var names: [Name] = []
    private var hashes: [UInt64] = []
    private var numbers: [UInt64: Int] = [:]

    /// Longer names are text that stands in the wrong column.
    private static let longestName = 200

    init(_ roles: ColumnRoles, _ question: Question) {
        self.roles = roles
        self.question = question
        hasSegments = !roles.segments.isEmpty
    }

    /// What the rows of one cell have in common.
    struct Name {
        /// As it stands in the table, and as it is read out.
        var variant = ""
        var pooled = ""
        var stratum = ""
        /// One a column of the question's.
        var segments: [String] = []
        /// The first cell of the same variant as it is read out.
        var firstOfVariant = 0
        /// Why such rows cannot be read: the column, and nil where it has no value.
        var fault: (column: String, message: String?)?
    }

    @inline(__always) mutating func number(of reader: borrowing CSVReader) -> Int {
        var hash = ByteHash.of(reader.bytes(roles.variant), seed: 3)
        if let stratum = roles.stratum { hash = ByteHash.of(reader.bytes(stratum), seed: hash) }
        if hasSegments {
            for segment in roles.segments { hash = ByteHash.of(reader.bytes(segment), seed: hash) }
        }
        return known(hash) ?? add(hash, reader)
    }

    @inline(__always) private func known(_ hash: UInt64) -> Int? {
        // Of few cells a list is faster than a dictionary.
        if hashes.count > 8 { return numbers[hash] }
        for index in hashes.indices where hashes[index] == hash { return index }
        return nil
    }

    private mutating func add(_ hash: UInt64, _ reader: borrowing CSVReader) -> Int {
        var name = Name()
        name.variant = text(reader, roles.variant, question.variant, &name)
        name.pooled = question.pooled(name.variant)
        if let stratum = roles.stratum { name.stratum = text(reader, stratum, question.strata ?? "", &name) }
        for (place, cell) in roles.segments.enumerated() {
            name.segments.append(text(reader, cell, question.segments[place], &name))
        }
        name.firstOfVariant = names.first { $0.pooled == name.pooled }?.firstOfVariant ?? names.count
        names.append(name)
        hashes.append(hash)
        numbers[hash] = names.count - 1
        return names.count - 1
    }

    private func text(
        _ reader: borrowing CSVReader, _ cell: Int, _ column: String, _ name: inout Name
    ) -> String {
        if MissingCells.has(reader.bytes(cell)) {
            name.fault = name.fault ?? (column, nil)
            return ""
        }
        guard let text = reader.text(cell) else {
            name.fault = (
                column, "what is not UTF-8; write the table as UTF-8 (iconv -f WINDOWS-1252 -t UTF-8)"
            )
            return ""
        }
        if text.count > CellIndex.longestName {
            name.fault = (column, "one of \(text.count) characters: \"\(text.prefix(40))…\"")
        }
        return text
    }
}
