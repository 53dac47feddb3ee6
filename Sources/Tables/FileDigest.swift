import CCrypto

/// Tells a file's contents from others.
package enum FileDigest {
    private static let piece = 1 << 20

    /// The SHA-256 of a regular file's bytes, however many: 64 hexadecimal digits.
    /// - Throws: why it cannot be read.
    package static func sha256(of path: String) throws(FileFault) -> String {
        var source = try ByteSource(path: path)
        let hash = EVP_MD_CTX_new()
        defer { EVP_MD_CTX_free(hash) }
        var isDone = EVP_DigestInit_ex(hash, EVP_sha256(), nil) == 1
        var bytes = [UInt8](repeating: 0, count: piece)
        var count = bytes.count
        while count == bytes.count {
            count = try source.read(into: &bytes)
            isDone = EVP_DigestUpdate(hash, bytes, count) == 1 && isDone
        }
        var digest = [UInt8](repeating: 0, count: 32)
        isDone = EVP_DigestFinal_ex(hash, &digest, nil) == 1 && isDone
        precondition(isDone, "SHA-256 takes any bytes")
        return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
