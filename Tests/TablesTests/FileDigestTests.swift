import Foundation
import MarketLabTesting
import Tables
import Testing

@Suite struct FileDigestTests {
    /// FIPS 180-2's examples, of which the last has a million letters: more than is read at once.
    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ])
    func theExamplesOfTheStandardHold(text: String, digest: String) throws {
        let folder = try TemporaryFolder()
        try folder.write(text, to: "a")
        #expect(try FileDigest.sha256(of: folder.file("a")) == digest)
    }

    /// As sha256sum has it, on either side of the length that is read at once.
    @Test(arguments: [(1 << 20) - 1, 1 << 20, (1 << 20) + 1, 2 << 20])
    func aFileOfAnyLengthIsReadWhole(length: Int) throws {
        let folder = try TemporaryFolder()
        try folder.write(Data((0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7) }), to: "a")
        let peer = try Program.other("sha256sum", [folder.file("a")]).text.prefix(64)
        #expect(try FileDigest.sha256(of: folder.file("a")) == String(peer))
    }

    @Test func whatCannotBeReadSaysWhy() throws {
        let folder = try TemporaryFolder()
        for (name, words) in [("none", "no such file or directory"), ("", "is a directory")] {
            do {
                _ = try FileDigest.sha256(of: folder.file(name))
                Issue.record("\(name) can be read")
            } catch { #expect("\(error)".contains(words)) }
        }
    }
}
