import Randomness

/// Describes listings by vectors of numbers, as an embedding of photos and text would, and users by their taste for them.
enum Content {
    /// Numbers in a content vector; one cache line of floats.
    static let dimensions = 16

    /// Writes a vector of independent standard normals about (purpose, who).
    static func draw(_ purpose: Purpose, who: UInt32, key: RandomKey, into vector: UnsafeMutablePointer<Float>) {
        for quarter in 0..<dimensions / 4 {
            let block = key.block(purpose, who, UInt32(quarter), 0)
            for word in 0..<4 { vector[4 * quarter + word] = Float(Inverse.normal(block.openUniform(word))) }
        }
    }

    /// The inner product over the square root of the dimensions: standard normal for a random taste and content.
    @inline(__always) static func match(_ taste: UnsafePointer<Float>, _ content: UnsafePointer<Float>) -> Float {
        var sums = SIMD8<Float>.zero
        for start in [0, 8] {
            let left = UnsafeRawPointer(taste + start).loadUnaligned(as: SIMD8<Float>.self)
            let right = UnsafeRawPointer(content + start).loadUnaligned(as: SIMD8<Float>.self)
            sums += left * right
        }
        return sums.sum() * 0.25
    }
}
