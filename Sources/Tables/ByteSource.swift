import Foundation

/// Says why a file cannot be read.
package struct FileFault: Error {
    package let message: String
    /// Whether nothing had the name when it was to be read; who looks for the file afterwards may find what was written meanwhile.
    package let isOfNothing: Bool

    init(message: String) { (self.message, isOfNothing) = (message, false) }

    /// In the system's words.
    init(_ code: Int32) {
        let words = String(cString: strerror(code))
        message = words.prefix(1).lowercased() + words.dropFirst()
        isOfNothing = code == ENOENT
    }
}

/// Hands out the bytes of a file, of what gzip unpacks of one, or of standard input, from front to back.
package struct ByteSource: ~Copyable {
    private let descriptor: Int32
    private let isOwn: Bool
    /// Unpacks compressed bytes; its end says whether they were whole.
    private let unpacker: Process?
    /// What was read to see what the bytes are, and is not handed out yet.
    private var head: [UInt8]

    /// A regular file's bytes as they are.
    /// - Throws: `FileFault` in the system's words: no such file, no permission, is a directory; and for what has no end or
    /// may never begin, as a device or a pipe.
    package init(path: String) throws(FileFault) {
        (descriptor, head) = try ByteSource.opened(path, onlyRegular: true)
        (isOwn, unpacker) = (true, nil)
    }

    /// The bytes of a file, a pipe or standard input, or those that gzip unpacks where they are compressed.
    /// - Parameter path: `-` for standard input.
    /// - Throws: as for a file, but for a pipe that somebody writes to; and where gzip cannot be started.
    package init(unpacking path: String) throws(FileFault) {
        let isNamed = path != "-"
        let opened: (descriptor: Int32, head: [UInt8]) =
            isNamed ? try ByteSource.opened(path) : (STDIN_FILENO, [])
        let unpacked = try ByteSource.unpacked(opened.descriptor, opened.head, isOwn: isNamed)
        (descriptor, head, unpacker) = unpacked
        isOwn = isNamed || unpacked.unpacker != nil
    }

    deinit {
        if isOwn { close(descriptor) }
        unpacker?.terminate()
    }

    /// All bytes of a file that is expected to be small.
    package static func all(of path: String, limit: Int) throws(FileFault) -> [UInt8] {
        var source = try ByteSource(path: path)
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
    package mutating func read(into buffer: inout [UInt8], from offset: Int = 0) throws(FileFault) -> Int {
        var end = offset + min(head.count, buffer.count - offset)
        buffer.replaceSubrange(offset..<end, with: head[..<(end - offset)])
        head.removeFirst(end - offset)
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

    private func checkEnd() throws(FileFault) {
        guard let unpacker else { return }
        unpacker.waitUntilExit()
        // gzip ends with 2 after a warning, as for trailing garbage.
        if unpacker.terminationStatus == 1 {
            throw FileFault(message: "gzip cannot unpack it: it is cut off or damaged")
        }
    }

    // MARK: - Opening

    /// - Returns: what can be read from without waiting for ever, and what was read of it already.
    private static func opened(
        _ path: String, onlyRegular: Bool = false
    ) throws(FileFault) -> (descriptor: Int32, head: [UInt8]) {
        // A pipe that nobody writes to would else be waited for here.
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileFault(errno) }
        do throws(FileFault) {
            let head = try start(of: file, onlyRegular: onlyRegular)
            _ = fcntl(file, F_SETFL, fcntl(file, F_GETFL) & ~O_NONBLOCK)
            return (file, head)
        } catch {
            close(file)
            throw error
        }
    }

    private static func start(of file: Int32, onlyRegular: Bool) throws(FileFault) -> [UInt8] {
        var status = stat()
        guard fstat(file, &status) == 0 else { throw FileFault(errno) }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: throw FileFault(EISDIR)
        case S_IFREG: return []
        case _ where onlyRegular: throw FileFault(message: "is not a regular file")
        case S_IFCHR, S_IFBLK: throw FileFault(message: "it is a device, not a file")
        case S_IFIFO:
            var writer = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
            guard poll(&writer, 1, 1_000) == 0 else { return [] }
            // Nothing has come. A writer that takes its time makes the system say "again", and none at all an end.
            var byte: UInt8 = 0
            switch Foundation.read(file, &byte, 1) {
            case 0: throw FileFault(message: "it is a pipe that nobody writes to")
            case 1: return [byte]
            default: return []
            }
        default: return []
        }
    }

    /// Reads until there are so many bytes, or the end.
    private static func read(_ file: Int32, upTo count: Int, into bytes: inout [UInt8]) throws(FileFault) {
        while bytes.count < count {
            var byte: UInt8 = 0
            let got = Foundation.read(file, &byte, 1)
            if got == 0 { return }
            if got == 1 { bytes.append(byte) } else if errno != EINTR { throw FileFault(errno) }
        }
    }

    // MARK: - Unpacking

    /// What to read from in place of a file or a pipe: gzip where its bytes are compressed, else itself.
    /// - Parameter isOwn: whether it is closed when it cannot be read.
    private static func unpacked(
        _ file: Int32, _ start: [UInt8], isOwn: Bool
    ) throws(FileFault) -> (descriptor: Int32, head: [UInt8], unpacker: Process?) {
        do throws(FileFault) {
            var head = start
            try read(file, upTo: 2, into: &head)
            guard head == [0x1F, 0x8B] else { return (file, head, nil) }
            let (gzip, output) = try unpacking(head, then: file)
            return (output, [], gzip)
        } catch {
            if isOwn { close(file) }
            throw error
        }
    }

    /// Starts gzip on the head and what follows it in a file or a pipe, which is closed in time.
    private static func unpacking(
        _ head: [UInt8], then packed: Int32
    ) throws(FileFault) -> (gzip: Process, output: Int32) {
        let process = Process()
        let (input, output) = (Pipe(), Pipe())
        // What can be sought in goes to gzip as it is; of a pipe the head is gone.
        let isSought = lseek(packed, -off_t(head.count), SEEK_CUR) >= 0
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        process.standardInput = isSought ? FileHandle(fileDescriptor: packed, closeOnDealloc: false) : input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch { throw FileFault(message: "gzip cannot be started to unpack it") }
        if !isSought {
            feed(head, then: packed, to: dup(input.fileHandleForWriting.fileDescriptor))
            // The process keeps the pipe, and gzip would wait for what its other end might still write.
            try? input.fileHandleForWriting.close()
        } else if packed != STDIN_FILENO {
            close(packed)
        }
        return (process, dup(output.fileHandleForReading.fileDescriptor))
    }

    /// Writes the head and then what can be read, on a thread of its own, and closes both ends.
    private static func feed(_ head: [UInt8], then packed: Int32, to pipe: Int32) {
        Thread.detachNewThread {
            // gzip may end first; that nobody listens any more must not end the program.
            var signals = sigset_t()
            sigemptyset(&signals)
            sigaddset(&signals, SIGPIPE)
            pthread_sigmask(SIG_BLOCK, &signals, nil)
            var piece = head
            while !piece.isEmpty, write(piece, to: pipe) { piece = next(of: packed) }
            close(pipe)
            if packed != STDIN_FILENO { close(packed) }
        }
    }

    /// Empty at the end.
    private static func next(of file: Int32) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: 1 << 16) { bytes, count in
            var got: Int
            repeat { got = Foundation.read(file, bytes.baseAddress, bytes.count) } while got < 0 && errno == EINTR
            count = max(0, got)
        }
    }

    /// Whether all could be written.
    private static func write(_ bytes: [UInt8], to pipe: Int32) -> Bool {
        bytes.withUnsafeBytes { bytes in
            var written = 0
            while written < bytes.count {
                let count = Foundation.write(pipe, bytes.baseAddress.map { $0 + written }, bytes.count - written)
                guard count > 0 || errno == EINTR else { return false }
                written += max(0, count)
            }
            return true
        }
    }
}
