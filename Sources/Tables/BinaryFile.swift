import Foundation

/// Tells files that people have in place of a text file, by their first bytes.
package enum BinaryFile {
    private static let kinds: [(start: [UInt8], sentence: String)] = [
        ([0x1F, 0x8B], "is compressed by gzip; unpack it first (gunzip)"),
        ([0x28, 0xB5, 0x2F, 0xFD], "is compressed by zstd; unpack it first (unzstd)"),
        ([0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00], "is compressed by xz; unpack it first (unxz)"),
        (Array("BZh".utf8), "is compressed by bzip2; unpack it first (bunzip2)"),
        (Array("PK\u{3}\u{4}".utf8), "is a zip archive or a workbook; unpack it (unzip) or write it as CSV first"),
        (Array("PAR1".utf8), "is a Parquet file; write it as CSV first"),
        (Array("ARROW1".utf8), "is an Arrow file; write it as CSV first"),
        ([0xFF, 0xFE], "is UTF-16; write it as UTF-8 first (iconv -f UTF-16 -t UTF-8)"),
        ([0xFE, 0xFF], "is UTF-16; write it as UTF-8 first (iconv -f UTF-16 -t UTF-8)"),
    ]

    /// What a file that begins with the bytes is instead of text; nil for text.
    package static func sentence(startingWith bytes: [UInt8]) -> String? {
        if let kind = kinds.first(where: { bytes.starts(with: $0.start) }) { return kind.sentence }
        return bytes.contains(0) ? "is not a text file; needed is CSV" : nil
    }

    /// What the file is instead of text; nil for text, and for what cannot be read twice, as a pipe.
    package static func sentence(_ path: String) -> String? {
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        guard type == .typeRegular, let handle = FileHandle(forReadingAtPath: path) else { return nil }
        defer { try? handle.close() }
        guard let bytes = try? handle.read(upToCount: 4_096) else { return nil }
        return sentence(startingWith: Array(bytes))
    }
}
