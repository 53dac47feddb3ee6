import Foundation
import PolicyKit
import Tables

/// Looks at a file that a scenario names for a policy: whether it can be read, and what its contents are.
enum FileLook {
    /// - Parameters:
    ///   - name: as the scenario has it.
    ///   - scenario: the scenario's file, beside which a relative path begins.
    /// - Throws: why it cannot be read.
    static func at(_ name: String, besides scenario: String) throws(FileFault) -> NamedFile {
        let path = URL(filePath: TableLoader.path(name, besides: scenario)).standardizedFileURL.path
        return NamedFile(name: name, path: path, sha256: try FileDigest.sha256(of: path))
    }
}
