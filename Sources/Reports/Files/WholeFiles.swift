import Foundation

/// Writes files that are there whole or not at all.
///
/// All are written and flushed under passing names first and then renamed one after the other, so that a full disk or
/// a kill leaves the files of an earlier report as they were.
enum WholeFiles {
    /// A name below the folder, and the bytes.
    typealias Content = (name: String, bytes: Data)

    /// Writes the files in their order; the last one there says that the others are.
    static func write(_ files: [Content], to folder: String) throws(ReportProblem) {
        let isNew = !FileManager.default.fileExists(atPath: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .folder(folder, because: words(for: error))
        }
        var passing: [String] = []
        do throws(ReportProblem) {
            for file in files {
                let path = "\(folder)/.\(file.name).\(UUID().uuidString).partial"
                passing.append(path)
                try flush(file.bytes, to: path, as: "\(folder)/\(file.name)")
            }
            for (file, path) in zip(files, passing) {
                guard rename(path, "\(folder)/\(file.name)") == 0 else {
                    throw .file("\(folder)/\(file.name)", because: words(for: errno))
                }
            }
        } catch {
            for path in passing { unlink(path) }
            if isNew { rmdir(folder) }
            throw error
        }
        flushNames(of: folder)
    }

    private static func flush(_ bytes: Data, to path: String, as name: String) throws(ReportProblem) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .file(name, because: words(for: errno)) }
        var failure = bytes.withUnsafeBytes { written($0, to: descriptor) }
        if failure == 0, fsync(descriptor) != 0 { failure = errno }
        if close(descriptor) != 0, failure == 0 { failure = errno }
        if failure != 0 { throw .file(name, because: words(for: failure)) }
    }

    /// Writes all of it; 0, or the error's number.
    private static func written(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) -> Int32 {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return count == 0 ? ENOSPC : errno }
            rest = rest.dropFirst(count)
        }
        return 0
    }

    /// A rename outlives a power cut once the folder is flushed; not every file system can, and none need to.
    private static func flushNames(of folder: String) {
        let descriptor = open(folder, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        _ = fsync(descriptor)
        _ = close(descriptor)
    }

    private static func words(for number: Int32) -> String { String(cString: strerror(number)) }

    private static func words(for error: any Error) -> String {
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain { return words(for: Int32(underlying.code)) }
        return "it is not a folder, or may not be made"
    }
}
