import Foundation
import MarketLabTesting
import RunStore
import Testing

/// The bytes of Arrow files; what pyarrow makes of them is `ArrowReadingTests`' to say.
@Suite struct ArrowFileTests {
    let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func file(rows: Int) throws -> [UInt8] {
        let path = folder.file("table.arrow")
        var table = try ArrowTable(
            [
                TableColumn("number", .int64), TableColumn("small", .uint8), TableColumn("yes", .toggle),
                TableColumn("word", .word(["sold", "expired"])), TableColumn("text", .text), TableColumn("real", .real),
            ], path: path)
        for row in 0..<rows {
            try table.add(Int64(row))
            try table.add(Int64(row % 256))
            try table.add(Int64(row % 2))
            try table.add(word: row % 2)
            try table.add("é\(row)")
            try table.add(Double(row) / 4)
            try table.endRow()
        }
        try table.finish()
        return Array(try Data(contentsOf: URL(filePath: path)))
    }

    private func number(_ bytes: [UInt8], at offset: Int) -> Int {
        (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }

    /// Where each message starts and what its metadata takes, the end of the stream left out.
    private func messages(_ bytes: [UInt8]) -> [(offset: Int, metadata: Int, body: Int)] {
        var found: [(Int, Int, Int)] = []
        var offset = 8
        while number(bytes, at: offset) == 0xFFFF_FFFF, number(bytes, at: offset + 4) > 0 {
            let metadata = number(bytes, at: offset + 4)
            // The message's table, its list of fields, and in it the fourth: the length of the body.
            let table = offset + 8 + number(bytes, at: offset + 8)
            let list = table - number(bytes, at: table)
            let place = Int(bytes[list + 10]) | Int(bytes[list + 11]) << 8
            let body = place == 0 ? 0 : number(bytes, at: table + place)
            found.append((offset, metadata + 8, body))
            offset += 8 + metadata + body
        }
        return found
    }

    @Test(arguments: [0, 1, ArrowTable.batchRows, ArrowTable.batchRows + 1])
    func aFileIsWholeAndItsBatchesAreBoundedAndAligned(rows: Int) throws {
        let bytes = try file(rows: rows)
        #expect(bytes.starts(with: Array("ARROW1\0\0".utf8)))
        #expect(bytes.suffix(6) == ArraySlice(Array("ARROW1".utf8)))
        let messages = messages(bytes)
        let batches = (rows + ArrowTable.batchRows - 1) / ArrowTable.batchRows
        #expect(messages.count == 2 + batches, "a schema, the words of a column, and the batches")
        for message in messages {
            #expect((message.offset + message.metadata) % 64 == 0, "bodies start at a multiple of 64 bytes")
            #expect(message.body % 64 == 0)
        }
        let footer = number(bytes, at: bytes.count - 10)
        let last = try #require(messages.last)
        #expect(last.offset + last.metadata + last.body + 8 + footer + 10 == bytes.count)
    }

    @Test func valuesStandAsLittleEndianColumnsBehindTheirMessage() throws {
        let bytes = try file(rows: 3)
        let batch = try #require(messages(bytes).last)
        let body = Array(bytes[(batch.offset + batch.metadata)...].prefix(batch.body))
        #expect(Array(body[0..<24]) == [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0])
        #expect(Array(body[64..<67]) == [0, 1, 2])
        #expect(body[128] == 0b010, "a toggle is a bit")
        #expect(Array(body[192..<195]) == [0, 1, 0], "a word is its place")
        #expect(Array(body[256..<272]) == [0, 0, 0, 0, 3, 0, 0, 0, 6, 0, 0, 0, 9, 0, 0, 0])
        #expect(Array(body[320..<329]) == Array("é0é1é2".utf8))
    }

    @Test func aBufferNamesItsTablesByTheirDistance() {
        var buffer = FlatBuffer()
        let text = buffer.text("abc")
        let root = buffer.table([.absent, .int64(7), .place(text), .uint8(1)])
        let bytes = buffer.finish(root)
        let table = number(bytes, at: 0)
        let list = table - number(bytes, at: table)
        func field(_ index: Int) -> Int { Int(bytes[list + 4 + 2 * index]) }
        #expect(field(0) == 0, "what is absent has no place")
        #expect((table + field(1)) % 8 == 0 && bytes[table + field(1)] == 7)
        let place = table + field(2)
        let string = place + number(bytes, at: place)
        #expect(number(bytes, at: string) == 3)
        #expect(Array(bytes[(string + 4)..<(string + 8)]) == Array("abc\0".utf8))
        #expect(bytes[table + field(3)] == 1)
        #expect(bytes.count % 8 == 0)
    }
}
