import Foundation

/// Hands out the bytes of a file, of what gzip unpacks of one, or of standard input, from front to back.
package struct ByteSource: ~Copyable {
    private let descriptor: Int32
    private let isOwn: Bool
    /// Unpacks a compressed file; its end says whether the file was whole.
    private let unpacker: Process?

    /// A regular file's bytes as they are.
    /// - Throws: `FileFault` in the system's words: no such file, no permission, is a directory; and for what has no end or
    /// may never begin, as a device or a pipe.
    package init(path: String) throws(FileFault) {
        descriptor = try ByteSource.opened(path, onlyRegular: true)
        (isOwn, unpacker) = (true, nil)
    }

    /// A file's bytes, or those that gzip unpacks where it is compressed.
    /// - Parameter path: `-` for standard input.
    /// - Throws: as for a file, and where gzip cannot be started.
    package init(unpacking path: String) throws(FileFault) {
        if path == "-" {
            (descriptor, isOwn, unpacker) = (STDIN_FILENO, false, nil)
            return
        }
        let file = try ByteSource.opened(path)
        // A pipe can be read once, so only what can be sought in is looked at.
        var start: [UInt8] = [0, 0]
        guard pread(file, &start, 2, 0) == 2, start == [0x1F, 0x8B] else {
            (descriptor, isOwn, unpacker) = (file, true, nil)
            return
        }
        close(file)
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", "--", path]
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw FileFault(message: "gzip cannot be started to unpack it") }
        descriptor = dup(output.fileHandleForReading.fileDescriptor)
        (isOwn, unpacker) = (true, process)
    }

    deinit {
        if isOwn { close(descriptor) }
        unpacker?.terminate()
    }

    /// All bytes of a file that is expected to be small.
    package static func all(of path: String, limit: Int) throws(FileFault) -> [UInt8] {
        let source = try ByteSource(path: path)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = try source.read(into: &piece)
            bytes += piece[..<count]
            if bytes.count > limit { throw FileFault(message: "it has more than \(limit >> 20) MiB") }
            if count < piece.count { return bytes }
        }
    }

    /// Overwrites `buffer` from `offset` on with the next bytes, as many as fit or are left.
    /// - Returns: how many; fewer than fit only at the end.
    package func read(into buffer: inout [UInt8], from offset: Int = 0) throws(FileFault) -> Int {
        var end = offset
        while end < buffer.count {
            let count = buffer.withUnsafeMutableBytes { bytes in
                Foundation.read(descriptor, bytes.baseAddress.map { $0 + end }, bytes.count - end)
            }
            if count == 0 {
                try checkEnd()
                break
            }
            if count > 0 { end += count } else if errno != EINTR { throw FileFault(errno) }
        }
        return end - offset
    }

    /// - Parameter onlyRegular: refuses what has no end or may never begin, as a device or a pipe.
    private static func opened(_ path: String, onlyRegular: Bool = false) throws(FileFault) -> Int32 {
        // To open a pipe waits for somebody to write into it.
        let file = open(path, O_RDONLY | O_CLOEXEC | (onlyRegular ? O_NONBLOCK : 0))
        guard file >= 0 else { throw FileFault(errno) }
        var status = stat()
        let kind = fstat(file, &status) == 0 ? status.st_mode & S_IFMT : 0
        if kind == S_IFDIR || onlyRegular && kind != S_IFREG {
            close(file)
            throw kind == S_IFDIR ? FileFault(EISDIR) : FileFault(message: "is not a regular file")
        }
        return file
    }

    private func checkEnd() throws(FileFault) {
        guard let unpacker else { return }
        unpacker.waitUntilExit()
        // gzip ends with 2 after a warning, as for trailing garbage.
        if unpacker.terminationStatus == 1 {
            throw FileFault(message: "gzip cannot unpack it: it is cut off or damaged")
        }
    }
}
