import Foundation

/// One file that is written from its beginning to its end, through a buffer of its own.
struct LogFile: ~Copyable {
    private static let capacity = 1 << 16
    private let path: String
    private let descriptor: Int32
    private let buffer: UnsafeMutablePointer<UInt8>
    private var count = 0

    /// Makes the file, or empties the one that is there.
    init(_ path: String) throws(StoreProblem) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        buffer = .allocate(capacity: LogFile.capacity)
        // Thrown with everything in place, so that the deinit has it to free.
        if descriptor < 0 { throw .eventLog(path, errno: errno) }
    }

    deinit {
        if descriptor >= 0 { _ = close(descriptor) }
        buffer.deallocate()
    }

    /// Hands out room for `bytes` more bytes; `advance(to:)` says how many of them were filled.
    @inline(__always) mutating func room(
        for bytes: Int
    ) throws(StoreProblem) -> UnsafeMutablePointer<UInt8> {
        if count + bytes > LogFile.capacity { try flush() }
        return buffer + count
    }

    @inline(__always) mutating func advance(to end: UnsafeMutablePointer<UInt8>) { count = end - buffer }

    /// For what is not written a million times.
    mutating func write(_ text: String) throws(StoreProblem) {
        for byte in text.utf8 {
            let place = try room(for: 1)
            place.pointee = byte
            advance(to: place + 1)
        }
    }

    /// For what comes in pieces larger than the buffer.
    mutating func write(_ bytes: [UInt8]) throws(StoreProblem) {
        try flush()
        var failure: StoreProblem?
        bytes.withUnsafeBytes { bytes in
            do throws(StoreProblem) { try pass(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// Gives the system what it does not have yet; the last call before the file goes.
    @inline(never) mutating func flush() throws(StoreProblem) {
        try pass(UnsafeRawBufferPointer(start: buffer, count: count))
        count = 0
    }

    private func pass(_ bytes: UnsafeRawBufferPointer) throws(StoreProblem) {
        guard let start = bytes.baseAddress else { return }
        var written = 0
        while written < bytes.count {
            let step = Foundation.write(descriptor, start + written, bytes.count - written)
            if step >= 0 {
                written += step
            } else if errno != EINTR {
                throw .eventLog(path, errno: errno)
            }
        }
    }
}
