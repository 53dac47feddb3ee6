import Foundation
import MarketLabTesting
import Plugins
import Policies
import PolicyKit
import Testing

/// What is said of a file that is no plug-in, or none for this platform.
@Suite struct LoadingTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func sentence(_ file: String) throws -> String {
        do {
            let place = ScenarioPlace(folder: folder.path + "/")
            _ = try PluginFinder(path: []).entry(.ranking, named: file, in: place, policies: .builtIn)
            return ""
        } catch { return "\(error)" }
    }

    /// A plug-in whose entry has this body.
    private func library(_ body: String, named name: String) throws -> String {
        try PluginKit.library(
            """
            #include "marketpolicy.h"
            static int32_t create(const MarketPolicy *self, const MarketHost *host, const char *parameters, void **policy,
                                  char *error, size_t size) {
                (void)self, (void)host, (void)parameters, (void)error, (void)size;
                *policy = (void *)1;
                return MARKET_OK;
            }
            static void destroy(void *policy) { (void)policy; }
            static int32_t decide(void *policy, const MarketBatch *batch) { (void)policy, (void)batch; return MARKET_OK; }
            static const char *const none[] = {NULL};
            static const MarketCall calls[] = {{sizeof(MarketCall), "score", none}};
            static const MarketPolicy a = {.struct_size = sizeof a, .slot = "ranking", .name = "a", .call_count = 1, .calls = calls,
                .create = create, .decide = decide, .destroy = destroy};
            static const MarketPolicy b = {.struct_size = sizeof b, .slot = "ranking", .name = "b", .call_count = 1, .calls = calls,
                .create = create, .decide = decide, .destroy = destroy};
            static const MarketPolicy *const policies[] = {&a, &b, &b};
            MARKET_EXPORT const MarketPlugin *market_policy_plugin(uint32_t abi, const char **reason) {
                (void)abi, (void)reason, (void)policies;
                \(body)
            }
            """, named: name, in: folder)
    }

    @Test func whatIsNoPlugInIsRefusedInOneSentence() throws {
        try folder.write("hello", to: "text.so")
        try folder.write("print(", to: "broken.py")
        try folder.write("import marketlab\n", to: "empty.py")
        try folder.write("import nothing_of_that_name\n", to: "imports.py")
        #expect(try sentence("./none.so") == "plug-in ./none.so: there is no file \(folder.path)/./none.so")
        #expect(try sentence("./text.so") == "plug-in ./text.so: is no shared library")
        #expect(try sentence("./broken.py").contains("SyntaxError: '(' was never closed (broken.py:1)"))
        #expect(try sentence("./empty.py").contains("the file has no policy"))
        #expect(try sentence("./imports.py").contains("No module named 'nothing_of_that_name' (imports.py:1)"))
        _ = try PluginKit.library("int nothing(void) { return 0; }", named: "nothing", in: folder)
        #expect(try sentence("./nothing.so").hasSuffix("is no plug-in: it does not export `market_policy_plugin`"))
    }

    @Test func anotherMachinesLibraryIsRefusedWithBothNames() throws {
        let own = try library("return NULL;", named: "own")
        var bytes = try folder.bytes("own.so")
        let isARM = bytes[18] == 183
        bytes[18] = isARM ? 62 : 183
        try folder.write(bytes, to: "other.so")
        let words = try sentence("./other.so")
        #expect(words.contains("another machine (\(isARM ? "x86-64" : "AArch64")) than this one"), "\(own) \(words)")
    }

    @Test func aNewerPlugInIsRefusedWithBothVersions() throws {
        let body = """
            static const MarketPlugin plugin = {.struct_size = sizeof plugin, .abi = MARKET_ABI(0, 9), .id = "a", .version = "1",
                .policy_count = 1, .policies = policies};
            return &plugin;
            """
        _ = try library(body, named: "newer")
        #expect(try sentence("./newer.so").hasSuffix("was made for contract 0.9, and this platform has contract 0.1"))
        _ = try library("*reason = \"it wants a moon\"; return NULL;", named: "refuses")
        #expect(try sentence("./refuses.so").hasSuffix("refuses a platform of contract 0.1: it wants a moon"))
    }

    /// A structure that ends before its last members, as an older version of the contract has it.
    @Test func anOlderPlugInLoads() throws {
        let body = """
            static MarketPlugin plugin = {.struct_size = offsetof(MarketPlugin, files), .abi = MARKET_ABI(0, 1), .id = "a",
                .version = "1", .policy_count = 1, .policies = policies, .files = (const char *const *)1,
                .extension = (const void *(*)(const char *))1};
            return &plugin;
            """
        _ = try library(body, named: "older")
        #expect(try sentence("./older.so") == "")
    }

    @Test func whichOfSeveralPoliciesMustBeSaid() throws {
        let body = """
            static const MarketPlugin plugin = {.struct_size = sizeof plugin, .abi = MARKET_ABI_VERSION, .id = "a",
                .version = "1", .policy_count = 2, .policies = policies};
            return &plugin;
            """
        _ = try library(body, named: "several")
        #expect(
            try sentence("./several.so").contains(
                "has several ranking policies; say which: ./several.so#a, ./several.so#b"))
        #expect(try sentence("./several.so#b") == "")
        #expect(
            try sentence("./several.so#c").contains(
                "has no ranking policy named c; it has a for ranking, b for ranking"))
        _ = try library(body.replacingOccurrences(of: "count = 2", with: "count = 3"), named: "twice")
        #expect(try sentence("./twice.so#a").hasSuffix("has two ranking policies named b"))
    }

    @Test func aPolicyThatAnswersNothingIsRefused() throws {
        try folder.write(
            "from marketlab import RankingPolicy\n\nclass Mute(RankingPolicy):\n    pass\n", to: "mute.py")
        #expect(
            try sentence("./mute.py").hasSuffix(
                "it does not take the call score, which every ranking policy answers"))
    }

    @Test func aColumnThatThePlatformLacksIsNamed() throws {
        try folder.write(
            """
            from marketlab import ranking

            @ranking
            def wishful(true_quality):
                return true_quality
            """, to: "wishful.py")
        #expect(
            try sentence("./wishful.py").contains(
                "it reads the column true_quality in score, which a platform of contract 0.1 does not have"))
    }
}
