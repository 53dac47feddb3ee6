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
    func bytes(_ columns: [TableColumn]) -> [UInt8] {
        var buffer = FlatBuffer()
        let schema = ArrowSchema.write(columns, to: &buffer)
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
