import Randomness
import Testing

struct BlockTests {
    @Test func theEdgesOfUniforms() {
        let low = Block(SIMD4(repeating: 0))
        let high = Block(SIMD4(repeating: .max))
        for index in 0..<4 {
            #expect(low.uniform(index) == 0)
            #expect(high.uniform(index) == 1 - 0x1p-32)
            #expect(low.openUniform(index) == 0x1p-33)
            #expect(high.openUniform(index) == 1 - 0x1p-33)
            #expect(high.index(index, below: 7) == 6)
            #expect(high.index(index, below: 1 << 32) == 1 << 32 - 1)
        }
        for half in 0..<2 {
            #expect(low.uniform53(half) == 0)
            #expect(high.uniform53(half) == 1 - 0x1p-53)
            #expect(low.openUniform52(half) == 0x1p-53)
            #expect(high.openUniform52(half) == 1 - 0x1p-53)
        }
    }

    @Test func wordsAndHalvesAreWhereTheySayTheyAre() {
        let block = Block(SIMD4(1, 2, 3, 4))
        #expect((0..<4).map { block.bits($0) } == [1, 2, 3, 4])
        #expect(block.bits64(0) == 2 << 32 | 1)
        #expect(block.bits64(1) == 4 << 32 | 3)
    }
}
