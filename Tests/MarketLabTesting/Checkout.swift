package import Foundation

/// The checkout that the tests were built in: they hold documents, scenarios and scripts against the code.
package enum Checkout {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter name: from the root, as `docs/Readout.md`.
    package static func file(_ name: String) -> URL { root.appending(path: name) }

    /// The text of a file.
    package static func text(_ name: String) throws -> String { try String(contentsOf: file(name), encoding: .utf8) }
}
