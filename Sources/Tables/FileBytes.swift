import Foundation

/// Reads a file from front to back, a piece at a time.
package struct FileBytes: ~Copyable {
    private let descriptor: Int32

    /// - Throws: `FileFault` in the system's words: no such file, no permission, is a directory.
    package init(path: String) throws(FileFault) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw FileFault(errno) }
        var status = stat()
        // Thrown with everything in place: the deinit closes, and closing here too could close another thread's file.
        if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { throw FileFault(EISDIR) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// Overwrites `buffer` from `offset` on with the next bytes and returns how many they are: 0 at the end of the file.
    package func read(into buffer: inout [UInt8], from offset: Int = 0) throws(FileFault) -> Int {
        while true {
            let count = buffer.withUnsafeMutableBytes { bytes in
                let rest = UnsafeMutableRawBufferPointer(rebasing: bytes[offset...])
                return Foundation.read(descriptor, rest.baseAddress, rest.count)
            }
            if count >= 0 { return count }
            if errno != EINTR { throw FileFault(errno) }
        }
    }

    /// All bytes of a file that is expected to be small.
    package static func all(of path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let file = try FileBytes(path: path)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try file.read(into: &piece)
            if count == 0 { return bytes }
            bytes += piece[..<count]
            if bytes.count > limit { throw FileFault(message: "it has more than \(limit >> 20) MiB") }
        }
    }
}

/// Says why a file cannot be read.
package struct FileFault: Error {
    package let message: String

    init(message: String) { self.message = message }
    init(_ code: Int32) {
        let words = String(cString: strerror(code))
        message = words.prefix(1).lowercased() + words.dropFirst()
    }
}
