/// The metadata of one message of an Arrow file (format/Message.fbs), framed as files and streams have it.
enum ArrowMessage {
    /// Where a piece of a message's body stands, and how many bytes of it count.
    struct Piece {
        let offset: Int
        let length: Int
    }

    /// Pieces of a body, and the body itself, start and end at multiples of this many bytes.
    static let alignment = 64

    /// - Parameter offset: where the message will stand; it ends at a multiple of the alignment.
    static func schema(_ fields: [ArrowField], at offset: Int) -> [UInt8] {
        var buffer = FlatBuffer()
        let schema = ArrowSchema.write(fields, to: &buffer)
        return framed(buffer, .schema, schema, body: 0, behind: offset)
    }

    /// - Parameters:
    ///   - lengths: of all columns in turn how many values there are, and then of what a list is of.
    ///   - pieces: of all of them in turn: validity, which is left out, and values.
    static func batch(rows: Int, lengths: [Int], pieces: [Piece], body: Int) -> [UInt8] {
        var buffer = FlatBuffer()
        let batch = recordBatch(rows: rows, lengths: lengths, pieces: pieces, in: &buffer)
        return framed(buffer, .recordBatch, batch, body: body)
    }

    /// The words of the dictionary-encoded column of that number.
    static func dictionary(_ number: Int, words: Int, pieces: [Piece], body: Int) -> [UInt8] {
        var buffer = FlatBuffer()
        let batch = recordBatch(rows: words, lengths: [words], pieces: pieces, in: &buffer)
        let dictionary = buffer.table([.int64(Int64(number)), .place(batch)])
        return framed(buffer, .dictionaryBatch, dictionary, body: body)
    }

    private enum Header: UInt8 {
        case schema = 1
        case dictionaryBatch = 2
        case recordBatch = 3
    }

    private static func recordBatch(
        rows: Int, lengths: [Int], pieces: [Piece], in buffer: inout FlatBuffer
    ) -> FlatBuffer.Place {
        let places = buffer.vector(structs: pieces.map { [Int64($0.offset), Int64($0.length)] })
        let nodes = buffer.vector(structs: lengths.map { [Int64($0), 0] })
        return buffer.table([.int64(Int64(rows)), .place(nodes), .place(places)])
    }

    /// A marker, the length of the metadata with its padding, and the metadata.
    private static func framed(
        _ content: consuming FlatBuffer, _ header: Header, _ place: FlatBuffer.Place, body: Int, behind offset: Int = 0
    ) -> [UInt8] {
        var buffer = content
        let message = buffer.table([
            .int16(ArrowSchema.version), .uint8(header.rawValue), .place(place), .int64(Int64(body)),
        ])
        var metadata = buffer.finish(message)
        metadata += [UInt8](repeating: 0, count: -(offset + metadata.count + 8) & (alignment - 1))
        return littleEndian(UInt32.max) + littleEndian(UInt32(metadata.count)) + metadata
    }

    static func littleEndian(_ number: UInt32) -> [UInt8] { withUnsafeBytes(of: number.littleEndian) { Array($0) } }
}

/// The end of an Arrow file (format/File.fbs): says where its batches stand, so that a reader can go to any of them.
struct ArrowFooter {
    /// Where a message stands in the file.
    struct Block {
        let offset: Int
        let metadata: Int
        let body: Int

        fileprivate var words: [Int64] { [Int64(offset), Int64(metadata), Int64(body)] }
    }

    /// What an Arrow file starts and ends with.
    static let magic = Array("ARROW1".utf8)

    var dictionaries: [Block] = []
    var batches: [Block] = []

    /// All that stands behind the last batch.
    func bytes(_ fields: [ArrowField]) -> [UInt8] {
        var buffer = FlatBuffer()
        let schema = ArrowSchema.write(fields, to: &buffer)
        let dictionaryList = buffer.vector(structs: dictionaries.map(\.words))
        let batchList = buffer.vector(structs: batches.map(\.words))
        let footer = buffer.table([
            .int16(ArrowSchema.version), .place(schema), .place(dictionaryList), .place(batchList),
        ])
        let bytes = buffer.finish(footer)
        let endOfStream = ArrowMessage.littleEndian(UInt32.max) + ArrowMessage.littleEndian(0)
        return endOfStream + bytes + ArrowMessage.littleEndian(UInt32(bytes.count)) + ArrowFooter.magic
    }
}
