import Foundation
import MarketLabTesting
import Tables
import Testing

@Suite struct CSVReaderTests {
    /// All rows with the lines they begin in; a fault stands as a row of its own.
    private func rows(_ bytes: [UInt8]) -> [(line: Int, cells: [String])] {
        var reader = CSVReader(bytes: bytes)
        return rows(&reader)
    }

    private func expectRow(_ reader: inout CSVReader) throws {
        let hasRow = try reader.next()
        #expect(hasRow)
    }

    private func rows(_ reader: inout CSVReader) -> [(line: Int, cells: [String])] {
        var rows: [(line: Int, cells: [String])] = []
        while true {
            do {
                guard try reader.next() else { return rows }
                rows.append((reader.line, (0..<reader.count).map { reader.text($0) ?? "?" }))
            } catch {
                rows.append((error.line ?? 0, ["fault", error.message]))
            }
        }
    }

    @Test(arguments: [
        ("", []), ("a", [["a"]]), ("a,b\n", [["a", "b"]]), ("a,\n", [["a", ""]]), (",", [["", ""]]),
        ("a\n\n\nb", [["a"], ["b"]]), ("a\r\nb\rc\nd", [["a"], ["b"], ["c"], ["d"]]),
        ("\"a,b\",c", [["a,b", "c"]]), ("\"a \"\"b\"\"\"", [["a \"b\""]]), ("\"\"", [[""]]),
        ("\"a\r\nb\",c\nd,e", [["a\r\nb", "c"], ["d", "e"]]), ("\u{FEFF}a,b", [["a", "b"]]),
        (" a , b ", [[" a ", " b "]]), ("\"a\"\n\"b\"", [["a"], ["b"]]),
    ])
    func rowsAreReadAsRFC4180Says(text: String, expected: [[String]]) {
        #expect(rows(Array(text.utf8)).map(\.cells) == expected)
    }

    @Test func everyRowKnowsTheLineInWhichItBegins() {
        let found = rows(Array("h\n\n\"a\nb\"\r\nc\rd".utf8))
        #expect(found.map(\.line) == [1, 3, 5, 6])
    }

    @Test(arguments: [
        ("a\nb\"c\nd", 2, "a quote inside a cell"), ("a\n\"b\"c\nd", 2, "text behind a closing quote"),
        ("a\n\"b\"\"\nc", 2, "a quote that is never closed"), ("a\n\"x\"\"y\"z,\"\nd", 2, "text behind"),
    ])
    func aFaultNamesItsLineAndTheReaderGoesOn(text: String, line: Int, message: String) throws {
        let found = rows(Array(text.utf8))
        #expect(found[0].cells == ["a"])
        #expect(found[1].line == line)
        #expect(found[1].cells[1].contains(message), "\(found[1].cells)")
        if !message.contains("never") { #expect(found[2].cells == ["d"] && found[2].line == 3) }
    }

    @Test func aQuoteLeftOpenDoesNotSwallowALargeFile() {
        let text = "a\n\"" + String(repeating: "0123456789,\n", count: 200_000)
        let found = rows(Array(text.utf8))
        #expect(found[1].cells[1].contains("more than 1 MiB; is a quote left open?"))
    }

    @Test func numbersAreReadAsDoubleReadsThem() throws {
        let texts = [
            "0", "25.00", "-1.5", " 7 ", "1e5", ".5", "5.", "0.1", "123456789012345", "12345678901234567890",
            "1.7e-300",
            "0.000001", "+3", "99999.99",
        ]
        let bad = ["", " ", "-", ".", "x", "1x", "inf", "nan", "0x1", "1e999", "1.2.3", "1,5"]
        for text in texts {
            var reader = CSVReader(bytes: Array("\"\(text)\"".utf8))
            try expectRow(&reader)
            let number = reader.number(0)
            #expect(number == Double(text.trimmingCharacters(in: .whitespaces)), "\(text)")
        }
        for text in bad {
            var reader = CSVReader(bytes: Array("\"\(text)\"".utf8))
            try expectRow(&reader)
            let number = reader.number(0)
            #expect(number == nil, "\(text)")
        }
    }

    @Test func aFileReadsInPiecesAsInOne() throws {
        let folder = try TemporaryFolder()
        let lines = (0..<40_000).map { "\($0),\"cell \"\"\($0)\"\"\r\nmore\",\($0 % 7).5" }
        let text = lines.joined(separator: "\r\n")
        var reader = try CSVReader(path: folder.file(try folder.write(text, to: "table.csv")))
        let pieces = rows(&reader)
        let whole = rows(Array(text.utf8))
        #expect(pieces.count == 40_000)
        #expect(pieces.map(\.line) == whole.map(\.line))
        #expect(pieces.map(\.cells) == whole.map(\.cells))
        #expect(pieces[39_999].cells == ["39999", "cell \"39999\"\r\nmore", "1.5"])
    }

    @Test func bytesOfACellAreItsOwn() throws {
        var reader = CSVReader(bytes: Array("ab,\"c\",\u{e9}".utf8))
        try expectRow(&reader)
        let second = [reader.bytes(1).count, Int(reader.bytes(1)[0])]
        #expect(second == [1, 0x63])
        let texts = (0..<3).map { reader.text($0) }
        #expect(texts == ["ab", "c", "é"])
        let isEmpty = reader.isEmpty(0)
        #expect(!isEmpty)
        var latin = CSVReader(bytes: [0xE9])
        try expectRow(&latin)
        let text = latin.text(0)
        #expect(text == nil)
    }

    @Test func aFileThatIsNotThereIsAFault() {
        #expect(throws: CSVFault.self) { _ = try CSVReader(path: "/nowhere/a.csv") }
        #expect(throws: CSVFault.self) { _ = try CSVReader(path: "/") }
    }

    @Test(arguments: [
        (" a ,  b", [["a", "b"]]), ("\"a \" , \"b,c\" ", [["a ", "b,c"]]),
        ("a, ,\tc\n  \nd", [["a", "", "c"], ["d"]]),
        ("x, \"\"\n", [["x", ""]]), ("a b , c\r\n", [["a b", "c"]]),
    ])
    func blanksAroundCellsAreTrimmedWhereThatIsAsked(text: String, expected: [[String]]) {
        var dialect = CSVDialect()
        dialect.trimsBlanks = true
        var reader = CSVReader(bytes: Array(text.utf8), dialect: dialect)
        let found = rows(&reader).map(\.cells)
        #expect(found == expected)
    }

    @Test(arguments: CSVDialect.Separator.allCases) func aSeparatorOfChoiceStandsBetweenCells(
        separator: CSVDialect.Separator
    ) throws {
        let mark = ["comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"][separator.rawValue] ?? ""
        let others = [",", ";", "\t", "|"].filter { $0 != mark }.joined()
        var dialect = CSVDialect()
        dialect.separator = separator
        let text = "a\(others)\(mark)b\n\"c\(mark)\"\(mark)d\n\(mark)\n"
        var reader = CSVReader(bytes: Array(text.utf8), dialect: dialect)
        let found = rows(&reader).map(\.cells)
        #expect(found == [["a\(others)", "b"], ["c\(mark)", "d"], ["", ""]])
    }

    @Test(arguments: [
        ("1,5", 1.5), ("-0,25", -0.25), ("12", 12), ("1,5e2", 150), ("1.5", nil), ("1,234,5", nil), ("", nil),
    ])
    func aCommaMayStandBeforeAFraction(text: String, expected: Double?) throws {
        var dialect = CSVDialect()
        (dialect.separator, dialect.decimalMark) = (.semicolon, .comma)
        var reader = CSVReader(bytes: Array("x;\(text)\n".utf8), dialect: dialect)
        try expectRow(&reader)
        let number = reader.number(1)
        #expect(number == expected)
    }

    /// A row is judged alike, wherever in a block it stands and whether it has quotes.
    @Test func aRowOfMoreThanAMebibyteIsRefusedWithoutQuotesToo() {
        let found = rows(Array(("a\n" + String(repeating: "x", count: 1_100_000) + "\nb\n").utf8))
        #expect(found[1].line == 2 && found[1].cells[1].contains("more than 1 MiB"))
        #expect(found[2].cells == ["b"])
    }
}
