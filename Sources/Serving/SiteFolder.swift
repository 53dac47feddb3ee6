import Foundation
package import MarketLab

/// Finds what of a folder a request may have: files in it or below, and nothing else of the disk.
///
/// What a path leads to is judged where it ends, after every link: a link that leads out leads nowhere. Hidden files and the run store are no
/// pages.
package struct SiteFolder: Sendable {
    /// Without links, and without a slash at its end.
    private let root: String

    /// What a path stands for.
    package enum Answer: Equatable {
        /// A file by its path on the disk.
        case file(String)
        /// A folder, whose address ends in a slash.
        case folder
        case nothing
    }

    /// - Throws: where there is no such folder.
    package init(_ path: String) throws(Mistake) {
        guard let root = Self.realPath(path), Self.kind(of: root) == S_IFDIR else {
            throw Mistake("there is no folder \(path) to serve; marketlab nightly and marketlab run write one")
        }
        self.root = root == "/" ? "" : root
    }

    /// The page that stands for the whole.
    package var top: String { root + "/index.html" }

    /// What the path of a request stands for.
    /// - Parameter target: as it came, with its percent signs.
    package func answer(to target: String) -> Answer {
        guard target.hasPrefix("/") else { return .nothing }
        var names: [String] = []
        for part in target.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            // What is no UTF-8 behind its percent signs is nil.
            guard let name = part.removingPercentEncoding, name.utf8.first != UInt8(ascii: "."),
                !name.utf8.contains(UInt8(ascii: "/")),
                !name.utf8.contains(0)
            else { return .nothing }
            names.append(name)
        }
        let wantsFolder = names.last == ""
        if wantsFolder { names.removeLast() }
        guard !names.contains(""), let found = Self.realPath(([root] + names).joined(separator: "/") + "/."),
            isWithin(found)
        else { return wantsFolder ? .nothing : file(names) }
        guard wantsFolder else { return .folder }
        return file(names + ["index.html"])
    }

    private func file(_ names: [String]) -> Answer {
        guard !names.contains(""), let found = Self.realPath(([root] + names).joined(separator: "/")),
            isWithin(found), Self.kind(of: found) == S_IFREG, !Self.isStore(found)
        else { return .nothing }
        return .file(found)
    }

    /// Where a page stands under the folder, as an address; nil outside of it.
    package func address(of path: String) -> String? {
        guard let found = Self.realPath(path), isWithin(found) else { return nil }
        return String(decoding: found.utf8.dropFirst(root.utf8.count), as: UTF8.self).addingPercentEncoding(
            withAllowedCharacters: .urlPathAllowed)
    }

    /// As `address(of:)`, by a path from the folder.
    package func address(ofPage path: String) -> String? { address(of: "\(root)/\(path)") }

    /// Whether a path without links is the folder's own or below it, and not hidden there.
    private func isWithin(_ path: String) -> Bool {
        let (path, folder) = (Array(path.utf8), Array((root + "/").utf8))
        guard path.starts(with: folder) else { return path.elementsEqual(root.utf8) }
        return !path.dropFirst(folder.count).split(separator: UInt8(ascii: "/")).contains {
            $0.first == UInt8(ascii: ".")
        }
    }

    /// With the files that SQLite keeps beside it.
    private static func isStore(_ path: String) -> Bool { path.split(separator: "/").last?.contains(".sqlite") == true }

    /// The path with every link followed; nil where it leads nowhere.
    private static func realPath(_ path: String) -> String? {
        guard let found = realpath(path, nil) else { return nil }
        defer { free(found) }
        return String(cString: found)
    }

    private static func kind(of path: String) -> mode_t? {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & S_IFMT : nil
    }
}
