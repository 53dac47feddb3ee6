package import Foundation

/// A folder of its own for one test, gone with it.
open class TemporaryFolder {
    package let path: String

    package init() throws {
        path = FileManager.default.temporaryDirectory.appending(path: "marketlab-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of a file here.
    package func file(_ name: String) -> String { path + "/" + name }

    package func write(_ bytes: Data, to name: String) throws { try bytes.write(to: URL(filePath: file(name))) }

    /// Writes a file and returns its name.
    @discardableResult package func write(_ text: String, to name: String) throws -> String {
        try write(Data(text.utf8), to: name)
        return name
    }

    package func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: file(name))) }
    package func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
    package func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: file(name)) }

    /// Everything that is here or below, and how many bytes it has; -1 for a folder.
    package func contents() throws -> [String: Int] {
        var found: [String: Int] = [:]
        for name in try FileManager.default.subpathsOfDirectory(atPath: path) {
            let attributes = try FileManager.default.attributesOfItem(atPath: file(name))
            found[name] = attributes[.type] as? FileAttributeType == .typeDirectory ? -1 : attributes[.size] as? Int
        }
        return found
    }
}
