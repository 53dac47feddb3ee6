package import Foundation
import Tables

/// Writes files that are there whole or not at all.
///
/// All are written and flushed under passing names first and then renamed one after the other, so that a full disk or
/// a kill leaves the files of an earlier report as they were.
package enum WholeFiles {
    /// A name below the folder, and the text, in which others' may stand.
    typealias Content = (name: String, text: String)

    /// Writes the files in their order; the last one there says that the others are.
    static func write(_ files: [Content], to folder: String) throws(ReportProblem) {
        let isNew = !FileManager.default.fileExists(atPath: folder)
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            throw .folder(folder, because: words(for: error))
        }
        PassingFiles.sweep(folder)
        var passing: [String] = []
        // Open until they have their names, so that nobody takes them for what a killed program has left.
        var descriptors: [Int32] = []
        defer { for descriptor in descriptors { close(descriptor) } }
        do throws(ReportProblem) {
            for file in files {
                let path = PassingFiles.path(for: file.name, in: folder)
                passing.append(path)
                let bytes = Data(ForeignText.escaped(file.text).utf8)
                descriptors.append(try flushed(bytes, to: path, as: "\(folder)/\(file.name)"))
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

    /// Writes one file of any bytes, whole or not at all, into a folder that is there.
    /// - Returns: 0, or the error's number; nothing is left behind then.
    package static func write(_ bytes: Data, as name: String, in folder: String) -> Int32 {
        let path = PassingFiles.path(for: name, in: folder)
        let (descriptor, failure) = flushed(bytes, to: path)
        defer { if let descriptor { close(descriptor) } }
        let isRenamed = failure == 0 && rename(path, "\(folder)/\(name)") == 0
        let code = failure == 0 && !isRenamed ? errno : failure
        if code != 0 { unlink(path) }
        return code
    }

    private static func flushed(_ bytes: Data, to path: String, as name: String) throws(ReportProblem) -> Int32 {
        let (descriptor, failure) = flushed(bytes, to: path)
        guard let descriptor, failure == 0 else {
            if let descriptor { close(descriptor) }
            throw .file(name, because: words(for: failure))
        }
        return descriptor
    }

    /// The file that was made, nil where it could not be; and 0, or the error's number.
    private static func flushed(_ bytes: Data, to path: String) -> (descriptor: Int32?, failure: Int32) {
        guard let descriptor = PassingFiles.open(path) else { return (nil, errno) }
        let failure = bytes.withUnsafeBytes { written($0, to: descriptor) }
        return (descriptor, failure == 0 && fsync(descriptor) != 0 ? errno : failure)
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
