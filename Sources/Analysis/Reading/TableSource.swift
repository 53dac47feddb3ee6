import Tables

/// A person's table as it is read, once and block by block, with the name that mistakes in it are told by.
struct TableSource: ~Copyable {
    let file: String
    private var blocks: RowBlocks

    /// - Parameter path: as people know it; `-` is standard input.
    init(_ path: String) throws(AnalysisProblem) {
        file = path == "-" ? "standard input" : path
        do { blocks = RowBlocks(try ByteSource(unpacking: path)) } catch { throw Self.unreadable(file, error) }
    }

    /// The first block, which has the header.
    mutating func first() throws(AnalysisProblem) -> [UInt8] {
        guard let first = try next() else { throw AnalysisProblem(file, "is empty; needed is CSV with a header") }
        return first
    }

    /// Whole rows; nil at the end.
    mutating func next() throws(AnalysisProblem) -> [UInt8]? {
        do { return try blocks.next() } catch { throw Self.unreadable(file, error) }
    }

    private static func unreadable(_ file: String, _ error: FileFault) -> AnalysisProblem {
        AnalysisProblem(file, "cannot be read: \(error.message)")
    }
}
