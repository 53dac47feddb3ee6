public import Foundation

/// A world's outcome as a file of its own, for disks on which machines cannot share a database.
///
/// A first line holds a checksum of the outcome and of what it is the outcome of; the outcome follows.
public enum WorldFile {
    private static let mark = "marketlab-world 1 "

    /// The bytes of the file.
    public static func bytes(of outcome: Data, for key: WorldKey) -> Data {
        head(of: outcome, key) + outcome
    }

    /// The outcome that a file's bytes hold; nil where they are not what was saved under the key.
    public static func outcome(in bytes: Data, for key: WorldKey) -> Data? {
        guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
        let outcome = Data(bytes[(end + 1)...])
        return bytes[...end] == head(of: outcome, key) ? outcome : nil
    }

    private static func head(of outcome: Data, _ key: WorldKey) -> Data {
        let checksum = UInt64(bitPattern: RunStore.checksum(of: outcome, key))
        return Data("\(mark)\(String(checksum, radix: 16))\n".utf8)
    }
}
