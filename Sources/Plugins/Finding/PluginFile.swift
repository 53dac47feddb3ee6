import Foundation
import PolicyKit
import Tables

/// Looks at the file of a plug-in without running anything of it.
enum PluginFile {
    /// The endings of files that can be plug-ins.
    static let endings = ["so", "dylib", "py"]

    static func isPython(_ file: String) -> Bool { file.hasSuffix(".py") }

    /// Whether it may be a plug-in for this machine.
    static func check(_ file: String, named name: String) throws(PluginProblem) {
        var status = stat()
        guard stat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw PluginProblem(file: name, "is not a regular file")
        }
        guard let handle = FileHandle(forReadingAtPath: file), let head = try? handle.read(upToCount: 20) ?? Data()
        else {
            throw PluginProblem(file: name, "cannot be read")
        }
        if isPython(file) { return }
        guard head.count == 20, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]) else {
            #if os(Linux)
                throw PluginProblem(file: name, "is no shared library")
            #else
                return
            #endif
        }
        let own = (FileHandle(forReadingAtPath: "/proc/self/exe").flatMap { try? $0.read(upToCount: 20) }) ?? head
        guard head[4] == own[4], head[18] == own[18], head[19] == own[19] else {
            throw PluginProblem(
                file: name, "was made for another machine (\(machine(head))) than this one (\(machine(own)))")
        }
        guard let whole = try? Data(contentsOf: URL(fileURLWithPath: file), options: .alwaysMapped),
            whole.range(of: Data("market_policy_plugin".utf8)) != nil
        else { throw PluginProblem(file: name, "is no plug-in: it does not export `market_policy_plugin`") }
    }

    /// The architecture of an ELF header, in words.
    private static func machine(_ head: Data) -> String {
        let number = Int(head[18]) | Int(head[19]) << 8
        let known = [3: "x86", 40: "ARM", 62: "x86-64", 183: "AArch64", 243: "RISC-V"]
        return known[number] ?? "ELF machine \(number)"
    }

    /// The SHA-256 of files, each with its path as it is named.
    static func origin(
        _ description: PluginDescription, of file: String, named name: String, modules: [String] = []
    ) throws(PluginProblem) -> PolicyOrigin {
        let folder = (file as NSString).deletingLastPathComponent
        let own = (file as NSString).lastPathComponent
        var files: [PolicyOrigin.File] = []
        for part in [own] + (description.files + modules).filter({ $0 != own }).sorted() {
            let whole = part.hasPrefix("/") ? part : (folder as NSString).appendingPathComponent(part)
            do throws(FileFault) {
                files.append(PolicyOrigin.File(name: part, sha256: try FileDigest.sha256(of: whole)))
            } catch {
                throw PluginProblem(file: name, "names the file \(part), which cannot be read: \(error.message)")
            }
        }
        return PolicyOrigin(
            id: description.id, version: description.version, files: files, surroundings: description.surroundings)
    }
}
