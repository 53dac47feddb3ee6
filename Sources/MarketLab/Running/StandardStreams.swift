import Foundation

/// Standard output and standard error, written with the system's own call: `print` does not say when it fails, and
/// `FileHandle` ends the program with a trace.
enum StandardStreams {
    /// Writes to standard output. A reader that has left has seen what it wanted, and is no mistake.
    static func show(_ bytes: Data) throws(Mistake) {
        let code = written(bytes, to: STDOUT_FILENO)
        if code != 0, code != EPIPE {
            throw Mistake("standard output cannot be written: \(code == EBADF ? "it is closed" : SystemWords.of(code))")
        }
    }

    /// Writes to standard output, with a line feed behind it.
    static func show(_ text: String) throws(Mistake) { try show(Data((text + "\n").utf8)) }

    /// Writes to standard error, as far as that is possible.
    static func say(_ text: String, terminator: String = "\n") {
        _ = written(Data((text + terminator).utf8), to: STDERR_FILENO)
    }

    /// Puts a file that takes nothing where the caller has closed a stream: else the next file that is opened gets its
    /// number, and what is meant for people goes into it.
    static func occupyClosedOnes() {
        for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(descriptor, F_GETFD) < 0 {
            _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
        }
    }

    /// Writes all of it; 0, or the error's number.
    private static func written(_ bytes: Data, to descriptor: Int32) -> Int32 {
        // The runtime's own descriptors have no file type; one of them is here when the caller has closed the stream.
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT != 0 else { return EBADF }
        return bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while !rest.isEmpty {
                let count = write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count >= 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    _ = poll(&ready, 1, -1)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }
}

/// The system's words for why it refused, as a sentence can go on with them: `no space left on device`.
enum SystemWords {
    static func of(_ code: Int32) -> String {
        let words = String(cString: strerror(code))
        return words.prefix(1).lowercased() + words.dropFirst()
    }
}
