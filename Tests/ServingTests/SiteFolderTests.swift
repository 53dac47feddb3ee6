import Foundation
import MarketLab
import MarketLabTesting
import Serving
import Testing

/// What the path of a request can reach.
@Suite struct SiteFolderTests {
    let served: Served
    let folder: SiteFolder

    init() throws {
        served = try Served()
        folder = try SiteFolder(served.file("site"))
    }

    @Test(arguments: [
        ("/", "site/index.html"), ("/index.html", "site/index.html"), ("/tiny/", "site/tiny/index.html"),
        ("/tiny/readout.json", "site/tiny/readout.json"), ("/tiny/log%20data.csv", "site/tiny/log data.csv"),
        ("/t%69ny/readout.json", "site/tiny/readout.json"),
    ])
    func aPathLeadsToAFileOfTheSite(target: String, file: String) throws {
        let path = URL(filePath: served.file(file)).resolvingSymlinksInPath().path
        #expect(folder.answer(to: target) == .file(path))
    }

    static let attacks = [
        "/../secret.txt", "/tiny/../../secret.txt", "/%2e%2e/secret.txt", "/%2E%2E%2Fsecret.txt", "/..%2fsecret.txt",
        "/tiny%2f..%2f..%2fsecret.txt", "/..%5csecret.txt", "/....//secret.txt", "//secret.txt", "/./index.html",
        "/tiny//readout.json", "//etc/passwd", "/%2fetc/passwd", "/%00", "/index.html%00.txt", "/index.html%00",
        "/%ff%fe", "/%", "/%zz", "/.hidden", "/%2ehidden", "/runs.sqlite", "/runs.sqlite-wal", "/link.txt",
        "/tiny/out/secret.txt", "/out/", "/loop", "/pipe", "/tiny/index.html/", "/nothing", "secret.txt", "",
        "http://localhost/index.html", "/%252e%252e/secret.txt", "/tiny%2f%cc%81", "/%2e%cc%81",
        "/tiny/%2e%2e/%2e%2e/secret.txt", "*",
        "/\\..\\secret.txt",
    ]

    /// Ways out, and into what is no page.
    private func makeWaysOut() throws {
        let files = FileManager.default
        try files.createSymbolicLink(
            atPath: served.file("site/link.txt"), withDestinationPath: served.file("secret.txt"))
        try files.createSymbolicLink(atPath: served.file("site/tiny/out"), withDestinationPath: served.path)
        try files.createSymbolicLink(atPath: served.file("site/out"), withDestinationPath: "..")
        try files.createSymbolicLink(atPath: served.file("site/loop"), withDestinationPath: "loop")
        try served.write("nobody may see this", to: "site/runs.sqlite")
        try served.write("nobody may see this", to: "site/runs.sqlite-wal")
        #expect(mkfifo(served.file("site/pipe"), 0o600) == 0)
    }

    @Test func noPathLeadsOut() throws {
        try makeWaysOut()
        for target in Self.attacks { #expect(folder.answer(to: target) == .nothing, "\(target)") }
    }

    /// The same over the wire, as no client would write it.
    @Test(.tags(.program), .hangLimit) func noRequestLeadsOut() throws {
        try makeWaysOut()
        let port = try served.start()
        for target in Self.attacks where !target.isEmpty && !target.contains(" ") {
            let answer = try RawAnswer(target, port: port)
            #expect(![200, 301].contains(answer.status), "\(target)")
            #expect(!answer.body.contains("nobody may see this") && !answer.body.contains("root:"), "\(target)")
        }
        #expect(try RawAnswer("/", port: port).status == 200)
    }

    @Test func aLinkWithinTheSiteIsFollowed() throws {
        try FileManager.default.createSymbolicLink(
            atPath: served.file("site/newest"), withDestinationPath: "tiny")
        guard case .file(let path) = folder.answer(to: "/newest/readout.json") else {
            Issue.record("a link within the site leads nowhere")
            return
        }
        #expect(path.hasSuffix("/site/tiny/readout.json"))
        #expect(folder.answer(to: "/newest") == .folder)
        #expect(folder.address(of: served.file("site/newest/index.html")) == "/tiny/index.html")
        #expect(folder.address(of: served.file("secret.txt")) == nil)
    }

    @Test func whatIsNoFolderIsRefused() {
        #expect(throws: Mistake.self) { try SiteFolder(served.file("nothing")) }
        #expect(throws: Mistake.self) { try SiteFolder(served.file("secret.txt")) }
    }
}
