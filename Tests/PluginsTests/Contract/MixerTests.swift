import Foundation
import MarketLabTesting
import PolicyKit
import Testing

@Suite struct MixerTests {
    /// A port can draw what a built-in policy draws only if both mix alike.
    @Test func theHeaderMixesAsThePlatformDoes() throws {
        let folder = try TemporaryFolder()
        let file = try PluginKit.library(
            """
            #include "marketpolicy.h"
            MARKET_EXPORT uint64_t mixed(uint64_t a, uint64_t b) { return market_mix(a, b); }
            MARKET_EXPORT double part(uint64_t hash) { return market_fraction(hash); }
            """, named: "mixer", in: folder)
        let handle = try #require(dlopen(file, RTLD_NOW | RTLD_LOCAL))
        typealias Mix = @convention(c) (UInt64, UInt64) -> UInt64
        typealias Part = @convention(c) (UInt64) -> Double
        let mix = unsafeBitCast(try #require(dlsym(handle, "mixed")), to: Mix.self)
        let part = unsafeBitCast(try #require(dlsym(handle, "part")), to: Part.self)
        for seed in [0, 1, 2, 42, UInt64.max - 1, .max] {
            for number in [0, 1, 7, 1 << 33, UInt64.max] {
                #expect(mix(seed, number) == StableHash.mix(seed, number))
                #expect(part(mix(seed, number)) == StableHash.fraction(StableHash.mix(seed, number)))
            }
        }
    }
}
