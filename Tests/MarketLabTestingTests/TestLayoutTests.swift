import Foundation
import MarketLabTesting
import Testing

/// What CONTRIBUTING.md says of the tests is so.
@Suite struct TestLayoutTests {
    /// All Swift files of the tests, by their paths from `Tests`; this one is left out, for it has the words it looks for.
    private static let files = Result {
        try FileManager.default.subpathsOfDirectory(atPath: Checkout.file("Tests").path).filter {
            $0.hasSuffix(".swift") && !$0.hasSuffix("/TestLayoutTests.swift")
        }
    }

    private func files(with words: String) throws -> [String] {
        try Self.files.get().filter { try Checkout.text("Tests/" + $0).contains(words) }
    }

    @Test func whatMayBeAskedOfTheTestsStandsInOneFileAndInTheGuide() throws {
        let readers = try files(with: "environment[\"MARKETLAB_") + files(with: "environment[\"UPDATE_")
        #expect(readers.isEmpty, "TestOptions has the variables; these files read one themselves")
        let guide = try Checkout.text("CONTRIBUTING.md")
        for name in try Checkout.text("Tests/MarketLabTesting/TestOptions.swift").matches(of: /"([A-Z]+_[A-Z]+)"/) {
            #expect(guide.contains("`\(name.1)"), "CONTRIBUTING.md has no word on \(name.1)")
        }
    }

    /// `make check` finds them by the tag and the file's name.
    @Test func aSuiteWithALongFormHasTheTagAndTheNameOfItsFile() throws {
        let tagged = try files(with: ".tags(.long")
        #expect(tagged.count >= 5)
        for file in tagged {
            let name = URL(filePath: file).deletingPathExtension().lastPathComponent
            let text = try Checkout.text("Tests/" + file)
            #expect(text.contains("struct \(name) "), "\(file) has a suite of another name")
        }
    }

    /// A folder of a target's tests is one of the target's own folders, or has what its tests are made with.
    @Test func foldersOfTestsAreThoseOfTheSources() throws {
        let withoutSources = ["Kit", "Coverage", "VectorFamilies", "VectorRunner", "Vectors", "Inputs"]
        for file in try Self.files.get() {
            let folders = file.split(separator: "/").dropLast().map(String.init)
            guard let target = folders.first, target.hasSuffix("Tests"), folders.count > 1 else { continue }
            let path = (["Sources", String(target.dropLast(5))] + folders.dropFirst()).joined(separator: "/")
            #expect(
                withoutSources.contains(folders[1])
                    || FileManager.default.fileExists(atPath: Checkout.file(path).path),
                "\(file): there is no \(path)")
        }
    }
}
