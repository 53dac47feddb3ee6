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
    /// - Parameters:
    ///   - text: the source.
    ///   - flags: of the compiler, beside the usual ones.
    static func library(
        _ text: String, named name: String, in folder: TemporaryFolder, flags: [String] = []
    ) throws -> String {
        try folder.write(text, to: "\(name).c")
        let compiler = try #require(compiler, "a C compiler is needed")
        let ran = try Program.other(
            compiler,
            [
                "-O3", "-ffp-contract=off", "-shared", "-fPIC", "-Wall", "-Werror", "-I",
                Checkout.file("Sources/CMarketPolicy").path, "\(name).c", "-o", "\(name).so", "-lm",
            ] + flags, in: folder.path)
        try #require(ran.status == 0, "\(ran.errors)")
        return folder.file("\(name).so")
    }

    /// Compiles a ranking policy `NAME` whose instances are zeroed bytes.
    /// - Parameters:
    ///   - body: of its `score`, which has `own`, `age` and `scores`.
    ///   - more: what stands before it.
    static func ranker(
        _ body: String, named name: String, before more: String = "", in folder: TemporaryFolder, flags: [String] = []
    ) throws -> String {
        try library(
            """
            #include "marketpolicy.h"
            #include <math.h>
            #include <stdio.h>
            #include <stdlib.h>
            #include <unistd.h>
            \(more)
            typedef struct Own { int number; const float *kept; } Own;
            static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy,
                                  char *error, size_t size) {
                (void)self, (void)host, (void)parameters, (void)error, (void)size;
                return (*policy = calloc(1, sizeof(Own))) ? MARKET_OK : MARKET_FAILED;
            }
            static int32_t score(void *policy, const MarketBatch *batch) {
                Own *own = policy;
                const float *age = market_values(&batch->inputs[0], 0);
                float *scores = market_answers(&batch->answers[0], 0);
                for (int64_t row = 0; row < batch->rows; row++) scores[row] = -age[row];
                own->number++;
                \(body)
                return MARKET_OK;
            }
            static const char *last_error(void *policy) { (void)policy; return "this model has no weights"; }
            static const char *const columns[] = {MARKET_COLUMN_AGE, NULL};
            static const MarketCall calls[] = {{sizeof(MarketCall), MARKET_CALL_SCORE, columns}};
            static const MarketPolicy ranker = {.struct_size = sizeof(MarketPolicy), .slot = MARKET_SLOT_RANKING,
                .name = "\(name)", .summary = "Made for a test.", .call_count = 1, .calls = calls, .create = create,
                .decide = score, .destroy = free, .last_error = last_error};
            MARKET_PLUGIN("\(name)", "1", &ranker)
            """, named: name, in: folder, flags: flags)
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
        let finder = PluginFinder(path: [], program: Program.path)
        let entry = try #require(try finder.entry(slot, named: file, in: ScenarioPlace(), policies: registry))
        if registry[slot, file] == nil { registry.add(entry) }
        return PolicyChoice(file, parameters, origin: entry.origin)
    }
}
