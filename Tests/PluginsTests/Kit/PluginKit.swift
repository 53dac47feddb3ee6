import Foundation
import MarketLabTesting
import MarketplaceTesting
import Plugins
import PolicyKit
import Testing

/// Libraries that tests make from C and C++, each compiled once.
enum PluginKit {
    /// The C compiler of this machine; Swift's toolchain brings one.
    private static let compiler = program(among: ["cc", "clang", "gcc"])

    /// The first of the programs that is on the path; nil where none is.
    static func program(among names: [String]) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
        for name in names {
            for folder in folders where FileManager.default.isExecutableFile(atPath: "\(folder)/\(name)") {
                return "\(folder)/\(name)"
            }
        }
        return nil
    }

    /// Runs a compiler that makes a library of an example, and returns the library's path.
    /// - Parameters:
    ///   - example: its path in `examples/policies`.
    ///   - arguments: before the source and the library.
    static func library(
        of example: String, _ compiler: String, _ arguments: [String], in folder: TemporaryFolder
    ) throws -> String {
        let library = folder.file((example as NSString).lastPathComponent + ".so")
        let source = Checkout.file("examples/policies/\(example)").path
        let ran = try Program.other(compiler, arguments + [source, "-o", library], in: folder.path)
        try #require(ran.status == 0, "\(ran.errors)")
        return library
    }

    /// Compiles a plug-in.
    /// - Parameter text: the source.
    static func library(_ text: String, named name: String, in folder: TemporaryFolder) throws -> String {
        try folder.write(text, to: "\(name).c")
        let compiler = try #require(compiler, "a C compiler is needed")
        let ran = try Program.other(
            compiler,
            [
                "-O2", "-ffp-contract=off", "-shared", "-fPIC", "-Wall", "-Werror", "-I",
                Checkout.file("Sources/CMarketPolicy").path, "\(name).c", "-o", "\(name).so", "-lm",
            ], in: folder.path)
        try #require(ran.status == 0, "\(ran.errors)")
        return folder.file("\(name).so")
    }

    /// Compiles an example of `examples/policies/c`.
    static func example(_ name: String, in folder: TemporaryFolder) throws -> String {
        try library(try Checkout.text("examples/policies/c/\(name).c"), named: name, in: folder)
    }

    /// A choice of the plug-in's policy for a slot, known to the registry.
    static func choose(
        _ file: String, _ slot: some Slot, _ parameters: [String: ParameterValue] = [:],
        in registry: inout PolicyRegistry
    ) throws -> PolicyChoice {
        let finder = PluginFinder(path: [])
        let entry = try #require(try finder.entry(slot, named: file, in: ScenarioPlace(), policies: registry))
        if registry[slot, file] == nil { registry.add(entry) }
        return PolicyChoice(file, parameters, origin: entry.origin)
    }
}
