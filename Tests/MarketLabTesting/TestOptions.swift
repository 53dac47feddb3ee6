package import Foundation

/// What may be asked of the tests by environment variables, and what they do when nothing is asked. No other file of the
/// tests reads one of these, and CONTRIBUTING.md lists them.
package enum TestOptions {
    private static let environment = ProcessInfo.processInfo.environment

    private static func text(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    private static func count(_ name: String) -> Int? { text(name).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil } }

    // How much is tested.

    /// `MARKETLAB_LONG`: whether tests tagged `.long` take their long form. `make check` sets it.
    package static let isLong = text("MARKETLAB_LONG") != nil
    /// `MARKETLAB_THEORY`: whether the booking market is held against its theory in all markets and sizes, with a table of
    /// what came out. `make theory` sets it.
    package static let isAllTheory = text("MARKETLAB_THEORY") != nil
    /// `MARKETLAB_AA`: how many experiments of a market against itself the gate is tested with; from 1,000 on, the test
    /// asks for narrower bands.
    package static let experimentsAgainstItself = count("MARKETLAB_AA") ?? (isLong ? 400 : 100)
    /// `MARKETLAB_LOOKS`: how often always-valid methods that read all values again at each look are looked at.
    package static let slowLooks = count("MARKETLAB_LOOKS") ?? 60
    /// `MARKETLAB_SEEDS`: how many seeds statistical tests run with, instead of the one or two of ``TestSeeds``.
    package static let seeds = count("MARKETLAB_SEEDS").map(UInt64.init)

    // What it is tested against.

    /// `MARKETLAB_VECTORS`: the folder of test vectors to use in place of the bundled ones.
    package static let vectors = text("MARKETLAB_VECTORS").map { URL(filePath: $0, directoryHint: .isDirectory) }
    /// `MARKETLAB_PYTHON`: a Python that can import pyarrow. `make arrow` sets it.
    package static let python = text("MARKETLAB_PYTHON")

    // What the tests write, in place of comparing with it.

    /// `MARKETLAB_GOLDEN=write`: the figures of the bundled scenarios are written anew.
    package static let writesGolden = text("MARKETLAB_GOLDEN") == "write"
    /// `UPDATE_DOCS=1`: the tables of `docs` that are made from the code are written anew.
    package static let writesDocumentation = text("UPDATE_DOCS") == "1"
    /// `MARKETLAB_LOOK`: the folder into which the sample of every page and text is written, to be looked at.
    package static let look = text("MARKETLAB_LOOK")
}
