import Foundation
import Randomness

/// Tells one build of the program from another, so that outcomes of other code are never taken up again.
enum Build {
    /// The release and a hash of the program file; the release alone where the file cannot be read.
    static let identity: String = {
        let file = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let program = FileManager.default.fileExists(atPath: file.path) ? file : Bundle.main.executableURL
        guard let program, let bytes = try? Data(contentsOf: program, options: .mappedIfSafe) else {
            return MarketLabVersion.current
        }
        var hash: UInt64 = 0
        bytes.withUnsafeBytes { buffer in
            let words = buffer.count / 8
            for index in 0..<words {
                hash = StableHash.mix(hash, buffer.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
            }
        }
        return "\(MarketLabVersion.current)-\(String(hash, radix: 16))"
    }()
}
